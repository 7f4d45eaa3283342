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

    def notification_day(self, channel, posted_on, law, state):
        if law != "ao":
            raise KeyError(law)
        return posted_on + timedelta(days=4) if channel == "post" else None

    def appeal_end(self, notified_on, remedy, state):
        return notified_on + timedelta(days=30) if remedy == "objection" else None

    def late_months(self, due_on, paid_on, state):
        return max((paid_on - due_on).days // 30, 0)

    def late_surcharge(self, debt, due_on, paid_on, state):
        return debt * self.late_months(due_on, paid_on, state) / 100

    def reminder_fee(self, amount, day):
        return amount / 10 if amount <= 100 else None


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
        ('notification day("post", @"2026-11-06", "ao")', '@"2026-11-10"'),
        ('notification day("portal", @"2026-11-06", "ao", "HE")', "null"),
        ('notification day("post", @"2026-11-06", "bgb")', "null"),
        ('notification day("post", @"99999-11-06", "ao")', "null"),
        ('appeal end(@"2026-11-06", "objection")', '@"2026-12-06"'),
        ('appeal end(@"2026-11-06", "none")', "null"),
        ('late months(@"2026-11-06", @"2027-01-06")', "2"),
        ('late surcharge(1000, @"2026-11-06", @"2027-01-06", "HE")', "20"),
        ('late surcharge(debt: 1000, due_on: @"2026-11-06", paid_on: @"2026-11-07")', "0"),
        ('late surcharge(1000, null, @"2026-11-07")', "null"),
        ('reminder fee(50, @"2026-11-06")', "5"),
        ('reminder fee(500, @"2026-11-06")', "null"),
    ],
)
def test_legal_time(text, expected):
    assert shown(text) == expected


def test_without_a_calendar_there_is_no_answer():
    result = compile_expression("working days add(d, 1)").evaluate({"d": date(2026, 11, 6)}, functions=LEGAL_TIME)
    assert result.value is None
    assert result.warnings[0].text["de"] == "working days add: Es ist kein Kalender angegeben."


def test_the_functions_are_no_part_of_the_standard():
    assert shown("age on(d, d)", functions=None, d=date(2026, 1, 1)) == "null"
    assert set(LEGAL_TIME) == {
        *("working days add", "legal period end", "is working day", "age on"),
        *("notification day", "appeal end", "late months", "late surcharge", "reminder fee"),
    }


def test_a_function_of_the_extension_is_a_value():
    assert shown("(for f in [age on] return f(d, d))[1]", d=date(2026, 1, 1)) == "0"
