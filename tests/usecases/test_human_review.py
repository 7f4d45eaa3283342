"""A person should look at what a machine decided: somebody who took no part, until a day, and the person reads what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from allmende.apps.applications.models import Application
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.cases import queries as cases
from allmende.apps.cases.models import Message, Task
from allmende.domain import facts as f
from allmende.domain.matter import Matter, reviewing
from allmende.domain.values import BERLIN
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.write_message import write_as_citizen
from tests.adversary.scene import Browser
from tests.entrypoints.office.conftest import hire
from tests.parking import erika, issued, settle
from tests.world import Visitor, World


@pytest.fixture
def town(world: World, tmp_path: Path) -> Iterator[World]:
    settle(world, tmp_path)
    with city_scope("marburg"):
        yield world


def matter_of(visitor: Visitor) -> Matter:
    return cases.find_matter(case_id=visitor.id, today=visitor.world.today)


def ask(visitor: Visitor, key: str) -> None:
    account = Application.objects.values_list("account_id", flat=True).get(pk=visitor.id)
    problem = write_as_citizen(
        city="marburg", case_id=visitor.id, access=MatterAccess(account_id=str(account)), text="Die Zone stimmt nicht.", key=key,
        now=visitor.world.now, review=True,
    )  # fmt: skip
    assert problem is None
    visitor.world.work()


def notify(town: World, browser: Browser, visitor: Visitor) -> None:
    """She opens the letter; the day after, its time runs."""
    letter = next(x.notice_id for x in visitor.facts() if isinstance(x, f.NoticeProvided))
    assert browser.get(f"/vorgang/{visitor.id}/dokumente/{letter}.pdf").status_code == 200
    town.wait(days=6)


def test_somebody_who_took_no_part_answers_in_time_and_it_is_told(town: World) -> None:
    browser = erika(town)
    visitor = issued(town, browser)
    assert "hält das nicht an" in browser.get(f"/vorgang/{visitor.id}/").content.decode(), "not notified yet"
    notify(town, browser, visitor)
    page = erika(town).get(f"/vorgang/{visitor.id}/").content.decode()
    assert "prüft das ein Mensch, der nicht beteiligt war" in page
    assert "Das ist kein Widerspruch. Wollen Sie gegen die Entscheidung vorgehen" in page
    for key in ("a", "a", "b"):
        ask(visitor, key)
    (asked,) = [x for x in visitor.facts() if isinstance(x, f.ReviewAsked)]
    assert asked.until is not None
    assert not asked.late
    tasks = {task.kind: task for task in Task.objects.filter(case_id=visitor.id, done_at=None)}
    task = tasks["review"]
    assert task.due_at is not None
    assert task.due_at.astimezone(BERLIN).date() == asked.due_on < asked.until
    assert "Wollen Sie gegen die Entscheidung vorgehen, geht das bis" in task.reason
    assert "message" in tasks, "asked a second time it is a message like any other"
    assert reviewing.find_reviewable(matter_of(visitor), town.today) is None
    where: dict[str, Any] = {"city": "marburg", "task_id": str(task.pk), "now": town.now}
    officer = str(Officer.objects.get(username="amt").pk)
    told = OfficerDecision("stays", reason="Die Zone stimmt mit dem Melderegister überein.")
    assert decide_task(**where, officer_id=officer, decision=OfficerDecision("stays")) == (reviewing.NO_WORDS,)
    assert decide_task(**where, officer_id=officer, decision=told) == ()
    town.work()
    message = Message.objects.get(subject="Ein Mensch hat die Entscheidung geprüft")
    assert message.text.endswith("Die Zone stimmt mit dem Melderegister überein.")
    assert visitor.kinds()[-3:].count("message_sent") == 1
    (settled,) = [x for x in visitor.facts() if isinstance(x, f.ReviewSettled)]
    assert settled.told("de").endswith("sie bleibt")


def test_whoever_worked_on_the_case_is_barred(town: World) -> None:
    visitor = issued(town, erika(town))
    ask(visitor, "a")
    matter = matter_of(visitor)
    (asked,) = [x for x in matter.facts if isinstance(x, f.ReviewAsked)]
    done = f.TaskDone(at=town.now, task_id="x", node_id="", outcome="done", by="Frau", officer="o")
    worked = replace(matter, facts=(*matter.facts, done))
    said = OfficerDecision("stays", reason="Passt.")
    assert reviewing.settle(worked, asked, said, "Frau", "o", town.now) is reviewing.TWO_PEOPLE
    assert not isinstance(reviewing.settle(worked, asked, said, "Herr", "p", town.now), reviewing.Problem)


def test_what_a_person_decided_and_what_is_too_late(town: World) -> None:
    hire(town, "zweite")
    browser = erika(town)
    visitor = issued(town, browser)
    notify(town, browser, visitor)
    matter = matter_of(visitor)
    found = reviewing.find_reviewable(matter, town.today)
    assert found is not None
    assert found.until is not None
    near = reviewing.find_reviewable(matter, found.until - timedelta(days=7))
    assert near is not None
    assert near.due <= found.until - reviewing.BEFORE_REMEDY, "answered before the last day of the remedy"
    late = reviewing.find_reviewable(matter, found.until + timedelta(days=1))
    assert late is not None
    assert late.late
    assert "vorbei. Ein Mensch sieht trotzdem nach." in late.words.spoken("de")
    person = f.TaskDone(at=town.now, task_id="x", node_id="pruefen", outcome="granted", by="Frau", officer="o")
    assert reviewing.find_reviewable(replace(matter, facts=(*matter.facts, person)), town.today) is None
