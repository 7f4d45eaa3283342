"""How many statements the pages cost, counted where they are made. Figures are promises."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.applications import queries as applications
from allmende.apps.catalogue import queries as catalogue
from allmende.usecases.review_application import review
from tests.world import DOGS, END, PERSON, Visitor, World


def statements(captured: CaptureQueriesContext) -> int:
    """Without BEGIN, COMMIT and savepoints."""
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")
    return sum(1 for query in captured.captured_queries if not query["sql"].startswith(control))


@pytest.fixture
def warm(world: World, visitor: Visitor) -> Visitor:
    """Everything compiled, as in a process that has answered before."""
    visitor.begin()
    catalogue.list_services(city="marburg", day=world.today)
    return visitor


def counted(act: object) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()  # type: ignore[operator]
    return statements(captured)


def test_a_service_page_costs_one_statement(world: World, warm: Visitor) -> None:
    assert counted(lambda: catalogue.get_service(city="marburg", service_id="hund-anmelden", day=world.today)) == 1


def test_home_costs_two(world: World, warm: Visitor) -> None:
    assert counted(lambda: catalogue.list_services(city="marburg", day=world.today)) == 2


def test_beginning_costs_two(world: World, warm: Visitor) -> None:
    assert counted(Visitor(world).begin) == 2


def test_a_form_page_costs_two(world: World, warm: Visitor) -> None:
    where = {"city": "marburg", "draft_id": warm.id, "access": warm.access, "today": world.today}
    assert counted(lambda: applications.get_draft(**where)) == 2


def test_saving_a_page_costs_three(world: World, warm: Visitor) -> None:
    assert counted(lambda: warm.save("person", **PERSON)) == 3


def test_a_whole_journey_costs_at_most_forty_five(world: World, warm: Visitor) -> None:
    visitor = Visitor(world)
    where = {"city": "marburg", "today": world.today}

    def look() -> None:
        draft = applications.get_draft(**where, draft_id=visitor.id, access=visitor.access)
        assert draft is not None
        review(draft, today=world.today, language="de")

    def journey() -> None:
        catalogue.get_service(city="marburg", service_id="hund-anmelden", day=world.today)
        visitor.begin()
        for step, entries in (("person", PERSON), ("hunde", DOGS), ("abschluss", END)):
            look()
            visitor.save(step, **entries)
        look()
        visitor.submit()
        visitor.view()

    assert counted(journey) <= 45


def test_submitting_costs_little(world: World, visitor: Visitor) -> None:
    visitor.fill()
    # One of them writes the words by which a clerk finds the case.
    most = 18 if connection.vendor == "sqlite" else 13
    assert counted(visitor.submit) <= most
