"""The registers of births and marriages of the city's registry office."""

from __future__ import annotations

import re

from allmende.adapters.sandbox_registers.residents import same_person
from allmende.adapters.sandbox_registers.seed import CitySeed
from allmende.domain.ports.registers import (
    BirthEntry,
    BirthQuery,
    MarriageEntry,
    MarriageQuery,
    PersonQuery,
)
from allmende.domain.spelling.comparing import same, spellings


class SandboxCivilStatus:
    """`domain.ports.registers.CivilStatusRegister`."""

    def __init__(self, seed: CitySeed) -> None:
        self._births, self._marriages = seed.births, seed.marriages

    def find_births(self, query: BirthQuery) -> tuple[BirthEntry, ...]:
        person = PersonQuery(query.family_name, query.given_names, query.birth_date)
        return tuple(
            entry
            for entry in self._births
            if entry.birth_date == query.birth_date
            and same_person(entry.family_name, entry.given_names, person)
            and _narrowed(entry.place, entry.number, query.place, query.number)
        )

    def find_marriages(self, query: MarriageQuery) -> tuple[MarriageEntry, ...]:
        return tuple(
            entry
            for entry in self._marriages
            if entry.married_on == query.married_on
            and _same_pair(entry, query.family_name_1, query.family_name_2)
            and _narrowed(entry.place, entry.number, query.place, query.number)
        )


def _same_pair(entry: MarriageEntry, one: str, other: str) -> bool:
    """The names before the marriage, in either order."""
    first, second = (spouse.family_name_before for spouse in entry.spouses)
    return (same(first, one) and same(second, other)) or (same(first, other) and same(second, one))


def _narrowed(place: str, number: str, asked_place: str, asked_number: str) -> bool:
    """A place fits when one names the other (`Klinikum Marburg` and `Marburg`); a number in any spelling."""
    asked = spellings(asked_place)
    fits = not asked or any(here in there or there in here for here in spellings(place) for there in asked)
    return fits and (not asked_number or _number(asked_number) == _number(number))


def _number(text: str) -> tuple[str, ...]:
    """`1234/1987`, `1234-87` and `1234 / 87` are one number."""
    parts = re.findall(r"\d+", text)
    return (parts[0].lstrip("0"), parts[1][-2:]) if len(parts) == 2 else tuple(parts)
