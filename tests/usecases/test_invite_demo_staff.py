"""Staff for the demo: every role of office and studio in every city, with an address for mails."""

from __future__ import annotations

import pytest
from django.conf import settings

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.cooperation import ROLES
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.invite_demo_staff import STAFF, invite_demo_staff
from tests.world import CITIES, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    found = World()
    found.plug_in()
    found.load()
    return found


def test_every_city_has_somebody_for_every_role_of_the_studio(world: World) -> None:
    made = invite_demo_staff(now=world.now)

    assert made == len(CITIES) * 17
    for city in CITIES:
        with city_scope(city):
            people = {one.username: one for one in Officer.objects.all()}
            for role in ROLES:
                assert people[role].roles == [role]
                assert people[role].email == f"{role}@{city}.example"
            assert set(ROLES) <= set(people["leitung"].roles)
            assert not set(ROLES) & set(people["sachbearbeitung"].roles)


def test_each_of_them_belongs_where_her_role_finds_work(world: World) -> None:
    invite_demo_staff(now=world.now)

    with city_scope("marburg"):
        units = {one.username: one.units for one in Officer.objects.all()}
    assert units == {**{name: [] for name in STAFF}, "sachbearbeitung": ["amt"], "leitung": ["amt"]}


def test_in_the_real_cities_everybody_has_an_office_of_her_own(world: World) -> None:
    loaded = world.load(settings.SERVICES, settings.CITIES)
    assert loaded.problems == []
    invite_demo_staff(now=world.now)

    with city_scope("marburg"):
        units = {
            one.username: set(one.units)
            for one in Officer.objects.exclude(
                roles__in=[[role] for role in (*ROLES, "leseprotokoll", "kontrolle", "auskunft")]
            )
        }
        every = set(catalogue.get_city(city="marburg").units)
    assert units == {
        "sachbearbeitung": {"gewerbeamt", "rechtsamt", "stadtbuero", "strassenverkehr"},
        "standesamt": {"standesamt"},
        "auslaenderbehoerde": {"auslaenderbehoerde"},
        "kasse": {"stadtkasse"},
        "archiv": {"stadtarchiv"},
        "widerspruchsstelle": {"rechtsamt"},
        "leitung": every,
    }


def test_inviting_twice_makes_nobody_twice(world: World) -> None:
    invite_demo_staff(now=world.now)

    assert invite_demo_staff(now=world.now) == 0
