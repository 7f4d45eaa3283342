"""Killed at any point between "submit" and the notice in the postbox, a matter still ends exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from allmende.apps.notices import queries as notices
from allmende.apps.payments import queries as payments
from allmende.foundation.audit import chain
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.retrieve_notice import retrieve_notice
from allmende.usecases.submit_application import Submitted
from tests.killing import Death, Killed, death_at_every_door, restart
from tests.world import Clerk, Visitor, World, list_items

EXPECTED = [
    "application_received", "process_started", "fee_set", "payment_demanded", "payment_received", "task_opened",
    "task_done", "decision_taken", "notice_issued", "notice_sealed", "notice_provided", "citizen_notified",
    "filed_away", "case_closed", "notice_retrieved", "notification_deemed",
]  # fmt: skip


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load().problems == []
    with city_scope("marburg"):
        yield found


def until_it_lives(act: Callable[[], Any]) -> Any:
    """Do it; killed, begin again as after a restart: leases of the dead are taken up, nothing else is known."""
    for _ in range(500):
        try:
            return act()
        except Killed:
            restart(timezone.now())
    raise AssertionError("never came through")


@pytest.mark.slow
def test_killed_at_every_door_once_a_matter_ends_exactly_once(world: World) -> None:
    visitor, clerk, death = Visitor(world), Clerk(world), Death()
    visitor.fill()

    def strike(phase: str, title: str, about: str) -> None:
        death.at(phase, title, about)

    with death_at_every_door(strike):
        sent = until_it_lives(visitor.submit)
        until_it_lives(world.work)
        until_it_lives(visitor.go_to_payment)
        attempt = payments.list_attempts(case_id=visitor.id)[-1]
        world.payments.settle(attempt.transaction_id, "paid", world.now)
        until_it_lives(lambda: world.wait(minutes=3))
        until_it_lives(lambda: clerk.decide("granted") if clerk.tasks() else ())
        until_it_lives(world.work)
        letter = notices.list_notices(city="marburg", case_id=visitor.id)[-1]
        until_it_lives(lambda: retrieve_notice(
            city="marburg", case_id=visitor.id, notice_id=letter.id, access=visitor.access, now=world.now
        ))  # fmt: skip

    assert isinstance(sent, Submitted)
    assert len(death.struck) > 110
    assert visitor.kinds() == EXPECTED
    assert exactly_one_of_everything(world, visitor)


def exactly_one_of_everything(world: World, visitor: Visitor) -> bool:
    """One receipt, one letter, one demand paid once, one item, two mails, no job left, the log unbroken."""
    letters = notices.list_notices(city="marburg", case_id=visitor.id)
    assert sorted((letter.kind, letter.ready) for letter in letters) == [("decision", True), ("receipt", True)]
    assert [item.title for item in list_items(visitor.id)] == ["Ihr Hund ist angemeldet"]
    demands = payments.list_demands(city="marburg", case_id=visitor.id)
    assert [demand.status for demand in demands] == ["paid"]
    assert len(payments.list_attempts(case_id=visitor.id)) == 1
    assert world.mail.sent[-1].subject.startswith("Ihr Antrag ist bewilligt")
    assert len(world.mail.sent) == 2
    assert not Job.objects.exclude(status=Job.Status.DONE).filter(run_at__lte=world.now).exists()
    assert chain.check("marburg") is None
    with connection.cursor() as cursor:
        for table in ("applications_application", "cases_case", "cases_processstate"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == 1, table
    return True
