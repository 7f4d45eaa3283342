"""The digit at the end of a payment reference."""

from __future__ import annotations

_WEIGHTS = (2, 3, 4, 5, 6, 7)


def check_digit(text: str) -> int:
    """The digit that makes a slip of the finger visible."""
    digits = [int(sign) for sign in reversed(text) if sign.isdecimal()]
    rest = sum(digit * _WEIGHTS[place % 6] for place, digit in enumerate(digits)) % 11
    return (11 - rest) % 11 % 10
