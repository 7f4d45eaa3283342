"""Until when a period can be kept, and by which norm of the procedure law.

An end on Saturday, Sunday or holiday moves to the next working day under every law (§ 31 III HVwVfG, § 108 III AO, § 26 III SGB X).
"""

from __future__ import annotations

from datetime import date

from allmende.domain.deadlines.law import ProcedureLaw, find_norm
from allmende.domain.deadlines.periods import Begin, Length, last_day
from allmende.domain.deadlines.result import Deadline
from allmende.domain.deadlines.working_days import (
    add_working_days,
    list_week_holidays,
    name_day_off,
    next_working_day,
)
from allmende.domain.values import Text, day_words
from allmende.words.joining import joined


def period_end(
    begin: date,
    length: Length,
    *,
    state: str,
    law: ProcedureLaw = "hvwvfg",
    counted: Begin = "event",
    shift: bool = True,
    rule: str = "period",
) -> Deadline:
    """The last day on which the period can still be kept.

    `law` is the procedure law whose norms the answer names; the day is the same under each. `shift=False` for the
    exceptions: a fixed day announced as such (§ 31 III 2 HVwVfG), an authority's own period of performance (IV), an
    appointment (V).
    """
    plain = last_day(begin, length, counted)
    day = next_working_day(plain, state) if shift else plain
    norms = [norm for norm in (find_norm(law, "period"), find_norm(law, "moving") if day != plain else None) if norm]
    basis = ", ".join((norms[0].basis, "§§ 187, 188 BGB", *(norm.basis for norm in norms[1:])))
    return Deadline(day, rule, basis, _say(begin, length, plain, day, state), all(norm.confirmed for norm in norms))


def working_days_end(begin: date, count: int, *, state: str, basis: str = "", rule: str = "working_days") -> Deadline:
    """The `count`-th working day after `begin`, and which holidays of that state did not count. `basis`: who promised or set it."""
    day = add_working_days(begin, count, state)
    said = (
        Text.named("deadlines.ends.next_working_day", day=day_words(day))
        if count == 1
        else Text.named("deadlines.ends.working_days", count=count, day=day_words(day))
    )
    skipped = list_week_holidays(begin, day, state)
    if skipped:
        said = Text.named("deadlines.ends.holidays_skipped", said=said, names=joined([x.name for x in skipped], ", "))
    return Deadline(day, rule, basis, said)


def _say(begin: date, length: Length, plain: date, day: date, state: str) -> Text:
    return Text.named(
        "deadlines.ends.period",
        length=length.after,
        begin=day_words(begin),
        day=day_words(day),
        moved=say_moved(plain, day, state),
    )


def say_moved(plain: date, day: date, state: str) -> Text:
    """Why a period ends on `day` and not on `plain`, to follow a sentence; empty where it did not move."""
    if day == plain:
        return Text("")
    why = name_day_off(plain, state)
    return Text.named(
        "deadlines.ends.moved",
        day=day_words(plain),
        why=why,
    )
