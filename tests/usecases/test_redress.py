"""A successful objection against a grant leaves a task in its case, by which what was paid goes back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from allmende.apps.cases import operations as cases
from allmende.domain import facts as f
from allmende.domain.values import Money
from allmende.usecases.carry_out_objection import carry_out_objection
from allmende.usecases.decide_task import OfficerDecision, decide_task
from tests.world import Clerk, Visitor, World


def test_what_was_paid_goes_back_by_the_treasury_once_though_the_case_is_over(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    visitor.apply()
    world.work()
    visitor.pay()
    assert clerk.decide("granted") == ()
    world.work()
    issued = next(x for x in visitor.facts() if isinstance(x, f.NoticeIssued) and x.notice_kind == "decision")
    ended = f.ObjectionEnded(
        at=world.now, objection="o", reference="MR-2", notice_id=issued.notice_id, outcome="partly"
    )  # fmt: skip
    cases.append(case_id=visitor.id, facts=[("o", ended)], now=world.now, today=world.today, actor="machine")
    world.work()
    carry_out_objection(city="marburg", case_id=visitor.id, now=world.now)
    assert "case_reopened" not in visitor.kinds(), "what was granted holds"
    (task,) = (x for x in clerk.tasks() if x.kind == "objection")
    where: dict[str, Any] = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": world.now}
    assert [x.code for x in decide_task(**where, decision=OfficerDecision("refused"))] == ["decision.outcome"]
    assert decide_task(**where, decision=OfficerDecision("give_back", reason="Die Gebühr war zu hoch.")) == ()
    world.work()
    (back,) = (x for x in visitor.facts() if isinstance(x, f.PaymentRefunded))
    assert back.reason == "Gezahltes zurückgeben"
    world.wait(hours=2)
    assert visitor.kinds().count("payment_refunded") == 1
    assert visitor.view().closed


def ended_partly(world: World, visitor: Visitor) -> None:
    """An objection to the case's notice succeeded in part."""
    issued = next(x for x in visitor.facts() if isinstance(x, f.NoticeIssued) and x.notice_kind == "decision")
    ended = f.ObjectionEnded(
        at=world.now, objection="o", reference="MR-2", notice_id=issued.notice_id, outcome="partly"
    )  # fmt: skip
    cases.append(case_id=visitor.id, facts=[("o", ended)], now=world.now, today=world.today, actor="machine")
    world.work()
    carry_out_objection(city="marburg", case_id=visitor.id, now=world.now)


def test_a_lower_fee_gives_back_what_was_paid_above_it_once(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    world.work()
    visitor.pay()
    assert clerk.decide("granted") == ()
    world.work()
    paid = next(x for x in visitor.facts() if isinstance(x, f.PaymentReceived)).amount
    ended_partly(world, visitor)
    (task,) = (x for x in clerk.tasks() if x.kind == "objection")
    where: dict[str, Any] = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": world.now}
    for typed, reason, wrong in (
        ("", "Zu hoch.", ["redress.fee"]),
        (str(paid.amount), "Zu hoch.", ["redress.fee"]),
        ("-1", "Zu hoch.", ["redress.fee"]),
        ("10,00", "", ["redress.reason"]),
    ):
        decision = OfficerDecision("lower_fee", reason=reason, answers={"fee": typed})
        assert [x.code for x in decide_task(**where, decision=decision)] == wrong
    decision = OfficerDecision("lower_fee", reason="Nur ein Hund.", answers={"fee": "10,00"})
    assert decide_task(**where, decision=decision) == ()
    world.work()
    world.wait(hours=2)
    (back,) = (x for x in visitor.facts() if isinstance(x, f.PaymentRefunded))
    assert back.amount == paid - Money(Decimal(10))
    assert not back.whole
    fee = next(x for x in reversed(visitor.facts()) if isinstance(x, f.FeeSet))
    assert fee.total == Money(Decimal(10))
    lowered = next(x for x in visitor.facts() if isinstance(x, f.FeeLowered))
    assert "statt" in lowered.spoken("de")
