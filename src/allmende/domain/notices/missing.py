"""What is missing, in words of the trade: the one place that names what an expression reads.

An expression says `register.permit.number`; a clerk reads "Nummer (Ausweisregister)" and where it comes from. Whatever
keeps a letter, a fee or a register entry from being made is said by `missing_value`, never with the expression or an id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from allmende import feel
from allmende.domain.notices.sources import Service
from allmende.domain.values import Problem, Text

REGISTERS: Mapping[str, Text] = {
    "residents": Text("Melderegister", "residents’ register"),
    "civil_status": Text("Personenstandsregister", "civil status register"),
    "parking_permits": Text("Ausweisregister", "register of parking permits"),
    "claims": Text("Forderungen der Stadtkasse", "claims of the treasury"),
    "unit": Text("Antwort der anderen Stelle", "answer of the other office"),
}
REGISTER_WORDS: Mapping[str, Text] = {
    "active": Text("laufende Ausweise", "running permits"),
    "amount": Text("Betrag", "amount"),
    "answer": Text("Antwort", "answer"),
    "birth_date": Text("Geburtsdatum", "date of birth"),
    "birth_name": Text("Geburtsname", "name at birth"),
    "blocked": Text("Auskunftssperre", "information block"),
    "count": Text("Treffer", "matches"),
    "doctorate": Text("Doktorgrad", "doctorate"),
    "due_on": Text("Fälligkeit", "due date"),
    "electronic": Text("elektronischer Eintrag", "electronic entry"),
    "enforced_by": Text("vollstreckende Stelle", "enforcing office"),
    "entry": Text("Eintrag", "entry"),
    "family_name": Text("Familienname", "family name"),
    "given_names": Text("Vornamen", "given names"),
    "guardians": Text("gesetzliche Vertretung", "legal representatives"),
    "household": Text("Haushalt", "household"),
    "main_address": Text("Hauptwohnung", "main residence"),
    "main_here": Text("Hauptwohnung an der Anschrift", "main residence at the address"),
    "main_residence": Text("Hauptwohnung", "main residence"),
    "matches": Text("Treffer", "matches"),
    "moved_in_on": Text("Einzug", "day of moving in"),
    "nationality": Text("Staatsangehörigkeit", "nationality"),
    "number": Text("Nummer", "number"),
    "on": Text("Ende", "end"),
    "other_residences": Text("weitere Wohnungen", "other residences"),
    "outcome": Text("Ergebnis", "result"),
    "own": Text("eigener Eintrag", "own entry"),
    "paid_on": Text("Tag der Zahlung", "day of payment"),
    "paused_until": Text("Mahnsperre bis", "no reminders until"),
    "permit": Text("Ausweis", "permit"),
    "person": Text("Eintrag der Person", "entry of the person"),
    "plates": Text("Kennzeichen", "number plates"),
    "principal": Text("offene Forderung", "open claim"),
    "receipt": Text("Buchungsnummer", "booking number"),
    "reference": Text("Kassenzeichen", "payment reference"),
    "registry_office": Text("Standesamt", "registry office"),
    "reminded_on": Text("Tag der Mahnung", "day of the reminder"),
    "reminder_fee": Text("Mahngebühr", "reminder fee"),
    "resident_id": Text("Eintrag der Person", "entry of the person"),
    "restricted": Text("Sperrvermerk", "restriction note"),
    "same_address": Text("Anschrift", "address"),
    "status": Text("Stand", "status"),
    "surcharge": Text("Säumniszuschlag", "late-payment surcharge"),
    "tariff": Text("Tarif", "tariff"),
    "title": Text("Bezeichnung", "title"),
    "until": Text("Ende", "end"),
    "usual_name": Text("Rufname", "usual name"),
    "valid_from": Text("gültig ab", "valid from"),
    "valid_until": Text("gültig bis", "valid until"),
    "zone": Text("Parkzone", "parking zone"),
}
"""What registers say and what is entered in them, by the names expressions and adapters use."""

_KNOWN: Mapping[str, tuple[Text, Text]] = {
    "fee": (Text("Gebühr", "fee"), Text("Sie ist noch nicht berechnet.", "It has not been computed yet.")),
    "payment": (Text("Zahlung", "payment"), Text("Sie ist noch nicht da.", "It has not arrived yet.")),
    "ground": (
        Text("Grund der Ablehnung", "ground for refusal"),
        Text("Bitte wählen Sie ihn.", "Please choose it."),
    ),
    "task": (
        Text("Ihre Begründung", "your reasons"),
        Text("Bitte schreiben Sie sie in Ihren Worten.", "Please write them in your own words."),
    ),
    "decision": (Text("Ergebnis der Prüfung", "result of the check"), Text("", "")),
    "case": (Text("Angabe zum Vorgang", "detail of the case"), Text("", "")),
    "applicant": (
        Text("Angabe aus der Anmeldung", "detail of the sign-in"),
        Text("Die Person hat sich damit nicht angemeldet.", "The person did not sign in with it."),
    ),
    "city": (
        Text("Angabe der Stadt", "detail of the city"),
        Text("Sie steht in den Werten der Stadt.", "It is kept with the city’s values."),
    ),
    "tariff": (Text("Tarif", "tariff"), Text("Er gilt an diesem Tag nicht.", "It does not hold on this day.")),
    "deadline": (Text("Frist", "deadline"), Text("", "")),
}


@dataclass(frozen=True, slots=True)
class Trade:
    """A value in words of the trade: what it is called, where it comes from, and its address (`Problem.about`)."""

    label: Text
    origin: Text
    about: str


def missing_value(
    service: Service, expression: str, names: Mapping[str, Any], why: str = "null", where: str = ""
) -> Problem:
    """That this expression has no value: which of the things it reads is not there, and where it comes from.

    `why` is `null`; anything else says that there is a value which cannot be written. `where`: the part of a letter.
    """
    found = trade_of(service, expression, names)
    german, english = (
        " oder ".join(x.label.spoken("de") for x in found),
        " or ".join(x.label.spoken("en") for x in found),
    )
    origin = found[0].origin
    if why != "null":
        return Problem(
            "wrong_format",
            Text(f"So lässt sich das nicht schreiben: {german}.", f"This cannot be written: {english}."),
            where,
            about=found[0].about,
        )
    return Problem(
        "missing_value",
        Text(
            f"Es fehlt: {german}. {origin.spoken('de')}".strip(), f"Missing: {english}. {origin.spoken('en')}".strip()
        ),
        where,
        about=found[0].about,
    )


def trade_of(service: Service, expression: str, names: Mapping[str, Any]) -> tuple[Trade, ...]:
    """What the expression reads and has no value, in words; all it reads where each has one. Never empty."""
    paths = sorted(list_paths(expression))
    empty = list(_outermost(path for path in paths if find_value(path, names) is None))
    found = {one.label.spoken("de"): one for one in (name_path(service, path) for path in empty or paths)}
    return tuple(found.values()) or (Trade(Text("eine Angabe", "a detail"), Text(""), ""),)


def name_path(service: Service, path: str) -> Trade:
    """What stands behind a dotted name, as the form, the city and the registers call it."""
    head, _, rest = path.partition(".")
    if head == "parameter" and rest:
        name = rest.partition(".")[0]
        label = _text(service, f"parameter.{name}.label") or _text(service, f"parameter.{name}.question")
        origin = Text("Die Stadt legt das bei ihren Werten fest.", "The city sets it with its values.")
        return Trade(label or Text("ein Wert der Stadt", "a value of the city"), origin, f"parameter.{name}")
    if head == "register" and rest:
        return _registered(service, rest)
    if head in _KNOWN:
        label, origin = _KNOWN[head]
        return Trade(label, origin, head)
    return _asked(service, path)


def _asked(service: Service, path: str) -> Trade:
    """An answer of the form; the nearest question above where only a part of it is read."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        found = service.form.find(".".join(parts[:length]))
        if found is None:
            continue
        title = next((one.title for one in service.form.steps if parts[0] in {x.id for x in one.fields}), Text(""))
        de, en = title.spoken("de"), title.spoken("en")
        if found.type == "computed":
            origin = Text(
                f"Aus den Angaben unter „{de}“ ließ sich das nicht ermitteln.",
                f"It could not be found out from the answers under “{en}”.",
            )
        else:
            origin = Text(f"Im Antrag steht es unter „{de}“.", f"In the application it stands under “{en}”.")
        return Trade(found.label, origin, f"field.{found.path}")
    return Trade(Text("eine Angabe", "a detail"), Text(""), "")


def _registered(service: Service, rest: str) -> Trade:
    result, _, inside = rest.partition(".")
    register = register_of(service, result)
    name = register_name(service, register)
    word = register_word(service, register, inside)
    label = Text(f"{word.spoken('de')} ({name.spoken('de')})", f"{word.spoken('en')} ({name.spoken('en')})")
    return Trade(label, Text(""), f"register.{result}")


def register_name(service: Service, register: str) -> Text:
    """What a register is called, whether the product knows it or the package describes it."""
    spec = service.registers.get(register)
    return spec.name if spec else REGISTERS.get(register, Text("Register", "register"))


def register_word(service: Service, register: str, inside: str) -> Text:
    """What that part of a register's answer or record is called."""
    spec = service.registers.get(register)
    parts = list(reversed(inside.split(".")))
    if spec:
        return next((spec.record[part].label for part in parts if part in spec.record), REGISTER_WORDS["entry"])
    return REGISTER_WORDS[next((part for part in parts if part in REGISTER_WORDS), "entry")]


def register_of(service: Service, result: str) -> str:
    """The register whose answer is kept under that name; empty where none is."""
    for process in (service.process, *service.shared.values()):
        for node in process.nodes.values():
            if (node.result or node.id) == result and (node.register or node.options.get("adapter")):
                return str(node.register or node.options["adapter"].partition(".")[0])
    return ""


def _text(service: Service, text_id: str) -> Text | None:
    german = service.text(text_id, "de")
    return Text(german, service.text(text_id, "en") or german) if german else None


def _outermost(paths: Iterator[str]) -> Iterator[str]:
    """Without those that lie inside another one: where the permit is missing, its number need not be said."""
    kept: list[str] = []
    for path in sorted(paths):
        if not any(path.startswith(f"{outer}.") for outer in kept):
            kept.append(path)
            yield path


def find_value(path: str, names: Mapping[str, Any]) -> Any:
    """What stands behind a dotted name; None where nothing does."""
    found: Any = names
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


@lru_cache(maxsize=4096)
def list_paths(expression: str) -> frozenset[str]:
    """The dotted names the expression reads."""
    return feel.compile_expression(expression).paths
