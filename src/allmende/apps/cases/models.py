"""A case is a timeline of facts and what is open. Behaviour lives in `domain.matter`."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.domain.matter.searching import LONGEST
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.models import CityModel


class Case(CityModel):
    """One per application, and it keeps the application's id.

    `adoption`: the one the case was moved to; null while it stays on the one its application began with.
    """

    id = models.UUIDField(primary_key=True)
    application = models.OneToOneField("applications.Application", on_delete=models.PROTECT, related_name="+")
    adoption = models.ForeignKey("catalogue.Adoption", null=True, on_delete=models.PROTECT, related_name="+")
    service_id = models.CharField(max_length=80)
    reference = models.CharField(max_length=40)
    unit = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=models.F("application")), name="case_has_id_of_application"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "status", "opened_at"], name="case_by_status"),
            models.Index(fields=["city", "service_id", "closed_at", "opened_at"], name="case_by_service"),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseWord(CityModel):
    """A word a case is found by (`domain.matter.searching`). `personal`: only for who may read the case's answers.

    Derived from the answers and written anew when they change; it goes with the case.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=LONGEST)
    personal = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "word"], name="word_once_per_case")]
        indexes: ClassVar = [models.Index(fields=["city", "word", "case"], name="case_by_word")]

    def __str__(self) -> str:
        return str(self.pk)


class ProcessState(CityModel):
    """Where the process stands. `results` is working data (what registers said), deleted with the case.

    `version` counts up with every change: whoever read an older one must begin again.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="process")
    version = models.PositiveIntegerField(default=0)
    state = models.JSONField()
    results = models.JSONField(default=dict)
    next_due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"version {self.version}"


class CaseFact(CityModel):
    """One fact. `key` makes a repetition harmless: the same key is the same fact."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "key"], name="fact_once_per_key"),
            models.UniqueConstraint(fields=["case", "seq"], name="fact_order"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Task(CityModel):
    """Something a person has to do. One per piece of work.

    `kind`: `process` (a user task), `treasury` (money came twice or too late), `trouble` (a step failed),
    `message` (the citizen wrote).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    work_key = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    node_id = models.CharField(max_length=120, blank=True)
    process_id = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    role = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "work_key"], name="task_once_per_work"),
        ]
        indexes: ClassVar = [models.Index(fields=["city", "done_at", "due_at"], name="task_inbox")]

    def __str__(self) -> str:
        return str(self.pk)


class Correction(CityModel):
    """Named fields that are open again for the citizen. One per piece of work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    work_key = models.CharField(max_length=120)
    fields = models.JSONField()
    text = models.TextField()
    due_on = models.DateField(null=True)
    entries = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "work_key"], name="correction_once_per_work"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Message(CityModel):
    """What was written to and fro. `key` makes a double click one message."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    from_citizen = models.BooleanField()
    author = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="message_once_per_key")]

    def __str__(self) -> str:
        return str(self.pk)
