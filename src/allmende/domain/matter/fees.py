"""What something costs: the lines of the package's fee table, each rounded once, and their sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from allmende import feel
from allmende.domain.facts import FeeLine
from allmende.domain.matter import speech
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import CannotPerform
from allmende.domain.values import Money, Problem, Text
from allmende.words.joining import joined

if TYPE_CHECKING:
    from allmende.domain.package import Service
    from allmende.domain.process.model import FlowNode

LATE = frozenset({"register", "decision", "task", "payment", "fee", "case", "ground"})
"""Names of what is known only after something was sent."""

NO_TABLE = Problem(
    "fee.table",
    Text.named("matter.fees.fee_table"),
)
NO_ROW = Problem(
    "fee.row",
    Text.named("matter.fees.fee_row"),
)


@dataclass(frozen=True, slots=True)
class ComputedFee:
    """Lines and total. `trace` says which rules fired, for the audit."""

    lines: tuple[FeeLine, ...]
    total: Money
    trace: tuple[str, ...] = ()


def compute(service: Service, decision: str, names: Mapping[str, Any]) -> ComputedFee:
    """The fee by that decision. Error: `CannotPerform` when the table gives no usable lines.

    A line is a context of `id`, `factor`, `amount` (for one, EUR) and `basis`; its sum is commercially rounded.
    """
    try:
        found = speech.answer(service, decision, names)
    except KeyError as unknown:
        raise CannotPerform(NO_TABLE) from unknown
    value = found.value
    rows = value if isinstance(value, list) else [value] if isinstance(value, Mapping) else None
    if rows is None:
        raise CannotPerform(NO_ROW)
    lines = tuple(_line(service, row, names) for row in rows)
    rules = tuple(
        f"{step.decision} {rule.number} {rule.id}".strip() for step in found.trace.steps for rule in step.rules
    )
    return ComputedFee(lines, Money.total(line.amount for line in lines).rounded(), rules)


def preview(
    service: Service, answers: Mapping[str, Any], applicant: Mapping[str, Any], today: date
) -> ComputedFee | None:
    """The fee as it would be today, before anything is sent; None where it depends on what only the office finds out."""
    node = next(
        (node for node in service.process.nodes.values() if node.action == "compute_fee" and node.decision), None
    )
    if node is None or node.decision is None:
        return None
    return _ahead(service, node.decision, answers, applicant, today)


def is_free(service: Service, answers: Mapping[str, Any], applicant: Mapping[str, Any], today: date) -> bool:
    """True when nothing can be demanded for these answers: "costs nothing" is said then, and never else.

    Either no station demands a payment; or none demands an amount of its own, and every fee the process may compute is
    zero already, whatever registers or the office find out.
    """
    nodes = tuple(list_stations(service))
    demands = [node for node in nodes if node.action == "demand_payment"]
    if not demands:
        return True
    fees = [node.decision for node in nodes if node.action == "compute_fee" and node.decision]
    if not fees or any(demand.options.get("amount") for demand in demands):
        return False
    return all(_is_zero(service, decision, answers, applicant, today) for decision in fees)


def _is_zero(
    service: Service, decision: str, answers: Mapping[str, Any], applicant: Mapping[str, Any], today: date
) -> bool:
    if service.decisions is None or LATE & set(service.decisions.inputs(decision)):
        return False
    fee = _ahead(service, decision, answers, applicant, today)
    return fee is not None and not fee.total


def list_stations(service: Service) -> Iterator[FlowNode]:
    """The stations of the process and of every shared process it calls."""
    waiting, seen = [service.process], set()
    while waiting:
        process = waiting.pop()
        for node in process.nodes.values():
            yield node
            if node.called and node.called in service.shared and node.called not in seen:
                seen.add(node.called)
                waiting.append(service.shared[node.called])


def _ahead(
    service: Service, decision: str, answers: Mapping[str, Any], applicant: Mapping[str, Any], today: date
) -> ComputedFee | None:
    """The fee with nothing known yet but the answers; None where that is not enough."""
    known = {
        **service.form.blank, **answers, **service.names(), **dict.fromkeys(LATE),
        "today": today, "submitted_on": today, "applicant": dict(applicant),
    }  # fmt: skip
    try:
        return compute(service, decision, feel.to_feel(known))
    except CannotPerform:
        return None


def _line(service: Service, row: Any, names: Mapping[str, Any]) -> FeeLine:
    if not isinstance(row, Mapping):
        raise CannotPerform(NO_ROW)
    amount, factor = row.get("amount"), row.get("factor")
    if factor is None:
        factor = Decimal(1)
    if not isinstance(amount, Decimal) or not isinstance(factor, Decimal):
        raise CannotPerform(_no_amount(service, str(row.get("id") or "")))
    key = str(row.get("id") or "gebuehr")
    unit = Money(amount)
    return FeeLine(
        id=key,
        text=_text(service, key, feel.to_feel({**names, "factor": factor, "amount": amount})),
        amount=(unit * factor).rounded(),
        factor=factor,
        unit=unit,
        basis=str(row.get("basis") or ""),
    )


def _no_amount(service: Service, key: str) -> Problem:
    name = Text.each(lambda language: service.text(f"fee.{key}", language) or "")
    words = Text.named("matter.fees.no_amount")
    if not name["de"] or "{{" in name["de"]:
        return Problem("fee.amount", words)
    return Problem("fee.amount", joined((words, name), " "))


def _text(service: Service, key: str, names: Mapping[str, Any]) -> Text:
    def said(language: str) -> str:
        raw = service.text(f"fee.{key}", language)
        return (raw and speech.filled(raw, names, language)) or raw or key

    return Text.each(said)


def transfer_task(service: Service, amount: Money, reference: str, *, task_id: str, work_key: str) -> OpenTask:
    """The treasury looks for a transfer on the account and lets the case go on."""
    return OpenTask(
        task_id=task_id,
        work_key=work_key,
        kind="treasury",
        title=f"Überweisung über {amount.german()} abwarten",
        role="kasse",
        unit=speech.role_unit(service, "kasse"),
        reason=f"Ist der ganze Betrag auf dem Konto, geben Sie die Zahlung frei. Kassenzeichen {reference}.",
    )
