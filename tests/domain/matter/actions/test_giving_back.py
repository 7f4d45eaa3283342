"""A fee that became smaller than what was paid: the rest goes back, the demand stays paid, and the letter says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import Tools, WorkStep
from allmende.domain.matter.actions.money import compute_fee, refund
from allmende.domain.matter.demands import sum_paid
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.notices.fees import compose_fee
from allmende.domain.notices.template import FeeTemplate
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Money, Text
from allmende.feel import to_feel
from tests.domain.decisions.building import compiled, decision, literal
from tests.domain.matter.test_evidence import case

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TOOLS = Tools(draw_reference=str, press=lambda *_: b"", find_document=lambda _: None)  # type: ignore[arg-type,return-value]


def euros(amount: str) -> Money:
    return Money(Decimal(amount))


def step_of(fee: str, *paid: str, action: str = "compute_fee") -> WorkStep:
    lines = f'[{{id: "a", label: "A", factor: 1, amount: {fee}, basis: "§ 1"}}]'
    service = replace(case().service, decisions=compiled(decision("gebuehr", literal(lines))))
    facts = [
        one
        for number, amount in enumerate(paid)
        for one in (
            f.PaymentDemanded(
                at=NOW, demand_id=f"d{number}", amount=euros(amount), reference="AL-1", purpose="p", due_on=TODAY
            ),
            f.PaymentReceived(at=NOW, demand_id=f"d{number}", amount=euros(amount), paid_on=TODAY),
        )
    ]
    node = FlowNode("a", "serviceTask", action=action, decision="gebuehr")  # type: ignore[arg-type]
    matter = replace(case(), service=service, facts=(*case().facts, *facts))
    return WorkStep(node=node, key="a", matter=matter, names=to_feel({}), tools=TOOLS, now=NOW, today=TODAY)


@pytest.mark.parametrize(
    ("fee", "paid", "back"),
    [
        ("15", ("30",), ["15.00"]),
        ("30", ("30",), []),
        ("45", ("30",), []),
        ("0", ("30",), ["30.00"]),
        ("15", ("30", "10"), ["10.00", "15.00"]),
        ("15", (), []),
    ],
)
def test_what_was_paid_above_the_fee_goes_back(fee: str, paid: tuple[str, ...], back: list[str]) -> None:
    step = step_of(fee, *paid)
    outcome = compute_fee(step)
    ordered = [fact.amount for fact in outcome.facts if isinstance(fact, f.PaymentRefunded)]
    assert ordered == [euros(amount) for amount in back]
    tasks = [effect for effect in outcome.effects if isinstance(effect, OpenTask)]
    assert [task.kind for task in tasks] == ["treasury"] * len(back)
    after = step.matter.after(outcome)
    assert sum_paid(after.facts) == min(euros(fee), Money.total(euros(amount) for amount in paid))
    assert refund(replace(step, matter=after)).facts == () or fee != "0", "nothing goes back twice"


@pytest.mark.parametrize(
    ("fee", "said"),
    [
        ("15", "Bezahlt sind 30,00 € am 02.11.2026 (Kassenzeichen"),
        ("15", "Davon gehen 15,00 € zurück, an das Konto, von dem gezahlt wurde."),
        ("0", "Bezahlt sind 30,00 € am 02.11.2026 (Kassenzeichen"),
        ("0", "Davon gehen 30,00 € zurück, an das Konto, von dem gezahlt wurde."),
    ],
)
def test_the_letter_says_what_was_paid_and_goes_back(fee: str, said: str) -> None:
    step = step_of(fee, "30")
    after = step.matter.after(compute_fee(step))
    names = after.names(TODAY)
    part = FeeTemplate(Text("Ausweis"), Text("§ 1"))
    section = compose_fee(part, {"act": "Ausweis", "basis": "§ 1"}, names["fee"], names["payment"], None, "de", TODAY)
    assert not isinstance(section, list)
    assert said in section.paragraphs[1], section.paragraphs


def test_a_letter_without_a_fee_and_without_a_payment_speaks_of_no_money() -> None:
    names = step_of("0").matter.names(TODAY)
    part, fee = FeeTemplate(Text("Ausweis"), Text("§ 1")), {"total": Decimal(0)}
    section = compose_fee(part, {"act": "Ausweis", "basis": "§ 1"}, fee, names["payment"], None, "de", TODAY)
    assert not isinstance(section, list)
    assert len(section.paragraphs) == 1
