"""The queue's tables: what is to be done, what the clock starts, which workers live, when the clock was last trusted."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.foundation.tenancy.models import SharedOrCityModel


def new_id() -> str:
    """A random id, as `django_tasks` expects one."""
    return uuid.uuid4().hex


class Job(SharedOrCityModel):
    """One thing to be done, once. A row without a city is the operator's.

    waiting ──taken──▶ running ──done──▶ done
       ▲                  │
       └── failed, lost ──┤      a failure is an attempt; a lost lease is counted apart, in `losses`
                          └── too often ──▶ dead ──re-queued──▶ waiting
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        DEAD = "dead"

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    unique = models.CharField(max_length=250, null=True, unique=True)  # noqa: DJ001 - NULL is "no key": many may have none
    queue = models.CharField(max_length=32, default="default")
    priority = models.SmallIntegerField(default=0)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    run_at = models.DateTimeField()
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    last_attempted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    losses = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    errors = models.JSONField(default=list)
    result = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index("run_at", name="jobs_due", condition=models.Q(status="waiting")),
            models.Index("lease_until", name="jobs_leased", condition=models.Q(status="running")),
            models.Index("status", "finished_at", name="jobs_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.id}"


class CronRow(models.Model):
    """When an entry of the clock is due next. Shared: the clock belongs to the installation."""

    name = models.CharField(primary_key=True, max_length=60)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """A worker process that lives, as it says itself every few seconds. Shared: workers belong to the installation."""

    worker = models.CharField(primary_key=True, max_length=120)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    threads = models.PositiveSmallIntegerField()
    busy = models.PositiveSmallIntegerField(default=0)
    doubt = models.CharField(max_length=20, blank=True, default="", help_text="Why this worker doubts its clock")

    def __str__(self) -> str:
        return self.worker


class ClockRow(models.Model):
    """The latest moment that a worker whose clock was right, or an operator, vouched for. One row."""

    name = models.CharField(primary_key=True, max_length=10, default="clock")
    trusted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.trusted_at:%Y-%m-%d %H:%M}"
