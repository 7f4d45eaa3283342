"""Appointments as an iCalendar file (RFC 5545): times in UTC, so that no calendar needs to know our zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LINE = 75
"""Octets of a line, without its end (section 3.1)."""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """`uid` stays the same when the event moves, `sequence` grows."""

    uid: str
    begins: datetime
    ends: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


def write_calendar(events: Iterable[CalendarEvent], *, made_at: datetime) -> bytes:
    """The file. Error: `ValueError` for a naive moment."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Allmende//DE", "METHOD:PUBLISH"]
    for event in events:
        lines += _lines(event, made_at)
    return b"\r\n".join(piece for line in (*lines, "END:VCALENDAR", "") for piece in _folded(line.encode()))


def _lines(event: CalendarEvent, made_at: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT", f"UID:{_text(event.uid)}", f"DTSTAMP:{_moment(made_at)}", f"DTSTART:{_moment(event.begins)}",
        f"DTEND:{_moment(event.ends)}", f"SEQUENCE:{event.sequence}", f"SUMMARY:{_text(event.summary)}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
    ]  # fmt: skip
    lines += [f"LOCATION:{_text(event.location)}"] if event.location else []
    lines += [f"DESCRIPTION:{_text(event.description)}"] if event.description else []
    lines += [f"URL:{event.url}"] if event.url else []
    return [*lines, "END:VEVENT"]


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("A moment needs its zone.")
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(said: str) -> str:
    escaped = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: bytes) -> Iterator[bytes]:
    """No longer than `LINE`, further pieces begin with a blank; no character is cut in two."""
    room = LINE
    while len(line) > room:
        cut = room
        while line[cut] & 0xC0 == 0x80:
            cut -= 1
        yield line[:cut]
        line = b" " + line[cut:]
        room = LINE
    yield line
