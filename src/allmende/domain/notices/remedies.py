"""The instruction on legal remedies, composed from parts: remedy × authority or court × seat × form × fee.

Which remedy a law knows, and whether that is confirmed, says `deadlines.law`; here are its words, dated. A notice keeps the id of
the wording it was written with. No package and no city
writes this text: anything additional that misleads would make it incorrect and open the period for a year
(§ 58 Abs. 2 VwGO).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allmende.domain import deadlines
from allmende.domain.notices.courts import get_court
from allmende.domain.notices.document import Fee, Remedy
from allmende.domain.notices.placeholders import holds
from allmende.domain.notices.sources import City, Sheet
from allmende.domain.notices.wording import HEADINGS
from allmende.domain.values import Period, Text
from allmende.feel import Context


@dataclass(frozen=True, slots=True)
class Wording:
    """One released wording; `{authority}` and `{court}` are filled from the city."""

    id: str
    kind: deadlines.Remedy
    valid: Period
    basis: str
    text: Text


WORDINGS: tuple[Wording, ...] = (
    Wording(
        "objection.2019",
        "objection",
        Period(date(2018, 1, 1), date(2024, 7, 24)),
        "§§ 68, 70 VwGO",
        Text(
            de="Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch erhoben werden. "
            "Der Widerspruch ist {authority} schriftlich, in elektronischer Form nach § 3a Abs. 2 des "
            "Verwaltungsverfahrensgesetzes oder zur Niederschrift einzulegen.",
            en="You can object to this notice within one month after notification. Lodge the objection with {authority} "
            "in writing, in electronic form under § 3a (2) of the Administrative Procedure Act, or on record in person.",
        ),
    ),
    Wording(
        "objection.2024",
        "objection",
        Period(date(2024, 7, 24)),
        "§§ 68, 70 VwGO, § 9a Abs. 5 OZG",
        Text(
            de="Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch erhoben werden. "
            "Der Widerspruch ist {authority} schriftlich, in elektronischer Form nach § 3a Abs. 2 des "
            "Verwaltungsverfahrensgesetzes, schriftformersetzend nach § 3a Abs. 3 des Verwaltungsverfahrensgesetzes "
            "und § 9a Abs. 5 des Onlinezugangsgesetzes oder zur Niederschrift einzulegen.",
            en="You can object to this notice within one month after notification. Lodge the objection with {authority} "
            "in writing, in electronic form under § 3a (2) of the Administrative Procedure Act, in a form that replaces "
            "writing under § 3a (3) of that act and § 9a (5) of the Online Access Act, or on record in person.",
        ),
    ),
    Wording(
        "action.2018",
        "action",
        Period(date(2018, 1, 1)),
        "§ 74 VwGO",
        Text(
            de="Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Klage beim {court} erhoben werden.",
            en="You can bring an action against this notice before the {court} within one month after notification.",
        ),
    ),
    Wording(
        "amtsgericht.2009",
        "amtsgericht",
        Period(date(2009, 1, 1)),
        "§§ 49, 50 PStG",
        Text(
            de="Lehnt das Standesamt eine Amtshandlung ab, können Sie beim {court} beantragen, "
            "das Standesamt zu ihrer Vornahme anzuweisen (§ 49 Abs. 1 PStG). Eine Frist gibt es dafür nicht.",
            en="If the registry office refuses an official act, you can ask the {court} "
            "to order it to act (§ 49 (1) of the Civil Status Act). There is no time limit.",
        ),
    ),
)
FEE_CLAUSE: dict[str, Text] = {
    "objection": Text(
        de="Gegen die Gebühr hat ein Widerspruch keine aufschiebende Wirkung (§ 80 Abs. 2 Satz 1 Nr. 1 VwGO).",
        en="An objection to the fee has no suspensive effect (§ 80 (2) sentence 1 no. 1 VwGO).",
    ),
    "action": Text(
        de="Gegen die Gebühr hat eine Klage keine aufschiebende Wirkung (§ 80 Abs. 2 Satz 1 Nr. 1 VwGO).",
        en="An action against the fee has no suspensive effect (§ 80 (2) sentence 1 no. 1 VwGO).",
    ),
}
PAY_ANYWAY = Text(
    de=" Der Betrag ist trotzdem fristgerecht zu zahlen.",
    en=" The amount must still be paid in time.",
)


def choose_remedy(sheet: Sheet, named: str | None, context: Context) -> str:
    """Which remedy is open against a letter: what its template names, else the exception where it holds, else the service's.

    `context`: what FEEL sees of the matter.
    """
    if named:
        return named
    other = sheet.remedy_exception
    return other.remedy if other and holds(other.when, context) else sheet.remedy


def find_wording(kind: str, day: date) -> Wording | None:
    """The wording released for that remedy on that day."""
    return next((wording for wording in WORDINGS if wording.kind == kind and wording.valid.contains(day)), None)


def compose_remedy(kind: str, city: City, day: date, language: str, *, fee: Fee | None = None) -> Remedy | None:
    """The instruction, or None when there is no remedy to instruct on (`none`).

    `fee`: what the notice sets; an amount brings the clause on its missing suspensive effect, an open one also
    that it must be paid in time.
    Errors: `LookupError` when no wording is released for that day, or the city's court is not in the table.
    """
    if kind == "none":
        return None
    wording = find_wording(kind, day)
    if wording is None:
        raise LookupError(f"No wording for the remedy {kind!r} is released on {day}.")
    court = _court(kind, city)
    text = wording.text.spoken(language).format(authority=_at_the_authority(city, language), court=court)
    paragraphs = (text, *_fee_clause(kind, fee, language))
    return Remedy(HEADINGS["remedy"].spoken(language), paragraphs, wording.kind, wording.id)


def _court(kind: str, city: City) -> str:
    if kind == "objection":
        return ""
    return get_court((city.registry_court or "") if kind == "amtsgericht" else city.court).cited()


def _fee_clause(kind: str, fee: Fee | None, language: str) -> tuple[str, ...]:
    if fee is None or not fee.total or kind not in FEE_CLAUSE:
        return ()
    return (FEE_CLAUSE[kind].spoken(language) + (PAY_ANYWAY.spoken(language) if fee.payment else ""),)


def _at_the_authority(city: City, language: str) -> str:
    """`beim Magistrat der Universitätsstadt Marburg, Markt 1, 35037 Marburg`: authority and seat (§ 58 I VwGO)."""
    place = city.contact.address
    address = f"{place.street} {place.house_number}, {place.postcode} {place.place}"
    article, _, rest = city.authority.partition(" ")
    if language == "en":
        return f"the authority ({city.authority}), {address},"
    spoken = {"Der": f"beim {rest}", "Das": f"beim {rest}", "Die": f"bei der {rest}"}.get(
        article, f"bei {city.authority}"
    )
    return f"{spoken}, {address},"
