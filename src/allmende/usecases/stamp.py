"""What a page showed, as a digest it carries: compared with what is stored, so that stale pages are seen."""

from __future__ import annotations

import hashlib
import json


def digest(value: object) -> str:
    """Equal for equal values. It proves nothing but equality, to whoever sees the value anyway."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:12]
