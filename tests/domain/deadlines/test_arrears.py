"""Paying late: worked examples of the law and of the service catalogue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from allmende.domain.deadlines import HESSE, ReminderFee, late_months, late_surcharge, reminder_fee
from allmende.domain.values import Money, Problem


def euro(text: str) -> Money:
    return Money(Decimal(text))


def test_the_worked_example_of_a_tax_of_february() -> None:
    """436.70 € due 15 Feb, paid 20 Apr: base 400 €, three started months, 12 €; reminder 11 €; in all 459.70 €."""
    debt = euro("436.70")
    surcharge = late_surcharge(debt, date(2027, 2, 15), date(2027, 4, 20), state=HESSE)
    assert (surcharge.base, surcharge.months, surcharge.amount) == (euro("400"), 3, euro("12.00"))
    fee = reminder_fee(debt, date(2027, 4, 20))
    assert isinstance(fee, ReminderFee)
    assert debt + surcharge.amount + fee.amount == euro("459.70")


def test_a_small_debt_within_the_days_of_grace_costs_nothing() -> None:
    surcharge = late_surcharge(euro("49.00"), date(2027, 3, 1), date(2027, 3, 3), state=HESSE)
    assert (surcharge.base, surcharge.months, surcharge.amount) == (euro("0"), 0, euro("0.00"))


@pytest.mark.parametrize(
    ("due", "paid", "months", "why"),
    [
        (date(2026, 11, 16), date(2026, 11, 16), 0, "paid in time"),
        (date(2026, 11, 16), date(2026, 11, 19), 0, "third day: grace"),
        (date(2026, 11, 16), date(2026, 11, 20), 1, "fourth day: the whole first month counts"),
        (date(2026, 11, 11), date(2026, 11, 16), 0, "grace ends on Saturday, so on Monday"),
        (date(2026, 11, 11), date(2026, 11, 17), 1, "after the moved grace"),
        (date(2026, 11, 15), date(2026, 11, 19), 0, "due on a Sunday means Monday"),
        (date(2026, 11, 16), date(2026, 12, 16), 1, "last day of the first month"),
        (date(2026, 11, 16), date(2026, 12, 17), 2, "second month has started"),
        (date(2028, 1, 31), date(2028, 2, 29), 1, "31 Jan to the leap day is one month"),
        (date(2028, 1, 31), date(2028, 3, 1), 2, "then the second starts"),
        (date(2028, 1, 31), date(2028, 3, 31), 2, "which ends on 31 March"),
        (date(2028, 1, 31), date(2028, 4, 1), 3, "and so on"),
        (date(2025, 2, 28), date(2025, 3, 28), 1, "28 Feb to 28 Mar is one month"),
        (date(2025, 2, 28), date(2025, 3, 29), 2, "not the end of March"),
    ],
)
def test_started_months(due: date, paid: date, months: int, why: str) -> None:
    assert late_months(due, paid, state=HESSE) == months, why


@pytest.mark.parametrize(
    ("debt", "base"), [("49.99", "0"), ("50.00", "50"), ("99.99", "50"), ("100.00", "100"), ("436.70", "400")]
)
def test_the_debt_is_rounded_down_to_full_fifty(debt: str, base: str) -> None:
    assert late_surcharge(euro(debt), date(2026, 11, 16), date(2026, 12, 1), state=HESSE).base == euro(base)


@pytest.mark.parametrize(
    ("reminded", "fee"),
    [
        ("0.01", "6.00"),
        ("250.00", "6.00"),
        ("250.01", "11.00"),
        ("500.00", "11.00"),
        ("500.01", "15.00"),
        ("1000.00", "15.00"),
        ("1000.01", "25.00"),
        ("5000.00", "25.00"),
        ("5000.01", "30.00"),
        ("10000.00", "30.00"),
        ("10000.01", "50.00"),
        ("100000.00", "50.00"),
    ],
)
def test_the_reminder_fee_at_the_edges_of_the_table(reminded: str, fee: str) -> None:
    found = reminder_fee(euro(reminded), date(2026, 11, 2))
    assert isinstance(found, ReminderFee)
    assert found.amount == euro(fee)


def test_above_the_table_the_treasury_decides() -> None:
    found = reminder_fee(euro("100000.01"), date(2026, 11, 2))
    assert isinstance(found, Problem)
    assert found.code == "no_rule"


def test_the_surcharge_explains_itself() -> None:
    surcharge = late_surcharge(euro("436.70"), date(2027, 2, 15), date(2027, 4, 20), state=HESSE)
    assert surcharge.sentence["de"] == "Säumniszuschlag: 3 × 1 % von 400,00 € = 12,00 € (fällig am 15.02.2027)."
