"""What a register is asked and what it answers, as fields: the officer's form, its reader and the ports' values follow from it.

One table, by the act as the ports call it. A field is named like the attribute of the port's value it becomes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.forms import Field
from allmende.domain.forms.model import Option
from allmende.domain.notices.missing import REGISTER_WORDS
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One act. `asks`: what the officer is told; `answers`: what she types for each entry she found, or for the one she made.

    `writes`: something is entered there, not looked for. `existing`: it changes an entry, which may be gone. `most`: how many
    entries can be found.
    """

    act: str
    asks: tuple[Field, ...]
    answers: tuple[Field, ...] = ()
    writes: bool = False
    existing: bool = False
    most: int = 1

    @property
    def register(self) -> str:
        """The register's name, as processes and cities say it."""
        return self.act.partition(".")[0]


def encode(value: Any) -> str:
    """A value of a field, as facts keep it; the empty string for none."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return str(value)


def decode(one: Field, text: str) -> Any:
    """The value `encode` spelled; None for nothing. Error: `ValueError`, `ArithmeticError` for what it never wrote."""
    if not text:
        return None
    match one.type:
        case "date":
            return date.fromisoformat(text)
        case "money" | "integer" | "decimal":
            return Decimal(text)
        case "boolean":
            return text == "true"
    return text


def _field(
    name: str,
    type: str = "text",
    label: tuple[str, str] | None = None,
    *,
    required: bool = False,
    options: tuple[Option, ...] = (),
    help: tuple[str, str] | None = None,
) -> Field:
    words = Text(*label) if label else REGISTER_WORDS[name]
    return Field(
        name, type, _capital(words), Text(*help) if help else None, required=required, options=options, path=name,
        max_length=500,
    )  # fmt: skip


def _capital(words: Text) -> Text:
    return Text.of({language: said[:1].upper() + said[1:] for language, said in words.items()})


def _options(**named: tuple[str, str]) -> tuple[Option, ...]:
    return tuple(Option(key, Text(*words)) for key, words in named.items())


_NAME = (_field("family_name", required=True), _field("given_names"))
_BORN = _field("birth_date", "date", required=True)
_NUMBER = _field("number", required=True)
_OFFICE = _field("registry_office")
_PLACE = _field("place", "text", ("Ort", "Place"))
_MARRIED = _field("married_on", "date", ("Tag der Eheschließung", "Day of the marriage"), required=True)
_SPOUSES = (
    _field("family_name_1", "text", ("Familienname vor der Ehe, erste Person", "Name before marriage, first person"), required=True),
    _field("family_name_2", "text", ("Familienname vor der Ehe, zweite Person", "Name before marriage, second person"), required=True),
)  # fmt: skip
_ENTRY_NUMBER = _field("number", "text", ("Registernummer", "Register number"), required=True)
_ASKED_NUMBER = _field("number", "text", ("Registernummer", "Register number"))
_NOTES = (
    _field("restricted", "boolean", ("Sperrvermerk nach § 63 PStG", "Restriction note (§ 63 PStG)"), required=True),
    _field("electronic", "boolean", ("Elektronisch geführt", "Kept electronically"), required=True),
)
_RESIDENT = (
    *_NAME,
    _BORN,
    _field("birth_name"),
    _field("doctorate"),
    _field("nationality", "text", ("Staatsangehörigkeit, zum Beispiel DE", "Nationality, for example DE"), required=True),
    _field("street", "text", ("Straße der Hauptwohnung", "Street of the main residence"), required=True),
    _field("house_number", "text", ("Hausnummer", "House number")),
    _field("postal_code", "text", ("Postleitzahl", "Postcode"), required=True),
    _field("city", "text", ("Ort", "Town"), required=True),
    _field("since", "date", ("Einzug am", "Moved in on"), required=True),
    _field("kind", "choice", ("Art der Wohnung", "Kind of residence"), required=True, options=_options(
        sole=("alleinige Wohnung", "only residence"), main=("Hauptwohnung", "main residence"),
        secondary=("Nebenwohnung", "secondary residence"),
    )),
    _field("others", "textarea", ("Weitere Wohnungen, je Zeile eine", "Other residences, one each line"),
           help=("So: Straße Hausnummer, PLZ Ort", "Like this: street number, postcode town")),
    _field("blocked", "boolean", ("Auskunftssperre nach § 51 BMG", "Information block (§ 51 BMG)"), required=True),
    _field("id", "text", ("Ordnungsmerkmal, wenn bekannt", "Number of the entry, if known")),
)  # fmt: skip
_BIRTH = (_ENTRY_NUMBER, _OFFICE, *_NAME, _BORN, _PLACE, *_NOTES)
_MARRIAGE = (_ENTRY_NUMBER, _OFFICE, *_SPOUSES, _MARRIED, _PLACE, *_NOTES)
_PLATES = _field(
    "plates",
    "text",
    ("Kennzeichen, mit Komma getrennt", "Number plates, separated by commas"),
    required=True,
)
_FROM = _field("valid_from", "date", required=True)
_LAST = _field("last_day", "date", ("Gültig bis (letzter Tag)", "Valid until (last day)"), required=True)
_PERMIT = (
    _NUMBER,
    _field("zone", required=True),
    _PLATES,
    _FROM,
    _LAST,
    _field("tariff"),
    _field("whose", "choice", ("Wem gehört er?", "Whose is it?"), required=True, options=_options(
        person=("der Person", "the person’s"), household=("jemandem im Haushalt", "somebody’s of the household"),
        other=("jemand anderem", "somebody else’s"),
    )),
)  # fmt: skip
_REFERENCE = _field("reference", required=True)
_CLAIM = (
    _field("title", required=True),
    _field("kind", "choice", ("Art", "Kind"), required=True, options=_options(
        tax=("Steuer", "tax"), fee=("Gebühr", "fee"), fine=("Buße", "fine"), private=("privatrechtlich", "private law"),
    )),
    _field("principal", "money", ("Hauptforderung, noch offen", "Principal, still open"), required=True),
    _field("reminder_fee", "money", required=True),
    _field("due_on", "date", required=True),
    _field("reminded_on", "date"),
    _field("status", "choice", ("Stand", "Status"), required=True, options=_options(
        open=("offen", "open"), paid=("bezahlt", "paid"), enforced=("in der Vollstreckung", "being enforced"),
    )),
    _field("enforced_by"),
    _field("surcharges_apply", "boolean", ("Es entstehen Säumniszuschläge", "Late-payment surcharges arise"), required=True),
    _field("paused_until", "date"),
)  # fmt: skip

SHAPES: Mapping[str, Shape] = {
    one.act: one
    for one in (
        Shape(
            act="residents.find", asks=(*_NAME, _BORN, _field("address", "text", ("Anschrift", "Address"))),
            answers=_RESIDENT, most=9,
        ),
        Shape(
            act="civil_status.find_births", asks=(*_NAME, _BORN, _PLACE, _ASKED_NUMBER), answers=_BIRTH, most=9,
        ),
        Shape(
            act="civil_status.find_marriages", asks=(*_SPOUSES, _MARRIED, _PLACE, _ASKED_NUMBER), answers=_MARRIAGE, most=9,
        ),
        Shape(
            act="parking_permits.find",
            asks=(_field("person", "text", ("Person", "Person")), _field("number", "text", ("Genannter Ausweis", "Permit named"))),
            answers=_PERMIT, most=20,
        ),
        Shape(
            act="claims.find",
            asks=(_REFERENCE, _field("postal_code", "text", ("Postleitzahl", "Postcode")),
                  _field("amount", "money"), _field("reminded_on", "date")),
            answers=_CLAIM,
        ),
        Shape(
            act="parking_permits.issue", writes=True,
            asks=(_field("person", "text", ("Person", "Person")), _field("zone"), _PLATES, _FROM, _LAST, _field("tariff")),
            answers=(_NUMBER,),
        ),
        Shape(
            act="parking_permits.change", writes=True, existing=True,
            asks=(_NUMBER, _PLATES), answers=(_field("zone", required=True), _FROM, _LAST),
        ),
        Shape(
            act="parking_permits.end", writes=True, existing=True,
            asks=(_NUMBER, _field("on", "date")), answers=(_field("zone", required=True), _PLATES, _FROM),
        ),
        Shape(
            act="claims.book", writes=True, existing=True,
            asks=(_REFERENCE, _field("amount", "money")), answers=(_field("receipt", required=True),),
        ),
        Shape(
            act="claims.pause", writes=True, existing=True,
            asks=(_REFERENCE, _field("until", "date", ("Mahnsperre bis", "No reminders until"))),
        ),
    )
}  # fmt: skip
"""Act → its shape. A port that grows an act without a row here is found by `tests/domain/matter/test_lookups.py`."""
