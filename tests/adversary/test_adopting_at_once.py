"""Several people, applications and the operator's load at the same moment: decisions stand in line, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from allmende.apps.applications.models import Application
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.models import Adoption, CityEdition
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.adopting import rehearsing
from tests.usecases.council import HELP, LONGER, Council, package, publish
from tests.world import SERVICE, Visitor, World

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture
def world(transactional_db: None, world: World) -> World:
    """Other threads see only what is committed."""
    rehearsing.forget()
    return world


@pytest.fixture
def newer(world: World) -> str:
    return publish(package("1.1.0"), world.now)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """These acts in threads that begin together, in the scope of Marburg; an exception is a result, too."""
    together, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int) -> None:
        try:
            with city_scope("marburg"):
                together.wait(timeout=20)
                found[number] = acts[number]()
        except BaseException as trouble:  # noqa: BLE001 - shown by the test itself
            found[number] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    troubles = [one for one in found if isinstance(one, BaseException)]
    assert troubles == []
    return found


def test_one_form_sent_in_six_tabs_is_one_adoption(world: World, newer: str) -> None:
    council = Council(world)
    with city_scope("marburg"):
        seen = council.look(newer).seen
    found = at_once(*[lambda: council.adopt(newer, seen=seen)] * AT_ONCE)
    assert {one.adoption_id for one in found} == {found[0].adoption_id}
    assert sorted(one.again for one in found) == [False, *[True] * (AT_ONCE - 1)]
    assert Adoption.objects.filter(city="marburg").count() == 2


def test_of_six_people_who_decide_differently_one_does_and_the_others_are_told(world: World, newer: str) -> None:
    with city_scope("marburg"):
        seen = Council(world).look(newer).seen
    councils = [Council(world, number=number) for number in range(1, AT_ONCE + 1)]
    first = councils[0].today
    found = at_once(
        *(
            lambda council=council, day=first + timedelta(days=10 + number): council.adopt(newer, day, seen=seen)
            for number, council in enumerate(councils)
        )
    )
    decided = [one for one in found if not isinstance(one, list)]
    refused = [problem.code for one in found if isinstance(one, list) for problem in one]
    assert (len(decided), refused) == (1, ["adoption.changed"] * (AT_ONCE - 1))
    with city_scope("marburg"):
        stands = councils[0].stands()
    assert stands.planned is not None and stands.planned.id == decided[0].adoption_id
    assert len([one for one in stands.history if one.since > first]) == 1


def test_people_of_two_cities_adopt_at_once(world: World, newer: str) -> None:
    def fulda() -> Any:
        with city_scope("fulda"):
            return Council(world, "fulda").adopt(newer)

    found = at_once(lambda: Council(world).adopt(newer), fulda)
    assert [one.release.version for one in found] == ["1.1.0", "1.1.0"]


def test_applications_begin_and_end_while_a_city_adopts_and_goes_back(world: World, newer: str) -> None:
    def apply() -> str:
        visitor = Visitor(world)
        visitor.apply()
        return visitor.view().service.version

    council = Council(world)

    def decide() -> str:
        council.adopt(newer)
        council.retreat()
        return "decided"

    found = at_once(apply, apply, decide, apply, apply)
    assert set(found) <= {"1.0.0", "1.1.0", "decided"}
    with city_scope("marburg"):
        assert Application.objects.count() == 4
        assert council.runs() == "1.0.0"


def test_values_and_overlays_of_several_people_all_arrive(world: World) -> None:
    """Each looks again when told that something changed; in the end everything is there."""
    days = [date(2027, month, 1) for month in range(1, 4)]

    def until_stored(act: Callable[[], Any]) -> Callable[[], Any]:
        def patiently() -> Any:
            for _ in range(40):
                found = act()
                if not isinstance(found, list):
                    return found
                assert [problem.code for problem in found] == ["adoption.changed"]
            raise AssertionError("never stored")

        return patiently

    council = Council(world)
    fees = [until_stored(lambda day=day: council.set(f"{day.month}00,00", day)) for day in days]
    at_once(*fees, until_stored(lambda: council.differ(*council.own().overlay.changes, LONGER)),
            until_stored(lambda: council.differ(*council.own().overlay.changes, HELP)))  # fmt: skip
    with city_scope("marburg"):
        assert [council.fee(day) for day in days] == ["100.00", "200.00", "300.00"]
        assert {change.id for change in council.own().overlay.changes} == {"hilfe", "laenger"}


def test_the_operators_load_beside_a_decision_undoes_nothing(world: World, newer: str) -> None:
    council = Council(world)
    found = at_once(lambda: council.adopt(newer), world.load, lambda: council.adopt(newer), world.load)
    assert [one.problems for one in (found[1], found[3])] == [[], []]
    with city_scope("marburg"):
        assert council.runs() == "1.1.0"
        world.load()
        assert council.runs() == "1.1.0"
        assert catalogue.get_present(city="marburg").origin == "studio"


def test_stopping_in_six_tabs_is_one_stop(world: World) -> None:
    council = Council(world)
    assert at_once(*[council.stop] * AT_ONCE) == [True] * AT_ONCE
    with city_scope("marburg"):
        assert council.runs() == ""
        assert CityEdition.objects.filter(origin="studio").count() == 1


@pytest.mark.parametrize(
    "table", ["catalogue_release", "catalogue_cityedition", "catalogue_adoption", "applications_application"]
)
def test_the_database_itself_keeps_every_definition_that_something_points_to(world: World, table: str) -> None:
    """Not the program's politeness: foreign keys refuse, whatever SQL is sent."""
    with city_scope("marburg"):
        Visitor(world).apply()
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
            with pytest.raises(IntegrityError):
                cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] >= 1


def test_the_program_refuses_as_well(world: World, newer: str) -> None:
    from django.db.models import ProtectedError

    from allmende.apps.catalogue.models import Release

    with city_scope("marburg"):
        with pytest.raises(ProtectedError):
            Release.objects.filter(service_id=SERVICE).delete()
        with pytest.raises(ProtectedError):
            CityEdition.objects.all().delete()
        Visitor(world).apply()
        with pytest.raises(ProtectedError):
            Adoption.objects.filter(city="marburg").delete()
