"""Counters. The key is a keyed hash that changes daily: nobody can tell from the table who came."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Counter(models.Model):
    """How often something happened in one window. Shared: it holds no city's data and nobody's name."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("until", name="limits_until")]

    def __str__(self) -> str:
        return self.key
