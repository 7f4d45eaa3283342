"""A note of the office for the file: not for the person's page, but read by whoever reads the file."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.domain.facts import NoteWritten
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day

LONGEST = 5_000
EMPTY = Problem("note.empty", Text.named("usecases.write_note.note_empty"), "notiz")
TOO_LONG = Problem("note.too_long", Text.named("usecases.write_note.note_too_long", longest=LONGEST), "notiz")


def write_note(*, city: str, case_id: str, officer: Officer, text: str, key: str, now: datetime) -> Problem | None:
    """Write it down, also when the case is closed. Sent twice with the same key it is one. Error: `NotFound` without the right
    to write in this case. None: done."""
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    words = clean_lines(text).strip()
    if not words:
        return EMPTY
    if len(words) > LONGEST:
        return TOO_LONG
    fact = NoteWritten(at=now, text=words, by=officer.name, officer=str(officer.pk))
    with transaction.atomic():
        cases.append(
            case_id=case_id, facts=[(f"note:{key}", fact)], now=now, today=local_day(now), actor=f"officer:{officer.pk}"
        )
    return None
