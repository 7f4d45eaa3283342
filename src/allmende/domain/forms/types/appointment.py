"""A day and a time of that day, by the clock in Germany."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from allmende.domain.forms.types.days import read_date, read_datetime, read_time
from allmende.domain.forms.types.field_type import FieldType, Line, Part
from allmende.domain.forms.types.pasted import Pasted, prepare
from allmende.domain.forms.types.refused import Refused
from allmende.domain.values import BERLIN, Text, long_day, spoken_clock
from allmende.feel import DATE_TIME

LABEL = Pasted(label=r"termin|tag|datum|am|vom|den|on|date|appointment")
SKIPPED = Refused(
    "format",
    Text.named("forms.types.appointment.format"),
    "time",
)


def _read_day(line: str) -> date | Refused:
    """A day; who writes the time behind it, too, need not write it again."""
    found = read_datetime(line)
    return read_date(line) if isinstance(found, Refused) else found


DAY = Part(
    id="day",
    label=Text.named("forms.types.appointment.day"),
    read=_read_day,
    pasted=LABEL,
    line=Line(
        "text",
        20,
        Text.named("forms.types.appointment.text"),
    ),
    columns=6,
    needed=True,
)
TIME = Part(
    id="time",
    label=Text.named("forms.types.appointment.time"),
    read=read_time,
    pasted=Pasted(label=r"uhrzeit|um|ab|time|at"),
    line=Line("text", 6, Text.named("forms.types.appointment.for_example_10_30")),
    columns=6,
    needed=True,
)


def _combine(found: dict[str, Any], refused: frozenset[str]) -> Any:
    """The moment as a local date and time without a zone; of the hour that comes twice in October, the first.

    Refused: a part that is missing, a time that the clocks skip in March.
    """
    if refused:
        return found
    day, clock = found.get("day"), found.get("time")
    if isinstance(day, datetime) and clock is None:
        moment = day
    elif day is None or clock is None:
        part = DAY if day is None else TIME
        return Refused("required", part.missing_words, part.id)
    else:
        moment = datetime(day.year, day.month, day.day, int(clock[:2]), int(clock[3:]))  # noqa: DTZ001 - local by definition
    local = moment.replace(tzinfo=BERLIN)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    return SKIPPED if before and after and before < after else moment


def _split(value: Any) -> Any:
    """Day and time of a moment, and of a text as people write it: `am 3. Dezember 2026, 10:30 Uhr`."""
    if isinstance(value, str):
        text = prepare(LABEL, value)
        found = read_datetime(text) if isinstance(text, str) else text
        value = {"day": value} if isinstance(found, Refused) else found
    return {"day": value.date(), "time": f"{value:%H:%M}"} if isinstance(value, datetime) else value


def say_appointment(value: Any, language: str) -> str:
    """`am 3. Dezember 2026, 10:30 Uhr`, `on 3 December 2026, 10:30`. Error: `TypeError` for what is no moment."""
    if not isinstance(value, datetime):
        raise TypeError(f"{type(value).__name__} is no date and time.")
    day, clock = long_day(value, language), spoken_clock(value, language)
    return Text.named("forms.types.appointment.at", day=day, clock=clock).spoken(language)


TYPES = (
    FieldType(
        id="appointment",
        words=Text.named("forms.types.appointment.types"),
        order=30,
        control="parts",
        parts=(DAY, TIME),
        combine=_combine,
        split=_split,
        speak=lambda one, value, language: say_appointment(value, language),
        letter=say_appointment,
        restore=datetime.fromisoformat,
        feel=DATE_TIME,
        example=lambda one, today: f"{today.isoformat()}T10:30",
        asked_by_cities=True,
    ),
)
