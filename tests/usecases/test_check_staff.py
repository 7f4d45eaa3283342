"""Which roles and offices an account may be given, and what is said when it will see nothing."""

from __future__ import annotations

import pytest

from allmende.domain.cooperation import ROLES
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.check_staff import check_staff, places_of
from tests.world import World


def codes(world: World, roles: tuple[str, ...], units: tuple[str, ...]) -> tuple[list[str], list[str]]:
    wrong, mind = check_staff(city="marburg", roles=roles, units=units, today=world.today)
    return [problem.code for problem in wrong], [problem.code for problem in mind]


@pytest.mark.parametrize(
    ("roles", "units", "wrong", "mind"),
    [
        (("sachbearbeitung",), ("amt",), [], []),
        (("leitung",), ("amt",), [], []),
        (tuple(ROLES), (), [], []),
        (("quatsch",), ("amt",), ["staff.unknown_role"], []),
        (("sachbearbeitung",), ("nixda",), ["staff.unknown_unit"], []),
        (("quatsch",), ("nixda",), ["staff.unknown_role", "staff.unknown_unit"], []),
        (("sachbearbeitung",), (), [], ["staff.no_unit"]),
        (("archiv",), ("amt",), [], ["staff.idle_role"]),
    ],
)
def test_roles_and_offices_are_those_of_the_city(
    world: World, marburg_scope: None, roles: tuple[str, ...], units: tuple[str, ...], wrong: list[str], mind: list[str]
) -> None:
    assert codes(world, roles, units) == (wrong, mind)


def test_the_refusal_names_what_there_is(world: World, marburg_scope: None) -> None:
    (problem,), _ = check_staff(city="marburg", roles=["quatsch"], units=[], today=world.today)
    assert "„quatsch“" in problem.text["de"]
    assert "sachbearbeitung" in problem.text["de"]


def test_a_role_finds_work_in_the_offices_of_its_services(world: World) -> None:
    with city_scope("marburg"):
        places = places_of(city="marburg", today=world.today)
    assert places.homes_of(("sachbearbeitung",)) == ("amt",)
    assert places.homes_of(("gestaltung",)) == ()
    assert places.homes_of(("leitung",)) == ("amt",)
