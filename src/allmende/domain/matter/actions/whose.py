"""Whose entry it is: the one question behind every register of persons."""

from __future__ import annotations

from allmende.domain.matter import evidence
from allmende.domain.matter.tools import Step
from allmende.domain.ports import registers as r


def is_own(step: Step, resident_id: str) -> bool:
    """Is this the proved person's own entry? The one question behind every register of persons.

    Her own is the only entry that bears her proved name and birth date and, as a present dwelling, her proved address. So
    an entry of another register is hers by the resident's id it carries. Without an id, without a proved address, or with
    another one it is nobody's: a name and a birth date alone are shared by strangers.
    """
    mine = own_entry(step) if resident_id else None
    return mine is not None and mine.id == resident_id


def is_child(step: Step, resident_id: str) -> bool:
    """Does the entry of that resident name the proved person as legal representative?"""
    mine = own_entry(step) if resident_id else None
    if mine is None:
        return False
    try:
        return mine.id in step.registers.residents.get(resident_id).guardians
    except LookupError:
        return False


def own_entry(step: Step) -> r.Resident | None:
    register = step.registers.residents
    found = {
        entry.id: entry
        for mine in evidence.proved_names(step.matter)
        for entry in register.find(r.PersonQuery(mine.family_name, mine.given_names, mine.birth_date))
        if any(lives_at(step, place.address) for place in entry.residences if place.is_current(step.today))
    }
    return next(iter(found.values())) if len(found) == 1 else None


def lives_at(step: Step, home: r.PostalAddress) -> bool:
    return evidence.lives_at(step.matter, home.street, home.house_number, home.postal_code)
