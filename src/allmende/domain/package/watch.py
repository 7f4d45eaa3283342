"""Watched rules: when somebody must look again whether the law behind a service still says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from allmende.domain.deadlines import Length, last_day
from allmende.domain.package.sheet import ServiceSheet
from allmende.domain.values import Text, day_words

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


@dataclass(frozen=True, slots=True)
class Overdue:
    """A check that should have been made: of the service's law, or of the amount `tariff`; `since` is its last day."""

    tariff: str
    owner: str
    since: date
    text: Text


def list_overdue(sheet: ServiceSheet, today: date) -> tuple[Overdue, ...]:
    """Checks whose time is over on that day; none for a service nobody watches."""
    return tuple(_overdue(sheet, today))


def due_on(checked: date, check_every: str) -> date:
    """The last day for the next check. `check_every`: ISO 8601 in years, months, days. Error: `ValueError` for another text.

    >>> due_on(date(2026, 8, 31), "P6M"), due_on(date(2026, 11, 29), "P1Y10D")
    (datetime.date(2027, 2, 28), datetime.date(2027, 12, 9))
    """
    found = _DURATION.fullmatch(check_every)
    if found is None or check_every == "P":
        raise ValueError(f"{check_every!r} is no duration such as P1Y.")
    years, months, days = (int(part or 0) for part in found.groups())
    whole = 12 * years + months
    day = last_day(checked, Length(whole, "months")) if whole else checked
    return day + timedelta(days=days)


def _overdue(sheet: ServiceSheet, today: date) -> Iterator[Overdue]:
    watch = sheet.watch
    if watch is None:
        return
    if (last := due_on(watch.checked, watch.check_every)) < today:
        words = Text.named(
            "package.watch.law_behind_service_was_last",
            day=day_words(watch.checked),
            day_2=day_words(last),
            source=watch.source,
            owner=watch.owner,
        )
        yield Overdue("", watch.owner, last, words)
    for tariff in sheet.tariffs:
        for value in tariff.values:
            last = due_on(value.checked, watch.check_every) if value.checked else today
            if value.valid.contains(today) and last < today:
                words = Text.named(
                    "package.watch.amount_id_2_basis_was",
                    id_2=tariff.id,
                    basis=value.basis,
                    day=day_words(last),
                    owner=watch.owner,
                )
                yield Overdue(tariff.id, watch.owner, last, words)
