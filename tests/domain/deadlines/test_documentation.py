"""The worked examples of docs/law/deadlines.md are true."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from allmende.domain.deadlines import (
    HESSE,
    Deadline,
    Length,
    ReminderFee,
    appeal_end,
    late_surcharge,
    notification_day,
    period_end,
    reminder_fee,
)
from allmende.domain.values import Money

PAGE = Path(__file__).parents[3] / "docs/law/deadlines.md"


def rows(head: str) -> list[list[str]]:
    """The rows of the table with that first heading line."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index(head) + 2
    found = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


@pytest.mark.parametrize("row", rows("| event | period | last day |"))
def test_periods(row: list[str]) -> None:
    count, unit = row[1].split()
    length = Length(int(count), unit)  # type: ignore[arg-type]
    assert period_end(date.fromisoformat(row[0]), length, state=HESSE).day == date.fromisoformat(row[2])


@pytest.mark.parametrize("row", rows("| law | channel | on | counts as notified | objection until |"))
def test_notification_and_objection(row: list[str]) -> None:
    law, channel, act, day, until = row
    notified = notification_day(channel, date.fromisoformat(act), law=law, state=HESSE)  # type: ignore[arg-type]
    assert isinstance(notified, Deadline)
    assert notified.day == date.fromisoformat(day)
    end = appeal_end(notified.day, "objection", state=HESSE)
    assert end is not None
    assert end.day == date.fromisoformat(until)


@pytest.mark.parametrize("row", rows("| debt | due | paid | months | surcharge | reminder fee |"))
def test_paying_late(row: list[str]) -> None:
    debt = Money(Decimal(row[0]))
    found = late_surcharge(debt, date.fromisoformat(row[1]), date.fromisoformat(row[2]), state=HESSE)
    assert (str(found.months), str(found.amount.amount)) == (row[3], row[4])
    fee = reminder_fee(debt, date.fromisoformat(row[2]))
    assert isinstance(fee, ReminderFee)
    assert str(fee.amount.amount) == row[5]
