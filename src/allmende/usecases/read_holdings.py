"""What a case entered into a list of the city, as the list says it today: for the page of the person who holds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.holdings import queries as entries
from allmende.domain.facts import EntryCorrected, EntryEnded, Fact
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class Held:
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


def list_held(*, city: str, case_id: str, facts: Iterable[Fact], today: date) -> tuple[Held, ...]:
    """What the case entered, in the order of entering."""
    rows = entries.list_entered(city=city, case_id=case_id)
    if not rows:
        return ()
    specs: dict[str, RegisterSpec] = {}
    for _, spec in catalogue.list_registers(city=city, day=today):
        known = specs.get(spec.id)
        if spec.lists_holdings and (known is None or known.version < spec.version):
            specs[spec.id] = spec
    touched = {one.entry_id for one in facts if isinstance(one, (EntryCorrected, EntryEnded))}
    return tuple(
        Held(
            called=specs[register].name,
            number=row.number,
            starts=row.starts,
            until=row.until,
            amended=str(row.pk) in touched or (row.until is not None and row.until <= today),
        )
        for register, row in rows
        if register in specs
    )
