"""A day and a time of that day, by the clock in Germany.

Where the question names an offer of the city's appointments (`offer`), one of its free times is chosen instead of typed: the
entry then says site and minute (`slot`). Whether that time is free, and for whom it is kept, is no matter of the form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from allmende.domain.forms.types.days import read_date, read_datetime, read_time
from allmende.domain.forms.types.field_type import ControlPart, FieldType, LineControl
from allmende.domain.forms.types.pasted import Pasted, prepare
from allmende.domain.forms.types.refused import RefusedEntry
from allmende.domain.values import BERLIN, Text, long_day, spoken_clock
from allmende.feel import DATE_TIME

LABEL = Pasted(label=r"termin|tag|datum|am|vom|den|on|date|appointment")
SKIPPED = RefusedEntry(
    "format",
    Text.named("forms.types.appointment.format"),
    "time",
)


def _read_day(line: str) -> date | RefusedEntry:
    """A day; who writes the time behind it, too, need not write it again."""
    found = read_datetime(line)
    return read_date(line) if isinstance(found, RefusedEntry) else found


DAY = ControlPart(
    id="day",
    label=Text.named("forms.types.appointment.day"),
    read=_read_day,
    pasted=LABEL,
    line=LineControl(
        "text",
        20,
        Text.named("forms.types.appointment.text"),
    ),
    columns=6,
    needed=True,
)
TIME = ControlPart(
    id="time",
    label=Text.named("forms.types.appointment.time"),
    read=read_time,
    pasted=Pasted(label=r"uhrzeit|um|ab|time|at"),
    line=LineControl("text", 6, Text.named("forms.types.appointment.for_example_10_30")),
    columns=6,
    needed=True,
)


SLOT_SPELLING = re.compile(r"\d{1,9}\.\d{1,9}")


def _read_slot(line: str) -> str | RefusedEntry:
    return line if SLOT_SPELLING.fullmatch(line) else SKIPPED


SLOT = ControlPart(
    id="slot",
    label=Text.named("forms.types.appointment.slot"),
    read=_read_slot,
    only_if="offer",
    missing=Text.named("forms.types.appointment.choose"),
)
SINCE = ControlPart(
    id="since",
    label=Text.named("forms.types.appointment.since"),
    read=_read_day,
    pasted=LABEL,
    line=DAY.line,
    only_if="offer",
)
"""From which day on free times are shown; it is no part of the answer."""


def slot_of(entry: object) -> tuple[int, int] | None:
    """Site, and minute since 1970 (UTC), of the free time that an entry chose; None where it chose none.

    >>> slot_of({"slot": "5.29834010"})
    (5, 29834010)
    """
    said = entry.get("slot") if isinstance(entry, Mapping) else None
    if not isinstance(said, str) or not SLOT_SPELLING.fullmatch(said):
        return None
    site, minute = said.split(".")
    return int(site), int(minute)


def _combine(found: dict[str, Any], refused: frozenset[str]) -> Any:
    """The moment as a local date and time without a zone; of the hour that comes twice in October, the first.

    Refused: a part that is missing, a time that the clocks skip in March.
    """
    if refused:
        return found
    if set(found) == {SINCE.id}:
        return None
    slot = slot_of(found)
    if slot:
        return datetime.fromtimestamp(slot[1] * 60, BERLIN).replace(tzinfo=None)
    day, clock = found.get("day"), found.get("time")
    if isinstance(day, datetime) and clock is None:
        moment = day
    elif day is None or clock is None:
        part = DAY if day is None else TIME
        return RefusedEntry("required", part.missing_words, part.id)
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
        value = {"day": value} if isinstance(found, RefusedEntry) else found
    if isinstance(local := value, datetime):
        return {"day": local.date(), "time": f"{local:%H:%M}"}
    return value


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
        parts=(DAY, TIME, SLOT, SINCE),
        needed=lambda given: () if "slot" in given else (DAY.id, TIME.id),
        takes=frozenset({"offer"}),
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
