"""What a suspension means for a day to pay, from the facts alone; and when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import status, suspending, suspension
from allmende.domain.matter.reached import due_day, list_not_due
from allmende.domain.matter.tools import stable_id
from allmende.domain.matter.waiting import has_arrived
from allmende.domain.values import Money

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 2)
FEE = Money(Decimal(100))
SET = f.FeeSet(at=AT, lines=(), total=FEE, computed_on=TODAY)
DEMANDED = f.PaymentDemanded(
    at=AT, demand_id="d", amount=FEE, reference="1", purpose="MR-1", due_on=date(2026, 11, 16)
)  # fmt: skip
GRANTED = f.SuspensionDecided(
    at=AT, suspension_id="s", objection="o", act="grant", ground="doubts", reason="Zu hoch.", by="Frau A", officer="1",
    left_open=FEE,
)  # fmt: skip
REVOKED = replace(GRANTED, suspension_id="r", act="revoke", due_on=date(2026, 12, 1))
PART = replace(GRANTED, amount=Money(Decimal(60)))
REST = replace(DEMANDED, demand_id="e", amount=Money(Decimal(40)))
PAID = f.PaymentReceived(at=AT, demand_id="d", amount=FEE, paid_on=TODAY)
OWING = (SET, DEMANDED)


def objection_ended(outcome: str) -> f.ObjectionEnded:
    return f.ObjectionEnded(at=AT, objection="o", reference="MR-2", notice_id="n", outcome=outcome)


def test_all_of_it_is_due_on_no_day_and_nobody_is_asked() -> None:
    facts = (*OWING, GRANTED)
    assert due_day(OWING, DEMANDED) == date(2026, 11, 16)
    assert due_day(facts, DEMANDED) is None
    assert list_not_due(facts) == {"d"}
    assert status.open_demands(facts) == ()
    assert status.condition(facts, TODAY) != "waiting_for_payment"
    assert suspension.withheld(facts) == Money(Decimal(0))


def test_refused_it_changes_nothing() -> None:
    facts = (*OWING, replace(GRANTED, act="refuse"))
    assert due_day(facts, DEMANDED) == date(2026, 11, 16)
    assert suspension.spoken(facts, "de") == ""


def test_over_it_is_due_on_the_new_day() -> None:
    over = f.SuspensionEnded(at=AT, suspension_id="s", why="until", demand_id="d", due_on=date(2027, 1, 4))
    facts = (*OWING, GRANTED, over)
    (standing,) = status.open_demands(facts)
    assert due_day(facts, standing) == date(2027, 1, 4)
    assert suspension.find_granted(facts) is None


def test_revoked_people_read_it_no_more_while_the_fee_is_due_only_with_its_end() -> None:
    facts = (*OWING, GRANTED, REVOKED)
    assert suspension.find_suspended(facts) is None
    assert due_day(facts, DEMANDED) is None
    assert suspending.find_end(facts, TODAY) == "revoked"


def test_granted_anew_after_a_revocation_it_runs() -> None:
    over = f.SuspensionEnded(at=AT, suspension_id="s", why="revoked", demand_id="d", due_on=date(2026, 12, 1))
    again = replace(GRANTED, suspension_id="t")
    assert suspension.find_suspended((*OWING, GRANTED, REVOKED, over, again)) == again


def test_of_a_part_the_rest_stays_due_and_the_process_waits_for_both() -> None:
    split = (*OWING, PART, f.DemandExpired(at=AT, demand_id="d"), REST)
    assert suspending.find_next((*OWING, PART)) == PART
    assert suspending.find_next(split) is None
    assert due_day(split, REST) == date(2026, 11, 16)
    assert [x.demand_id for x in status.open_demands(split)] == ["e"]
    paid = (*split, replace(PAID, demand_id="e", amount=REST.amount))
    assert not has_arrived("payment_received", "x", paid)
    assert due_day(paid, REST) is None
    assert suspension.withheld(paid) == Money(Decimal(60))


@pytest.mark.parametrize(
    ("facts", "today", "why"),
    [
        ((GRANTED,), TODAY, ""),
        ((replace(GRANTED, until=TODAY),), TODAY, ""),
        ((replace(GRANTED, until=TODAY),), date(2026, 11, 3), "until"),
        ((GRANTED, PAID), TODAY, "paid"),
        ((GRANTED, objection_ended("refused")), TODAY, "refused"),
        ((GRANTED, objection_ended("rest_refused")), TODAY, "refused"),
        ((GRANTED, objection_ended("withdrawn")), TODAY, "withdrawn"),
        ((GRANTED, objection_ended("granted")), TODAY, ""),
        ((GRANTED, replace(objection_ended("refused"), objection="other")), TODAY, ""),
        ((GRANTED, REVOKED, objection_ended("granted")), TODAY, "revoked"),
        (
            (
                GRANTED,
                objection_ended("granted"),
                f.TaskDone(at=AT, task_id=stable_id("o", "carry_out"), node_id="", outcome="done"),
            ),
            TODAY,
            "granted",
        ),
        (
            (GRANTED, objection_ended("partly"), f.CaseReopened(at=AT, ground="objection", basis="", reason="", by="", officer="")),
            TODAY,
            "granted",
        ),
    ],
)  # fmt: skip
def test_when_it_is_over(facts: tuple[f.Fact, ...], today: date, why: str) -> None:
    assert suspending.find_end((*OWING, *facts), today) == why


@pytest.mark.parametrize(
    ("more", "handed"),
    [
        ((), False),
        ((f.DemandExpired(at=AT, demand_id="d"), f.CaseClosed(at=AT, outcome="done")), True),
        ((f.DemandExpired(at=AT, demand_id="d"), f.CaseClosed(at=AT, outcome="unpaid")), False),
        ((f.ApplicationWithdrawn(at=AT), f.DemandExpired(at=AT, demand_id="d")), False),
        ((PAID,), False),
    ],
)
def test_the_treasury_has_what_was_left_open_and_not_given_up(more: tuple[f.Fact, ...], handed: bool) -> None:
    assert suspending.is_with_treasury((*OWING, *more)) is handed
