"""The calendar day of a moment where our cities are. The moment itself is always an argument."""

from __future__ import annotations

from allmende.domain.values import local_day

__all__ = ["local_day"]
