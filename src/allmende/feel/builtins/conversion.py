"""Functions that make values from text and parts, and text from values (DMN 1.5, table 72)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from allmende.feel.builtins.signatures import Library
from allmende.feel.numbers import CONTEXT
from allmende.feel.runtime.run import BuiltinRefusal, Run
from allmende.feel.syntax import nodes
from allmende.feel.syntax.errors import FeelSyntaxError
from allmende.feel.syntax.parser import parse
from allmende.feel.values.calendar import (
    MAX_OFFSET,
    FarDate,
    FarDateTime,
    civil_from_days,
    date_of,
    make_date,
    make_datetime,
    make_time,
    split_datetime,
    split_time,
    time_of,
)
from allmende.feel.values.compare import is_ordered_pair, order
from allmende.feel.values.durations import HOUR, MINUTE, SECOND, DaysDuration, MonthsDuration
from allmende.feel.values.iso import parse_at_literal, parse_date, parse_datetime, parse_duration, parse_time
from allmende.feel.values.kinds import Range, Value
from allmende.feel.values.text import string_of

LIBRARY = Library()

_READING, _ZONE = 5, 150  # steps to read a text, and to find the zone it names among the files of the system
_LONGEST_LITERAL = 1_000  # characters; Python reads no whole number of more than 4,300 digits


def _read(value: Value) -> Value:
    """What a parser gave; its null is a text of the wrong form."""
    if value is None:
        raise BuiltinRefusal("text")
    return value


def _pay_reading(run: Run, text: str) -> None:
    """Reading a date, time or duration costs a few steps, finding its zone many more."""
    if len(text) > _LONGEST_LITERAL:
        raise BuiltinRefusal("text")
    run.charge(_ZONE if "@" in text else _READING)


def _parsed(run: Run, parser: Callable[[str], Value], text: str) -> Value:
    _pay_reading(run, text)
    return _read(parser(text))


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value() or abs(number) > 10**12:
        raise BuiltinRefusal("value")
    return int(number)


# Dates and times


@LIBRARY.add("date", "from: string", "date")
def _date_from_text(run: Run, text: str) -> Value:
    return _parsed(run, parse_date, text)


@LIBRARY.add("date", "from: date|date and time", "date")
def _date_from_moment(run: Run, moment: Value) -> Value:
    return date_of(moment) if isinstance(moment, datetime | FarDateTime) else moment


@LIBRARY.add("date", "year: number, month: number, day: number", "date")
def _date_from_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    return _read(make_date(_whole(year), _whole(month), _whole(day)))


@LIBRARY.add("time", "from: string", "time")
def _time_from_text(run: Run, text: str) -> Value:
    return _parsed(run, parse_time, text)


@LIBRARY.add("time", "from: date and time|date|time", "time")
def _time_from_moment(run: Run, moment: Value) -> Value:
    if isinstance(moment, datetime | FarDateTime):
        return time_of(moment)
    # A date as a date and time is midnight in UTC.
    return make_time(0, 0) if isinstance(moment, date | FarDate) else moment


@LIBRARY.add(
    "time",
    "hour: number, minute: number, second: number, offset?: days and time duration|null",
    "time",
)
def _time_from_parts(
    run: Run,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DaysDuration | None = None,
) -> Value:
    hours, minutes = _whole(hour), _whole(minute)
    if not (0 <= hours <= 23 and 0 <= minutes <= 59 and 0 <= second < 60):
        raise BuiltinRefusal("value")
    nanos = hours * HOUR + minutes * MINUTE + int(second * SECOND)
    if offset is None:
        return make_time(nanos, None)
    seconds = offset.nanoseconds // SECOND
    if abs(seconds) > MAX_OFFSET:
        raise BuiltinRefusal("value")
    return make_time(nanos, seconds)


@LIBRARY.add("date and time", "from: string", "date and time")
def _datetime_from_text(run: Run, text: str) -> Value:
    _pay_reading(run, text)
    moment = parse_datetime(text)
    if moment is not None:
        return moment
    return _read(make_datetime(_parsed(run, parse_date, text).toordinal(), 0, None))


@LIBRARY.add("date and time", "from: date and time", "date and time")
def _datetime_from_moment(run: Run, moment: Value) -> Value:
    return moment


@LIBRARY.add("date and time", "date: date|date and time, time: time", "date and time")
def _datetime_from_parts(run: Run, day: Value, time: Value) -> Value:
    days = split_datetime(day)[0] if isinstance(day, datetime | FarDateTime) else day.toordinal()
    return _read(make_datetime(days, *split_time(time)))


@LIBRARY.add("duration", "from: string", "any")
def _duration(run: Run, text: str) -> Value:
    return _parsed(run, parse_duration, text)


@LIBRARY.add("duration", "from: days and time duration|years and months duration", "any")
def _duration_again(run: Run, length: Value) -> Value:
    return length


@LIBRARY.add(
    "years and months duration",
    "from: date|date and time, to: date|date and time",
    "years and months duration",
)
def _months_between(run: Run, start: Value, end: Value) -> MonthsDuration:
    """Whole months from one day to the other, times of day set aside."""
    (year, month, day), (end_year, end_month, end_day) = _civil(start), _civil(end)
    months = (end_year - year) * 12 + end_month - month
    if months > 0 and end_day < day:
        months -= 1
    elif months < 0 and end_day > day:
        months += 1
    return MonthsDuration(months)


def _civil(value: Value) -> tuple[int, int, int]:
    if isinstance(value, datetime | FarDateTime):
        return civil_from_days(split_datetime(value)[0])
    return value.year, value.month, value.day


# Numbers and text

_PLAIN_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,6})?", re.ASCII)
_GROUPING = (" ", ",", ".")


@LIBRARY.add(
    "number",
    "from: string, grouping separator?: string|null, decimal separator?: string|null",
    "number",
)
def _number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Decimal:
    if grouping not in (None, *_GROUPING) or point not in (None, ",", "."):
        raise BuiltinRefusal("value")
    if grouping is not None and grouping == point:
        raise BuiltinRefusal("value")
    run.charge(len(text) // 100)
    if grouping is not None:
        text = text.replace(grouping, "")
    if point == ",":
        if "." in text:
            raise BuiltinRefusal("text")
        text = text.replace(",", ".")
    if not _PLAIN_NUMBER.fullmatch(text):
        raise BuiltinRefusal("text")
    return CONTEXT.create_decimal(text)


@LIBRARY.add("string", "from: any", "string")
def _string(run: Run, value: Value) -> str | None:
    if value is None:
        return None
    run.charge(1)
    return run.keep_text(string_of(value, run.charge))


# Ranges

_LITERAL_FUNCTIONS = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_datetime,
    "duration": parse_duration,
}


@LIBRARY.add("range", "from: string", "range")
def _range(run: Run, text: str) -> Range:
    """A range written as text; its ends must be literals of one kind, the lower one first."""
    run.charge(20 + len(text))
    try:
        root = parse(text).root
    except FeelSyntaxError as error:
        raise BuiltinRefusal("text") from error
    if not isinstance(root, nodes.RangeLiteral):
        raise BuiltinRefusal("text")
    low, high = _literal(root.low), _literal(root.high)
    if not is_ordered_pair(low, high) or (order(low, high, run.charge) or 0) > 0:
        raise BuiltinRefusal("mixed")
    return Range(low, high, root.low_included, root.high_included)


def _literal(node: nodes.Node) -> Value:
    match node:
        case nodes.LiteralNode(value=value):
            return value
        case nodes.AtLiteral(text=text):
            return parse_at_literal(text)
        case nodes.Call(callee=nodes.Name(name=name), arguments=(nodes.LiteralNode(value=str() as text),)) if (
            name in _LITERAL_FUNCTIONS
        ):
            return _LITERAL_FUNCTIONS[name](text)
    raise BuiltinRefusal("text")
