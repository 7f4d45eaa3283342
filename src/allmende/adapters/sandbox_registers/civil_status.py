"""The registers of births and marriages of the city's registry office."""

from __future__ import annotations

import re

from allmende.adapters.sandbox_registers.residents import same_person
from allmende.adapters.sandbox_registers.seed import CitySeed
from allmende.domain.matter.spelling import plain
from allmende.domain.ports.registers import (
    BirthEntry,
    BirthQuery,
    MarriageEntry,
    MarriageQuery,
    PersonQuery,
)


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
        asked = sorted((plain(query.family_name_1), plain(query.family_name_2)))
        return tuple(
            entry
            for entry in self._marriages
            if entry.married_on == query.married_on
            and sorted(plain(spouse.family_name_before) for spouse in entry.spouses) == asked
            and _narrowed(entry.place, entry.number, query.place, query.number)
        )


def _narrowed(place: str, number: str, asked_place: str, asked_number: str) -> bool:
    """A place fits when one names the other (`Klinikum Marburg` and `Marburg`); a number in any spelling."""
    here, there = plain(place), plain(asked_place)
    fits = not there or here in there or there in here
    return fits and (not asked_number or _number(asked_number) == _number(number))


def _number(text: str) -> tuple[str, ...]:
    """`1234/1987`, `1234-87` and `1234 / 87` are one number."""
    parts = re.findall(r"\d+", text)
    return (parts[0].lstrip("0"), parts[1][-2:]) if len(parts) == 2 else tuple(parts)
