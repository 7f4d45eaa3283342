"""Decimal arithmetic of FEEL: 34 digits, half-even, no infinity, no NaN (DMN 1.5, 10.3.2.3.1)."""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

# The decimal128 format. A trap that fires becomes null in the evaluator; it never leaves it.
CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)

__all__ = ["CONTEXT", "ONE", "ZERO", "DecimalException", "number_text"]

ZERO = Decimal(0)
ONE = Decimal(1)


def number_text(value: Decimal) -> str:
    """Canonical text of a number: plain digits, no exponent, no trailing zeros, no `-0`."""
    if not value:
        return "0"
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text
