"""A task that hands mails over says so, since the operator's page counts the mails that wait by it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone
from django.utils.module_loading import import_string

import allmende.entrypoints.jobs
from allmende.foundation.jobs import queue
from allmende.foundation.jobs.models import Job
from allmende.foundation.jobs.tasks import DurableTask
from allmende.foundation.tenancy.scopes import city_scope, machinery_scope
from tests.usecases.conftest import world  # noqa: F401 - the fixture
from tests.world import World

FOLDER = Path(allmende.entrypoints.jobs.__file__).parent
SENDS = ("again_later", "send_digests")
"""What a task calls that hands a mail over and tries again where nobody takes it."""


def list_senders() -> Iterator[str]:
    """Names of the tasks that call it, themselves or by a function beside them."""
    for path in sorted(FOLDER.glob("*.py")):
        functions = {x.name: x for x in ast.parse(path.read_text()).body if isinstance(x, ast.FunctionDef)}
        called = {
            name: {n.id if isinstance(n, ast.Name) else n.attr for n in ast.walk(x) if isinstance(n, (ast.Name, ast.Attribute))}
            for name, x in functions.items()
        }  # fmt: skip
        sends = {name for name, names in called.items() if names & set(SENDS)}
        sends |= {name for name, names in called.items() if names & sends}
        for name in sends:
            found = import_string(f"allmende.entrypoints.jobs.{path.stem}.{name}")
            if isinstance(found, DurableTask):
                yield f"{path.stem}.{name}"


def test_every_task_that_hands_mails_over_says_so():
    senders = set(list_senders())
    assert len(senders) > 5
    assert {name for name in senders if not import_string(f"allmende.entrypoints.jobs.{name}").mails} == set()


def test_a_reminder_of_staff_that_nobody_takes_counts_as_a_waiting_mail(world: World) -> None:  # noqa: F811
    """The kind of task that a list kept by hand had forgotten."""
    now = timezone.now()
    with city_scope("marburg"):
        job = import_string("allmende.entrypoints.jobs.staff.remind_officer").enqueue({})
    with machinery_scope():
        Job.objects.filter(pk=job.id).update(last_attempted_at=now)
    assert queue.measure(now).mails == 1
