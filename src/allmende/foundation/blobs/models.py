"""What is stored, for whom. The row names the content by its hash; the same content of a city is stored once."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from allmende.foundation.tenancy.models import CityModel


class Blob(CityModel):
    """One stored file of one city. Several rows may share the content on disk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("city", "sha256", name="blobs_by_content")]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"
