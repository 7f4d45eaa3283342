"""Writers hold the rows of a case in one order: the process, the case, its tasks. Two at once never wait for each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.foundation.identity.models import Officer
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.set_aside import set_aside
from allmende.usecases.take_back import take_back
from allmende.usecases.take_task import take_task
from tests.world import END, Clerk, Visitor, World

ORDER = ("cases_processstate", "cases_case", "cases_task")
HOLDS = re.compile(r'UPDATE "(cases_(?:processstate|case|task))"|FROM "(cases_(?:processstate|case))".* FOR UPDATE')

pytestmark = pytest.mark.postgres


@contextmanager
def held() -> Iterator[list[str]]:
    """The tables whose rows are held, in the order in which each is held first."""
    tables: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield tables
    found = (HOLDS.search(query["sql"]) for query in queries.captured_queries)
    tables += dict.fromkeys(one[1] or one[2] for one in found if one)


@pytest.fixture
def case_id(world: World, visitor: Visitor, clerk: Clerk) -> str:
    """A paid application whose answer goes by post."""
    visitor.fill()
    visitor.save("abschluss", **{**END, "zustellweg": ["post"]})
    visitor.submit()
    world.work()
    visitor.pay()
    return visitor.id


def take(world: World, clerk: Clerk, case_id: str) -> None:
    assert take_task(city="marburg", task_id=clerk.tasks()[0].id, officer_id=clerk.id, now=world.now) is None


def decide(world: World, clerk: Clerk, case_id: str) -> None:
    assert clerk.decide("granted") == ()


def post(world: World, clerk: Clerk, case_id: str) -> None:
    task = next(task for task in clerk.tasks() if task.kind == "posting")
    sent = OfficerDecision("posted", answers={"posted_on": "2.11.2026"})
    assert decide_task(city="marburg", task_id=task.id, officer_id=clerk.id, decision=sent, now=world.now) == ()


def aside(world: World, clerk: Clerk, case_id: str) -> None:
    task, later = clerk.tasks()[0], world.today + timedelta(days=3)
    said = {"until": later, "note": "Urlaub", "version": task.version}
    assert set_aside(city="marburg", task_id=task.id, officer_id=clerk.id, now=world.now, **said) is None


def undo(world: World, clerk: Clerk, case_id: str) -> None:
    officer = Officer.objects.get(pk=clerk.id)
    assert take_back(city="marburg", case_id=case_id, officer=officer, reason="Falsch", now=world.now) is None


@pytest.mark.parametrize(
    ("before", "act"),
    [((), take), ((), aside), ((), decide), ((decide,), post), ((decide,), undo)],
    ids=lambda one: str(one)[:20],
)
def test_rows_are_held_in_one_order(
    world: World,
    clerk: Clerk,
    case_id: str,
    before: tuple[Callable[[World, Clerk, str], None], ...],
    act: Callable[[World, Clerk, str], None],
) -> None:
    for earlier in before:
        earlier(world, clerk, case_id)
        world.work()
    with held() as tables:
        act(world, clerk, case_id)
    assert "cases_case" in tables
    assert tables == [one for one in ORDER if one in tables]


def test_a_moving_process_is_held_before_its_case(world: World, clerk: Clerk, case_id: str) -> None:
    decide(world, clerk, case_id)
    with held() as tables:
        world.work()
    assert tables[:2] == ["cases_processstate", "cases_case"]
