"""Letters of a case: composed, sealed, announced. What was sent stays as it was."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.foundation.blobs.models import Blob
from allmende.foundation.tenancy.models import CityModel


class Notice(CityModel):
    """One letter. One per piece of work. `document` is the composed text, `blob` the (sealed) PDF, `pages` how many it has.

    `discarded_at`: its decision was taken back before it went out. A file that a person signed herself and attached has an empty
    `template` and `document`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    work_key = models.CharField(max_length=120)
    template = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    outcome = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=12)
    document = models.JSONField()
    author = models.CharField(max_length=120, blank=True)
    issued_at = models.DateTimeField()
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField(null=True)
    sealed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "work_key"], name="notice_once_per_work"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Announcement(CityModel):
    """When and how a letter became known (Bekanntgabe), with the rule that says so.

    `arrived_on`: a proved arrival, where the law counts from it. `ended_on`: it came back, or was not retrieved in time; it counts no more, and the letter may go that way again.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    provided_at = models.DateTimeField()
    provided_on = models.DateField()
    notified_at = models.DateTimeField(null=True)
    first_retrieved_at = models.DateTimeField(null=True)
    arrived_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    deemed_on = models.DateField(null=True)
    rule = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    appeal_until = models.DateField(null=True)
    appeal_rule = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notice", "channel"], condition=models.Q(ended_on=None), name="announced_once_per_channel"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.provided_on}"
