"""The lot: the one source of chance that decides what happens to a case. Tests replace it."""

from __future__ import annotations

import secrets


def draw(below: int) -> int:
    """A number from 0 to `below` - 1, each as likely as the others; nobody can foresee it."""
    return secrets.randbelow(below)
