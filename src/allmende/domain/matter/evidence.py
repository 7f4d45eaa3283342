"""What the applicant proved, against what is stated and whom a register is asked about. Pure.

The evidence (provider, level, moment, attributes) was stored with the application. Every comparison tolerates spelling
(`spelling.comparing`: NFD, ß/ss, umlauts, hyphens, case) and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from allmende.domain import facts as f
from allmende.domain.forms import known_values, spoken
from allmende.domain.forms.confirmed import attribute_of, level_of
from allmende.domain.matter import checking, confirming
from allmende.domain.matter.acting import acting_in, is_child_open, sending_in
from allmende.domain.matter.choosing import is_positive, list_withheld
from allmende.domain.matter.completeness import list_missing
from allmende.domain.matter.minors import is_minor_alone
from allmende.domain.matter.model import Matter
from allmende.domain.matter.unknown_days import depends_on_unknown_day
from allmende.domain.spelling.comparing import same, same_street
from allmende.domain.values import Text
from allmende.domain.values.trust import ADDRESS_ATTRIBUTES, TrustLevel, proving, reaches

Standing = Literal["proved", "unproved", "differs", "other", "represented", "minor"]


@dataclass(frozen=True, slots=True)
class NaturalPerson:
    """A natural person as registers tell people apart. `given_names` is empty for somebody with one name."""

    family_name: str
    given_names: str
    birth_date: date

    @classmethod
    def of(cls, parts: Mapping[str, Any]) -> NaturalPerson | None:
        """From the parts of a value of type person; None without a birth date or a family name."""
        family, born = parts.get("family_name"), parts.get("date_of_birth")
        if not isinstance(family, str) or not isinstance(born, date):
            return None
        return cls(family, str(parts.get("given_names") or ""), born)

    def is_same(self, other: NaturalPerson) -> bool:
        """The same person but for spelling."""
        return (
            self.birth_date == other.birth_date
            and same(self.family_name, other.family_name)
            and same(self.given_names, other.given_names)
        )


@dataclass(frozen=True, slots=True)
class EvidenceDifference:
    """Proved and stated do not agree. `path` is the field's, empty for what the person says is wrong in the proof itself."""

    path: str
    label: Text
    proved: str
    stated: str


DISPUTED = Text.named("matter.evidence.disputed")


def demanded(matter: Matter) -> TrustLevel:
    """How surely the service must know who applies."""
    return cast(TrustLevel, matter.service.sheet.trust_level)


NAME = frozenset(("family_name", "given_names"))
"""A proved name is proved whole: who has one name only has no other part that could be stated."""


def list_differences(matter: Matter) -> tuple[EvidenceDifference, ...]:
    """Every answer bound to an identity attribute that says something else than what was proved, in the order of the form.

    Also a proof the person herself calls wrong, and a part of the name where the proved name has none. Nothing where the
    service demands no identity.
    """
    if demanded(matter) == "none" or _acts_apart(matter):
        return ()
    known = known_values(matter.applicant.attributes)
    found = []
    for step in matter.service.form.steps:
        for field in step.fields:
            name, stated = attribute_of(field), matter.answers.get(field.id)
            if name is None or stated is None or not (name in known or (name in NAME and NAME & known.keys())):
                continue
            if name not in known or not _agree(known[name], stated):
                proved = spoken(field, known[name], "de") if name in known else ""
                found.append(EvidenceDifference(field.id, field.label, proved, spoken(field, stated, "de")))
    if matter.applicant.disputed:
        found.append(EvidenceDifference("", DISPUTED, "", matter.applicant.disputed))
    return tuple(found)


def proved_names(matter: Matter) -> tuple[NaturalPerson, ...]:
    """Who the applicant has proved to be, surely enough (`trust.proving`): under the present name and, where it was proved
    too, under the name at birth. Empty when nobody proved enough. A name alone never tells whose entry one is: `lives_at`."""
    known = _proved(matter)
    family, born = known.get("family_name"), known.get("date_of_birth")
    if not isinstance(family, str) or not isinstance(born, date):
        return ()
    given = str(known.get("given_names") or "")
    names = (family, *(name for name in (known.get("birth_name"),) if isinstance(name, str)))
    return tuple(NaturalPerson(name, given, born) for name in names)


def lives_at(matter: Matter, street: str, house_number: str, postcode: str) -> bool:
    """Has the applicant proved to live there? Tells namesakes born on one day apart. False where no whole address is proved."""
    home = _proved(matter).get("address")
    return (
        isinstance(home, Mapping)
        and bool(home.get("street") and home.get("postcode"))
        and all(
            _same_part(part, str(home.get(part) or ""), stated)
            for part, stated in (("street", street), ("house_number", house_number), ("postcode", postcode))
        )
    )


def _proved(matter: Matter) -> dict[str, Any]:
    """Attributes of the applicant proved surely enough, in this very session; none where somebody acts for her: what was
    proved then is who acts."""
    if _is_represented(matter):
        return {}
    least = proving(demanded(matter))
    applicant = matter.applicant
    if not reaches(cast(TrustLevel, applicant.level), least):
        return {}
    return {
        name: value
        for name, value in known_values(applicant.attributes).items()
        if reaches(level_of(name, applicant.levels), least)
    }


def standing(matter: Matter, person: NaturalPerson | None = None) -> Standing:
    """Has the applicant proved to be that person; without one: to be the person the application speaks of?

    `unproved`: nothing, or not surely enough; `differs`: proved and stated do not agree; `other`: somebody else;
    `represented`: who signed in acts for the applicant, of whom nothing is proved; `minor`: too young to act alone.
    """
    if _is_represented(matter):
        return "represented"
    if is_minor_alone(matter):
        return "minor"
    mine = proved_names(matter)
    if not mine:
        return "unproved"
    if list_differences(matter):
        return "differs"
    if person is not None and not any(one.is_same(person) for one in mine):
        return "other"
    return "proved"


def _is_represented(matter: Matter) -> bool:
    """By power of attorney or as a company. Not a child: registers tell who its guardians are, so who signed in counts."""
    found = sending_in(matter)
    return found is not None and (found.said.capacity != "guardian" or bool(found.said.by))


def _acts_apart(matter: Matter) -> bool:
    """Is the person block of the form not whoever signed in?"""
    found = sending_in(matter)
    return found is not None and bool(found.said.by)


def may_decide(matter: Matter) -> bool:
    """May the machine decide: everybody spoken of is proved, nothing differs, no register answer is kept back, nothing
    depends on a day nobody knows, she has confirmed what another sent for her, nobody acts for her (no machine reads a power
    of attorney), she is old enough to act, and nothing is missing that the decision needs, nor did people agree to go without it; and nobody
    wants a person to look (`checking`)."""
    if checking.find_demand(matter.facts):
        return False
    if acting_in(matter) or is_child_open(matter) or is_minor_alone(matter):
        return False
    if list_missing(matter) or matter.last(f.WaiverSettled) or confirming.is_open(matter.facts):
        return False
    if list_withheld(matter.results.get("register", {}), matter.facts) or depends_on_unknown_day(matter):
        return False
    return demanded(matter) == "none" or standing(matter) == "proved"


def may_issue(matter: Matter) -> bool:
    """May a decision or a certificate be written: a person decided, or the machine may."""
    decided = any(
        is_positive(fact) or (isinstance(fact, f.DecisionTaken) and not fact.automatic) for fact in matter.facts
    )
    return decided or may_decide(matter)


def _agree(proved: Any, stated: Any) -> bool:
    if isinstance(proved, Mapping) and isinstance(stated, Mapping):
        return all(
            _same_part(part, str(proved[part]), str(stated.get(part) or ""))
            for part in ADDRESS_ATTRIBUTES
            if proved.get(part) and (part != "country" or stated.get(part))
        )
    if isinstance(proved, str) and isinstance(stated, str):
        return same(proved, stated)
    return bool(proved == stated)


def _same_part(part: str, proved: str, stated: str) -> bool:
    return (same_street if part == "street" else same)(proved, stated)
