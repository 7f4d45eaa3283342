"""What lies in a person's postbox. It points to letters, it never holds one."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.apps.cases.models import Case
from allmende.apps.notices.models import Notice
from allmende.foundation.identity.models import Account
from allmende.foundation.tenancy.models import CityModel


class Item(CityModel):
    """One thing to read. Without an account it belongs to the case and opens with its link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    provided_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["city", "account", "-provided_at"], name="postbox_of_account")]
