"""FEEL's legal-time functions over the dated rules of `domain.deadlines`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from allmende.domain import deadlines
from allmende.feel import Function
from allmende.feel.legal_time import legal_time


class _Deadlines:
    """The calendar of `domain.deadlines`; without a state that of Hesse."""

    def is_working_day(self, day: date, state: str | None) -> bool:
        return deadlines.is_working_day(day, state or deadlines.HESSE)

    def add_working_days(self, day: date, count: int, state: str | None) -> date:
        return deadlines.add_working_days(day, count, state or deadlines.HESSE)

    def period_end(self, event: date, count: int, unit: str, state: str | None) -> date:
        length = deadlines.Length(count, "months" if unit == "months" else "days")
        return deadlines.period_end(event, length, state=state or deadlines.HESSE).day


LEGAL_TIME: Mapping[str, Function] = legal_time(_Deadlines())
