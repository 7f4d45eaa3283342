"""How a case stands follows from its facts alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from allmende.domain import facts as f
from allmende.domain.matter.demands import list_paid, sum_paid
from allmende.domain.matter.model import fee_names, payment_names
from allmende.domain.matter.status import condition, public_status
from allmende.domain.values import Money, Text

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 2)
EURO = Money(Decimal("30.00"))

RECEIVED = f.ApplicationReceived(at=AT, reference="MR-1", received_on=TODAY)
STARTED = f.ProcessStarted(at=AT, version="1.0.0")
DEMANDED = f.PaymentDemanded(at=AT, demand_id="d", amount=EURO, reference="MR1")
PAID = f.PaymentReceived(at=AT, demand_id="d", amount=EURO, paid_on=TODAY, method="CARD")
TASK = f.TaskOpened(at=AT, task_id="t", node_id="pruefen", title="Prüfen")
SIDE_TASK = f.TaskOpened(at=AT, task_id="s", node_id="", title="Erstatten")
DONE = f.TaskDone(at=AT, task_id="t", node_id="pruefen", outcome="granted")
DROPPED = f.TaskDropped(at=AT, task_id="t")
ASKED = f.CorrectionRequested(at=AT, request_id="r", fields=("a",), text="?", due_on=date(2026, 11, 9))
ANSWERED = f.CorrectionReceived(at=AT, request_id="r")
HEARING = f.HearingOpened(at=AT, text="?", until=date(2026, 11, 16))
WROTE = f.MessageReceived(at=AT, message_id="m")
DECIDED = f.DecisionTaken(at=AT, outcome="granted", automatic=False, decided_on=TODAY)
CLOSED = f.CaseClosed(at=AT, outcome="granted")


@pytest.mark.parametrize(
    ("facts", "stands", "shown"),
    [
        ((RECEIVED,), "received", "RECEIVED"),
        ((RECEIVED, STARTED), "waiting", "PROCESSING"),
        ((STARTED, DEMANDED), "waiting_for_payment", "ACTION_REQUIRED"),
        ((STARTED, DEMANDED, PAID), "waiting", "PROCESSING"),
        ((STARTED, DEMANDED, f.DemandExpired(at=AT, demand_id="d")), "waiting", "PROCESSING"),
        ((STARTED, TASK), "waiting_for_clerk", "PROCESSING"),
        ((STARTED, DEMANDED, TASK), "waiting_for_clerk", "ACTION_REQUIRED"),
        ((STARTED, DEMANDED, SIDE_TASK), "waiting_for_payment", "ACTION_REQUIRED"),
        ((STARTED, TASK, DONE), "waiting", "PROCESSING"),
        ((STARTED, TASK, DROPPED), "waiting", "PROCESSING"),
        ((STARTED, ASKED), "waiting_for_applicant", "ACTION_REQUIRED"),
        ((STARTED, ASKED, ANSWERED), "waiting", "PROCESSING"),
        ((STARTED, ASKED, DECIDED), "waiting", "PROCESSING"),
        ((STARTED, HEARING), "waiting_for_applicant", "ACTION_REQUIRED"),
        ((STARTED, HEARING, WROTE), "waiting", "PROCESSING"),
        ((STARTED, DEMANDED, TASK, CLOSED), "closed", "COMPLETED"),
    ],
)
def test_the_condition_follows_from_the_facts(facts: tuple[f.Fact, ...], stands: str, shown: str) -> None:
    assert (condition(facts, TODAY), public_status(facts, TODAY)) == (stands, shown)


def test_what_was_asked_until_a_day_is_no_longer_asked_after_it() -> None:
    assert condition((STARTED, ASKED), date(2026, 11, 9)) == "waiting_for_applicant"
    assert condition((STARTED, ASKED), date(2026, 11, 10)) == "waiting"
    assert condition((STARTED, HEARING), date(2026, 11, 17)) == "waiting"


@pytest.mark.parametrize(
    ("facts", "status", "amount"),
    [
        ((), "none", None),
        ((DEMANDED,), "open", Decimal("30.00")),
        ((DEMANDED, PAID), "paid", Decimal("30.00")),
        ((DEMANDED, f.DemandExpired(at=AT, demand_id="d")), "expired", Decimal("30.00")),
        ((DEMANDED, PAID, f.DemandExpired(at=AT, demand_id="d")), "paid", Decimal("30.00")),
        ((DEMANDED, PAID, f.PaymentRefunded(at=AT, demand_id="d", amount=EURO)), "refunded", Decimal("30.00")),
        ((DEMANDED, PAID, replace(DEMANDED, demand_id="e", amount=Money(Decimal("5.00")))), "open", Decimal("5.00")),
    ],
)
def test_payment_in_expressions(facts: tuple[f.Fact, ...], status: str, amount: Decimal | None) -> None:
    found = payment_names(facts)
    assert (found["status"], found["amount"]) == (status, amount)


@pytest.mark.parametrize(
    ("back", "there"),
    [((), ["30.00"]), (("10.00",), ["20.00"]), (("10.00", "20.00"), []), (("30.00",), [])],
)
def test_what_was_given_back_is_not_there_and_the_rest_is(back: tuple[str, ...], there: list[str]) -> None:
    refunds = [f.PaymentRefunded(at=AT, demand_id="d", amount=Money(Decimal(amount))) for amount in back]
    facts = (DEMANDED, PAID, *refunds)
    assert [x.amount for x in list_paid(facts)] == [Money(Decimal(amount)) for amount in there]
    assert sum_paid(facts) == Money.total(Money(Decimal(amount)) for amount in there)


def test_fee_in_expressions_is_the_latest() -> None:
    line = f.FeeLine("jahr", Text("Jahr", "Year"), EURO, Decimal(2), Money(Decimal("15.00")), "§ 1")
    old = f.FeeSet(at=AT, lines=(), total=Money(Decimal("0.00")), computed_on=TODAY)
    new = f.FeeSet(at=AT, lines=(line,), total=EURO, computed_on=TODAY)
    assert fee_names(()) is None
    assert fee_names((old, new)) == {
        "total": Decimal("30.00"),
        "lines": [
            {
                "id": "jahr", "text": "Jahr", "text_en": "Year", "factor": Decimal(2), "amount": Decimal("15.00"),
                "sum": Decimal("30.00"), "basis": "§ 1",
            }
        ],
    }  # fmt: skip
