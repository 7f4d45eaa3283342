"""What is due is called to mind: staff by one mail in the morning, whoever is asked outside the office once before the last day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from allmende.apps.cases import operations as cases
from allmende.apps.cases.models import Task
from allmende.domain import facts as f
from allmende.domain.matter.due_days import usual_moment
from allmende.domain.values import spoken_day
from allmende.foundation.identity import absences
from allmende.foundation.identity.models import Officer
from allmende.usecases.date_tasks import date_missing
from allmende.usecases.remind_outsiders import remind_outsiders
from allmende.usecases.remind_staff import plan_mornings
from tests.usecases.test_asking_partners import FULDA, POLICE, Applicant, applicant, links
from tests.world import Clerk, Visitor, World

DUE = date(2026, 11, 6)
__all__ = ["applicant"]


@pytest.fixture
def waiting(world: World, visitor: Visitor, clerk: Clerk) -> Task:
    """The clerk's own task, due on 6 November."""
    Officer.objects.filter(pk=clerk.id).update(email="clerk@marburg.example")
    visitor.apply()
    world.work()
    visitor.pay()
    task = Task.objects.get(done_at=None, kind="process")
    due = datetime(2026, 11, 6, 22, 59, 59, tzinfo=UTC)
    Task.objects.filter(pk=task.pk).update(officer=clerk.id, due_at=due)
    return task


def hire(world: World, name: str, *roles: str) -> Clerk:
    found = Clerk(world, username=name, roles=roles)
    Officer.objects.filter(pk=found.id).update(email=f"{name}@marburg.example")
    return found


def morning(world: World, day: date) -> dict[str, str]:
    """The mails of that morning: address → words."""
    world.now = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    world.work()
    before = len(world.mail.sent)
    plan_mornings(city="marburg", now=world.now)
    world.work()
    return {x.to: x.text for x in world.mail.sent[before:] if x.to.endswith("@marburg.example")}


def test_a_task_is_called_to_mind_two_days_before_and_once_a_day(world: World, waiting: Task) -> None:
    assert morning(world, date(2026, 11, 3)) == {}
    told = morning(world, date(2026, 11, 4))["clerk@marburg.example"]
    assert "Guten Tag Frau Clerk," in told
    assert f"– {waiting.case.reference}: {waiting.title}, fällig {spoken_day(DUE, 'de')}" in told
    assert "Muster" not in told, "whom a case is about stands in no mail"
    assert morning(world, date(2026, 11, 4)) == {}, "planned twice, it is one mail"


def test_nobody_is_told_on_a_weekend_or_holiday_nor_of_what_was_set_aside_or_done(world: World, waiting: Task) -> None:
    assert morning(world, date(2026, 11, 7)) == {}
    assert "clerk@marburg.example" in morning(world, date(2026, 11, 9))
    Task.objects.filter(pk=waiting.pk).update(aside_until=date(2026, 11, 12))
    assert morning(world, date(2026, 11, 10)) == {}
    Task.objects.filter(pk=waiting.pk).update(aside_until=None, done_at=world.now)
    assert morning(world, date(2026, 11, 11)) == {}


def test_what_is_overdue_goes_to_the_head_and_later_as_long_overdue(world: World, waiting: Task) -> None:
    hire(world, "leitung", "leitung")
    boss = "leitung@marburg.example"
    assert boss not in morning(world, date(2026, 11, 6))
    told = morning(world, date(2026, 11, 9))[boss]
    assert f"{waiting.title}, fällig {spoken_day(DUE, 'de')} (Frau Clerk)" in told
    assert "mindestens 10 Tagen" not in told
    assert "Davon 1 seit mindestens 10 Tagen." in morning(world, date(2026, 11, 16))[boss]


def test_with_a_team_on_sick_leave_whoever_stands_in_and_the_head_are_told(world: World, waiting: Task) -> None:
    deputy = hire(world, "deputy", "sachbearbeitung")
    absences.record(
        officer_id=str(waiting.officer_id or Officer.objects.get(username="clerk").pk), substitute_id=deputy.id,
        from_on=date(2026, 11, 2), until_on=date(2026, 11, 30), now=world.now,
    )  # fmt: skip
    told = morning(world, date(2026, 11, 5))
    assert list(told) == ["deputy@marburg.example"]
    absences.record(
        officer_id=deputy.id, substitute_id=None, from_on=date(2026, 11, 6), until_on=date(2026, 11, 30), now=world.now
    )  # fmt: skip
    hire(world, "leitung", "leitung")
    assert list(morning(world, date(2026, 11, 9))) == ["leitung@marburg.example"], "nobody else is there"


def test_a_person_who_is_heard_is_reminded_once_three_days_before(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    hearing = f.HearingOpened(at=world.now, text="Warum?", until=date(2026, 11, 12))
    cases.append(case_id=visitor.id, facts=[("h", hearing)], now=world.now, today=world.today, actor="test")
    world.work()
    before = len(world.mail.sent)
    for day, reminded in ((8, 0), (9, 1), (10, 0), (12, 0)):
        world.now = datetime(2026, 11, day, 6, tzinfo=UTC)
        assert remind_outsiders(city="marburg", now=world.now) == reminded, day
        world.work()
    assert visitor.kinds().count("hearing_reminded") == 1
    (mail,) = world.mail.sent[before:]
    assert "Bevor wir entscheiden, möchten wir Ihre Sicht hören." in mail.text
    assert "12. November" in mail.text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_body_outside_that_the_package_reminds_already_is_left_in_peace(applicant: Applicant, world: World) -> None:
    applicant.apply_from("Fulda")
    asked = {x.name: x.until for x in applicant.facts() if isinstance(x, f.PartnerAsked)}
    last = max(asked.values())
    before = len(links(world, POLICE)), len(links(world, FULDA))
    world.now = datetime(last.year, last.month, last.day, 6, tzinfo=UTC) - timedelta(days=2)
    world.work()
    remind_outsiders(city="marburg", now=world.now)
    remind_outsiders(city="marburg", now=world.now)
    world.work()
    after = len(links(world, POLICE)), len(links(world, FULDA))
    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)


def test_an_old_task_without_a_day_gets_that_of_its_kind_and_counts_as_late(world: World, waiting: Task) -> None:
    """Tasks from before every task had one: the same rule, from the day they opened."""
    opened = datetime(2026, 10, 1, 22, 30, tzinfo=UTC)  # 2 October in Germany
    Task.objects.filter(pk=waiting.pk).update(opened_at=opened, due_at=None)
    assert [date_missing(city="marburg"), date_missing(city="marburg")] == [1, 0]
    waiting.refresh_from_db()
    assert waiting.due_at == usual_moment("process", date(2026, 10, 2), "HE")
    assert waiting.due_at == datetime(2026, 10, 16, 21, 59, tzinfo=UTC)
    Task.objects.filter(pk=waiting.pk).update(due_at=None, done_at=world.now)
    assert date_missing(city="marburg") == 0, "what is done needs none"
