"""The backend behind the `django_tasks` API: our table."""

from __future__ import annotations

from typing import Any

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from allmende.foundation.jobs import outbox
from allmende.foundation.jobs.tasks import DurableTask

_STATUS = {
    "waiting": TaskResultStatus.READY,
    "running": TaskResultStatus.RUNNING,
    "done": TaskResultStatus.SUCCESSFUL,
    "dead": TaskResultStatus.FAILED,
}


class DatabaseBackend(BaseTaskBackend):
    """Rows in `jobs_job`, written in the caller's transaction, run by `allmende worker`."""

    task_class = DurableTask  # type: ignore[assignment]
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Write the job. With a key that exists already nothing is written; the result then has the id of no row."""
        self.validate_task(task)
        job = outbox.row(
            task.module_path,
            args,
            kwargs,
            unique=getattr(task, "unique", None),
            run_at=task.run_after,
            priority=task.priority,
            queue=task.queue_name,
        )
        outbox.write([job])
        return _result(job, task, self.alias)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The job's present state, of the city in scope; `TaskResultDoesNotExist` otherwise."""
        from allmende.foundation.jobs.models import Job  # noqa: PLC0415 - the backend is loaded before the registry is ready

        job = Job.objects.filter(id=result_id).first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return _result(job, import_string(job.task), self.alias)


def _result(job: Any, task: Task[..., Any], alias: str) -> TaskResult[Any]:
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=job.id,
        status=_STATUS[job.status],
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.last_attempted_at,
        args=job.args,
        kwargs=job.kwargs,
        backend=alias,
        errors=[TaskError(exception_class_path=error["error"], traceback=error["where"]) for error in job.errors],
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
