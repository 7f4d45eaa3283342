"""What lies in a person's postbox. It points to letters, it never holds one."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.foundation.identity.models import Account
from allmende.foundation.tenancy.models import CityModel


class Item(CityModel):
    """One thing to read. Without an account it belongs to the case and opens with its link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    notice = models.OneToOneField("notices.Notice", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    provided_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["city", "account", "-provided_at"], name="postbox_of_account")]

    def __str__(self) -> str:
        return str(self.pk)


class MailNote(CityModel):
    """A mail about a case. `says` is what about; `subject` and `text` are what was sent, without the link.

    One per key; `sent_at` once it was handed over. `refused`: it was not taken, or a report says that it did not arrive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    says = models.CharField(max_length=120)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    noted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="mail_once_per_fact")]

    def __str__(self) -> str:
        return str(self.pk)


class MailFailure(CityModel):
    """An address that takes no mails about one thing: a draft, a case (they share the id), a member of staff.

    `address`: hashed (`applications.rules.address_hash`). Gone when the address is corrected or a mail arrives.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    about = models.UUIDField()
    address = models.CharField(max_length=64)
    reason = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "about", "address"], name="mail_failure_once_per_address")
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="mail_failure_by_day")]

    def __str__(self) -> str:
        return str(self.pk)
