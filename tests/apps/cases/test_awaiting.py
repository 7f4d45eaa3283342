"""Cases that wait for somebody else: the office they belong to finds them, in pages, with whom they wait for."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from allmende.apps.cases import awaiting
from allmende.apps.cases.awaiting import WaitPage
from allmende.apps.cases.inbox import InboxFilter
from allmende.apps.cases.models import Case
from allmende.apps.cases.rules import Staff
from allmende.domain.matter.waits import WAITS_FOR
from allmende.usecases.note_waits import note_missing
from tests.usecases.conftest import marburg_scope, world  # noqa: F401 - the fixtures
from tests.world import SERVICE, Clerk, Visitor, World, staff


def page(world: World, who: Staff, after: str = "", limit: int = 50, **chosen: str) -> WaitPage:  # noqa: F811
    return awaiting.list_waiting(
        city="marburg", staff=who, today=world.today, chosen=InboxFilter("waiting", **chosen), after=after, limit=limit
    )  # type: ignore[arg-type]


def apply(world: World) -> str:  # noqa: F811
    visitor = Visitor(world)
    visitor.apply()
    world.work()
    return visitor.id


def test_an_unpaid_case_waits_for_payment_until_its_own_people_are_asked(world: World, marburg_scope: None) -> None:  # noqa: F811
    clerk = Clerk(world)
    visitor = Visitor(world)
    visitor.apply()
    world.work()
    [line] = page(world, clerk.staff).lines
    assert (line.wait.on, line.wait.why, line.service_id, line.over) == ("payment", "pay", SERVICE, False)
    assert line.wait.spoken("de") == "Die Gebühr ist noch nicht bezahlt"
    visitor.pay()
    world.work()
    assert page(world, clerk.staff).lines == ()
    assert [task.kind for task in clerk.tasks()] == ["process"]


def test_only_the_office_of_the_case_finds_it(world: World, marburg_scope: None) -> None:  # noqa: F811
    case_id = apply(world)
    for who in (staff(world, "sachbearbeitung"), staff(world, "leitung")):
        assert [line.case_id for line in page(world, who).lines] == [case_id]
    nobody = ("sachbearbeitung", ("andere",)), ("kasse", ("amt",)), ("gestaltung", ("amt",)), ("sachbearbeitung", ())
    for role, units in nobody:
        assert page(world, staff(world, role, units=units)).lines == ()


def test_filters_narrow(world: World, marburg_scope: None) -> None:  # noqa: F811
    case_id, clerk = apply(world), staff(world, "sachbearbeitung")
    assert len(page(world, clerk, on="payment", service=SERVICE, unit="amt").lines) == 1
    for others in ({"on": "citizen"}, {"service": "nirgends"}, {"unit": "kasse"}, {"officer": str(uuid.uuid4())}):
        assert page(world, clerk, **others).lines == ()
    Case.objects.filter(pk=case_id).update(waits_until=world.today - timedelta(days=1))
    assert page(world, clerk).lines[0].over


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_pages_tell_every_case_once_the_next_day_first(world: World, marburg_scope: None, limit: int) -> None:  # noqa: F811
    ids = [apply(world) for _ in range(5)]
    days: list[date | None] = [None, world.today, world.today - timedelta(days=1), None, world.today]
    for number, (case_id, day) in enumerate(zip(ids, days, strict=True)):
        opened = world.now + timedelta(minutes=number)
        Case.objects.filter(pk=case_id).update(waits_until=day, opened_at=opened, waits_for=WAITS_FOR[number % 4])
    found, after = [], ""
    while True:
        shown = page(world, staff(world, "sachbearbeitung"), after, limit)
        found += [line.case_id for line in shown.lines]
        after = shown.after
        if not after:
            break
    assert found == [ids[2], ids[1], ids[4], ids[0], ids[3]]
    assert (shown.count, shown.more) == (5, False)


def test_cases_from_before_are_told_from_their_facts(world: World, marburg_scope: None) -> None:  # noqa: F811
    case_id, clerk = apply(world), staff(world, "sachbearbeitung")
    Case.objects.filter(pk=case_id).update(waits_for="", waits_why="", waits_until=None)
    assert page(world, clerk).lines == ()
    assert (note_missing(city="marburg", now=world.now), note_missing(city="marburg", now=world.now)) == (1, 0)
    assert [line.case_id for line in page(world, clerk).lines] == [case_id]
