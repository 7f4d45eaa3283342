"""An appointment as an iCalendar file: UTC, escaped, folded by octets."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from allmende.domain.values import BERLIN
from allmende.formats.calendar import LINE, CalendarEvent, write_calendar

BEGINS = datetime(2026, 3, 29, 8, 0, tzinfo=BERLIN)
MADE = datetime(2026, 3, 1, tzinfo=UTC)


def test_it_says_when_in_utc_also_in_the_week_of_the_clock_change() -> None:
    lines = (
        write_calendar([CalendarEvent("1@x", BEGINS, BEGINS.replace(hour=9), "Ausweis")], made_at=MADE)
        .decode()
        .split("\r\n")
    )
    assert "DTSTART:20260329T060000Z" in lines
    assert "DTEND:20260329T070000Z" in lines
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")


def test_signs_of_the_format_are_escaped_and_long_lines_folded_between_characters() -> None:
    said = "Straße; Hof, 2\nHintereingang\r\nX-EVIL:1 " + "ß" * 200
    made = write_calendar([CalendarEvent("1@x", BEGINS, BEGINS, said, location=said, description=said, url="https://x.invalid/")], made_at=MADE)  # fmt: skip
    assert all(len(line) <= LINE for line in made.split(b"\r\n"))
    text = made.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:Straße\\; Hof\\, 2\\nHintereingang\\nX-EVIL:1 " + "ß" * 200 + "\r\n" in text


def test_a_cancelled_one_says_so_and_a_naive_moment_is_refused() -> None:
    assert b"STATUS:CANCELLED" in write_calendar(
        [CalendarEvent("1@x", BEGINS, BEGINS, "A", cancelled=True)], made_at=MADE
    )
    with pytest.raises(ValueError, match="zone"):
        write_calendar([CalendarEvent("1@x", datetime(2026, 1, 1), BEGINS, "A")], made_at=MADE)
