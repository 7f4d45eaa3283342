"""Somebody is away, a colleague stands in: for the days entered, without a right he would not have anyway."""

from __future__ import annotations

from datetime import timedelta

import pytest

from allmende.apps.cases.models import Task
from allmende.foundation.identity import absences
from allmende.foundation.identity.absences import Away
from allmende.foundation.identity.models import Absence, Officer
from allmende.usecases import record_absence as absence
from allmende.usecases import take_task as taking
from allmende.usecases.decide_task import OfficerDecision, decide_task
from tests.world import Clerk, Visitor, World


def officer(who: Clerk) -> Officer:
    return Officer.objects.get(pk=who.id)


class Room:
    def __init__(self, world: World) -> None:
        self.world = world
        self.away, self.deputy = Clerk(world, username="away"), Clerk(world, username="deputy")
        self.head = Clerk(world, username="head", roles=("leitung",))
        self.visitor = Visitor(world)
        self.visitor.apply()
        world.work()
        self.visitor.pay()
        world.work()
        [line] = self.away.tasks()
        self.task = line.id
        assert self.take(self.away) is None

    def take(self, who: Clerk) -> object:
        return taking.take_task(city="marburg", task_id=self.task, officer_id=who.id, now=self.world.now)

    def enter(self, actor: Clerk, who: Clerk, deputy: Clerk | None, first: int = 0, last: int = 2) -> list[str] | Away:
        days = [f"{self.world.today + timedelta(days=number):%d.%m.%Y}" for number in (first, last)]
        made = absence.record_absence(
            actor=officer(actor), officer_id=who.id, substitute_id=deputy.id if deputy else "",
            from_on=days[0], until_on=days[1], now=self.world.now,
        )  # fmt: skip
        return made if isinstance(made, Away) else [problem.code for problem in made]


@pytest.fixture
def room(world: World, marburg_scope: None) -> Room:
    return Room(world)


def test_the_substitute_sees_takes_and_decides_for_those_days(room: Room) -> None:
    assert room.take(room.deputy) == taking.TAKEN
    assert isinstance(room.enter(room.away, room.away, room.deputy), Away)
    [line] = room.deputy.tasks("deputy")
    assert (line.stands_in, line.officer_name) == (True, "Frau Away")
    decision = {"city": "marburg", "task_id": room.task, "officer_id": room.deputy.id, "now": room.world.now}
    assert decide_task(**decision, decision=OfficerDecision("granted")) == (taking.NOT_YOURS,)
    assert room.take(room.deputy) is None
    told = [fact.told("de") for fact in room.visitor.facts() if fact.kind == "task_assigned"]
    assert told[-1] == "Frau Deputy hat die Aufgabe in Vertretung für Frau Away übernommen"
    assert decide_task(**decision, decision=OfficerDecision("granted")) == ()


def test_it_begins_and_ends_by_itself(room: Room) -> None:
    room.enter(room.away, room.away, room.deputy, 1, 2)
    seen = []
    for _ in range(4):
        seen.append(len(room.deputy.tasks("deputy")))
        room.world.now += timedelta(days=1)
    assert seen == [0, 1, 1, 0]
    assert room.take(room.deputy) == taking.TAKEN


def test_a_substitute_gains_no_right(room: Room) -> None:
    """The same office, another role: the task is not for him, and standing in changes nothing."""
    cashier = Clerk(room.world, username="cashier", roles=("kasse",))
    assert isinstance(room.enter(room.away, room.away, cashier), Away)
    assert cashier.tasks("deputy") == ()
    with pytest.raises(taking.NotFound):
        room.take(cashier)


def test_a_task_of_another_role_is_not_shown_with_the_others(room: Room) -> None:
    room.enter(room.away, room.away, room.deputy)
    Task.objects.filter(pk=room.task).update(role="leitung")
    assert room.deputy.tasks("deputy") == ()


def test_the_head_enters_it_for_her_office_and_nobody_else_does(room: Room) -> None:
    elsewhere = Clerk(room.world, username="elsewhere", roles=("leitung",), units=("andere",))
    assert room.enter(room.deputy, room.away, room.deputy) == ["absence.right"]
    assert room.enter(elsewhere, room.away, None) == ["absence.right"]
    made = room.enter(room.head, room.away, room.deputy)
    assert isinstance(made, Away)
    for nobody in (room.deputy, elsewhere):
        refused = absence.end_absence(actor=officer(nobody), absence_id=made.id, now=room.world.now)
        assert refused == absence.NO_RIGHT
    assert absence.list_absences(officer(elsewhere), room.world.now) == ()
    assert [one.id for one in absence.list_absences(officer(room.deputy), room.world.now)] == [made.id]
    assert absence.end_absence(actor=officer(room.head), absence_id=made.id, now=room.world.now) is None
    assert absence.end_absence(actor=officer(room.head), absence_id=made.id, now=room.world.now) == absence.GONE
    assert not Absence.objects.exists()


def test_who_is_back_early_keeps_the_days_before(room: Room) -> None:
    made = room.enter(room.away, room.away, room.deputy, 0, 5)
    assert isinstance(made, Away)
    room.world.now += timedelta(days=2)
    assert absence.end_absence(actor=officer(room.away), absence_id=made.id, now=room.world.now) is None
    assert Absence.objects.get().until_on == room.world.today - timedelta(days=1)
    assert room.deputy.tasks("deputy") == ()


def test_absences_long_over_are_deleted(room: Room) -> None:
    room.enter(room.away, room.away, None, 0, 1)
    assert absences.forget_over(room.world.today + timedelta(days=91)) == 0
    assert absences.forget_over(room.world.today + timedelta(days=92)) == 1


def test_what_cannot_be_is_told(room: Room) -> None:
    stranger = Clerk(room.world, username="stranger", units=("andere",))
    assert room.enter(room.away, room.away, room.away) == ["absence.substitute"]
    assert room.enter(room.away, room.away, stranger) == ["absence.substitute"]
    assert room.enter(room.away, room.away, None, 3, 1) == ["absence.backwards"]
    assert room.enter(room.away, room.away, None, -3, -1) == ["absence.over"]
    assert room.enter(room.away, room.away, None, -40, 1) == ["absence.ago"]
    assert room.enter(room.away, room.away, None, 0, 400) == ["absence.long"]
    assert isinstance(room.enter(room.away, room.away, room.deputy, 2, 4), Away)
    assert room.enter(room.away, room.away, None, 4, 6) == ["absence.clash"]
    assert room.enter(room.deputy, room.deputy, room.away, 3, 3) == ["absence.clash"]
    wrong = absence.record_absence(
        actor=officer(room.away), officer_id="x", substitute_id="", from_on="bald", until_on="", now=room.world.now
    )
    assert isinstance(wrong, tuple)
    assert [problem.where for problem in wrong] == ["from_on", "until_on", "who"]
