"""Registers of a rehearsal: they know what the example says they know; without a word of it, the city's sample."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from allmende.adapters.sandbox_registers import MemoryJournal, load, open_registers
from allmende.adapters.sandbox_registers.civil_status import SandboxCivilStatus
from allmende.adapters.sandbox_registers.claims import SandboxClaims
from allmende.adapters.sandbox_registers.residents import SandboxResidents
from allmende.adapters.sandbox_registers.seed import CitySeed, ClaimSeed, Person
from allmende.domain.matter import Registers
from allmende.domain.ports import registers as r
from allmende.domain.registers import (
    Query,
    Record,
    RegisterSpec,
    Write,
    draw_number,
    fits,
    is_current,
    read_record,
    written,
)
from allmende.domain.spelling.comparing import plain
from allmende.domain.values import Money, Text
from allmende.feel import day_from_iso

NAMES = ("residents", "civil_status", "parking_permits", "claims")


def registers_for(
    city: str, said: Mapping[str, Any], today: Callable[[], date], prefix: str, described: Mapping[str, RegisterSpec]
) -> tuple[Registers, dict[str, Any]]:
    """The registers, and the answers given outright (by result id or register, as contexts). `described`: those the
    package describes. Error: `ValueError` for a record that one of them cannot have."""
    outright = {
        key: value
        for key, value in said.items()
        if isinstance(value, Mapping) and "births" not in value and "marriages" not in value
    }
    sample = open_registers(city, load(), MemoryJournal(), today=today)
    seed = CitySeed(city, prefix)
    return Registers(
        residents=SandboxResidents(replace(seed, people=_people(said["residents"], today())), today)
        if "residents" in said
        else sample.residents,
        civil_status=SandboxCivilStatus(_civil(seed, said["civil_status"]))
        if "civil_status" in said
        else sample.civil_status,
        parking_permits=ExamplePermits(prefix, said["parking_permits"])
        if "parking_permits" in said
        else sample.parking_permits,
        claims=SandboxClaims(city, replace(seed, claims=_claims(said["claims"])), MemoryJournal())
        if "claims" in said
        else sample.claims,
        holdings=ExampleHoldings({key: _records(spec, said.get(key)) for key, spec in described.items()}),
    ), outright


class ExampleHoldings:
    """`domain.ports.registers.Holdings` in memory: records by register, each writing once for its key."""

    def __init__(self, records: Mapping[str, list[Record]]) -> None:
        self._records = {register: list(found) for register, found in records.items()}
        self._written: dict[str, Record] = {}

    def find(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        return tuple(
            one
            for one in self._records.get(register.id, ())
            if is_current(register, one, today) and fits(register, query, asked, one)
        )

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date
    ) -> Record:
        if key not in self._written:
            self._written[key] = self._write(register, write, asked, today)
        return self._written[key]

    def _write(self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], today: date) -> Record:
        number, records = register.holding.number, self._records.setdefault(register.id, [])
        if write.act == "enter":
            fresh = written(register, asked, {number: draw_number(register, len(records) + 1, today)})
            records.append(fresh)
            return fresh
        place = next((n for n, one in enumerate(records) if plain(one[number]) == plain(str(asked[number]))), None)
        if place is None:
            raise LookupError(asked[number])
        records[place] = written(register, asked, records[place])
        return records[place]


def _records(register: RegisterSpec, said: Any) -> list[Record]:
    return [read_record(register, one) for one in _rows(said)]


class ExamplePermits:
    """`domain.ports.registers.ParkingPermitRegister` over a list of permits."""

    def __init__(self, prefix: str, permits: Any) -> None:
        found = [_permit(one) for one in permits] if isinstance(permits, Sequence) else []
        self._permits = {permit.number: permit for permit in found}
        self._written: dict[str, str] = {}
        self._prefix = prefix

    def find(self, number: str) -> r.ParkingPermit | None:
        return next((permit for known, permit in self._permits.items() if plain(known) == plain(number)), None)

    def list_valid(
        self, day: date, *, resident_id: str = "", household: str = "", plate: str = ""
    ) -> tuple[r.ParkingPermit, ...]:
        return tuple(
            permit
            for permit in self._permits.values()
            if day < permit.valid_until
            and (not resident_id or permit.resident_id == resident_id)
            and (not household or permit.household == household)
            and (not plate or plain(plate) in {plain(known) for known in permit.plates})
        )

    def issue(self, permit: r.ParkingPermit, *, key: str) -> r.ParkingPermit:
        number = self._written.setdefault(key, f"{self._prefix}-{100_501 + len(self._written)}")
        return self._permits.setdefault(number, replace(permit, number=number))

    def change(self, number: str, *, plates: tuple[str, ...], key: str) -> r.ParkingPermit:
        self._permits[self._get(number).number] = replace(self._get(number), plates=plates)
        return self._get(number)

    def end(self, number: str, on: date, *, key: str) -> r.ParkingPermit:
        self._permits[self._get(number).number] = replace(self._get(number), valid_until=on)
        return self._get(number)

    def _get(self, number: str) -> r.ParkingPermit:
        found = self.find(number)
        if found is None:
            raise LookupError(number)
        return found


def _people(said: Any, today: date) -> tuple[Person, ...]:
    return tuple(Person(_resident(one, number, today), Text("")) for number, one in enumerate(_rows(said), start=1))


def _resident(one: Mapping[str, Any], number: int, today: date) -> r.Resident:
    homes = one.get("residences") or [
        {"address": one.get("address"), "kind": one.get("kind", "sole"), "since": one.get("since")}
    ]
    known = {field.name for field in fields(r.Resident)} - {"residences", "birth_date", "guardians", "id"}
    return r.Resident(
        id=str(one.get("id") or f"p{number}"),
        birth_date=_day(one.get("birth_date") or one.get("date_of_birth")),
        residences=tuple(_residence(home, today) for home in homes if home.get("address")),
        guardians=tuple(one.get("guardians") or ()),
        **{key: value for key, value in one.items() if key in known and value is not None},
    )


def _residence(home: Mapping[str, Any], today: date) -> r.Residence:
    since = home.get("since")
    until = home.get("until")
    return r.Residence(
        _address(home["address"]),
        home.get("kind") or "sole",
        _day(since) if since else today.replace(year=today.year - 5, day=1),
        _day(until) if until else None,
    )


def _address(said: Mapping[str, Any]) -> r.PostalAddress:
    return r.PostalAddress(
        street=str(said["street"]),
        house_number=str(said.get("house_number") or ""),
        postal_code=str(said.get("postcode") or said.get("postal_code") or ""),
        city=str(said.get("place") or said.get("city") or ""),
        country=str(said.get("country") or "DE"),
    )


def _permit(one: Mapping[str, Any]) -> r.ParkingPermit:
    return r.ParkingPermit(
        number=str(one["number"]),
        resident_id=str(one.get("resident_id") or ""),
        household=str(one.get("household") or ""),
        zone=str(one.get("zone") or ""),
        plates=tuple(str(plate) for plate in one.get("plates") or ()),
        valid_from=_day(one["valid_from"]),
        valid_until=_day(one["valid_until"]),
        tariff=str(one.get("tariff") or ""),
    )


def _civil(seed: CitySeed, said: Any) -> CitySeed:
    births, marriages = [], []
    entries = list(_rows(said)) if not isinstance(said, Mapping) else []
    if isinstance(said, Mapping):
        births = list(_rows(said.get("births")))
        marriages = list(_rows(said.get("marriages")))
    for one in entries:
        (marriages if one.get("record") == "marriage" or "spouses" in one else births).append(one)
    return replace(
        seed,
        births=tuple(_birth(one, number) for number, one in enumerate(births, start=1)),
        marriages=tuple(_marriage(one, number) for number, one in enumerate(marriages, start=1)),
    )


def _birth(one: Mapping[str, Any], number: int) -> r.BirthEntry:
    known = {field.name for field in fields(r.BirthEntry)} - {"birth_date", "parents", "number", "id"}
    return r.BirthEntry(
        id=str(one.get("id") or f"b{number}"),
        number=str(one.get("number") or f"{number}/1990"),
        birth_date=_day(one["birth_date"]),
        parents=tuple(one.get("parents") or ()),
        **{"place": "", **{key: value for key, value in one.items() if key in known and value is not None}},
    )


def _marriage(one: Mapping[str, Any], number: int) -> r.MarriageEntry:
    known = {field.name for field in fields(r.MarriageEntry)} - {"married_on", "spouses", "number", "id"}
    first, second = (_spouse(spouse) for spouse in one["spouses"])
    return r.MarriageEntry(
        id=str(one.get("id") or f"m{number}"),
        number=str(one.get("number") or f"{number}/1990"),
        married_on=_day(one["married_on"]),
        spouses=(first, second),
        **{"place": "", **{key: value for key, value in one.items() if key in known and value is not None}},
    )


def _spouse(one: Any) -> r.Spouse:
    if isinstance(one, Mapping):
        known = {field.name for field in fields(r.Spouse)} - {"birth_date"}
        return r.Spouse(
            birth_date=_day(one["birth_date"]), **{key: value for key, value in one.items() if key in known}
        )
    before, given, born, *more = one
    return r.Spouse(before, given, _day(born), *more)


def _claims(said: Any) -> tuple[ClaimSeed, ...]:
    return tuple(_claim(one) for one in _rows(said))


def _claim(one: Mapping[str, Any]) -> ClaimSeed:
    principal, paid = _money(one["principal"]), _money(one.get("paid") or "0.00")
    claim = r.Claim(
        reference=str(one["reference"]),
        title=str(one.get("title") or "Forderung"),
        kind=str(one.get("kind") or "fee"),
        principal=principal,
        paid=paid,
        due_on=_day(one["due_on"]),
        reminded_on=_day(one["reminded_on"]) if one.get("reminded_on") else None,
        reminder_fee=_money(one.get("reminder_fee") or "0.00"),
        status=one.get("status") or ("enforced" if one.get("enforced_by") else "paid" if paid == principal else "open"),
        surcharges_apply=bool(one.get("surcharges_apply", one.get("surcharge", True))),
        enforced_by=str(one.get("enforced_by") or ""),
    )
    return ClaimSeed(
        claim, str(one.get("postal_code") or one.get("postcode") or ""), _money(one.get("reminded") or one["principal"])
    )


def _rows(said: Any) -> Sequence[Mapping[str, Any]]:
    return [one for one in said if isinstance(one, Mapping)] if isinstance(said, (list, tuple)) else []


def _day(said: Any) -> date:
    return said if isinstance(said, date) else day_from_iso(str(said))


def _money(said: Any) -> Money:
    return said if isinstance(said, Money) else Money(Decimal(str(said)))
