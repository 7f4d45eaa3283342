"""Several tasks at once: told before, done one by one, and what cannot be done leaves the others alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from allmende.apps.cases.models import Task
from allmende.foundation.audit.models import Entry
from allmende.foundation.identity.models import Officer
from allmende.usecases import act_in_bulk as bulk
from allmende.usecases import take_task as taking
from allmende.usecases.act_in_bulk import BulkInput, BulkPlan, SeenTask
from tests.world import Clerk, Visitor, World


class Room:
    """Two cases on the desk of an office with a clerk, a colleague, and people who may not."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clerk, self.colleague = Clerk(world), Clerk(world, username="colleague")
        self.head = Clerk(world, username="head", roles=("leitung",))
        self.visitors = [Visitor(world), Visitor(world)]
        for visitor in self.visitors:
            visitor.apply()
            world.work()
            visitor.pay()
        world.work()

    @property
    def tasks(self) -> list[Task]:
        return list(Task.objects.filter(done_at=None).order_by("opened_at", "pk"))

    def items(self) -> tuple[SeenTask, ...]:
        return tuple(SeenTask(str(task.pk), task.version) for task in self.tasks)

    def plan(self, who: Clerk, **wish: str) -> BulkPlan:
        found = bulk.read_plan(BulkInput(**wish), officer(who), self.world.now)
        assert isinstance(found, BulkPlan), found
        return found

    def give(self, to: Clerk) -> BulkPlan:
        return self.plan(self.clerk, act="give", to=to.id)

    def preview(self, who: Clerk, plan: BulkPlan | None, items: tuple[SeenTask, ...] | None = None) -> list[str]:
        asked = {"city": "marburg", "officer": officer(who), "plan": plan, "now": self.world.now}
        return said(bulk.preview(**asked, items=self.items() if items is None else items))

    def act(self, who: Clerk, plan: BulkPlan, items: tuple[SeenTask, ...] | None = None) -> list[str]:
        asked = {"city": "marburg", "officer": officer(who), "plan": plan, "now": self.world.now}
        return said(bulk.carry_out(**asked, items=self.items() if items is None else items))


def officer(who: Clerk) -> Officer:
    return Officer.objects.get(pk=who.id)


def said(lines: object) -> list[str]:
    assert isinstance(lines, tuple), lines
    return [line.refused.code if line.refused else "" for line in lines]


@pytest.fixture
def room(world: World, marburg_scope: None) -> Room:
    return Room(world)


def test_a_preview_changes_nothing_and_each_case_has_its_own_entry(room: Room) -> None:
    plan, before = room.give(room.colleague), Entry.objects.filter(action="case.facts").count()
    assert room.preview(room.clerk, plan) == ["", ""]
    assert [task.officer_id for task in room.tasks] == [None, None]
    assert room.act(room.clerk, plan) == ["", ""]
    assert {str(task.officer_id) for task in room.tasks} == {room.colleague.id}
    entries = list(Entry.objects.filter(action="case.facts").order_by("number"))[before:]
    assert sorted(entry.subject for entry in entries) == sorted(f"case:{visitor.id}" for visitor in room.visitors)
    assert all(f"officer:{room.clerk.id}" in entry.body for entry in entries)
    told = [fact.told("de") for fact in room.visitors[0].facts() if fact.kind == "task_assigned"]
    assert told == ["Frau Clerk hat die Aufgabe Frau Colleague zugewiesen"]
    assert plan.says["de"] == "geht an Frau Colleague"


def test_what_changed_meanwhile_is_told_and_left_as_it_is(room: Room) -> None:
    items = room.items()
    assert taking.take_task(
        city="marburg", task_id=items[0].task_id, officer_id=room.clerk.id, now=room.world.now
    ) is None  # fmt: skip
    plan = room.give(room.colleague)
    assert sorted(room.preview(room.clerk, plan, items)) == ["", "task.changed"]
    assert sorted(room.act(room.clerk, plan, items)) == ["", "task.changed"]
    assert sorted(str(task.officer_id) for task in room.tasks) == sorted([room.clerk.id, room.colleague.id])
    assert set(room.act(room.clerk, plan, items)) == {"task.changed"}


def test_a_colleagues_task_is_moved_by_the_head_alone(room: Room) -> None:
    room.act(room.clerk, room.give(room.colleague))
    back = room.plan(room.clerk, act="back")
    assert room.act(room.clerk, back) == ["task.not_yours"] * 2
    assert room.act(room.head, room.plan(room.head, act="give", to=room.clerk.id)) == ["", ""]
    assert room.act(room.clerk, back) == ["", ""]
    assert room.preview(room.clerk, back) == ["bulk.same"] * 2
    assert [task.officer_id for task in room.tasks] == [None, None]


def test_nobody_gets_a_task_that_is_not_for_him(room: Room) -> None:
    cashier = Clerk(room.world, username="cashier", roles=("kasse",))
    assert room.act(room.clerk, room.give(cashier)) == ["task.not_theirs"] * 2
    stranger = Clerk(room.world, username="stranger", units=("andere",))
    assert bulk.read_plan(BulkInput("give", stranger.id), officer(room.clerk), room.world.now) == (bulk.NO_COLLEAGUE,)
    assert room.preview(stranger, None) == ["bulk.gone"] * 2


def test_set_aside_until_a_day_and_fetched_back(room: Room) -> None:
    day = room.world.today + timedelta(days=3)
    plan = room.plan(room.clerk, act="aside", until=f"{day:%d.%m.%Y}", note="Ortstermin")
    assert (plan.until, plan.says["de"]) == (day, f"wird bis {day:%d.%m.%Y} zurückgestellt")
    assert room.act(room.clerk, plan) == ["", ""]
    assert (room.clerk.tasks(), len(room.clerk.tasks("aside"))) == ((), 2)
    told = [fact.told("de") for fact in room.visitors[0].facts() if fact.kind == "task_set_aside"]
    assert told == [f"Frau Clerk hat die Aufgabe bis {day:%d.%m.%Y} zurückgestellt: Ortstermin"]
    assert room.act(room.clerk, room.plan(room.clerk, act="fetch")) == ["", ""]
    assert len(room.clerk.tasks()) == 2


@pytest.mark.parametrize(
    ("wish", "codes"),
    [
        (BulkInput(), ["bulk.act"]),
        (BulkInput("explode"), ["bulk.act"]),
        (BulkInput("give"), ["bulk.to"]),
        (BulkInput("give", "x"), ["bulk.to"]),
        (BulkInput("aside"), ["aside.day", "aside.note"]),
        (BulkInput("aside", until="2.11.2026", note="x"), ["aside.past"]),
        (BulkInput("aside", until="4.11.2027", note="x"), ["aside.far"]),
        (BulkInput("aside", until="4.11.2026", note="x" * 201), ["aside.long"]),
    ],
)
def test_a_wish_that_makes_no_sense_says_why(room: Room, wish: BulkInput, codes: list[str]) -> None:
    assert room.world.today == date(2026, 11, 2)
    found = bulk.read_plan(wish, officer(room.clerk), room.world.now)
    assert isinstance(found, tuple)
    assert [problem.code for problem in found] == codes


def test_a_day_that_is_none_is_refused_in_words(room: Room) -> None:
    found = bulk.read_plan(BulkInput("aside", until="bald", note="x"), officer(room.clerk), room.world.now)
    assert isinstance(found, tuple)
    assert [problem.where for problem in found] == ["until"]


def test_so_many_at_once_and_no_more(room: Room) -> None:
    asked = {"city": "marburg", "officer": officer(room.clerk), "plan": None, "now": room.world.now}
    item = room.items()[0]
    assert bulk.preview(**asked, items=()) == bulk.NOTHING
    assert bulk.preview(**asked, items=(item,) * 51) == bulk.TOO_MANY
