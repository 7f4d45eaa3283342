"""Records of the registers a city keeps itself, and what happened to each."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.foundation.tenancy.models import CityModel


class Holding(CityModel):
    """One record. `values` are its attributes as `feel.to_json` spells them; what is searched by stands in columns of its own.

    number_key  the number without signs and case (`spelling.plain`)
    owner       what the holder is looked up by (`registers.owner_key`); records of one key may belong to several people
    name        the holder's family name, or the text that names her (`registers.coarse`); empty where the record has none
    until       the first day on which it no longer holds
    entered_by  the case whose step entered it; empty where an officer did
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    register = models.CharField(max_length=60)
    number = models.CharField(max_length=80)
    number_key = models.CharField(max_length=80)
    owner = models.CharField(max_length=400)
    name = models.CharField(max_length=200)
    starts = models.DateField(null=True)
    until = models.DateField(null=True)
    entered_by = models.UUIDField(null=True)
    values = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "register", "number_key"], name="holding_number_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "register", "owner"], name="holding_by_owner"),
            models.Index(fields=["city", "register", "name", "number_key"], name="holding_by_name"),
            models.Index(fields=["city", "register", "until"], name="holding_by_end"),
            models.Index(fields=["city", "entered_by"], name="holding_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.number}"


class HoldingKey(CityModel):
    """What else a record is found by: a household, a number plate. `key` as `registers.coarse` spells it."""

    holding = models.ForeignKey(Holding, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["holding", "name", "key"], name="holding_key_once")]
        indexes: ClassVar = [models.Index(fields=["city", "register", "name", "key"], name="holding_by_key")]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


class HoldingReminder(CityModel):
    """That the holder was reminded of an end, `days` before it. `told`: a message in the case that entered the record; False
    where there is none any more, so that an office sees whom nobody reminded."""

    holding = models.ForeignKey(Holding, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    told = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holding", "until", "days"], name="holding_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.until} {self.days}"


class HoldingRenewal(CityModel):
    """An application that renews what ends on `until`; `case_id` is its draft until it is sent, and then its case."""

    holding = models.ForeignKey(Holding, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()
    case_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["holding", "case_id"], name="holding_renewal_once")]

    def __str__(self) -> str:
        return f"{self.until} {self.case_id}"


class HoldingEvent(CityModel):
    """Something that happened to a record, once for its key. `values` is the record afterwards; what it was before stands in
    the event before it.

    `act` is enter, change or end; `by` and `officer` the person who did it in the office, empty for a case's own step.
    """

    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    act = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.CharField(max_length=200, blank=True)
    officer = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    values = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "key"], name="holding_event_once")]

    def __str__(self) -> str:
        return self.key


class NumberCounter(CityModel):
    """The last number drawn for a register in a year."""

    register = models.CharField(max_length=60)
    year = models.PositiveIntegerField()
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "register", "year"], name="number_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.year}: {self.last}"
