from __future__ import annotations

from decimal import Decimal

import pytest

from allmende.domain.decisions import DecisionIncident, fee_lines
from allmende.domain.values import Money
from tests.domain.decisions.building import answer_of, literal

D = Decimal


def lines(text):
    return fee_lines(answer_of(literal(text)))


def test_factor_times_amount_rounded_once():
    [line] = lines('[{id: "a", text: "Karte", factor: 3, amount: 1.235, basis: "§ 1"}]')
    assert (line.id, line.text, line.quantity, line.basis) == ("a", "Karte", D(3), "§ 1")
    assert line.unit_amount == Money(D("1.235"))
    assert line.amount == Money(D("3.71"))


def test_reductions_are_negative():
    assert lines('{id: "a", factor: -0.5, amount: 30.05}')[0].amount == Money(D("-15.03"))


def test_unit_amount_and_amount():
    [line] = lines("{quantity: 2, unit amount: 12.5, amount: 25}")
    assert (line.id, line.unit_amount, line.amount) == ("1", Money(D("12.5")), Money(D("25.00")))
    assert lines('{"unit_amount": 12.5}')[0].amount == Money(D("12.50"))
    with pytest.raises(DecisionIncident, match="contradicts itself"):
        lines("{quantity: 2, unit amount: 12.5, amount: 26}")


def test_the_amount_of_a_line():
    assert lines("{amount: 30}")[0].unit_amount == Money(D(30))
    assert lines("{quantity: 2, amount: 30}")[0].unit_amount == Money(D(15))
    assert lines("{quantity: 0, amount: 0}")[0].amount == Money(D("0.00"))
    assert lines("[]") == []


@pytest.mark.parametrize(
    "text",
    ["null", "5", "[1]", "{amount: null}", "{}", '{amount: "30"}', "{factor: null, amount: 1}", "{unit amount: null}"],
)
def test_a_missing_amount_is_an_incident_never_zero(text):
    with pytest.raises(DecisionIncident) as caught:
        lines(text)
    assert caught.value.text("de")
    assert caught.value.text("en")


def test_an_incident_says_why():
    with pytest.raises(DecisionIncident) as caught:
        lines('{id: "karte", amount: 1 / 0}')
    assert caught.value.text("de") == (
        "Der Gebührenzeile „karte“ fehlt der Betrag oder die Anzahl. Durch null kann nicht geteilt werden."
    )
