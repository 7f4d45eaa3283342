"""What a case entered into a list of the city, as the list says it today: for the page of the person who holds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from allmende.apps.holdings import queries as entries
from allmende.domain.facts import EntryCorrected, EntryEnded, Fact
from allmende.domain.values import Text
from allmende.usecases.renew_holding import latest_lists


@dataclass(frozen=True, slots=True)
class HoldingLine:
    """An entry. `until` is the first day without it; `amended`: it no longer says what the case decided."""

    called: Text
    number: str
    starts: date | None
    until: date | None
    amended: bool

    @property
    def never(self) -> bool:
        """Did it end before it began?"""
        return self.until is not None and self.until == self.starts

    def has_ended(self, today: date) -> bool:
        """Does it hold no longer?"""
        return self.until is not None and self.until <= today


def list_held(*, city: str, case_id: str, facts: Iterable[Fact], today: date) -> tuple[HoldingLine, ...]:
    """What the case entered, in the order of entering."""
    rows = entries.list_entered(city=city, case_id=case_id)
    if not rows:
        return ()
    specs = latest_lists(city=city, today=today)
    touched = {fact.entry_id for fact in facts if isinstance(fact, (EntryCorrected, EntryEnded))}
    return tuple(
        HoldingLine(
            called=specs[register].name,
            number=row.number,
            starts=row.starts,
            until=row.until,
            amended=str(row.pk) in touched or (row.until is not None and row.until <= today),
        )
        for register, row in rows
        if register in specs
    )


def list_current(*, city: str, case_ids: Sequence[str], today: date) -> tuple[tuple[str, HoldingLine], ...]:
    """What these cases entered and still holds, each with its case, the first to end first: for the account of who holds it."""
    rows = entries.list_held(city=city, case_ids=case_ids, today=today)
    specs = latest_lists(city=city, today=today) if rows else {}
    return tuple(
        (str(row.entered_by), HoldingLine(specs[key].name, row.number, row.starts, row.until, amended=False))
        for key, row in rows
        if key in specs
    )
