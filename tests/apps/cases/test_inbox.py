"""The inbox in pages: nothing twice, nothing left out, counts that are true, and rights as everywhere."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest

from allmende.apps.cases import inbox
from allmende.apps.cases.inbox import DUES, InboxFilter, InboxPage
from allmende.apps.cases.models import Task
from allmende.domain.values import BERLIN
from tests.usecases.conftest import marburg_scope, world  # noqa: F401 - the fixtures
from tests.world import Clerk, Visitor, World

DAY = timedelta(days=1)


class Office:
    """A clerk and one case with as many tasks as wanted."""

    def __init__(self, world: World) -> None:  # noqa: F811
        self.world, self.clerk = world, Clerk(world, username="worker")
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
        world.work()
        self.pattern = Task.objects.get(case_id=visitor.id, done_at=None)

    def copy(self, number: int, **other: object) -> Task:
        columns = {
            concrete_field.attname: getattr(self.pattern, concrete_field.attname)
            for concrete_field in Task._meta.concrete_fields
        }
        return Task(**{**columns, "id": uuid.uuid4(), "work_key": f"copy:{number}", **other})

    def page(self, after: str = "", limit: int = 7, **chosen: object) -> InboxPage:
        return inbox.list_page(
            city="marburg",
            staff=self.clerk.staff,
            today=self.world.today,
            chosen=InboxFilter(**chosen),
            after=after,
            limit=limit,
        )  # type: ignore[arg-type]

    def walk(self, limit: int = 7, **chosen: object) -> list[str]:
        """The ids of all pages, one after the other."""
        found, after = [], ""
        while True:
            page = self.page(after, limit, **chosen)
            found += [line.id for line in page.lines]
            after = page.after
            if not after:
                return found


@pytest.fixture
def office(world: World, marburg_scope: None) -> Office:  # noqa: F811
    return Office(world)


def test_pages_tell_every_task_once_the_most_urgent_first(office: Office) -> None:
    now = office.world.now
    dues = (None, now, now + timedelta(days=1), None, now - timedelta(days=2), now + timedelta(days=1))
    Task.objects.bulk_create(
        [office.copy(n, due_at=dues[n % 6], opened_at=now - timedelta(hours=n // 12)) for n in range(40)]
    )
    found = office.walk()
    there = Task.objects.filter(done_at=None)
    wanted = sorted(there, key=lambda one: (one.due_at is None, one.due_at or now, one.opened_at, one.pk.hex))
    assert found == [str(one.pk) for one in wanted]


def test_the_two_hundred_and_first_task_is_reached(office: Office) -> None:
    Task.objects.bulk_create([office.copy(n) for n in range(204)])
    assert len(set(office.walk(inbox.PAGE))) == 205
    assert office.page(limit=inbox.PAGE).count == 205


def test_a_count_stops_and_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MOST_COUNTED", 5)
    Task.objects.bulk_create([office.copy(n) for n in range(4)])
    assert (office.page().count, office.page().more) == (5, False)
    Task.objects.bulk_create([office.copy(9)])
    assert (office.page().count, office.page().more) == (5, True)


def test_a_task_done_meanwhile_hides_no_other(office: Office) -> None:
    Task.objects.bulk_create([office.copy(n, due_at=office.world.now + timedelta(hours=n)) for n in range(10)])
    first = office.page()
    Task.objects.filter(pk__in=[line.id for line in first.lines]).update(done_at=office.world.now)
    rest = {line.id for line in office.page(first.after).lines}
    assert rest == {str(key) for key in Task.objects.filter(done_at=None).values_list("pk", flat=True)}


def test_finished_tasks_have_pages_too_the_latest_first(office: Office) -> None:
    now = office.world.now
    done = [office.copy(n, done_at=now - timedelta(hours=n // 3), outcome="x") for n in range(20)]
    Task.objects.bulk_create(done)
    wanted = sorted(done, key=lambda one: (one.done_at, one.pk.hex), reverse=True)
    assert office.walk(whose="done") == [str(one.pk) for one in wanted]


@pytest.mark.parametrize("due", [due for due in DUES if due])
def test_the_filter_by_day_agrees_with_what_a_line_says(office: Office, due: str) -> None:
    midnight = datetime.combine(office.world.today, time(), BERLIN)
    moments = [None, *(midnight + timedelta(hours=hours) for hours in (-30, -1, 0, 23, 24, 95, 96, 300))]
    Task.objects.bulk_create([office.copy(n, due_at=moment) for n, moment in enumerate(moments)])
    everything = office.page(limit=50).lines
    wanted = {line.id for line in everything if line.due == due or (due == "none" and line.due_at is None)}
    assert {line.id for line in office.page(limit=50, due=due).lines} == wanted
    assert wanted


def test_a_day_ends_at_midnight_in_germany(office: Office) -> None:
    """What must be done before midnight was due the day before it, by whatever clock the moment is kept."""
    Task.objects.all().delete()
    midnight = datetime.combine(office.world.today, time(), BERLIN).astimezone(UTC)
    after = timedelta(minutes=1)
    dues = {midnight: "late", midnight + after: "today", midnight + DAY: "today", midnight + DAY + after: "soon"}
    Task.objects.bulk_create([office.copy(n, due_at=moment) for n, moment in enumerate(dues)])
    assert {line.due_at: line.due for line in office.page(limit=50).lines} == dues


def test_filters_narrow_and_never_widen(office: Office) -> None:
    Task.objects.bulk_create(
        [
            office.copy(1, kind="trouble"),
            office.copy(2, unit="another"),
            office.copy(3, officer_id=office.clerk.id),
        ]
    )
    everything = set(office.walk())
    assert str(Task.objects.get(unit="another").pk) not in everything
    assert office.walk(unit="another") == []
    assert office.walk(service="nowhere") == []
    assert set(office.walk(service=office.pattern.case.service_id)) == everything
    assert [line.kind for line in office.page(kind="trouble").lines] == ["trouble"]
    assert [line.officer_id for line in office.page(whose="mine").lines] == [office.clerk.id]
    assert len(office.page(whose="free").lines) == len(everything) - 1


@pytest.mark.parametrize("after", ["", "x", str(uuid.uuid4()), "' OR 1=1"])
def test_a_page_after_nothing_known_is_the_first(office: Office, after: str) -> None:
    Task.objects.bulk_create([office.copy(n) for n in range(10)])
    assert office.page(after).lines == office.page().lines


def test_what_is_set_aside_comes_back_on_its_day(office: Office) -> None:
    office.pattern.aside_until = office.world.today + timedelta(days=2)
    office.pattern.save()
    assert (office.walk(), office.walk(whose="aside")) == ([], [str(office.pattern.pk)])
    office.world.now += timedelta(days=2)
    assert (office.walk(), office.walk(whose="aside")) == ([str(office.pattern.pk)], [])


def test_tasks_of_one_colleague(office: Office) -> None:
    Task.objects.bulk_create([office.copy(1, officer_id=office.clerk.id)])
    assert [line.officer_id for line in office.page(officer=office.clerk.id).lines] == [office.clerk.id]
    assert office.walk(officer=str(uuid.uuid4())) == []
