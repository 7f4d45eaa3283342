"""How effects of a step are kept here; the caller holds the transaction."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.apps.cases import operations
from allmende.domain.matter.outcome import (
    CloseCase,
    DropTask,
    Effect,
    OpenCorrection,
    OpenTask,
    RouteCase,
    StepContext,
    WriteMessage,
    WritePartner,
)
from allmende.foundation.jobs import publish
from allmende.foundation.owns import Keep


def open_task(effect: OpenTask, step: StepContext) -> None:
    operations.open_task(case_id=step.case_id, task=effect, unit=step.unit, now=step.now)


def drop_task(effect: DropTask, step: StepContext) -> None:
    operations.finish_task(task_id=effect.task_id, outcome="dropped", officer_id=None, now=step.now)


def open_correction(effect: OpenCorrection, step: StepContext) -> None:
    operations.open_correction(case_id=step.case_id, request=effect, now=step.now)


def write_message(effect: WriteMessage, step: StepContext) -> None:
    operations.write_message(
        case_id=step.case_id,
        message_id=effect.message_id,
        key=effect.message_id,
        from_citizen=False,
        author=effect.author,
        subject=effect.subject,
        text=effect.text,
        now=step.now,
    )


def write_partner(effect: WritePartner, step: StepContext) -> None:
    wanted = {"case_id": step.case_id, "ask_id": effect.ask_id, "says": effect.says, "at": step.now.isoformat()}
    publish("partner_mail_wanted", wanted, unique=f"partner:{effect.ask_id}:{effect.says}")


def route_case(effect: RouteCase, step: StepContext) -> None:
    operations.route(case_id=step.case_id, unit=effect.unit)


def close_case(effect: CloseCase, step: StepContext) -> None:
    """Nothing more: the fact itself closes the case."""


EFFECTS: Mapping[type[Effect], Keep] = {
    OpenTask: open_task,
    DropTask: drop_task,
    OpenCorrection: open_correction,
    WriteMessage: write_message,
    WritePartner: write_partner,
    RouteCase: route_case,
    CloseCase: close_case,
}
