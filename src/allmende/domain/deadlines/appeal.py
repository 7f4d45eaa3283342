"""Until when a remedy can be lodged (`law.REMEDY_KINDS`; § 49 PStG has no period)."""

from __future__ import annotations

from datetime import date

from allmende.domain.deadlines.ends import say_moved
from allmende.domain.deadlines.law import REMEDY_ACTS, Remedy, find_remedy_period
from allmende.domain.deadlines.periods import last_day
from allmende.domain.deadlines.result import Deadline
from allmende.domain.deadlines.working_days import next_working_day
from allmende.domain.values import Text, day_words


def appeal_end(
    notified_on: date, remedy: Remedy, *, state: str, instructed: bool = True, abroad: bool = False
) -> Deadline | None:
    """The last day for the remedy after notification; longer without a correct instruction, and before social courts `abroad`.

    None when the remedy has no period (`amtsgericht`, § 49 PStG) or there is none.
    """
    period = find_remedy_period(remedy, notified_on)
    if period is None:
        return None
    length, basis, rule = period.length, f"{period.basis}, {period.counted}", f"appeal.{remedy}"
    if abroad and period.abroad:
        length, rule = period.abroad, f"{rule}.abroad"
    if not instructed and period.uninstructed:
        length, basis, rule = period.uninstructed, period.year, f"appeal.{remedy}.uninstructed"
    plain = last_day(notified_on, length)
    day = next_working_day(plain, state)
    moved = say_moved(plain, day, state)
    sentence = Text.named(
        "deadlines.appeal.you_can_lodge",
        remedy=REMEDY_ACTS[remedy].lodge,
        day=day_words(day),
        length=length.words,
        notified=day_words(notified_on),
        basis=basis,
        moved=moved,
    )
    return Deadline(day, rule, basis, sentence)
