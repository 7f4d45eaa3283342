"""How effects of a step are kept here; the caller holds the transaction."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.apps.cases import operations
from allmende.apps.cases.models import Case
from allmende.domain.facts import ObjectionEnded, PartlyRedressed
from allmende.domain.matter.outcome import (
    CloseCase,
    DropTask,
    Effect,
    OpenCorrection,
    OpenTask,
    PassOnRedress,
    RouteCase,
    SettleObjection,
    StepContext,
    WriteMessage,
    WritePartner,
)
from allmende.domain.values import local_day
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


def settle_objection(effect: SettleObjection, step: StepContext) -> None:
    """The end stands in the other case; what follows from a success wakes with it. Nothing where that case is gone."""
    case_id, today = effect.contested_case, local_day(step.now)
    if not Case.objects.filter(pk=case_id).exists():
        return
    ended = ObjectionEnded(
        at=step.now,
        objection=step.case_id,
        reference=effect.reference,
        notice_id=effect.notice_id,
        outcome=effect.outcome,
    )
    facts: list[operations.KeyedFact] = [(f"objection:{step.case_id}:ended", ended)]
    operations.append(case_id=case_id, facts=facts, now=step.now, today=today, actor="machine")


def pass_on_redress(effect: PassOnRedress, step: StepContext) -> None:
    """The change stands in the other case; carrying it out wakes with it. Nothing where that case is gone."""
    case_id, today = effect.contested_case, local_day(step.now)
    if not Case.objects.filter(pk=case_id).exists():
        return
    told = PartlyRedressed(
        at=step.now, objection=step.case_id, reference=effect.reference, notice_id=effect.notice_id, change=effect.change
    )  # fmt: skip
    facts: list[operations.KeyedFact] = [(f"objection:{step.case_id}:redress", told)]
    operations.append(case_id=case_id, facts=facts, now=step.now, today=today, actor="machine")


EFFECTS: Mapping[type[Effect], Keep] = {
    OpenTask: open_task,
    DropTask: drop_task,
    OpenCorrection: open_correction,
    WriteMessage: write_message,
    WritePartner: write_partner,
    RouteCase: route_case,
    CloseCase: close_case,
    SettleObjection: settle_objection,
    PassOnRedress: pass_on_redress,
}
