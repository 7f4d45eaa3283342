"""Jobs and outbox: what must happen later, remembered in the same transaction as its cause.

    @task                                  a module-level function becomes a task
    say_hello.enqueue("Marburg")           one row, in the caller's transaction
    publish("NoticeIssued", {...}, unique) one row for each task wired to that fact

Whoever only publishes (a web process) does not load the task library.
"""

from typing import TYPE_CHECKING, Any

from allmende.foundation.jobs.outbox import publish, publish_many

if TYPE_CHECKING:
    from allmende.foundation.jobs.tasks import GiveUp, RetryLater, task

__all__ = ["GiveUp", "RetryLater", "publish", "publish_many", "task"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from allmende.foundation.jobs import tasks  # noqa: PLC0415 - on first use

    return getattr(tasks, name)
