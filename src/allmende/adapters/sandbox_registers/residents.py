"""The register of residents: matching as § 18 Abs. 1 Satz 3 BMG asks, in a spelling for comparison only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from allmende.adapters.sandbox_registers.seed import CitySeed
from allmende.domain.ports.registers import PersonQuery, PostalAddress, Resident
from allmende.domain.spelling.comparing import plain, same, same_street


class SandboxResidents:
    """`domain.ports.registers.ResidentsRegister`. `today` says which dwelling is the present one."""

    def __init__(self, seed: CitySeed, today: Callable[[], date]) -> None:
        self._people = {person.resident.id: person.resident for person in seed.people}
        self._today = today

    def find(self, person: PersonQuery) -> tuple[Resident, ...]:
        return tuple(entry for entry in self._people.values() if self._matches(entry, person))

    def get(self, resident_id: str) -> Resident:
        return self._people[resident_id]

    def _matches(self, entry: Resident, person: PersonQuery) -> bool:
        if entry.birth_date != person.birth_date or not same_person(entry.family_name, entry.given_names, person):
            return False
        return person.address is None or any(
            same_address(home.address, person.address) for home in entry.residences if home.is_current(self._today())
        )


def same_person(family_name: str, given_names: str, person: PersonQuery) -> bool:
    """Family name equal; of several given names at least one is named, and none that is not registered.

    Somebody with one name is found by it in either field, also when it was typed into both.
    """
    asked = [name for name in person.given_names.split() if plain(name)]
    if not given_names:
        typed = [name for name in (person.family_name, *asked) if plain(name)]
        return bool(typed) and all(same(name, family_name) for name in typed)
    if not same(family_name, person.family_name):
        return False
    if same(given_names, person.given_names):
        return True
    return bool(asked) and all(any(same(name, known) for known in given_names.split()) for name in asked)


def same_address(one: PostalAddress, other: PostalAddress) -> bool:
    """Street, number and postal code, in comparison's spelling; the postal code decides over the city's name."""
    return (
        same_street(one.street, other.street)
        and same(one.house_number, other.house_number)
        and one.postal_code == other.postal_code.strip()
    )
