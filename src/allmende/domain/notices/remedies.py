"""The instruction on legal remedies, composed from parts: remedy × authority or court × seat × form × fee.

Which remedy a law knows, and whether that is confirmed, says `deadlines.law`; here are its words, dated. A notice keeps the id of
the wording it was written with. No package and no city
writes this text: anything additional that misleads would make it incorrect and open the period for a year
(§ 58 Abs. 2 VwGO).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allmende.domain import deadlines
from allmende.domain.notices.courts import get_court
from allmende.domain.notices.document import Fee, Remedy
from allmende.domain.notices.letterhead import authority_name
from allmende.domain.notices.placeholders import holds
from allmende.domain.notices.sources import CitySource, SheetSource, UnitSource
from allmende.domain.notices.speaking import speak
from allmende.domain.notices.wording import HEADINGS
from allmende.domain.values import Period, Text
from allmende.feel import FeelContext


@dataclass(frozen=True, slots=True)
class RemedyWording:
    """One released wording; `{authority}` and `{court}` are filled from the city."""

    id: str
    kind: deadlines.Remedy
    valid: Period
    basis: str
    text: Text
    after_objection: bool = False
    """In a decision on an objection: against the first decision in the shape it got (§ 79 Abs. 1 Nr. 1 VwGO)."""
    more: tuple[Text, ...] = ()
    """Further paragraphs the law wants beside the instruction."""


WORDINGS: tuple[RemedyWording, ...] = (
    RemedyWording(
        "objection.2019",
        "objection",
        Period(date(2018, 1, 1), date(2024, 7, 24)),
        "§§ 68, 70 VwGO",
        Text.named("notices.remedies.objection_2019"),
    ),
    RemedyWording(
        "objection.2024",
        "objection",
        Period(date(2024, 7, 24)),
        "§§ 68, 70 VwGO, § 9a Abs. 5 OZG",
        Text.named("notices.remedies.objection_2024"),
    ),
    RemedyWording(
        "action.2018",
        "action",
        Period(date(2018, 1, 1)),
        "§ 74 VwGO",
        Text.named("notices.remedies.action_2018"),
    ),
    RemedyWording(
        "action_after_objection.2018",
        "action",
        Period(date(2018, 1, 1)),
        "§ 74 Abs. 1 Satz 1, § 79 Abs. 1 Nr. 1 VwGO",
        Text.named("notices.remedies.action_after_objection_2018"),
        after_objection=True,
    ),
    RemedyWording(
        "amtsgericht.2009",
        "amtsgericht",
        Period(date(2009, 1, 1)),
        "§§ 49, 50 PStG",
        Text.named("notices.remedies.amtsgericht_2009"),
    ),
    RemedyWording(
        "social_objection.2024",
        "social_objection",
        Period(date(2024, 7, 24)),
        "§§ 78, 84 SGG",
        Text.named("notices.remedies.social_objection_2024"),
    ),
    RemedyWording(
        "social_action.2018",
        "social_action",
        Period(date(2018, 1, 1)),
        "§§ 87, 90 SGG",
        Text.named("notices.remedies.social_action_2018"),
    ),
    RemedyWording(
        "fine_objection.2018",
        "fine_objection",
        Period(date(2018, 1, 1)),
        "§§ 66, 67 OWiG",
        Text.named("notices.remedies.fine_objection_2018"),
        more=(
            Text.named("notices.remedies.without_objection_fine_becomes_final_and_enforceable"),
            Text.named("notices.remedies.pay_fine_within_two_weeks_after_it"),
        ),
    ),
)
FEE_CLAUSE: dict[str, Text] = {
    "objection": Text.named("notices.remedies.objection"),
    "action": Text.named("notices.remedies.action"),
}
PAY_ANYWAY = Text.named("notices.remedies.pay_anyway")


def choose_remedy(sheet: SheetSource, named: str | None, context: FeelContext) -> str:
    """Which remedy is open against a letter: what its template names, else the exception where it holds, else the service's.

    `context`: what FEEL sees of the matter.
    """
    if named:
        return named
    other = sheet.remedy_exception
    return other.remedy if other and holds(other.when, context) else sheet.remedy


def find_wording(kind: str, day: date, *, after_objection: bool = False) -> RemedyWording | None:
    """The wording released for that remedy on that day; its own one after an objection, where there is one."""
    valid = [wording for wording in WORDINGS if wording.kind == kind and wording.valid.contains(day)]
    return next((one for one in valid if one.after_objection == after_objection), valid[0] if valid else None)


def compose_remedy(
    kind: str,
    city: CitySource,
    day: date,
    language: str,
    *,
    fee: Fee | None = None,
    unit: UnitSource | None = None,
    contested: Mapping[str, Any] | None = None,
) -> Remedy | None:
    """The instruction, or None when there is no remedy to instruct on (`none`).

    `fee`: what the notice sets; an amount brings the clause on its missing suspensive effect, an open one also
    that it must be paid in time. `unit`: the office that decides; an objection is lodged with its authority.
    `contested`: the first decision (`issued_on`, `reference`) in a letter that dismisses an objection to it, whole or in part.
    Errors: `LookupError` when no wording is released for that day, or the city names no court of that kind the table knows.
    """
    if kind == "none":
        return None
    wording = find_wording(kind, day, after_objection=contested is not None)
    if wording is None:
        raise LookupError(f"No wording for the remedy {kind!r} is released on {day}.")
    court = _court(kind, city)
    text = wording.text.said(
        language,
        authority=_at_the_authority(authority_name(city, unit), city, language),
        court=court,
        **(_first_decision(contested, language) if contested and wording.after_objection else {}),
    )
    paragraphs = (text, *(one.spoken(language) for one in wording.more), *_fee_clause(kind, fee, language))
    return Remedy(HEADINGS["remedy"].spoken(language), paragraphs, wording.kind, wording.id)


def _court(kind: str, city: CitySource) -> str:
    if kind in ("objection", "social_objection", "fine_objection"):
        return ""
    courts = {"amtsgericht": city.registry_court, "social_action": city.social_court}
    return get_court(courts.get(kind, city.court) or "").cited()


def _first_decision(contested: Mapping[str, Any], language: str) -> dict[str, str]:
    return {"issued_on": speak(contested["issued_on"], "date", language), "reference": contested["reference"]}


def _fee_clause(kind: str, fee: Fee | None, language: str) -> tuple[str, ...]:
    if fee is None or not fee.total or kind not in FEE_CLAUSE:
        return ()
    return (FEE_CLAUSE[kind].spoken(language) + (PAY_ANYWAY.spoken(language) if fee.payment else ""),)


def _at_the_authority(authority: str, city: CitySource, language: str) -> str:
    """`beim Magistrat der Universitätsstadt Marburg, Markt 1, 35037 Marburg`: authority and seat (§ 58 I VwGO)."""
    place = city.contact.address
    address = f"{place.street} {place.house_number}, {place.postcode} {place.place}"
    article, _, rest = authority.partition(" ")
    spoken = {"Der": f"beim {rest}", "Das": f"beim {rest}", "Die": f"bei der {rest}"}.get(article, f"bei {authority}")
    words = Text.named("notices.remedies.at_authority", spoken=spoken, authority=authority, address=address)
    return words.spoken(language)
