"""Every task refuses a way it does not offer; an appointment is made with day, time and place, or goes without one for a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.domain import facts as f
from allmende.domain.matter import appointments, arrival, by_post, confirming, lookups
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.rehearse_decision import rehearse_decision
from tests.world import Clerk, Visitor, World

PURPOSE = "Fingerabdrücke"


def opened(world: World, visitor: Visitor, clerk: Clerk, kind: str, *more: f.Fact) -> TaskLine:
    """A task of that kind beside the process, on the clerk's desk."""
    task = OpenTask(
        task_id=stable_id(visitor.id, kind, "test"), work_key=f"test:{kind}", kind=kind, title="Termin vereinbaren"
    )
    cases.open_task(case_id=visitor.id, task=task, unit="amt", now=world.now)
    told = [(f"test:{kind}:{number}", one) for number, one in enumerate((task.fact(world.now), *more))]
    cases.append(case_id=visitor.id, facts=told, now=world.now, today=world.today, actor="machine")
    return next(one for one in clerk.tasks() if one.id == task.task_id)


def appointment(world: World, visitor: Visitor, clerk: Clerk) -> TaskLine:
    wish = f.AppointmentRequested(at=world.now, purpose=PURPOSE, task_id=stable_id(visitor.id, "message", "test"))
    return opened(world, visitor, clerk, "message", wish)


def ended(clerk: Clerk, task: TaskLine, outcome: str, reason: str = "", **answers: str) -> list[str]:
    decision = OfficerDecision(outcome, reason=reason, answers=answers)
    found = decide_task(city="marburg", task_id=task.id, officer_id=clerk.id, decision=decision, now=clerk.world.now)
    return [one.code for one in found]


@pytest.fixture
def sent(world: World, visitor: Visitor) -> Visitor:
    visitor.apply()
    world.work()
    return visitor


@pytest.mark.parametrize(
    "kind",
    [
        *("process", "message", "treasury", "trouble", lookups.KIND, lookups.OFFER, confirming.KIND, by_post.KIND),
        arrival.KIND,
    ],
)
def test_a_task_ends_in_no_way_it_does_not_offer(world: World, sent: Visitor, clerk: Clerk, kind: str) -> None:
    person = Clerk(world, username="kasse", roles=("kasse", "sachbearbeitung")) if kind == "treasury" else clerk
    task = opened(world, sent, person, kind)
    before = sent.kinds()
    for outcome in ("made_up", "granted" if kind != "process" else "posted"):
        assert ended(person, task, outcome, "Weil") != []
    assert sent.kinds() == before
    assert task.id in {task.id for task in person.tasks()}


def test_the_preview_refuses_it_as_well(world: World, sent: Visitor, clerk: Clerk) -> None:
    task = opened(world, sent, clerk, "message")
    found = rehearse_decision(
        city="marburg", task_id=task.id, officer_id=clerk.id, decision=OfficerDecision("posted"), now=world.now
    )
    assert [problem.code for problem in found.problems] == ["decision.outcome"]


def test_an_appointment_is_noted_and_the_person_reads_it(world: World, sent: Visitor, clerk: Clerk) -> None:
    task = appointment(world, sent, clerk)
    day = world.today + timedelta(days=9)
    place = "Bürgeramt, Zimmer 12\nBitte bringen Sie Ihren Pass mit."
    typed = {"appointment_day": f"{day:%d.%m.%Y}", "appointment_time": "10:30", "appointment_place": place}
    assert ended(clerk, task, appointments.MADE, **typed) == []
    world.work()
    made = next(x for x in sent.facts() if isinstance(x, f.AppointmentMade))
    assert (made.day, made.time, made.place, made.purpose) == (day, "10:30", place, PURPOSE)
    message = sent.view().messages[-1]
    assert not message.from_citizen
    assert "um 10:30 Uhr" in message.subject
    assert place in message.text
    # The wish for it was noted at the same moment: which of the two mails goes first is open.
    (mail,) = (one for one in world.mail.sent if one.subject.startswith("Ihr Termin bei uns steht fest"))
    assert "Zimmer 12" not in mail.text


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ({}, ["appointment.day", "appointment.time", "appointment.place"]),
        ({"days": -1, "time": "10:30", "place": "Amt"}, ["appointment.past"]),
        ({"days": -1, "time": "", "place": "Amt"}, ["appointment.time", "appointment.past"]),
        ({"days": 0, "time": "00:01", "place": "Amt"}, ["appointment.past"]),
        ({"days": 3, "time": "halb elf", "place": "Amt"}, ["format"]),
        ({"days": 3, "time": "10:30", "place": "x" * 1_001}, ["appointment.too_long"]),
    ],
)
def test_what_is_no_appointment_is_refused(
    world: World, sent: Visitor, clerk: Clerk, typed: dict[str, object], codes: list[str]
) -> None:
    task = appointment(world, sent, clerk)
    answers = {}
    if typed:
        day = world.today + timedelta(days=int(str(typed["days"])))
        answers = {
            "appointment_day": f"{day:%d.%m.%Y}",
            "appointment_time": str(typed["time"]),
            "appointment_place": str(typed["place"]),
        }
    assert ended(clerk, task, appointments.MADE, **answers) == codes
    assert "appointment_made" not in sent.kinds()


def test_without_an_appointment_somebody_says_why(world: World, sent: Visitor, clerk: Clerk) -> None:
    task = appointment(world, sent, clerk)
    assert ended(clerk, task, "done") == ["decision.outcome"]
    assert ended(clerk, task, appointments.WITHOUT) == ["appointment.reason"]
    assert ended(clerk, task, appointments.WITHOUT, "Sie war heute schon da.") == []
    assert "appointment_made" not in sent.kinds()
