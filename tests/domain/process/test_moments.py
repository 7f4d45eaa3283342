"""The moment a deadline is over, up to the ends of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from allmende.domain.process.moments import EARLIEST, LATEST, moment_of
from allmende.domain.values import BERLIN

WEST, EAST = timezone(-timedelta(hours=14)), timezone(timedelta(hours=14))


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (date(2026, 12, 7), datetime(2026, 12, 8, tzinfo=BERLIN)),
        (datetime(2027, 7, 1, 9), datetime(2027, 7, 1, 9, tzinfo=BERLIN)),
        (datetime(2027, 7, 1, 9, tzinfo=UTC), datetime(2027, 7, 1, 9, tzinfo=UTC)),
        (date(9999, 12, 29), datetime(9999, 12, 30, tzinfo=BERLIN)),
        (date(9999, 12, 30), LATEST),
        (date.max, LATEST),
        (datetime.max, LATEST),
        (datetime.max.replace(tzinfo=WEST), LATEST),
        (date.min, EARLIEST),
        (datetime.min, EARLIEST),
        (datetime.min.replace(tzinfo=EAST), EARLIEST),
        ("9999-12-31", None),
        (None, None),
    ],
)
def test_the_end_of_a_day_or_the_moment_itself_within_the_calendar(value: object, moment: datetime | None) -> None:
    assert moment_of(value) == moment


@pytest.mark.parametrize("end", [EARLIEST, LATEST])
def test_the_ends_can_be_told_in_every_zone(end: datetime) -> None:
    assert end.astimezone(WEST) == end.astimezone(UTC) == end.astimezone(EAST)
