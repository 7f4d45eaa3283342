"""The page on which people say who they are – here: choose one of the sample people."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from allmende.adapters.sandbox_pages import Reply, Request, page
from allmende.adapters.sandbox_registers.seed import CitySeed, Person, Seed
from allmende.domain.ports.identity import TrustLevel

TITLE = {"de": "Test-Ausweis", "en": "Test ID"}
WARNING = {
    "de": "Test-Ausweis – alle Personen sind erfunden. Das ist kein echtes Nutzerkonto.",
    "en": "Test ID – all people are invented. This is no real account.",
}
LEVELS: Mapping[TrustLevel, tuple[str, str]] = {
    "basic": ("Benutzername und Passwort (normal)", "User name and password (basic)"),
    "substantial": ("ELSTER-Zertifikat (substantiell)", "ELSTER certificate (substantial)"),
    "high": ("Online-Ausweis (hoch)", "eID card (high)"),
}
WORDS = {
    "de": {
        "who": "Wer sind Sie?",
        "others": "Personen anderer Städte",
        "how": "Wie melden Sie sich an?",
        "asked": "verlangt oder gewünscht",
        "temporary": "Ohne Nutzerkonto anmelden (einmalig, kein Pseudonym)",
        "once": "Einmalige Anmeldung",
        "go": "Anmelden",
        "abort": "Abbrechen und zurück",
        "choose": "Bitte wählen Sie eine Person.",
        "born": "geboren am",
        "bad": "Diese Anmeldung ist nicht richtig aufgerufen worden.",
    },
    "en": {
        "who": "Who are you?",
        "others": "People of other cities",
        "how": "How do you sign in?",
        "asked": "required or wished for",
        "temporary": "Sign in without an account (once, no pseudonym)",
        "once": "One-time sign-in",
        "go": "Sign in",
        "abort": "Cancel and go back",
        "choose": "Please choose a person.",
        "born": "born on",
        "bad": "This sign-in was not called correctly.",
    },
}


def choose(
    request: Request, seed: Seed, asked: Mapping[str, str], preferred: TrustLevel, *, missed: bool = False
) -> Reply:
    """Everybody of the calling city first; how surely; sign in or cancel."""
    language = request.language
    words, number = WORDS[language], 1 if language == "en" else 0
    target = urlsplit(asked["redirect_uri"])
    here = (target.hostname or "").partition(".")[0]
    first = {here: seed[here]} if here in seed else {}
    others = {key: city for key, city in seed.items() if key not in first}
    hint = f'<p role="alert"><strong>{words["choose"]}</strong></p>' if missed else ""
    people = "".join(_group(city, words["who"] + f" ({city.name})", language) for city in first.values())
    rest = "".join(_group(city, city.name, language) for city in others.values())
    levels = "".join(
        _choice("level", level, names[number], words["asked"] if level == preferred else "", checked=level == preferred)
        for level, names in LEVELS.items()
    )
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in asked.items()
    )
    content = f"""{hint}
<form method="post" action="{escape(request.mount)}/authorize?lang={language}">
{hidden}{people}
<fieldset><legend>{words["how"]}</legend>{levels}</fieldset>
<fieldset><legend>{words["once"]}</legend>
<label class="wahl"><input type="checkbox" name="temporary" value="1"><span>{words["temporary"]}</span></label></fieldset>
<button class="haupt" name="do" value="sign_in">{words["go"]}</button>
<button name="do" value="abort">{words["abort"]}</button>
<h2>{words["others"]}</h2>
{rest}
<button class="haupt" name="do" value="sign_in">{words["go"]}</button>
</form>"""
    origin = f"{target.scheme}://{target.netloc}"
    return page(
        request, TITLE[language], WARNING[language], content, form_targets=(origin,), switch=request.method == "GET"
    )


def complain(request: Request, detail: str) -> Reply:
    language = request.language
    content = f"<p>{WORDS[language]['bad']} ({escape(detail)})</p>"
    return page(request, TITLE[language], WARNING[language], content, status=400, switch=False)


def _group(city: CitySeed, legend: str, language: str) -> str:
    people = "".join(_person(person, language) for person in city.people)
    return f"<fieldset><legend>{escape(legend)}</legend>{people}</fieldset>"


def _person(person: Person, language: str) -> str:
    entry = person.resident
    name = " ".join(part for part in (entry.doctorate, entry.given_names, entry.family_name) if part)
    born = f"{WORDS[language]['born']} {entry.birth_date:%d.%m.%Y}"
    return _choice("person", entry.id, name, f"{born}. {person.note.spoken(language)}")


def _choice(name: str, value: str, label: str, hint: str, *, checked: bool = False) -> str:
    mark = " checked" if checked else ""
    note = f'<span class="hinweis">{escape(hint)}</span>' if hint else ""
    return (
        f'<label class="wahl"><input type="radio" name="{name}" value="{escape(value)}"{mark}>'
        f"<span>{escape(label)}{note}</span></label>"
    )
