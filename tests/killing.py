"""Death at every door: each call a matter makes on its way is interrupted once, before and after, and then repeated."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from allmende.adapters.memory import MemoryMail, MemoryPayments
from allmende.adapters.spiff import SpiffEngine
from allmende.apps.applications import operations as applications
from allmende.apps.cases import operations as cases
from allmende.apps.notices import operations as notices
from allmende.apps.payments import operations as payments
from allmende.apps.postbox import operations as postbox
from allmende.foundation.audit import chain
from allmende.foundation.blobs import store as blobs
from allmende.foundation.jobs import outbox, queue
from allmende.foundation.jobs.models import Job
from tests.world import PlainPress, PlainSeal

DOORS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (applications, ("submit", "make_link", "add_supplement")),
    (
        cases,
        ("open_case", "append", "start_process", "move_process", "open_task", "finish_task", "mark_read", "move_case"),
    ),
    (payments, ("draw_number", "open_demand", "begin_attempt", "note_transaction", "write", "decide", "expire_open")),
    (notices, ("keep", "keep_pdf", "provide", "note_notified", "note_retrieval", "set_days")),
    (postbox, ("put", "note_mail", "mark_sent", "mark_read")),
    (blobs, ("store",)),
    (chain, ("append",)),
    (outbox, ("write",)),
    (queue, ("finish",)),
    (MemoryMail, ("send",)),
    (MemoryPayments, ("create", "find")),
    (PlainPress, ("render",)),
    (PlainSeal, ("seal",)),
    (SpiffEngine, ("start", "complete", "deliver")),
)


class Killed(BaseException):
    """The process is gone: nobody catches this."""


class Death:
    """Strikes once at every point, told apart by function, phase and what the call is about."""

    def __init__(self) -> None:
        self.struck: set[tuple[str, ...]] = set()

    def at(self, *point: str) -> None:
        if point not in self.struck:
            self.struck.add(point)
            raise Killed(" ".join(point))


def restart(now: datetime) -> None:
    """What the next process finds: leases of the dead are taken up at once, and the pause after a loss is over."""
    for holder in queue.list_workers():
        queue.release(now, worker=holder)
    Job.objects.filter(status=Job.Status.WAITING, losses__gt=0).update(losses=0, run_at=now)


@contextmanager
def death_at_every_door(strike: Callable[..., None]) -> Iterator[None]:
    """While this is open, `strike(phase, function, about)` is called before and after each call through a door."""
    kept = [(owner, name, getattr(owner, name)) for owner, names in DOORS for name in names]
    for owner, name, function in kept:
        setattr(owner, name, _guarded(function, f"{getattr(owner, '__name__', owner)}.{name}", strike))
    try:
        yield
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)


def _guarded(function: Any, title: str, strike: Callable[..., None]) -> Any:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        about = _about(args, kwargs)
        strike("before", title, about)
        result = function(*args, **kwargs)
        strike("after", title, about)
        return result

    return call


def _about(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """What is the same when the call is repeated: ids and keys, no moments, no content."""
    stable = ("_id", "_key", "key", "action", "kind")
    named = [value for name, value in kwargs.items() if name.endswith(stable) and name != "blob_id"]
    told = [value for value in (*args, *named) if isinstance(value, str)]
    told += [key for key, _ in kwargs.get("facts", ()) or ()]
    for value in args:
        told += [job.task for job in value] if isinstance(value, list) else []
        told += [value.task] if isinstance(value, queue.TakenJob) else []
    return "|".join(told)[:300]
