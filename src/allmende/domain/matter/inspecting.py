"""An inspection: somebody was there on a day and writes what she saw. Both are kept with the task, for letters and rules."""

from __future__ import annotations

from datetime import date

from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.values import Problem, Text

INSPECTED_ON = Field(
    "inspected_on", "date", Text.named("matter.inspecting.inspected_on"), required=True, path="inspected_on"
)
NO_REPORT = Problem("inspection.report", Text.named("matter.inspecting.inspection_report"), "reason")


PLACE = f"value-{INSPECTED_ON.id}"
NO_DAY = Problem(
    "inspection.day",
    Text.named("matter.inspecting.inspection_day"),
    PLACE,
)
FUTURE = Problem("inspection.future", Text.named("matter.inspecting.inspection_future"), PLACE)


def check_inspection(decision: OfficerDecision, today: date) -> tuple[Problem, ...]:
    """What an inspection lacks: its day, which is no day to come, and the report."""
    return (*_check_day(_typed(decision), today), *(() if decision.reason.strip() else (NO_REPORT,)))


def read_day(decision: OfficerDecision) -> date | None:
    """The day as typed; None where there is none."""
    typed = _typed(decision)
    day = read(INSPECTED_ON, typed)[0] if typed else None
    return day if isinstance(day, date) else None


def _typed(decision: OfficerDecision) -> str:
    return str(decision.answers.get(INSPECTED_ON.id, "")).strip()


def _check_day(typed: str, today: date) -> tuple[Problem, ...]:
    if not typed:
        return (NO_DAY,)
    day, refused = read(INSPECTED_ON, typed)
    if refused:
        return (Problem(refused[0].code, refused[0].text, PLACE),)
    return (FUTURE,) if isinstance(day, date) and day > today else ()
