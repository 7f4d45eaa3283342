"""What a case must pay and how the payer tried to."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from allmende.foundation.tenancy.models import CityModel


class Demand(CityModel):
    """One amount to pay. One per piece of work. `reference` is the Kassenzeichen, never reused.

    Status as in `domain.matter.demands`: only `paid` is paid. Attempts have their own status.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    work_key = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="EUR")
    reference = models.CharField(max_length=35)
    purpose = models.CharField(max_length=27)
    description = models.CharField(max_length=250)
    lines = models.JSONField(default=list)
    status = models.CharField(max_length=12, default="open")
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "work_key"], name="demand_once_per_work"),
            models.UniqueConstraint(fields=["city", "reference"], name="demand_reference_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="demand_is_positive"),
        ]

    def __str__(self) -> str:
        return self.reference


class PaymentAttempt(CityModel):
    """One transaction at the provider. Its id is the provider's `requestId`, our idempotency key.

    Status: created → initial → paid | failed | canceled | expired | mismatched. `settles` marks the one that paid the demand;
    `received` is what the provider holds by its last word (null: nothing, or no figures). `bookings` counts the changes.
    `returned_at` is when the payer last came back from the payment page.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    provider = models.CharField(max_length=40)
    transaction_id = models.CharField(max_length=80, blank=True)
    redirect_url = models.URLField(max_length=2082, blank=True)
    status = models.CharField(max_length=12, default="created")
    method = models.CharField(max_length=40, blank=True)
    settles = models.BooleanField(default=False)
    received = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    received_currency = models.CharField(max_length=3, blank=True)
    bookings = models.PositiveIntegerField(default=0)
    returned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["demand", "number"], name="attempt_numbered"),
            models.UniqueConstraint(fields=["demand"], condition=Q(settles=True), name="demand_settled_once"),
            models.UniqueConstraint(
                fields=["city", "provider", "transaction_id"],
                condition=~Q(transaction_id=""),
                name="transaction_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["city", "status", "created_at"], name="attempt_open")]

    def __str__(self) -> str:
        return str(self.pk)


class ReferenceCounter(CityModel):
    """The last number drawn for a Kassenzeichen in a year. Numbers are never given twice."""

    year = models.PositiveIntegerField()
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "year"], name="reference_counter_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
