"""`allmende sample`: the demo's staff."""

from __future__ import annotations

import sys

from django.conf import settings
from django.utils import timezone

from allmende.usecases import open_demo


def main(_argv: list[str]) -> int:
    """Open the accounts that are missing; 1 in production."""
    if settings.PRODUCTION:
        sys.stderr.write("Sample accounts have a known password: they are not for production.\n")
        return 1
    open_demo.open_demo(now=timezone.now())
    names = ", ".join(open_demo.STAFF)
    sys.stdout.write(f"Staff in every city: {names} (password {open_demo.PASSWORD})\n")
    return 0
