"""Which roles and offices a city knows: what an account may be given, and whether it will see anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from allmende.apps.cases.rules import AUDITOR, CONTROL, DISCLOSURE, SPECIAL, working_roles
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.cooperation import ROLES as STUDIO_ROLES
from allmende.domain.values import Problem, Text


@dataclass(frozen=True, slots=True)
class Places:
    """What a city has to give. `homes`: role of case work → the offices where it finds work."""

    units: tuple[str, ...]
    homes: Mapping[str, frozenset[str]]

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role of the city, those of case work first."""
        return (*sorted(self.homes), *STUDIO_ROLES)

    def homes_of(self, roles: Collection[str]) -> tuple[str, ...]:
        """The offices where these roles find work, in the city's order."""
        wanted = frozenset().union(*(self.homes.get(role, frozenset()) for role in roles))
        return tuple(unit for unit in self.units if unit in wanted)


def places_of(*, city: str, today: date) -> Places:
    """What the city's services and data say by that day. Two statements when warm."""
    here = catalogue.get_city(city=city)
    homes: dict[str, set[str]] = {role: set() for role in SPECIAL}
    homes["leitung"] |= set(here.units)
    for _, desks in catalogue.list_desks(city=city, day=today):
        unit = here.unit_for(desks.unit)
        for role in working_roles(desks.unit, desks.roles):
            homes.setdefault(role, set())
            homes[role] |= {unit.id} if unit else set()
    for role, units in homes.items():
        own = here.unit_for(role)
        units |= {own.id} if own else set()
    return Places(tuple(here.units), {role: frozenset(units) for role, units in homes.items()})


def check_staff(
    *, city: str, roles: Collection[str], units: Collection[str], today: date
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What is wrong with these roles and offices, and what to mind: without an office, or in the wrong one, she sees nothing."""
    places = places_of(city=city, today=today)
    wrong = [_unknown("role", ROLE, role, places.roles) for role in roles if role not in places.roles]
    wrong += [_unknown("unit", OFFICE, unit, places.units) for unit in units if unit not in places.units]
    case_work = [role for role in roles if role not in (AUDITOR, CONTROL, DISCLOSURE, *STUDIO_ROLES)]
    if wrong:
        return tuple(wrong), ()
    if case_work and not units:
        return (), (NO_UNIT,)
    idle = [role for role in case_work if not places.homes[role] & frozenset(units)]
    return (), tuple(_idle(role, places.homes[role]) for role in idle)


ROLE, OFFICE = Text.named("usecases.check_staff.role"), Text.named("usecases.check_staff.office")
NO_UNIT = Problem(
    "staff.no_unit",
    Text.named("usecases.check_staff.staff_no_unit"),
    "unit",
)


def _unknown(where: str, what: Text, given: str, known: Collection[str]) -> Problem:
    words = Text.named(
        "usecases.check_staff.this_city_has_no",
        what=what,
        given=given,
        join=", ".join(known),
    )
    return Problem(f"staff.unknown_{where}", words, where)


def _idle(role: str, homes: Collection[str]) -> Problem:
    places = ", ".join(sorted(homes))
    words = Text.named(
        "usecases.check_staff.role_role_has_no_work", role=role, value=places or "keine", value_2=places or "none"
    )
    return Problem("staff.idle_role", words, "unit")
