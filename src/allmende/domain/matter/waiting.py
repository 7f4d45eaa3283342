"""Whether what a process waits for has happened already, told from the facts alone.

Messages are levels, not edges: a fact counts whether it came before or after the process reached the place
where it waits, once or twice, in whatever order. So nothing that happened can be missed.

    payment_received     the latest demand is paid (or nothing was to be paid), and no part of the fee is suspended
    payment_failed       an attempt failed since the process waits
    correction_received  the latest request for corrections was answered
    hearing_reply        the citizen wrote since the hearing was opened
    message_received     the citizen wrote since the process waits
    withdrawn            the application was taken back
    appointment_booked   somebody closed the task of the appointment, or the visit ended it
"""

from __future__ import annotations

from collections.abc import Callable

from allmende.domain import facts as f
from allmende.domain.matter.demands import latest
from allmende.domain.matter.hearing import answers
from allmende.domain.matter.suspension import holds_payment

Facts = tuple[f.Fact, ...]


def has_arrived(message: str, step: str, facts: Facts) -> bool:
    """True when that message is there for the step `step` (a work id) that waits for it."""
    rule = _RULES.get(message)
    return rule is not None and rule(step, facts)


def _paid(_: str, facts: Facts) -> bool:
    last = latest(facts)
    return last is None or (last.status in ("paid", "refunded") and not holds_payment(facts))


def _failed(step: str, facts: Facts) -> bool:
    return any(isinstance(x, f.PaymentFailed) for x in _since(step, facts))


def _corrected(_: str, facts: Facts) -> bool:
    asked = next((x for x in reversed(facts) if isinstance(x, f.CorrectionRequested)), None)
    return asked is not None and any(
        isinstance(x, f.CorrectionReceived) and x.request_id == asked.request_id for x in facts
    )


def _heard(_: str, facts: Facts) -> bool:
    opened = [number for number, x in enumerate(facts) if isinstance(x, f.HearingOpened)]
    return bool(opened) and any(answers(x) for x in facts[opened[-1] :])


def _wrote(step: str, facts: Facts) -> bool:
    return any(isinstance(x, f.MessageReceived) for x in _since(step, facts))


def _withdrawn(_: str, facts: Facts) -> bool:
    return any(isinstance(x, f.ApplicationWithdrawn) for x in facts)


def _booked(_: str, facts: Facts) -> bool:
    asked = next((x for x in reversed(facts) if isinstance(x, f.AppointmentRequested)), None)
    return asked is not None and any(isinstance(x, f.TaskDone) and x.task_id == asked.task_id for x in facts)


_RULES: dict[str, Callable[[str, Facts], bool]] = {
    "payment_received": _paid,
    "payment_failed": _failed,
    "correction_received": _corrected,
    "hearing_reply": _heard,
    "message_received": _wrote,
    "withdrawn": _withdrawn,
    "appointment_booked": _booked,
}
MESSAGES = frozenset(_RULES)
"""The names a process may wait for."""


def _since(step: str, facts: Facts) -> Facts:
    begun = [number for number, x in enumerate(facts) if isinstance(x, f.StageReached) and x.step == step]
    return facts[begun[-1] :] if begun else ()
