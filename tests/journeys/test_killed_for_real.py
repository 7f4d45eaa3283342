"""A worker killed with `kill -9` again and again: the matter still ends exactly once. Real processes, real database."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.apps.notices import queries as notices
from allmende.apps.payments import queries as payments
from allmende.foundation.audit import chain
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.pay import look_again
from tests.other_process import ROOT, environment
from tests.world import Clerk, Visitor, World, list_items

CALLS = 7
"""The first worker lives for so many doors, each next one for so many more, until one comes through."""


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    found = World()
    found.now = timezone.now()
    found.plug_in()
    assert found.load().problems == []
    with city_scope("marburg"):
        yield found


def work_until_done(mails: Path) -> int:
    """Start workers that die, until one of them finds nothing to do; how many died."""
    for deaths in range(30):
        command = [sys.executable, "-m", "tests.journeys.mortal_worker", str(CALLS * (deaths + 1)), str(mails)]
        ended = subprocess.run(command, env=environment(), cwd=ROOT, capture_output=True, check=False)
        if ended.returncode == 0:
            return deaths
        assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]
    raise AssertionError("the worker never came through")


@pytest.mark.slow
def test_workers_killed_with_signal_nine_end_the_matter_exactly_once(world: World, tmp_path: Path) -> None:
    visitor, clerk = Visitor(world), Clerk(world)
    sent = visitor.apply()
    deaths = work_until_done(tmp_path)

    visitor.go_to_payment()
    attempt = payments.list_attempts(case_id=visitor.id)[-1]
    world.payments.settle(attempt.transaction_id, "paid", world.now)
    look_again(city="marburg", case_id=visitor.id, access=visitor.access, now=world.now)
    deaths += work_until_done(tmp_path)
    assert clerk.decide("granted") == ()
    deaths += work_until_done(tmp_path)

    assert deaths > 6
    assert visitor.kinds().count("notice_provided") == 1
    assert visitor.kinds()[-1] == "case_closed"
    assert len(visitor.kinds()) == 14
    letters = notices.list_notices(city="marburg", case_id=sent.case_id)
    assert sorted((letter.kind, letter.ready) for letter in letters) == [("decision", True), ("receipt", True)]
    assert len(list_items(sent.case_id)) == 1
    told = sorted(path.read_text().partition(" (")[0] for path in tmp_path.iterdir())
    assert told == ["Bitte zahlen Sie 60,00 €", "Ihr Antrag ist bewilligt"]
    assert not Job.objects.exclude(status=Job.Status.DONE).filter(run_at__lte=timezone.now()).exists()
    assert chain.check("marburg") is None
