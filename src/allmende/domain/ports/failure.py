"""The one exception every port may raise: the other side cannot answer now."""

from __future__ import annotations


class Unavailable(Exception):
    """Nobody answered, or answered with a fault of their own; trying again later is safe and right.

    The message names the partner and the kind of failure, never personal data or secrets.
    """

    def __init__(self, partner: str, reason: str) -> None:
        super().__init__(f"{partner}: {reason}")
        self.partner = partner
        self.reason = reason
