from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.feel import DaysDuration, MonthsDuration, compile_expression
from allmende.feel.values import calendar
from allmende.feel.values.iso import iso_text, parse_at_literal, parse_duration
from tests.feel.evaluation import text_of

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('date("2024-02-29")', '@"2024-02-29"'),
        ('date("2023-02-29")', "null"),
        ('date("2024-2-1")', "null"),
        ('date("-0044-03-15")', '@"-0044-03-15"'),
        ('date("12024-01-01")', '@"12024-01-01"'),
        ('date("02024-01-01")', "null"),
        ("date(2024, 13, 1)", "null"),
        ("date(2024.5, 1, 1)", "null"),
        ('date(@"2024-01-01T10:00:00")', '@"2024-01-01"'),
        ('date(@"2024-01-01")', '@"2024-01-01"'),
        ('time("24:00:00")', '@"00:00:00"'),
        ('time("24:00:01")', "null"),
        ('time("10:00:00+18:01")', "null"),
        ('time("10:00:00+01:60")', "null"),
        ('time("10:00:00.5")', '@"10:00:00.5"'),
        ('time("10:00:00@Nowhere/Atall")', "null"),
        ('time(@"2024-01-01T10:00:00Z")', '@"10:00:00Z"'),
        ('time(@"2024-01-01")', '@"00:00:00Z"'),
        ('time(@"10:00:00")', '@"10:00:00"'),
        ("time(10, 30, 1.5)", '@"10:30:01.5"'),
        ('time(10, 30, 0, @"-PT2H")', '@"10:30:00-02:00"'),
        ('time(10, 30, 0, @"PT20H")', "null"),
        ("time(24, 0, 0)", "null"),
        ('date and time("2024-01-01")', '@"2024-01-01T00:00:00"'),
        ('date and time("2024-01-01T24:00:00")', '@"2024-01-02T00:00:00"'),
        ('date and time(@"2024-01-01", @"10:00:00@Europe/Berlin")', '@"2024-01-01T10:00:00@Europe/Berlin"'),
        ('date and time(@"2024-01-01T08:00:00Z", @"10:00:00")', '@"2024-01-01T10:00:00"'),
        ('date and time(@"2024-01-01")', '@"2024-01-01T00:00:00Z"'),
        ('@"2024-01-31" + @"P1M"', '@"2024-02-29"'),
        ('@"2024-02-29" + @"P1Y"', '@"2025-02-28"'),
        ('@"P1M" + @"2024-01-31"', '@"2024-02-29"'),
        ('@"2024-03-31" - @"P1M"', '@"2024-02-29"'),
        ('@"2024-01-01" + @"PT23H"', '@"2024-01-01"'),
        ('@"2024-01-01" - @"PT1S"', '@"2023-12-31"'),
        ('@"2024-01-01" - @"2023-12-31"', '@"P1D"'),
        ('@"2024-01-01T00:00:00Z" - @"2023-12-31"', '@"P1D"'),
        ('@"2024-01-01T00:00:00" - @"2024-01-01T00:00:00Z"', "null"),
        ('@"10:00:00" - @"11:30:00"', '@"-PT1H30M"'),
        ('@"10:00:00" - @"10:00:00Z"', "null"),
        ('@"23:00:00" + @"PT2H"', '@"01:00:00"'),
        ('@"PT2H" + @"23:00:00"', '@"01:00:00"'),
        ('@"2024-01-01T10:00:00" + @"P1Y2M"', '@"2025-03-01T10:00:00"'),
        ('@"P1D" * 1.5', '@"P1DT12H"'),
        ('2 * @"P1M"', '@"P2M"'),
        ('@"P1D" / 2', '@"PT12H"'),
        ('@"P1Y" / @"P1M"', "12"),
        ('@"P1D" / @"PT0S"', "null"),
        ('@"P1D" * 1e30', "null"),
        ('@"P1M" * 1e30', "null"),
        ('@"P1D" * @"P1D"', "null"),
        ('years and months duration(@"2024-01-31", @"2024-02-29")', '@"P0M"'),
        ('years and months duration(@"2024-03-01", @"2023-01-15")', '@"-P1Y1M"'),
        ('years and months duration(@"2023-01-15", @"2024-03-01")', '@"P1Y1M"'),
        ('years and months duration(@"2020-01-01T10:00:00", @"2021-01-01")', '@"P1Y"'),
        ('day of year(@"2024-12-31")', "366"),
        ('day of week(@"2026-11-02")', '"Monday"'),
        ('month of year(@"2026-11-02T10:00:00")', '"November"'),
        ('week of year(@"2003-12-29")', "1"),
        ('week of year(@"2010-01-01")', "53"),
        ('day of week(@"99999-01-01")', '"Friday"'),
        ('@"2026-11-02".weekday', "1"),
        ('@"2026-11-02T10:20:30.5".second', "30.5"),
        ('@"2026-11-02T10:20:30Z".minute', "20"),
        ('@"2026-11-02T10:20:30Z".year', "2026"),
        ('@"2026-11-02T10:20:30Z".month', "11"),
        ('@"2026-11-02T10:20:30Z".day', "2"),
        ('@"2026-11-02T10:20:30Z".weekday', "1"),
        ('@"2026-07-02T10:20:30@Europe/Berlin".time offset', '@"PT2H"'),
        ('@"2026-07-02T10:20:30@Europe/Berlin".timezone', '"Europe/Berlin"'),
        ('@"2026-07-02T10:20:30".time offset', "null"),
        ('@"10:20:30@Europe/Berlin".time offset', '@"PT1H"'),
        ('@"10:20:30+02:00".time offset', '@"PT2H"'),
        ('@"10:20:30".time offset', "null"),
        ('@"10:20:30+02:00".timezone', "null"),
        ('@"10:20:30".hour', "10"),
        ('@"10:20:30".minute', "20"),
        ('@"10:20:30.25".second', "30.25"),
        ('@"-P1DT2H3M4S".days', "-1"),
        ('@"P1DT2H3M4S".hours', "2"),
        ('@"P1DT2H3M4S".minutes', "3"),
        ('@"P1DT2H3M4S".seconds', "4"),
        ('@"-P1Y2M".years', "-1"),
        ('@"-P1Y2M".months', "-2"),
        ('@"1970-01-02".value', "86400"),
        ('@"1970-01-01T01:00:00+01:00".value', "0"),
        ('@"00:00:01.5".value', "1.5"),
        ('@"PT1M".value', "60"),
        ('@"P1Y".value', "12"),
        ('@"2024-01-01".hour', "null"),
    ],
)
def test_temporal(expression, expected):
    assert text_of(expression) == expected


def test_years_and_fractions_that_python_cannot_hold():
    assert text_of('@"999999999-12-31T23:59:59.999999999@Europe/Paris"') == (
        '@"999999999-12-31T23:59:59.999999999@Europe/Paris"'
    )
    assert text_of('@"9999-12-31" + @"P1D"') == '@"10000-01-01"'
    assert text_of('@"10000-01-01" - @"P1D"') == '@"9999-12-31"'
    assert text_of('@"0001-01-01" - @"P1D"') == '@"0000-12-31"'
    assert text_of('@"9999-12-31" < @"10000-01-01"') == "true"
    assert text_of('@"10000-01-01" > @"9999-12-31"') == "true"
    assert text_of('@"10000-01-01" = @"10000-01-01"') == "true"
    assert text_of('@"10000-01-01T00:00:00" - @"9999-12-31T00:00:00"') == '@"P1D"'
    assert text_of('@"12024-07-01T12:00:00@Europe/Berlin".time offset') == '@"PT2H"'
    assert text_of('@"-0044-07-01T12:00:00@Europe/Berlin".time offset') == '@"PT53M28S"'
    assert text_of('@"10:00:00.000000001" < @"10:00:00.000000002"') == "true"
    assert text_of('is(@"10:00:00.000000001", @"10:00:00.000000001")') == "true"
    assert text_of('@"2024-01-01T00:00:00.000000001" + @"PT0.000000001S"') == '@"2024-01-01T00:00:00.000000002"'
    assert repr(parse_at_literal("10000-01-01")) == "FarDate(10000, 1, 1)"
    assert repr(parse_at_literal("10:00:00@UTC")) == "ZonedTime(36000000000000, 'UTC')"
    assert repr(parse_at_literal("10000-01-01T00:00:00")) == "FarDateTime(3652060, 0, None)"
    assert len({parse_at_literal("10000-01-01"), parse_at_literal("10:00:00@UTC")}) == 2
    assert hash(parse_at_literal("10000-01-01T00:00:00")) == hash(parse_at_literal("10000-01-01T00:00:00"))


def test_the_clock_put_back_shows_an_hour_twice():
    first = '@"2024-10-27T02:30:00@Europe/Berlin"'
    assert text_of(f'({first} + @"PT1H").time offset') == '@"PT1H"'
    assert text_of(f'({first} + @"PT1H") - {first}') == '@"PT1H"'
    assert text_of('@"2024-10-27T00:00:00@Europe/Berlin" + @"P1D"') == '@"2024-10-27T23:00:00@Europe/Berlin"'


def test_the_clock_put_forward_skips_an_hour():
    assert text_of('@"2024-03-31T01:30:00@Europe/Berlin" + @"PT1H"') == '@"2024-03-31T03:30:00@Europe/Berlin"'
    assert text_of('@"2024-03-30T02:30:00@Europe/Berlin" + @"P1M"') == '@"2024-04-30T02:30:00@Europe/Berlin"'


@given(st.dates())
def test_day_numbers_agree_with_the_standard_library(day: date):
    assert calendar.days_from_civil(day.year, day.month, day.day) == day.toordinal()
    assert calendar.civil_from_days(day.toordinal()) == (day.year, day.month, day.day)


@given(st.integers(-300_000_000_000, 300_000_000_000))
def test_day_numbers_go_there_and_back(days: int):
    assert calendar.days_from_civil(*calendar.civil_from_days(days)) == days


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(-(10**9), 10**9))
def test_adding_a_duration_across_clock_changes_is_exact(moment: datetime, seconds: int):
    start = moment.replace(tzinfo=BERLIN)
    end = compile_expression("t + d").evaluate({"t": start, "d": timedelta(seconds=seconds)}).value
    assert (end.astimezone(UTC) - start.astimezone(UTC)) == timedelta(seconds=seconds)


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2200, 1, 1)), st.integers(-2000, 2000))
def test_adding_months_keeps_the_day_or_takes_the_last_one(day: date, months: int):
    moved = compile_expression("d + m").evaluate({"d": day, "m": MonthsDuration(months)}).value
    index = day.year * 12 + day.month - 1 + months
    assert (moved.year, moved.month) == (index // 12, index % 12 + 1)
    assert moved.day == min(day.day, calendar.days_in_month(moved.year, moved.month))


_zones = st.sampled_from([None, UTC, timezone(timedelta(hours=-3, minutes=-30)), BERLIN])


@given(
    st.one_of(
        st.dates(),
        st.datetimes(timezones=_zones).map(lambda each: each.replace(fold=0)),
        st.times(timezones=st.sampled_from([None, UTC, timezone(timedelta(hours=5))])).map(
            lambda each: each.replace(fold=0),
        ),
        st.builds(DaysDuration, st.integers(-(10**20), 10**20)),
        st.builds(MonthsDuration, st.integers(-(10**9), 10**9)),
    ),
)
def test_iso_text_reads_back(value):
    again = parse_at_literal(iso_text(value))
    if value in (DaysDuration(0), MonthsDuration(0)):
        assert iso_text(again) == iso_text(value)
    else:
        assert again == value
        assert iso_text(again) == iso_text(value)


def test_durations():
    assert DaysDuration.of(days=1, hours=2, minutes=3, seconds=4).parts() == (1, 2, 3, 4, 0)
    assert DaysDuration.from_timedelta(timedelta(days=-1, microseconds=1)).nanoseconds == -86_399_999_999_000
    assert DaysDuration(-1_999).to_timedelta() == timedelta(microseconds=-1)
    assert DaysDuration(1_999).to_timedelta() == timedelta(microseconds=1)
    assert parse_duration("x") is None


def test_zones_of_other_libraries_become_offsets():
    class Fixed(type(UTC).__mro__[1]):  # a tzinfo that is neither fixed nor IANA
        def utcoffset(self, at):
            return timedelta(hours=3)

        def dst(self, at):
            return None

        def tzname(self, at):
            return "X"

    assert text_of("string(t)", t=datetime(2024, 1, 1, tzinfo=Fixed())) == '"2024-01-01T00:00:00+03:00"'
    assert text_of("string(t)", t=time(10, tzinfo=BERLIN)) == '"10:00:00@Europe/Berlin"'
