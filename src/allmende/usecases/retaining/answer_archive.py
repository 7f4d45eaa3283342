"""The archive decides what of the cases offered to it is worth keeping."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from allmende.apps.records import operations
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day

Said = Literal["take", "leave", "taken"]


SAID: Mapping[str, Said] = {"take": "take", "leave": "leave", "taken": "taken"}


def answer(*, officer: Officer, case_id: str, said: Said, now: datetime) -> bool:
    """Take the case over, leave it, or confirm that the archive has it now. False when that was answered before."""
    today, actor = local_day(now), f"officer:{officer.pk}"
    if said == "taken":
        return operations.note_taken(case_id=case_id, taken_on=today, actor=actor, now=now, today=today)
    return operations.answer_offer(case_id=case_id, answer=said, by=officer.name, actor=actor, now=now, today=today)
