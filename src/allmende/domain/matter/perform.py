"""What each action of the closed list does. Everything else is refused in words by the process profile."""

from __future__ import annotations

from collections.abc import Callable

from allmende.domain.facts import NoticeIssued
from allmende.domain.matter import evidence, reasons
from allmende.domain.matter.actions import asking, closing, consult, deciding, letters, money, partners, writing
from allmende.domain.matter.outcome import StepOutcome
from allmende.domain.matter.tools import CannotPerform, WorkStep

_ACTIONS: dict[str, Callable[[WorkStep], StepOutcome]] = {
    "compute_fee": money.compute_fee,
    "demand_payment": money.demand_payment,
    "wait_for_payment": money.wait_for_payment,
    "refund": money.refund,
    "decide_automatically": deciding.decide_automatically,
    "assign": deciding.assign,
    "request_correction": asking.request_correction,
    "request_document": asking.request_correction,
    "consult": consult.consult,
    "invite_hearing": asking.invite_hearing,
    "book_appointment": asking.book_appointment,
    "compose_notice": letters.compose_notice,
    "seal": letters.seal,
    "deliver": letters.deliver,
    "notify": letters.notify,
    "file": closing.file,
    "hand_over": partners.hand_over,
    "remind": partners.remind,
    "call_adapter": writing.call_adapter,
    "close": closing.close,
}
PERFORMED = frozenset(_ACTIONS)


def perform(step: WorkStep) -> StepOutcome:
    """Do the action of the step's node. Pure but for the registers and tools it was given.

    Errors: `CannotPerform` (a person must look), `ports.Unavailable` (try again later).
    """
    action = _ACTIONS.get(step.node.action or "")
    if action is None:
        raise CannotPerform(reasons.UNKNOWN_ACTION)
    if _binds(step) and not evidence.may_issue(step.matter):
        raise CannotPerform(reasons.UNPROVED)
    return action(step)


def _binds(step: WorkStep) -> bool:
    """Does the step write a decision, a certificate, or an entry in a register of persons?

    The process should never come here unproved; this is the belt for a process drawn otherwise.
    """
    node = step.node
    if node.action == "call_adapter":
        described = step.matter.service.registers.get(node.named_register)
        return described is not None and described.is_personal
    if node.action not in ("compose_notice", "seal", "deliver"):
        return False
    issued = step.matter.last(NoticeIssued)
    template = step.matter.service.notices.get(node.notice or (issued.template if issued else ""))
    return template is not None and template.kind in ("decision", "certificate")
