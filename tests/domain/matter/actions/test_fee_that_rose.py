"""A fee that rose after it was paid: the rest is asked for, and nobody believes it paid because a demand was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from allmende.domain import facts as f
from allmende.domain.matter.actions.money import change_fee, compute_fee, demand_payment
from allmende.domain.matter.demands import latest, list_unsettled
from allmende.domain.matter.fees import ComputedFee
from allmende.domain.matter.outcome import DropTask, ExpireDemands
from allmende.domain.notices.fees import compose_fee
from allmende.domain.notices.template import FeeTemplate
from allmende.domain.values import Text
from tests.domain.matter.actions.test_giving_back import NOW, TODAY, euros, step_of
from tests.domain.matter.test_evidence import case

ACCOUNT = case().service.city.payment
PART = FeeTemplate(Text("Ausweis"), Text("§ 1"))
DUE = date(2026, 11, 20)


def composed(names: dict[str, object]) -> object:
    return compose_fee(
        PART, {"act": "Ausweis", "basis": "§ 1"}, names["fee"], names["payment"], ACCOUNT, "de", TODAY  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_letter_never_says_paid_of_a_rest_nobody_asked_for() -> None:
    step = step_of("45", "30")
    after = step.matter.after(compute_fee(step))
    names = after.names(TODAY)
    assert names["payment"]["status"] == "open", "no gateway takes it for paid, not even in a release from before"
    assert names["payment"]["open"] == Decimal("15.00")
    problems = composed(names)
    assert isinstance(problems, list)
    assert [problem.code for problem in problems] == ["reference_missing"]


def test_the_rest_is_demanded_and_the_letter_says_so() -> None:
    step = step_of("45", "30")
    after = step.matter.after(compute_fee(step))
    node = replace(step.node, action="demand_payment", decision=None, options={"due": 'date("2026-11-20")'})
    tools = replace(step.tools, draw_reference=lambda: "AL-2")
    names = {**step.names, **after.names(TODAY)}
    asked = demand_payment(replace(step, matter=after, node=node, tools=tools, names=names))
    (demanded,) = asked.facts
    assert isinstance(demanded, f.PaymentDemanded)
    assert demanded.amount == euros("15")
    names = after.after(asked).names(TODAY)
    fee = composed(names)
    assert not isinstance(fee, list)
    assert "Davon sind 30,00 € schon bezahlt. Bitte überweisen Sie die übrigen 15,00 €" in fee.paragraphs[1]
    assert fee.payment is not None
    assert fee.payment.amount == euros("15")


def test_a_demand_that_is_replaced_cannot_be_paid_any_more() -> None:
    step = step_of("45")
    first = f.PaymentDemanded(at=NOW, demand_id="old", amount=euros("30"), reference="AL-1", due_on=DUE)
    opened = f.TaskOpened(at=NOW, task_id="watch", node_id="", title="Überweisung abwarten")
    awaited = f.TransferAwaited(at=NOW, demand_id="old", amount=euros("30"), task_id="watch")
    matter = replace(step.matter, facts=(*step.matter.facts, first, awaited, opened))
    changed = change_fee(replace(step, matter=matter), ComputedFee((), euros("45")))
    after = matter.after(changed)
    last = latest(after.facts)
    assert last is not None
    assert (last.status, last.demanded.amount, last.demanded.due_on) == ("open", euros("45"), DUE)
    assert list_unsettled(after.facts) == (last.demanded.demand_id,)
    assert [type(effect) for effect in changed.effects[:2]] == [ExpireDemands, DropTask]
    free = change_fee(replace(step, matter=after), ComputedFee((), euros("0")))
    assert list_unsettled(after.after(free).facts) == ()
