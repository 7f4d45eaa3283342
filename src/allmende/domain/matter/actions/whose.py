"""Whose entry it is: the one question behind every register with records of somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from allmende.domain.matter import evidence
from allmende.domain.matter.evidence import NaturalPerson
from allmende.domain.matter.tools import WorkStep
from allmende.domain.registers import Query, Record, RegisterSpec
from allmende.domain.registers.values import PERSON
from allmende.domain.spelling.comparing import same


def is_own(step: WorkStep, entry_id: str) -> bool:
    """Is this the proved person's own entry in the register of persons?

    Her own is the only entry that bears her proved name and birth date and, as a present dwelling, her proved address. So
    an entry of another register is hers by the id it carries. Without an id, without a proved address, or with another one it
    is nobody's: a name and a birth date alone are shared by strangers.
    """
    return bool(entry_id) and own_entry(step) == entry_id


def wards_of(step: WorkStep, register: RegisterSpec, record: Record, *, some: bool = False) -> bool:
    """Does the proved person act for everybody the record is about, by an entry that names her as legal representative?

    `some`: for one of them at least.
    """
    mine = own_entry(step)
    if not mine:
        return False
    if register.is_of_persons:
        return mine in guardians_of(register, record)
    said = record.get(register.whose.ids) if register.whose else None
    ids = [str(one) for one in (said if isinstance(said, list) else [said]) if one]
    asked = (_is_ward(step, mine, one) for one in ids)
    return bool(ids) and (any(asked) if some else all(asked))


def own_entry(step: WorkStep) -> str:
    """The id of her own entry; empty where there is none, or more than one."""
    register = persons_of(step)
    query = next(iter(register.queries.values()), None) if register else None
    if register is None or query is None:
        return ""
    found = {
        str(one[register.key])
        for mine in evidence.proved_names(step.matter)
        for one in step.registers.known(register, query, _asked(register, query, mine), step.today)
        if one.get(register.key)
        and _is_named(register, one, mine)
        and any(lives_at(step, home) for home in dwellings_of(register, one))
    }
    return next(iter(found)) if len(found) == 1 else ""


def persons_of(step: WorkStep) -> RegisterSpec | None:
    """The register of persons that the service uses."""
    return next((register for register in step.matter.service.registers.values() if register.is_of_persons), None)


def guardians_of(register: RegisterSpec, record: Record) -> list[Any]:
    """The ids of the legal representatives an entry names."""
    name = register.whose.guardians if register.whose else ""
    return record.get(name) or [] if name else []


def dwellings_of(register: RegisterSpec, record: Record) -> Iterator[Any]:
    """The addresses of a record: those in which its person lives."""
    named = register.whose.homes if register.whose and register.whose.homes else tuple(register.record)
    for name in named:
        value = record.get(name)
        if register.record[name].kind.base == "address":
            yield from value if isinstance(value, list) else [value]


def person_of(register: RegisterSpec, values: Mapping[str, Any]) -> NaturalPerson | None:
    """The person in a record of a register of persons, or in what it is asked; None where something is missing."""
    named = register.whose.person if register.whose else {}
    return NaturalPerson.of({part: values.get(named[part]) for part in PERSON}) if named else None


def lives_at(step: WorkStep, home: Any) -> bool:
    """Did she prove to live there?"""
    return isinstance(home, Mapping) and evidence.lives_at(
        step.matter, *(str(home.get(part) or "") for part in ("street", "house_number", "postcode"))
    )


def _is_ward(step: WorkStep, mine: str, entry_id: str) -> bool:
    register = persons_of(step)
    query = next((query for query in register.queries.values() if register.key in query.by), None) if register else None
    if register is None or query is None:
        return False
    found = step.registers.known(register, query, {register.key: entry_id}, step.today)
    return any(mine in guardians_of(register, one) for one in found if same(str(one[register.key]), entry_id))


def _asked(register: RegisterSpec, query: Query, person: NaturalPerson) -> dict[str, Any]:
    named = register.whose.person if register.whose else {}
    said = {
        "family_name": person.family_name,
        "given_names": person.given_names or None,
        "date_of_birth": person.birth_date,
    }
    return {**dict.fromkeys(query.ask), **{named[part]: said[part] for part in PERSON}}


def _is_named(register: RegisterSpec, record: Record, person: NaturalPerson) -> bool:
    """An adapter compares by itself; among what people found for the case others are."""
    found = person_of(register, record)
    return found is not None and found.birth_date == person.birth_date
