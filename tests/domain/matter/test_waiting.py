"""Messages are levels: whatever the order, what happened counts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from allmende.domain import facts as f
from allmende.domain.matter.waiting import MESSAGES, has_arrived
from allmende.domain.values import Money

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
EURO = Money(Decimal("30.00"))

DEMANDED = f.PaymentDemanded(at=AT, demand_id="d", amount=EURO, reference="MR1")
PAID = f.PaymentReceived(at=AT, demand_id="d", amount=EURO, paid_on=AT.date())
FAILED = f.PaymentFailed(at=AT, demand_id="d")
EXPIRED = f.DemandExpired(at=AT, demand_id="d")
ASKED = f.CorrectionRequested(at=AT, request_id="r", fields=("a",), text="?")
ANSWERED = f.CorrectionReceived(at=AT, request_id="r")
ASKED_AGAIN = f.CorrectionRequested(at=AT, request_id="s", fields=("a",), text="?")
HEARING = f.HearingOpened(at=AT, text="?", until=date(2026, 12, 1))
WROTE = f.MessageReceived(at=AT, message_id="m")
WAITING = f.StageReached(at=AT, node_id="n", step="n:1", title="n")
WITHDRAWN = f.ApplicationWithdrawn(at=AT)
APPOINTMENT = f.AppointmentRequested(at=AT, purpose="p", task_id="t")
BOOKED = f.TaskDone(at=AT, task_id="t", node_id="", outcome="done")

CASES = [
    ("payment_received", (), True),
    ("payment_received", (DEMANDED,), False),
    ("payment_received", (DEMANDED, PAID), True),
    ("payment_received", (DEMANDED, FAILED), False),
    ("payment_received", (DEMANDED, EXPIRED), False),
    ("payment_failed", (DEMANDED, FAILED, WAITING), False),
    ("payment_failed", (DEMANDED, WAITING, FAILED), True),
    ("correction_received", (ASKED,), False),
    ("correction_received", (ASKED, ANSWERED), True),
    ("correction_received", (ASKED, ANSWERED, ASKED_AGAIN), False),
    ("hearing_reply", (WROTE, HEARING), False),
    ("hearing_reply", (HEARING, WROTE), True),
    ("message_received", (WROTE, WAITING), False),
    ("message_received", (WAITING, WROTE), True),
    ("withdrawn", (), False),
    ("withdrawn", (WITHDRAWN,), True),
    ("appointment_booked", (APPOINTMENT,), False),
    ("appointment_booked", (APPOINTMENT, BOOKED), True),
    ("something_else", (WROTE, PAID), False),
]


@pytest.mark.parametrize(("message", "facts", "there"), CASES)
def test_a_message_is_there_when_its_facts_are(message: str, facts: tuple[f.Fact, ...], there: bool) -> None:
    assert has_arrived(message, "n:1", facts) is there


def test_every_message_is_tried_both_ways() -> None:
    assert {(message, there) for message, _, there in CASES} >= {
        (message, way) for message in MESSAGES for way in (True, False)
    }
