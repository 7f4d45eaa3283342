"""Why something of the exchange form cannot be written in the thin form."""

from __future__ import annotations


class DoesNotFit(ValueError):
    """What the thin form cannot say; the German sentence names it and what stands in the way."""
