"""New tasks go where the rules of their office say, to people they are for; else they are the team's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from allmende.apps.applications.models import Application
from allmende.apps.cases.models import RoutingRule, Task
from allmende.foundation.audit.models import Entry
from allmende.foundation.identity import absences
from allmende.foundation.identity.models import Officer
from allmende.usecases import route_tasks
from allmende.usecases.route_tasks import RuleInput, add_rule
from tests.world import SERVICE, Clerk, Visitor, World


def officer(who: Clerk) -> Officer:
    return Officer.objects.get(pk=who.id)


class Room:
    def __init__(self, world: World) -> None:
        self.world = world
        self.anna, self.bert = Clerk(world, username="anna"), Clerk(world, username="bert")
        self.head = Clerk(world, username="head", roles=("leitung",))

    def rule(self, *who: Clerk, **typed: str) -> None:
        asked = RuleInput(**{"unit": "amt", "name": "Regel", **typed}, officers=[one.id for one in who])  # type: ignore[arg-type]
        assert self.add(self.head, asked) == []

    def add(self, who: Clerk, typed: RuleInput) -> list[str]:
        found = add_rule(city="marburg", officer=officer(who), typed=typed, now=self.world.now)
        return [problem.code for problem in found]

    def arrive(self, family: str = "Muster") -> Task:
        visitor = Visitor(self.world)
        visitor.apply()
        row = Application.objects.get(pk=visitor.id)
        Application.objects.filter(pk=visitor.id).update(answers={**row.answers, "familienname": family})
        self.world.work()
        visitor.pay()
        self.world.work()
        return Task.objects.get(case_id=visitor.id)

    def away(self, who: Clerk, substitute: Clerk | None) -> None:
        days = {"from_on": self.world.today, "until_on": self.world.today + timedelta(days=9)}
        to = substitute.id if substitute else None
        absences.record(officer_id=who.id, substitute_id=to, now=self.world.now, **days)


@pytest.fixture
def room(world: World, marburg_scope: None) -> Room:
    return Room(world)


def test_without_a_rule_a_task_is_the_teams(room: Room) -> None:
    task = room.arrive()
    assert (task.officer_id, task.routed) == (None, {})


def test_the_first_rule_that_fits_says_who_and_why(room: Room) -> None:
    room.rule(room.anna, name="A bis K", first="A", last="K", service=SERVICE)
    room.rule(room.bert, name="Rest")
    anna, bert = room.arrive("Kraus"), room.arrive("Lang")
    assert (str(anna.officer_id), anna.routed) == (room.anna.id, {"rule": "A bis K", "how": "named"})
    assert (str(bert.officer_id), bert.routed) == (room.bert.id, {"rule": "Rest", "how": "named"})
    assert anna.taken_at == anna.opened_at


def test_of_several_whoever_has_the_least_gets_it(room: Room) -> None:
    room.rule(room.anna, room.bert)
    tasks = [room.arrive() for _ in range(4)]
    assert [str(task.officer_id) for task in tasks] == [room.anna.id, room.bert.id] * 2
    assert {task.routed["how"] for task in tasks} == {"load"}


def test_who_is_away_is_stood_in_for_or_passed_over(room: Room) -> None:
    room.rule(room.anna)
    room.away(room.anna, room.bert)
    task = room.arrive()
    assert (str(task.officer_id), task.routed["how"]) == (room.bert.id, "deputy")
    room.away(room.bert, None)
    task = room.arrive()
    assert (task.officer_id, task.routed["how"]) == (None, "team")


def test_nobody_gets_what_is_not_for_him(room: Room) -> None:
    cashier = Clerk(room.world, username="cashier", roles=("kasse",))
    room.rule(cashier)
    assert room.arrive().officer_id is None
    Officer.objects.filter(pk=room.anna.id).update(active=False)
    RoutingRule.objects.update(officers=[room.anna.id])
    assert room.arrive().officer_id is None


def test_only_the_head_of_the_office_sets_its_rules_and_each_change_is_recorded(room: Room) -> None:
    elsewhere = Clerk(room.world, username="elsewhere", roles=("leitung",), units=("andere",))
    typed = RuleInput(unit="amt", name="x", officers=[room.anna.id])
    assert "routing.unit" in room.add(room.anna, typed)
    assert "routing.unit" in room.add(elsewhere, typed)
    room.rule(room.anna, name="eins")
    room.rule(room.bert, name="zwei")
    first, second = route_tasks.list_rules(officer=officer(room.head))
    for nobody in (room.anna, elsewhere):
        assert route_tasks.list_rules(officer=officer(nobody)) == ()
        assert not route_tasks.lift_rule(officer=officer(nobody), rule_id=second.id, now=room.world.now)
        assert not route_tasks.remove_rule(officer=officer(nobody), rule_id=second.id, now=room.world.now)
    assert route_tasks.lift_rule(officer=officer(room.head), rule_id=second.id, now=room.world.now)
    assert [rule.rule.name for rule in route_tasks.list_rules(officer=officer(room.head))] == ["zwei", "eins"]
    assert route_tasks.remove_rule(officer=officer(room.head), rule_id=first.id, now=room.world.now)
    acts = Entry.objects.filter(subject="unit:amt").order_by("number").values_list("action", flat=True)
    assert list(acts) == ["routing.added", "routing.added", "routing.moved", "routing.removed"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, "routing.name"),
        ({"name": "x" * 81}, "routing.name"),
        ({"service": "nirgends"}, "routing.service"),
        ({"kind": "nichts"}, "routing.service"),
        ({"first": "K", "last": "A"}, "routing.letters"),
        ({"last": "K"}, "routing.letters"),
        ({"first": "1"}, "routing.letters"),
        ({"streets": "Markt\n" * 201}, "routing.streets"),
        ({"officers": []}, "routing.officers"),
        ({"officers": ["x"]}, "routing.officers"),
    ],
)
def test_a_rule_that_makes_no_sense_says_why(room: Room, wrong: dict[str, object], code: str) -> None:
    typed = {"unit": "amt", "name": "Regel", "officers": [room.anna.id], **wrong}
    assert room.add(room.head, RuleInput(**typed)) == [code]  # type: ignore[arg-type]
    assert not RoutingRule.objects.exists()
