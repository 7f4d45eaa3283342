"""How long closed cases are kept, what keeps them longer, what was deleted, and copies of whole files."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.foundation.tenancy.models import CityModel


class RetentionState(CityModel):
    """Where a closed case stands. Computed from its timeline and its release, again on `look_on`; it goes with the case.

    `waits_for`: why the time does not run yet (`domain.matter.retention.WAITS`), then both days are empty. `ends_on`: the
    last day of keeping.
    """

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.PROTECT, related_name="+")
    service_id = models.CharField(max_length=80)
    waits_for = models.CharField(max_length=20, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    look_on = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["city", "look_on"], name="retention_due"),
            models.Index(fields=["city", "ends_on"], name="retention_by_end"),
        ]

    def __str__(self) -> str:
        return f"until {self.ends_on}" if self.ends_on else self.waits_for


class LegalHold(CityModel):
    """A person holds the deletion of a case back, for a reason such as a pending court case. It goes with the case.

    `review_on`: the day on which somebody looks whether the reason still stands; the hold does not end by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    review_on = models.DateField()
    placed_by = models.CharField(max_length=200)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=200, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(lifted_at=None), name="legal_hold_once_per_case"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ArchiveOffer(CityModel):
    """A case whose time is over, offered to the archive. It goes with the case.

    `answer`: empty, `take` (then it stays until the archive has it, `taken_on`) or `leave`.
    """

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.PROTECT, related_name="+")
    offered_on = models.DateField()
    due_on = models.DateField()
    answer = models.CharField(max_length=10, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    taken_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["city", "taken_on", "due_on"], name="archive_offer_open")]

    def __str__(self) -> str:
        return str(self.pk)


class FileCopy(CityModel):
    """A copy of a case's whole file: who wanted it, when, for whom, what it leaves out. It goes with the case.

    `selection`: `domain.matter.file_copy.Selection` as plain values. `pdf` and `package` are there from `made_at` until the
    content is forgotten; the row stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    recipient = models.CharField(max_length=200)
    selection = models.JSONField(default=dict)
    wanted_by = models.CharField(max_length=200)
    wanted_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    sheets = models.PositiveIntegerField(default=0)
    pdf = models.ForeignKey("blobs.Blob", null=True, on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey("blobs.Blob", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["city", "case", "wanted_at"], name="file_copy_by_case")]

    def __str__(self) -> str:
        return str(self.pk)


class PaymentVoucher(CityModel):
    """What the treasury keeps of a payment whose case is deleted: figures alone, nothing of the person or the application."""

    service_id = models.CharField(max_length=80)
    reference = models.CharField(max_length=35)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=12)
    booked_on = models.DateField()
    bookings = models.JSONField(default=list)
    keep_until = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "reference"], name="voucher_once")]
        indexes: ClassVar = [models.Index(fields=["city", "keep_until"], name="voucher_by_end")]

    def __str__(self) -> str:
        return self.reference


class Disposal(CityModel):
    """What was deleted: one row for a case (its id, which names nothing any more), one a day for each other sort of thing.

    `rule`: how long it was kept, and why; `counts`: kind of row → how many. `year`: in which the application was received.
    """

    key = models.CharField(max_length=80)
    what = models.CharField(max_length=20)
    day = models.DateField()
    count = models.PositiveIntegerField(default=1)
    service_id = models.CharField(max_length=80, blank=True)
    year = models.PositiveIntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    rule = models.CharField(max_length=400, blank=True)
    archive = models.CharField(max_length=10, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "key"], name="disposal_once")]
        indexes: ClassVar = [
            models.Index(fields=["city", "-day"], name="disposal_by_day"),
            models.Index(fields=["city", "year", "service_id"], name="disposal_by_year"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.day}"
