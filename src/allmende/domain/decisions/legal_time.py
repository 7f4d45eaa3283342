"""FEEL's legal-time functions over the dated rules of `domain.deadlines`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from allmende.domain import deadlines
from allmende.domain.values import Money, Problem
from allmende.feel import Function
from allmende.feel.legal_time import legal_time


class _Deadlines:
    """The rules of `domain.deadlines`; where an expression names no state, those of `own`.

    Error: `KeyError` for neither, and for a channel, law or remedy the rules do not know.
    """

    def __init__(self, own: str | None) -> None:
        self._own = own

    def _state(self, named: str | None) -> str:
        state = named or self._own
        if state is None:
            raise KeyError("state")
        return state

    def is_working_day(self, day: date, state: str | None) -> bool:
        return deadlines.is_working_day(day, self._state(state))

    def add_working_days(self, day: date, count: int, state: str | None) -> date:
        return deadlines.add_working_days(day, count, self._state(state))

    def period_end(self, event: date, count: int, unit: str, state: str | None) -> date:
        length = deadlines.Length(count, "months" if unit == "months" else "days")
        return deadlines.period_end(event, length, state=self._state(state)).day

    def notification_day(self, channel: str, posted_on: date, law: str, state: str | None) -> date | None:
        if channel not in deadlines.CHANNELS or law not in deadlines.PROCEDURE_LAWS:
            raise KeyError(channel, law)
        found = deadlines.notification_day(channel, posted_on, law=law, state=self._state(state), consented=True)
        return None if isinstance(found, Problem) else found.day

    def appeal_end(self, notified_on: date, remedy: str, state: str | None) -> date | None:
        if remedy not in deadlines.REMEDIES:
            raise KeyError(remedy)
        found = deadlines.appeal_end(notified_on, remedy, state=self._state(state))
        return found.day if found else None

    def late_months(self, due_on: date, paid_on: date, state: str | None) -> int:
        return deadlines.late_months(due_on, paid_on, state=self._state(state))

    def late_surcharge(self, debt: Decimal, due_on: date, paid_on: date, state: str | None) -> Decimal:
        return deadlines.late_surcharge(Money(debt), due_on, paid_on, state=self._state(state)).amount.amount

    def reminder_fee(self, amount: Decimal, day: date) -> Decimal | None:
        found = deadlines.reminder_fee(Money(amount), day)
        return None if isinstance(found, Problem) else found.amount.amount


@cache
def legal_time_in(state: str) -> Mapping[str, Function]:
    """The functions for a city of that state (ISO 3166-2 without `DE-`), which expressions need not name."""
    return legal_time(_Deadlines(state))


LEGAL_TIME: Mapping[str, Function] = legal_time(_Deadlines(None))
"""The functions where no city is at hand: expressions must name the state."""
