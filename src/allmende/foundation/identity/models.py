"""Citizens' accounts, staff, and the sessions of both."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.foundation.tenancy.models import CityModel

LEVELS = ("none", "basic", "substantial", "high")
"""How sure we are who it is, rising; after the eIDAS levels."""


class Account(CityModel):
    """A citizen in one city. Another city of the installation knows the same person under another row and pseudonym."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=40)
    subject = models.CharField(max_length=255, help_text="The provider's pseudonym of this person for this city")
    level = models.CharField(max_length=12, choices=[(level, level) for level in LEVELS])
    attributes = models.JSONField(default=dict, help_text='{"family_name": {"value": …, "level": "high"}}')
    created_at = models.DateTimeField()
    signed_in_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("city", "provider", "subject", name="identity_one_account_a_pseudonym"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Officer(CityModel):
    """A member of a city's staff. `roles` decide what she may do, `units` which tasks are hers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, default="")
    password = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    units = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False, help_text="Somebody else chose the password")
    factor_secret = models.TextField(blank=True, default="", help_text="Encrypted; empty: no second factor")
    factor_pending = models.TextField(blank=True, default="", help_text="Encrypted, shown but not confirmed yet")
    factor_step = models.BigIntegerField(default=0, help_text="The last thirty seconds whose code was used")
    factor_codes = models.JSONField(default=list, help_text="Hashes of the recovery codes that are left")
    created_at = models.DateTimeField()
    signed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("city", "username", name="identity_one_officer_a_name")]

    def __str__(self) -> str:
        return self.username


class Absence(CityModel):
    """Somebody of the staff is away on these days, the last one included; never why. `substitute`: who stands in, if anybody."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    substitute = models.ForeignKey(Officer, on_delete=models.CASCADE, null=True, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="identity_absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(substitute__isnull=True) | ~models.Q(substitute=models.F("officer")),
                name="identity_nobody_stands_in_for_herself",
            ),
        ]
        indexes: ClassVar = [models.Index("city", "until_on", name="identity_absences_by_end")]

    def __str__(self) -> str:
        return f"{self.from_on} to {self.until_on}"


class SignIn(CityModel):
    """A session: the browser holds a random token, we hold its SHA-256. For a citizen or for staff, never both."""

    token_sha256 = models.CharField(primary_key=True, max_length=64)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, null=True, related_name="+")
    level = models.CharField(max_length=12, default="none")
    method = models.CharField(
        max_length=80, blank=True, default="", help_text="What a citizen signed in with, as the provider says"
    )
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(account__isnull=False, officer__isnull=True)
                | models.Q(account__isnull=True, officer__isnull=False),
                name="identity_session_of_one",
            )
        ]
        indexes: ClassVar = [models.Index("expires_at", name="identity_sessions_expiry")]

    def __str__(self) -> str:
        return f"session until {self.expires_at:%Y-%m-%d}"
