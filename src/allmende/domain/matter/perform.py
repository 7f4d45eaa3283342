"""What each action of the closed list does. Everything else is refused in words by the process profile."""

from __future__ import annotations

from collections.abc import Callable

from allmende.domain.matter.actions import asking, closing, consult, deciding, letters, money, writing
from allmende.domain.matter.outcome import Outcome
from allmende.domain.matter.tools import CannotPerform, Step

_ACTIONS: dict[str, Callable[[Step], Outcome]] = {
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
    "call_adapter": writing.call_adapter,
    "close": closing.close,
}
PERFORMED = frozenset(_ACTIONS)


def perform(step: Step) -> Outcome:
    """Do the action of the step's node. Pure but for the registers and tools it was given.

    Errors: `CannotPerform` (a person must look), `ports.Unavailable` (try again later).
    """
    action = _ACTIONS.get(step.node.action or "")
    if action is None:
        raise CannotPerform(f"Die Aktion „{step.node.action}“ kann dieses System noch nicht.")
    return action(step)
