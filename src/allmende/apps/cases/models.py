"""A case is a timeline of facts and what is open. Behaviour lives in `domain.matter`."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.domain.matter.searching import LONGEST
from allmende.domain.matter.waits import WAITS_FOR
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.models import CityModel

WAITING = models.Q(waits_for__in=WAITS_FOR)
NOBODY = "nobody"


class Case(CityModel):
    """One per application, and it keeps the application's id.

    `adoption`: the one the case was moved to; null while it stays on the one its application began with.
    `waits_for`: whom it waits for (`domain.matter.waits`), `nobody` where it does not; empty: not worked out yet.
    `touches`: how often a person of the office acted on it; null for cases from before this was counted.
    `checked`: `sampled` or `pulled` where a person looked instead of the machine; `agreed`: whether she came to the same.
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
    waits_for = models.CharField(max_length=20, blank=True, default="")
    waits_why = models.CharField(max_length=20, blank=True, default="")
    waits_name = models.CharField(max_length=200, blank=True, default="")
    waits_until = models.DateField(null=True)
    touches = models.PositiveIntegerField(null=True)
    checked = models.CharField(max_length=12, blank=True, default="")
    agreed = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=models.F("application")), name="case_has_id_of_application"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "status", "opened_at"], name="case_by_status"),
            models.Index(fields=["city", "service_id", "closed_at", "opened_at"], name="case_by_service"),
            models.Index(
                fields=["city", "waits_until", "opened_at", "id"], name="case_waiting_by_day", condition=WAITING
            ),
            models.Index(
                fields=["city", "unit", "waits_until", "opened_at", "id"],
                name="case_waiting_of_unit",
                condition=WAITING,
            ),
            models.Index(
                fields=["city", "waits_for", "waits_until", "opened_at", "id"],
                name="case_waiting_for",
                condition=WAITING,
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class CountedFigures(CityModel):
    """The figures of a city's year (`figures.Figures`), one row of the city. `rows`: office, service, and the numbers in their order.

    Derived from the cases and written anew every night.
    """

    first_on = models.DateField()
    last_on = models.DateField()
    counted_at = models.DateTimeField()
    rows = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["city"], name="figures_once_per_city")]

    def __str__(self) -> str:
        return str(self.last_on)


class CaseWord(CityModel):
    """A word a case is found by (`domain.matter.searching`). `personal`: only for who may read the case's answers.

    Derived from the answers and written anew when they change; it goes with the case.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=LONGEST)
    personal = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "word"], name="word_once_per_case")]
        # Holds all that a search asks of words: which cases, and which of them were written last.
        indexes: ClassVar = [models.Index(fields=["city", "word", "-id", "case"], name="case_by_word_latest")]

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
    `message` (the citizen wrote). `service_id`: the case's, which never changes; so lists need not open the case to choose.
    `aside_until`: somebody set it aside; from that day on it is to be done again.
    `routed`: why a rule gave it to whom (`routing.Routed`), as it opened.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    service_id = models.CharField(max_length=80)
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
    aside_until = models.DateField(null=True)
    routed = models.JSONField(default=dict, blank=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "work_key"], name="task_once_per_work"),
        ]
        # Each gives its list in order, so that a page of fifty reads fifty rows: `inbox.list_page`.
        indexes: ClassVar = [
            models.Index(
                fields=["city", "due_at", "opened_at", "id"],
                name="task_open_by_due",
                condition=models.Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["city", "unit", "due_at", "opened_at", "id"],
                name="task_open_of_unit",
                condition=models.Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["city", "kind", "due_at", "opened_at", "id"],
                name="task_open_of_kind",
                condition=models.Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["city", "service_id", "due_at", "opened_at", "id"],
                name="task_open_of_service",
                condition=models.Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["city", "due_at", "opened_at", "id"],
                name="task_open_aside",
                condition=models.Q(done_at__isnull=True, aside_until__isnull=False),
            ),
            models.Index(
                fields=["city", "officer", "due_at", "opened_at", "id"],
                name="task_open_of_officer",
                condition=models.Q(done_at__isnull=True, officer__isnull=False),
            ),
            models.Index(
                fields=["city", "kind", "-done_at", "-id"],
                name="task_done_of_kind",
                condition=models.Q(done_at__isnull=False),
            ),
            models.Index(
                fields=["city", "service_id", "-done_at", "-id"],
                name="task_done_of_service",
                condition=models.Q(done_at__isnull=False),
            ),
            models.Index(
                fields=["city", "-done_at", "-id"],
                name="task_done_latest",
                condition=models.Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RoutingRule(CityModel):
    """Whom new tasks of an office go to: the first rule of the office that fits decides (`domain.matter.routing`).

    `officers`: ids; of several, whoever has the least open gets it.
    """

    unit = models.CharField(max_length=80)
    place = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=80)
    service_id = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    first = models.CharField(max_length=1, blank=True)
    last = models.CharField(max_length=1, blank=True)
    streets = models.JSONField(default=list)
    officers = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["city", "unit", "place"], name="routing_rule_in_order")]

    def __str__(self) -> str:
        return self.name


class SavedView(CityModel):
    """A filter of the inbox somebody gave a name: hers alone. `query` is what its address says, in the inbox's own words."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["officer", "name"], name="saved_view_once_per_name")]

    def __str__(self) -> str:
        return str(self.pk)


class MessageTemplate(CityModel):
    """A text an office writes often, kept by its head. `service` is empty where it fits all of the office's services.

    `place`: a passage for letters, offered there (`notices.editing.ADDED`); empty: a message.
    """

    unit = models.CharField(max_length=80)
    service = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    place = models.CharField(max_length=20, blank=True, default="")
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "unit", "name"], name="message_template_once_per_name")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TaskDraft(CityModel):
    """What somebody typed at an open task and has not decided yet, with the letter she words: field → values as posted.

    `version` counts up with each save (optimistic locking). Gone once the task is decided.
    """

    task = models.OneToOneField(Task, primary_key=True, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    typed = models.JSONField()
    version = models.PositiveIntegerField()
    officer = models.ForeignKey("identity.Officer", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

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
