"""How packages change together: drafts, comments, verdicts, events; and what the cities put in and get out."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.apps.catalogue.models import Release
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.models import CityModel, OpenCityModel


class Attributed(models.Model):
    """Who did it and when: staff of any city, by the city's key, the officer's id and the name at that time."""

    author_city = models.CharField(max_length=63)
    author_id = models.UUIDField()
    author_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Draft(Attributed):
    """A package on its way to the next release, shared by all cities. `at` and author: who began it.

    `base`: the release it builds on; None for a new service. `head`: the package as it is now, `last_seq` changes later;
    `version` and `service_name` are the head's. `state`: draft → review → released | closed (and back to draft).
    `why` and `title` are the author's words for the proposal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service_id = models.CharField(max_length=80)
    base = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")
    head = models.BinaryField()
    head_sha256 = models.CharField(max_length=64)
    last_seq = models.PositiveIntegerField(default=0)
    version = models.CharField(max_length=40, default="")
    service_name = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="draft")
    title = models.CharField(max_length=200)
    why = models.TextField(blank=True, default="")
    wanted_from = models.DateField(null=True)
    proposed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "service_id"], name="draft_by_state")]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.title}"


class DraftChange(Attributed):
    """One act of a designer: edits that were made together. `seq` counts from 1; `sha256` names the package afterwards.

    `edits` is JSON, kept as text: PostgreSQL would sort the keys, and their order is part of what was written.

    `said`: in words, `[{"de", "en", "target"}]`. `undoes`: the number of the change this one takes back.
    `base`: the release this change brought the draft up to, where it did.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    edits = models.TextField()
    said = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    undoes = models.PositiveIntegerField(null=True)
    base = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "seq"], name="draft_change_order")]

    def __str__(self) -> str:
        return f"{self.seq}"


class Comment(Attributed):
    """Words at a place of a draft (`address` of a part, empty: the whole), written when it had `seq` changes."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    address = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["draft", "id"], name="comment_of_draft")]

    def __str__(self) -> str:
        return f"{self.address}"


class Verdict(Attributed):
    """What a city says to a proposal as it was after `seq` changes. Only ever added; the latest of a city and kind counts.

    `kind`: review, legal, data_protection. `says`: approve, object.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    says = models.CharField(max_length=10)
    text = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["draft", "id"], name="verdict_of_draft")]

    def __str__(self) -> str:
        return f"{self.kind} {self.says}"


class Event(Attributed):
    """Something the others should know. `roles`: whom it concerns; `only_city`: staff of that city alone, empty for all."""

    kind = models.CharField(max_length=40)
    service_id = models.CharField(max_length=80)
    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")
    roles = models.JSONField(default=list)
    only_city = models.CharField(max_length=63, blank=True, default="")
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-id"], name="event_latest")]

    def __str__(self) -> str:
        return self.kind


class Reading(CityModel):
    """How far an officer has read the events, and up to which one a mail told her."""

    officer = models.OneToOneField(Officer, on_delete=models.PROTECT, related_name="+")
    seen = models.PositiveBigIntegerField(default=0)
    mailed = models.PositiveBigIntegerField(default=0)
    wants_mail = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"up to {self.seen}"


class Agreement(models.Model):
    """What the cities agreed on. The latest row counts; earlier ones stay, so that an old statement can be recomputed.

    `rules`: `domain.cooperation.Rules` as JSON: quorum, minutes saved per case, hourly rate, key for sharing costs.
    """

    rules = models.JSONField()
    agreed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.agreed_at:%Y-%m-%d}"


class Hours(OpenCityModel):
    """Work a city put into a package. `kind`: design, review, legal, data_protection, translation, test, coordination."""

    service_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    worked_on = models.DateField()
    hours = models.DecimalField(max_digits=7, decimal_places=2)
    note = models.CharField(max_length=300, blank=True)
    officer = models.CharField(max_length=80)
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "key"], name="hours_once_per_key"),
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="hours_positive"),
        ]
        indexes: ClassVar = [models.Index(fields=["worked_on", "service_id"], name="hours_by_day")]

    def __str__(self) -> str:
        return f"{self.hours} h {self.service_id}"


class CaseCount(OpenCityModel):
    """How many applications a city received for a service in a year; a figure, nothing about anybody."""

    service_id = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    cases = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "service_id", "year"], name="case_count_once_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.year}: {self.cases}"


class Rating(models.Model):
    """How far a release is online (`domain.cooperation.maturity` as JSON), so that lists need not read the package.

    `edition`: of the criteria; raised with them, all releases are rated anew.
    """

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    criteria = models.JSONField()
    edition = models.PositiveSmallIntegerField()
    rated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.level}"
