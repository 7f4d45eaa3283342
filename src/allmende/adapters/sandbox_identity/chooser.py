"""The page on which people say who they are – here: choose one of the sample people."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from allmende.adapters.sandbox_pages import PageReply, Request, page
from allmende.adapters.sandbox_registers.seed import CitySeed, SampleResident, Seed
from allmende.domain.ports.identity import TrustLevel
from allmende.domain.values import Text
from allmende.words import in_language

TITLE = Text.named("adapters.sandbox_identity.chooser.title")
WARNING = Text.named("adapters.sandbox_identity.chooser.warning")
LEVELS: Mapping[TrustLevel, Text] = {
    "basic": Text.named("adapters.sandbox_identity.chooser.levels_basic"),
    "substantial": Text.named("adapters.sandbox_identity.chooser.levels_substantial"),
    "high": Text.named("adapters.sandbox_identity.chooser.levels_high"),
}
WORDS = {
    "who": Text.named("adapters.sandbox_identity.chooser.who"),
    "others": Text.named("adapters.sandbox_identity.chooser.others"),
    "how": Text.named("adapters.sandbox_identity.chooser.how"),
    "asked": Text.named("adapters.sandbox_identity.chooser.asked"),
    "temporary": Text.named("adapters.sandbox_identity.chooser.temporary"),
    "once": Text.named("adapters.sandbox_identity.chooser.once"),
    "go": Text.named("adapters.sandbox_identity.chooser.go"),
    "abort": Text.named("adapters.sandbox_identity.chooser.abort"),
    "choose": Text.named("adapters.sandbox_identity.chooser.choose"),
    "born": Text.named("adapters.sandbox_identity.chooser.born"),
    "bad": Text.named("adapters.sandbox_identity.chooser.bad"),
}


def choose(
    request: Request, seed: Seed, asked: Mapping[str, str], preferred: TrustLevel, *, missed: bool = False
) -> PageReply:
    """Everybody of the calling city first; how surely; sign in or cancel."""
    language = request.language
    words = in_language(WORDS, language)
    target = urlsplit(asked["redirect_uri"])
    here = (target.hostname or "").partition(".")[0]
    first = {here: seed[here]} if here in seed else {}
    others = {key: city for key, city in seed.items() if key not in first}
    hint = f'<p role="alert"><strong>{words["choose"]}</strong></p>' if missed else ""
    people = "".join(_group(city, words["who"] + f" ({city.name})", language) for city in first.values())
    rest = "".join(_group(city, city.name, language) for city in others.values())
    levels = "".join(
        _choice(
            "level",
            level,
            name.spoken(language),
            words["asked"] if level == preferred else "",
            checked=level == preferred,
        )
        for level, name in LEVELS.items()
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
        request,
        TITLE.spoken(language),
        WARNING.spoken(language),
        content,
        form_targets=(origin,),
        switch=request.method == "GET",
    )


def complain(request: Request, detail: str) -> PageReply:
    language = request.language
    content = f"<p>{WORDS['bad'].spoken(language)} ({escape(detail)})</p>"
    return page(request, TITLE.spoken(language), WARNING.spoken(language), content, status=400, switch=False)


def _group(city: CitySeed, legend: str, language: str) -> str:
    people = "".join(_person(person, language) for person in city.people)
    return f"<fieldset><legend>{escape(legend)}</legend>{people}</fieldset>"


def _person(person: SampleResident, language: str) -> str:
    entry = person.resident
    name = " ".join(part for part in (entry.doctorate, entry.given_names, entry.family_name) if part)
    born = f"{WORDS['born'].spoken(language)} {entry.birth_date:%d.%m.%Y}"
    return _choice("person", entry.id, name, f"{born}. {person.note.spoken(language)}")


def _choice(name: str, value: str, label: str, hint: str, *, checked: bool = False) -> str:
    mark = " checked" if checked else ""
    note = f'<span class="hinweis">{escape(hint)}</span>' if hint else ""
    return (
        f'<label class="wahl"><input type="radio" name="{name}" value="{escape(value)}"{mark}>'
        f"<span>{escape(label)}{note}</span></label>"
    )
