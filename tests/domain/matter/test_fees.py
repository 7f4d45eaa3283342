"""What is demanded: each line rounded once, half up, the sum of the rounded lines; nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from allmende.domain.matter import fees
from allmende.domain.matter.tools import CannotPerform
from allmende.domain.package import Service
from allmende.domain.values import Money
from tests.domain.decisions.building import compiled, decision, literal
from tests.domain.matter.test_evidence import case


def service(lines: str) -> Service:
    return replace(case().service, decisions=compiled(decision("gebuehr", literal(lines))))


def compute(lines: str) -> fees.ComputedFee:
    return fees.compute(service(lines), "gebuehr", {})


def refused(lines: str) -> str:
    with pytest.raises(CannotPerform) as caught:
        compute(lines)
    (problem,) = caught.value.problems
    return problem.code


@pytest.mark.parametrize(
    ("factor", "unit", "amount"),
    [
        ("3", "1.235", "3.71"),
        ("1", "0.005", "0.01"),
        ("1", "0.015", "0.02"),
        ("1", "0.025", "0.03"),
        ("0.5", "30.05", "15.03"),
        ("-0.5", "30.05", "-15.03"),
        ("0", "12", "0.00"),
    ],
)
def test_a_line_is_the_factor_times_one_unit_rounded_once_half_up(factor: str, unit: str, amount: str) -> None:
    (line,) = compute(f'[{{id: "karte", factor: {factor}, amount: {unit}, basis: "§ 1"}}]').lines
    assert line.amount == Money(Decimal(amount))
    assert (line.id, line.factor, line.unit, line.basis) == ("karte", Decimal(factor), Money(Decimal(unit)), "§ 1")


def test_the_total_is_the_sum_of_the_rounded_lines() -> None:
    fee = compute('[{id: "a", amount: 0.005}, {id: "b", amount: 0.005}, {id: "nachlass", amount: -0.01}]')
    assert [line.amount.amount for line in fee.lines] == [Decimal("0.01"), Decimal("0.01"), Decimal("-0.01")]
    assert fee.total == Money(Decimal("0.01"))


def test_one_context_is_one_line_and_no_line_costs_nothing() -> None:
    assert compute('{id: "karte", amount: 30}').total == Money(Decimal("30.00"))
    assert compute('{id: "karte", factor: null, amount: 30}').lines[0].factor == Decimal(1)
    assert (compute("[]").lines, compute("[]").total) == ((), Money(Decimal("0.00")))


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("null", "fee.row"),
        ("5", "fee.row"),
        ("[1]", "fee.row"),
        ("{}", "fee.amount"),
        ('{id: "karte", amount: null}', "fee.amount"),
        ('{id: "karte", amount: "30"}', "fee.amount"),
        ('{id: "karte", factor: "2", amount: 30}', "fee.amount"),
        ('{id: "karte", amount: 1 / 0}', "fee.amount"),
    ],
)
def test_a_missing_amount_stops_the_case_and_is_never_zero(lines: str, code: str) -> None:
    assert refused(lines) == code


def test_a_fee_without_a_table_stops_the_case() -> None:
    with pytest.raises(CannotPerform) as caught:
        fees.compute(service("[]"), "andere", {})
    assert [problem.code for problem in caught.value.problems] == ["fee.table"]
