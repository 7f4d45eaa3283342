"""Which service a city offers, in which release, from which day. Definitions are immutable."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from allmende.foundation.tenancy.models import CityModel


class Release(models.Model):
    """One service package exactly as it was loaded. Shared by all cities; never changed, never deleted."""

    service_id = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64, unique=True)
    bundle = models.BinaryField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(sha256=""), name="release_has_hash"),
        ]
        indexes: ClassVar = [models.Index(fields=["service_id", "version"], name="release_by_version")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.version}"


class CityEdition(CityModel):
    """A city's data (units, theme, parameters, overlays) exactly as it was loaded. The latest is the present one.

    Content may return: each loading of something else than the present edition is a row.
    """

    sha256 = models.CharField(max_length=64)
    data = models.JSONField()
    loaded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["city", "sha256"], name="edition_by_content")]

    def __str__(self) -> str:
        return f"{self.city_id} {self.sha256[:12]}"


class Adoption(CityModel):
    """From `effective_from` on the city offers the service in this release, read with this edition.

    The latest day wins, on one day the latest entry. Drafts and cases point here and stay here.
    """

    service_id = models.CharField(max_length=80)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(CityEdition, on_delete=models.PROTECT, related_name="+")
    effective_from = models.DateField()
    created_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "service_id", "release", "edition", "effective_from"],
                name="adoption_once_per_content",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "service_id", "-effective_from", "-id"], name="adoption_of_the_day"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} from {self.effective_from}"
