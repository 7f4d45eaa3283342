"""Addresses of static files straight from the packages, with the content's hash, so that browsers may keep them for ever.

Files are found in the `static/` folder of every installed app; nothing is collected at start.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class PackageStatic(StaticFilesStorage):
    """`{% static "kern.css" %}` → `/static/kern.css?v=3f9a1c0de2`."""

    def url(self, name: str | None) -> str:
        """The address of a file; an unknown file is an error, not a broken page."""
        return f"{settings.STATIC_URL}{name}?v={_hash_of(name or '')}"


@cache
def _hash_of(name: str) -> str:
    found: Any = finders.find(name)
    if found is None:
        raise ValueError(f"There is no static file {name!r}")
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]
