"""A task of ours: the `django_tasks` API plus how often it is tried and a key that makes it happen once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self, overload

from django_tasks import task as any_task
from django_tasks.base import Task

DEFAULT_ATTEMPTS = 12
"""Tried over about two hours; then the job is dead and an operator looks at it."""

LONGEST_PAUSE_SECONDS = 3600
LONGEST_WAIT = timedelta(days=1)
"""What was tried once waits no longer than this for its next try."""


class RetryLater(Exception):
    """Raised inside a task: not now, run it again after `seconds`, at most a day. Not a failed attempt."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class GiveUp(Exception):
    """Raised inside a task: trying again cannot help. The job is dead at once; `reason` without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DurableTask(Task[..., Any]):
    """`max_attempts`: then dead. `unique`: a second job with that key (of that city) is not enqueued. `mails`: it hands a mail over."""

    max_attempts: int = DEFAULT_ATTEMPTS
    mails: bool = False
    unique: str | None = None

    def using(
        self,
        *,
        priority: int | None = None,
        queue_name: str | None = None,
        run_after: datetime | None = None,
        backend: str | None = None,
        unique: str | None = None,
    ) -> Self:
        """The same task with another priority, time or key: `send.using(unique="mail:7").enqueue(…)`."""
        changed = Task.using(self, priority=priority, queue_name=queue_name, run_after=run_after, backend=backend)
        return replace(changed, unique=unique) if unique is not None else changed


@overload
def task(function: Callable[..., Any], /) -> DurableTask: ...
@overload
def task(
    *, max_attempts: int = ..., priority: int = ..., mails: bool = ...
) -> Callable[[Callable[..., Any]], DurableTask]: ...
def task(
    function: Callable[..., Any] | None = None,
    /,
    *,
    max_attempts: int = DEFAULT_ATTEMPTS,
    priority: int = 0,
    mails: bool = False,
) -> DurableTask | Callable[[Callable[..., Any]], DurableTask]:
    """Make a module-level function a task. It may run twice, be killed in the middle, and must end the same."""

    def declare(found: Callable[..., Any]) -> DurableTask:
        made: Any = any_task(max_attempts=max_attempts, priority=priority, mails=mails)(found)
        assert isinstance(made, DurableTask)
        return made

    return declare(function) if function is not None else declare


def decide_pause(attempt: int, chance: float) -> float:
    """Seconds until the next try after `attempt` failed ones: 2, 4, 8 … one hour, ± 20 % by `chance` in [0, 1)."""
    return float(min(2.0**attempt, LONGEST_PAUSE_SECONDS)) * (0.8 + 0.4 * chance)
