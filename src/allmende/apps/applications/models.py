"""What people fill in and what they sent. A draft is also the key ring of its matter."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.foundation.blobs.models import Blob
from allmende.foundation.identity.models import Account
from allmende.foundation.tenancy.models import CityModel


class Draft(CityModel):
    """An application being filled in. After submission only the keys remain, the entries are cleared;
    they then hold what is typed to hand in and not sent yet.

    `secret_hashes`: SHA-256 of the secrets that open it, one per device; empty once an account owns it.
    `level`: how surely a session must know that account. `confirmed`: SHA-256 of mail addresses whose owner proved
    to be whoever fills this in. `contests`: the case it comes of (`case`), and the letter an objection is about (`notice`), and whether somebody speaks for its person there (`apart`); empty for what comes of none. `closed`: nobody opens it any more, whatever she knows. `writers`: which open page of the form saved a step last, by step.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    adoption = models.ForeignKey("catalogue.Adoption", on_delete=models.PROTECT, related_name="+")
    service_id = models.CharField(max_length=80)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12, default="de")
    level = models.CharField(max_length=12, default="none")
    secret_hashes = models.JSONField(default=list)
    confirmed = models.JSONField(default=list)
    closed = models.BooleanField(default=False)
    contests = models.JSONField(default=dict, blank=True)
    entries = models.JSONField(default=dict)
    writers = models.JSONField(default=dict)
    last_step = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    expires_on = models.DateField()
    reminder_to = models.EmailField(blank=True)
    warned_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["city", "submitted_at", "expires_on"], name="draft_by_expiry"),
            models.Index(fields=["city", "account"], name="draft_by_account"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Upload(CityModel):
    """A file of one draft, checked by content. `name` is what the person called it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    scanned = models.BooleanField(default=False)
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class LinkToken(CityModel):
    """A link sent by mail: opens one matter on other devices, until it expires or is revoked.

    `sent_to`: SHA-256 of the address it went to. `opened`: on how many devices; `misses`: wrong second facts.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    sent_to = models.CharField(max_length=64, blank=True, default="")
    opened = models.PositiveSmallIntegerField(default=0)
    misses = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"link until {self.expires_at:%Y-%m-%d}"


class Application(CityModel):
    """What was declared and sent, unchanged for ever. One per draft, and it keeps the draft's id.

    `email`, where mails go, alone may be corrected. `party`: whose it is where several applied together (empty for one
    alone); `lead`: id of the applicant's, of which the others' came.
    """

    id = models.UUIDField(primary_key=True)
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="application")
    lead = models.UUIDField(null=True, db_index=True)
    party = models.JSONField(default=dict)
    adoption = models.ForeignKey("catalogue.Adoption", on_delete=models.PROTECT, related_name="+")
    service_id = models.CharField(max_length=80)
    reference = models.CharField(max_length=40)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    answers = models.JSONField()
    applicant = models.JSONField(default=dict)
    email = models.EmailField(blank=True)
    key = models.CharField(max_length=80)
    submitted_at = models.DateTimeField()
    received_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "reference"], name="application_reference_once"),
            models.CheckConstraint(condition=models.Q(id=models.F("draft")), name="application_has_id_of_draft"),
        ]

    def __str__(self) -> str:
        return self.reference


class Supplement(CityModel):
    """Answers given later on request; they replace the named fields. One per request."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    request_id = models.CharField(max_length=80)
    answers = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "request_id"], name="supplement_once_per_request"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
