"""Tasks for the tests: they write what they saw into the audit log, or fail as told."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime

from allmende.foundation.audit import chain
from allmende.foundation.jobs import GiveUp, RetryLater, task
from allmende.foundation.tenancy.scopes import find_city_in_scope

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def note(action, subject):
    chain.append(actor="test", action=action, subject=subject, now=NOW, details={"city": find_city_in_scope()})


@task
def write_down(subject):
    note("done", subject)
    return {"saw": subject}


@task
def write_down_fact(payload):
    note("fact", payload["subject"])


@task(max_attempts=3)
def fail(text):
    raise ValueError(text)


@task
def give_up():
    raise GiveUp("nobody lives there")


@task
def not_yet():
    raise RetryLater(600)


@task
def die_once(subject, marker):
    """Killed in the middle the first time, as by `kill -9`; the second time it finishes."""
    if not os.path.exists(marker):
        open(marker, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    note("survived", subject)


@task
def hear_of_dead(payload):
    raise GiveUp("nobody listens")


def not_a_task():
    raise AssertionError("must never run")
