"""What paying late costs: surcharges (§ 240 AO) and the reminder fee (§ 1 HessVwVKostO)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from allmende.domain.deadlines.periods import Length, last_day
from allmende.domain.deadlines.working_days import next_working_day
from allmende.domain.values import Money, Period, Problem, Text, day_words

RATE = Decimal("0.01")
STEP = Decimal(50)
GRACE_DAYS = 3


@dataclass(frozen=True, slots=True)
class Surcharge:
    """`amount` = `months` started × 1 % of `base` (the debt rounded down to full 50 €)."""

    months: int
    base: Money
    amount: Money
    rule: str
    basis: str
    sentence: Text


def late_months(due_on: date, paid_on: date, *, state: str) -> int:
    """Started months of default; 0 up to the end of the three days of grace (§ 240 I 1, III AO).

    A due day that is no working day moves to the next one (§ 108 III AO), and so does the last day of
    grace. Months are counted from the moved due day (§ 187 I, § 188 II, III BGB); their own ends do not shift.
    """
    due = next_working_day(due_on, state)
    grace_end = next_working_day(due + timedelta(days=GRACE_DAYS), state)
    if paid_on <= grace_end:
        return 0
    months = 1
    while last_day(due, Length(months, "months")) < paid_on:
        months += 1
    return months


def late_surcharge(debt: Money, due_on: date, paid_on: date, *, state: str) -> Surcharge:
    """The surcharge when `debt` is paid on `paid_on`.

    `debt` is the tax or due alone: surcharges and fees bear none (§ 240 Abs. 2 AO), and private claims neither.
    """
    months = late_months(due_on, paid_on, state=state)
    base = Money(max(debt.amount // STEP, Decimal(0)) * STEP, debt.currency)
    amount = Money((base.amount * RATE * months).quantize(Decimal("0.01")), debt.currency)
    if months:
        words = Text.named(
            "deadlines.arrears.surcharge", months=months, base=base.words, amount=amount.words, day=day_words(due_on)
        )
    else:
        words = Text.named("deadlines.arrears.no_surcharge")
    return Surcharge(months, base, amount, "surcharge.ao240", "§ 240 AO", words)


@dataclass(frozen=True, slots=True)
class ReminderTable:
    """Reminder fees by the amount reminded, each step including its upper limit."""

    id: str
    basis: str
    valid: Period
    steps: tuple[tuple[Decimal, Decimal], ...]


REMINDER_TABLES: tuple[ReminderTable, ...] = (
    ReminderTable(
        "reminder.he",
        "§ 1 HessVwVKostO mit Kostenverzeichnis",
        Period(),
        (
            (Decimal(250), Decimal("6.00")),
            (Decimal(500), Decimal("11.00")),
            (Decimal(1000), Decimal("15.00")),
            (Decimal(5000), Decimal("25.00")),
            (Decimal(10000), Decimal("30.00")),
            (Decimal(100000), Decimal("50.00")),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class ReminderFee:
    amount: Money
    rule: str
    basis: str
    sentence: Text


def reminder_fee(reminded: Money, day: date) -> ReminderFee | Problem:
    """The fee for reminding of that amount on that day.

    Problem `no_rule`: the table, as read, ends at 100,000 €; above it the treasury decides.
    """
    table = next(table for table in REMINDER_TABLES if table.valid.contains(day))
    for limit, fee in table.steps:
        if reminded.amount <= limit:
            amount = Money(fee, reminded.currency)
            sentence = Text.named(
                "deadlines.arrears.reminder_fee_for_amount_up",
                limit=Money(limit).words,
                amount=amount.words,
                basis=table.basis,
            )
            return ReminderFee(amount, table.id, table.basis, sentence)
    return Problem(
        "no_rule",
        Text.named("deadlines.arrears.no_rule"),
    )
