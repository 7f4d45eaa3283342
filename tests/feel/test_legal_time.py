from __future__ import annotations

from datetime import date, timedelta

import pytest

from allmende.feel import LEGAL_TIME, compile_expression, legal_time
from allmende.feel.values.text import string_of


class Weekdays:
    """A calendar without holidays that knows one state."""

    def is_working_day(self, day, state):
        if state not in (None, "HE"):
            raise ValueError(state)
        return day.isoweekday() < 6

    def add_working_days(self, day, count, state):
        step = timedelta(days=1 if count > 0 else -1)
        while count:
            day += step
            if self.is_working_day(day, state):
                count -= 1 if count > 0 else -1
        return day

    def period_end(self, event, count, unit, state):
        return event + timedelta(days=count if unit == "days" else 30 * count)


FUNCTIONS = legal_time(Weekdays())


def shown(text, functions=FUNCTIONS, **context):
    return string_of(compile_expression(text).evaluate(context, functions=functions).value, nested=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('working days add(@"2026-11-06", 1, "HE")', '@"2026-11-09"'),
        ('working days add(@"2026-11-09", -1)', '@"2026-11-06"'),
        ('working days add(@"2026-11-06", 1.5)', "null"),
        ('working days add(@"2026-11-06", 99999)', "null"),
        ('working days add(@"2026-11-06", 1, "XX")', "null"),
        ('working days add(@"9999-12-31", 1)', "null"),
        ('working days add(@"99999-12-31", 1)', "null"),
        ('working days add(date: @"2026-11-06", n: 1)', '@"2026-11-09"'),
        ('is working day(@"2026-11-07", null)', "false"),
        ('is working day(@"2026-11-06", "XX")', "null"),
        ('legal period end(@"2026-11-06", duration("P14D"))', '@"2026-11-20"'),
        ('legal period end(@"2026-11-06", duration("P1M"), "HE")', '@"2026-12-06"'),
        ('legal period end(@"2026-11-06", duration("PT1H"))', "null"),
        ('legal period end(@"2026-11-06", duration("-P1D"))', "null"),
        ('age on(@"2008-11-02", @"2026-11-01")', "17"),
        ('age on(@"2008-11-02", @"2026-11-02")', "18"),
        ('age on(@"2008-02-29", @"2026-02-28")', "17"),
        ('age on(@"2008-02-29", @"2026-03-01")', "18"),
        ('age on(@"2026-02-28", @"2008-03-01")', "null"),
    ],
)
def test_legal_time(text, expected):
    assert shown(text) == expected


def test_without_a_calendar_there_is_no_answer():
    result = compile_expression("working days add(d, 1)").evaluate({"d": date(2026, 11, 6)}, functions=LEGAL_TIME)
    assert result.value is None
    assert result.warnings[0].de == "working days add: Es ist kein Kalender angegeben."


def test_the_functions_are_no_part_of_the_standard():
    assert shown("age on(d, d)", functions=None, d=date(2026, 1, 1)) == "null"
    assert set(LEGAL_TIME) == {"working days add", "legal period end", "is working day", "age on"}


def test_a_function_of_the_extension_is_a_value():
    assert shown("(for f in [age on] return f(d, d))[1]", d=date(2026, 1, 1)) == "0"
