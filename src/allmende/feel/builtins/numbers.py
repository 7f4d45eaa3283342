"""Functions on numbers (DMN 1.5, table 79)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from allmende.feel.builtins.signatures import Library
from allmende.feel.numbers import CONTEXT, ZERO
from allmende.feel.runtime.run import BuiltinRefusal, Run
from allmende.feel.values.durations import DaysDuration, MonthsDuration

LIBRARY = Library()

_LOWEST_SCALE, _HIGHEST_SCALE = -6111, 6176
# Steps: 34 digits of these take many times as long as a sum does.
_LOGARITHM, _EXPONENTIAL = 20, 10


def round_to(value: Decimal, scale: Decimal, rounding: str) -> Decimal:
    """`value` with `scale` digits after the point; raises `BuiltinRefusal` for an impossible scale."""
    if not _LOWEST_SCALE <= scale <= _HIGHEST_SCALE:
        raise BuiltinRefusal("scale")
    exponent = -int(scale)
    current = value.as_tuple().exponent
    assert isinstance(current, int)
    if current >= exponent:
        return value
    return value.quantize(Decimal((0, (1,), exponent)), rounding=rounding, context=CONTEXT)


@LIBRARY.add("decimal", "n: number, scale: number", "number")
def _decimal(run: Run, n: Decimal, scale: Decimal) -> Decimal:
    return round_to(n, scale, ROUND_HALF_EVEN)


@LIBRARY.add("floor", "n: number, scale?: number", "number")
def _floor(run: Run, n: Decimal, scale: Decimal | None = None) -> Decimal:
    return round_to(n, ZERO if scale is None else scale, ROUND_FLOOR)


@LIBRARY.add("ceiling", "n: number, scale?: number", "number")
def _ceiling(run: Run, n: Decimal, scale: Decimal | None = None) -> Decimal:
    return round_to(n, ZERO if scale is None else scale, ROUND_CEILING)


@LIBRARY.add("round up", "n: number, scale: number", "number")
def _round_up(run: Run, n: Decimal, scale: Decimal) -> Decimal:
    return round_to(n, scale, ROUND_UP)


@LIBRARY.add("round down", "n: number, scale: number", "number")
def _round_down(run: Run, n: Decimal, scale: Decimal) -> Decimal:
    return round_to(n, scale, ROUND_DOWN)


@LIBRARY.add("round half up", "n: number, scale: number", "number")
def _round_half_up(run: Run, n: Decimal, scale: Decimal) -> Decimal:
    return round_to(n, scale, ROUND_HALF_UP)


@LIBRARY.add("round half down", "n: number, scale: number", "number")
def _round_half_down(run: Run, n: Decimal, scale: Decimal) -> Decimal:
    return round_to(n, scale, ROUND_HALF_DOWN)


@LIBRARY.add("abs", "n: number", "number")
def _abs(run: Run, n: Decimal) -> Decimal:
    return CONTEXT.abs(n)


@LIBRARY.add("abs", "n: days and time duration", "days and time duration")
def _abs_days(run: Run, n: DaysDuration) -> DaysDuration:
    return DaysDuration(abs(n.nanoseconds))


@LIBRARY.add("abs", "n: years and months duration", "years and months duration")
def _abs_months(run: Run, n: MonthsDuration) -> MonthsDuration:
    return MonthsDuration(abs(n.months))


@LIBRARY.add("modulo", "dividend: number, divisor: number", "number")
def _modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Decimal:
    """The remainder takes the sign of the divisor: dividend - divisor * floor(dividend / divisor)."""
    rest = CONTEXT.remainder(dividend, divisor)
    if rest and rest.is_signed() != divisor.is_signed():
        rest = CONTEXT.add(rest, divisor)
    return rest


@LIBRARY.add("sqrt", "number: number", "number")
def _sqrt(run: Run, number: Decimal) -> Decimal:
    return CONTEXT.sqrt(number)


@LIBRARY.add("log", "number: number", "number")
def _log(run: Run, number: Decimal) -> Decimal:
    if number <= 0:
        raise BuiltinRefusal("value")
    run.charge(_LOGARITHM)
    return CONTEXT.ln(number)


@LIBRARY.add("exp", "number: number", "number")
def _exp(run: Run, number: Decimal) -> Decimal:
    run.charge(_EXPONENTIAL)
    return CONTEXT.exp(number)


def _is_multiple_of_two(number: Decimal) -> bool:
    # Beyond 40 digits only zeros follow, so the number is even; the remainder would not fit.
    return number.adjusted() > 40 or number % 2 == 0


@LIBRARY.add("odd", "number: number", "boolean")
def _odd(run: Run, number: Decimal) -> bool:
    return number == number.to_integral_value() and not _is_multiple_of_two(number)


@LIBRARY.add("even", "number: number", "boolean")
def _even(run: Run, number: Decimal) -> bool:
    return _is_multiple_of_two(number)
