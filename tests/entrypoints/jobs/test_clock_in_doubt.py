"""The clock is 45 days ahead for a moment: nothing lapses, nothing is closed, nothing is deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse

from allmende.apps.applications.models import Draft
from allmende.entrypoints.jobs import clock as clock_tasks
from allmende.entrypoints.jobs import housekeeping
from allmende.foundation.identity import officers, sessions
from allmende.foundation.identity.models import SignIn
from allmende.foundation.jobs import clock, queue
from allmende.foundation.jobs.models import Job
from allmende.foundation.limits import database as limits
from allmende.foundation.limits.models import Counter
from allmende.foundation.tenancy.scopes import city_scope
from tests.usecases.conftest import world  # noqa: F401 - the same world
from tests.world import Visitor

FAR = timedelta(days=45)


@pytest.fixture
def payer(world):  # noqa: F811 - pytest's way
    """Somebody who was asked to pay and did not yet."""
    with city_scope("marburg"):
        found = Visitor(world)
        found.apply()
        world.work()
        assert "fee_set" in found.kinds() or found.view().status != "COMPLETED"
        yield found


def run_the_night():
    clock_tasks.wake_due.call()
    clock_tasks.expire_drafts.call()
    clock_tasks.report_unretrieved.call()
    housekeeping.forget_expired_sessions.call()
    housekeeping.forget_past_limits.call()
    housekeeping.sweep_content.call()


@pytest.mark.parametrize("doubtful", [True, False])
def test_a_clock_far_ahead_ends_nothing(world, payer, doubtful):  # noqa: F811 - pytest's way
    draft = Visitor(world)
    draft.fill()
    officer = officers.create(username="o", name="O", password="a long password", roles=(), now=world.now)
    sessions.open_for_officer(HttpResponse(), str(officer.pk), world.now)
    limits.allow("x", "y", limit=1, per=timedelta(minutes=1), now=world.now)
    right = world.now
    if doubtful:
        clock.trust(right)

    world.now = right + FAR
    run_the_night()
    world.work()
    kept = (
        Draft.objects.filter(pk=draft.id).exists(),
        SignIn.objects.exists(),
        Counter.objects.filter(until__lte=world.now).exists(),
    )
    assert kept == ((True, True, True) if doubtful else (False, False, False))
    assert ("case_closed" in payer.kinds()) is not doubtful
    if not doubtful:
        return

    # The clock is right again: what the wrong one touched is brought back, and the case still gets its money.
    world.now = right + timedelta(minutes=1)
    clock.trust(world.now)
    queue.mend_times(world.now)
    world.work()
    assert "case_closed" not in payer.kinds()
    far = Job.objects.filter(status="waiting", attempts__gt=0, run_at__gt=world.now + timedelta(days=1))
    assert not far.exists()
    payer.pay()
    assert "payment_received" in payer.kinds()


def test_after_the_operator_confirmed_the_period_does_run_out(world, payer):  # noqa: F811 - pytest's way
    clock.trust(world.now)
    world.now += FAR
    world.work()
    assert "case_closed" not in payer.kinds()
    clock.trust(world.now)
    world.wait(minutes=10)
    assert "case_closed" in payer.kinds()
