"""The chains' entries and heads. The database refuses to change an entry, and to delete one that is not an old read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from allmende.foundation.tenancy.models import SharedOrCityModel


class Head(models.Model):
    """Where a chain ends, and after which entry it begins. Shared: numbers and hashes, no data.

    `chain`: a city's key, the city's key with `:reads`, or empty for the operator's.
    """

    chain = models.CharField(primary_key=True, max_length=63)
    number = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")
    cut_number = models.BigIntegerField(default=0)
    cut_sha256 = models.CharField(max_length=64, default="", blank=True)

    def __str__(self) -> str:
        return self.chain or "operator"


class Entry(SharedOrCityModel):
    """One thing that was done. `body` is the exact text that was hashed: actor, action, subject, details, moment."""

    chain = models.CharField(max_length=63, blank=True)
    number = models.BigIntegerField()
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("chain", "number", name="audit_one_entry_a_number")]
        indexes: ClassVar = [models.Index("city", "subject", name="audit_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.chain}:{self.number} {self.action}"
