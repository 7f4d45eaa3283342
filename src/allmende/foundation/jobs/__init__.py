"""Jobs and outbox: what must happen later, remembered in the same transaction as its cause.

@task                                  a module-level function becomes a task
say_hello.enqueue("Marburg")           one row, in the caller's transaction
publish("NoticeIssued", {...}, unique) one row for each task wired to that fact
"""

from allmende.foundation.jobs.outbox import publish, publish_many
from allmende.foundation.jobs.tasks import GiveUp, RetryLater, task

__all__ = ["GiveUp", "RetryLater", "publish", "publish_many", "task"]
