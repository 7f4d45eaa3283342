"""Opening hours: local rules, exceptions both ways, holidays, and the weeks in which the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from allmende.domain.booking import Exceptional, OpenHours, Opening, Weekly, minute_of, moment_of
from allmende.domain.values import BERLIN

MORNING, DAY = OpenHours.of("08:00", "12:00"), OpenHours(0, 24 * 60)
EVERY_DAY = Opening(tuple(Weekly(one, MORNING) for one in range(7)))


def local(minute: int) -> datetime:
    return moment_of(minute).astimezone(BERLIN)


@pytest.mark.parametrize("first", [date(2026, 3, 23), date(2026, 10, 19), date(2028, 2, 26), date(2026, 12, 28)])
def test_it_opens_at_eight_on_every_day_of_a_week_with_a_clock_change_a_leap_day_a_new_year(first: date) -> None:
    for number in range(14):
        day = first + timedelta(days=number)
        spans = EVERY_DAY.spans_on(day)
        if not spans:
            assert (day.month, day.day) in ((1, 1), (12, 25), (12, 26)) or day == date(2026, 4, 3)
            continue
        ((since, until),) = spans
        assert (local(since).hour, local(since).minute, local(since).date()) == (8, 0, day)
        assert until - since == 240


def test_a_night_in_which_an_hour_is_missing_or_comes_twice_is_as_long_as_it_is() -> None:
    night = Opening((), (Exceptional(date(2026, 3, 29), True, OpenHours.of("01:00", "04:00")),
                         Exceptional(date(2026, 10, 25), True, OpenHours.of("01:00", "04:00"))))  # fmt: skip
    ((since, until),) = night.spans_on(date(2026, 3, 29))
    assert until - since == 120
    ((since, until),) = night.spans_on(date(2026, 10, 25))
    assert until - since == 240


def test_a_minute_that_the_clocks_skip_is_when_they_do() -> None:
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert moment_of(minute_of(date(2026, 3, 29), 150)) == jump
    assert moment_of(minute_of(date(2026, 3, 29), 150, late=True)) == jump


def test_midnight_is_the_end_of_the_day() -> None:
    assert local(minute_of(date(2026, 12, 31), 24 * 60)) == datetime(2027, 1, 1, tzinfo=BERLIN)


def test_a_holiday_is_off_unless_somebody_opens_it() -> None:
    unity = date(2026, 10, 3)
    assert EVERY_DAY.hours_on(unity) == ()
    opened = Opening(EVERY_DAY.weekly, (Exceptional(unity, True, OpenHours.of("10:00", "11:00")),))
    assert opened.hours_on(unity) == (OpenHours.of("10:00", "11:00"),)


def test_a_closing_wins_over_the_week_and_over_an_extra_opening() -> None:
    day = date(2026, 11, 5)
    rules = (
        Exceptional(day, True, OpenHours.of("11:00", "15:00")),
        Exceptional(day, False, OpenHours.of("09:00", "09:30")),
        Exceptional(day, False, OpenHours.of("14:00", "24:00")),
    )
    found = Opening(EVERY_DAY.weekly, rules).hours_on(day)
    assert found == (OpenHours.of("08:00", "09:00"), OpenHours.of("09:30", "14:00"))
    assert Opening(EVERY_DAY.weekly, (*rules, Exceptional(day, False, DAY))).hours_on(day) == ()


def test_an_appointment_is_covered_or_not() -> None:
    at = datetime(2026, 11, 5, 11, 50, tzinfo=BERLIN)
    assert EVERY_DAY.covers(at, at + timedelta(minutes=10))
    assert not EVERY_DAY.covers(at, at + timedelta(minutes=11))
    assert not EVERY_DAY.covers(at.replace(hour=7), at.replace(hour=8))


@pytest.mark.parametrize("since, until", [(600, 600), (700, 600), (0, 1441), (-1, 5)])
def test_an_empty_span_or_one_over_midnight_is_refused(since: int, until: int) -> None:
    with pytest.raises(ValueError, match="No span of a day"):
        OpenHours(since, until)
