"""Random letters that people read aloud or copy from paper: passwords for one sign-in, recovery codes."""

from __future__ import annotations

import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without signs that look alike."""


def draw(groups: int) -> str:
    """So many groups of five letters, joined by hyphens; each group holds 24 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(groups))
