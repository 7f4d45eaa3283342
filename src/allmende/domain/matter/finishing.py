"""The last way out of an incident: what was left was done by hand, two people say so, and the case ends. Pure.

    StepFailed ── FinishAsked ─┬─ FinishSettled (agreed) ── CaseClosed
                               └─ FinishSettled           (the step is tried again)

For a case that can go neither back nor to a refusal, because a decision went out or a register was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allmende.domain import facts as f
from allmende.domain.matter import speech
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text

KIND = "finish"
"""The kind of the second person's task."""
AGREED, RETURNED = "finish", "return"
OUTCOMES = (AGREED, RETURNED)
TWO_PEOPLE = Problem("finishing.four_eyes", Text.named("matter.finishing.four_eyes"))
WHY_NOT = Problem("finishing.why_not", Text.named("matter.finishing.why_not"), "reason")


def find_asked(facts: Iterable[f.Fact], task_id: str) -> f.FinishAsked | None:
    """What that task puts to a second person."""
    return next((x for x in facts if isinstance(x, f.FinishAsked) and x.task_id == task_id), None)


def find_last(facts: Iterable[f.Fact]) -> f.FinishAsked | None:
    return next((x for x in reversed(tuple(facts)) if isinstance(x, f.FinishAsked)), None)


def is_asked(facts: Iterable[f.Fact]) -> bool:
    """Does it lie with a second person? Until she has said something the machine waits."""
    known = tuple(facts)
    settled = {x.task_id for x in known if isinstance(x, f.FinishSettled)}
    return any(isinstance(x, f.FinishAsked) and x.task_id not in settled for x in known)


def find_agreed(facts: Iterable[f.Fact]) -> f.FinishSettled | None:
    """The agreement that ends the case, as long as it has not ended."""
    known = f.since_reopened(facts)
    found = next((x for x in known if isinstance(x, f.FinishSettled) and x.agreed), None)
    return found if found and f.find_closed(known) is None else None


def ask(task_id: str, reason: str, *, by: str, officer: str, now: datetime) -> f.FinishAsked:
    """`task_id`: of the incident."""
    return f.FinishAsked(
        at=now, task_id=stable_id(task_id, "finish"), about=task_id, reason=reason, by=by, officer=officer
    )  # fmt: skip


def task_of_second(matter: Matter, asked: f.FinishAsked) -> OpenTask:
    return OpenTask(
        task_id=asked.task_id,
        work_key=f"finish:{asked.about}",
        kind=KIND,
        title="Gegenlesen: von Hand abgeschlossen",
        reason=f"{asked.by}: {asked.reason}",
        role=speech.deciding_role(matter.service),
        four_eyes=True,
    )


def settle(
    asked: f.FinishAsked, outcome: str, reason: str, *, by: str, officer: str, now: datetime
) -> f.FinishSettled | Problem:
    """What the second person says, or why she cannot."""
    if officer == asked.officer:
        return TWO_PEOPLE
    words = clean_lines(reason).strip()
    if outcome == RETURNED and not words:
        return WHY_NOT
    return f.FinishSettled(
        at=now, task_id=asked.task_id, agreed=outcome == AGREED, by=by, officer=officer, reason=words
    )  # fmt: skip
