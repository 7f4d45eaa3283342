"""The registers of one city: the sample, and what services wrote since."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from allmende import feel
from allmende.adapters.sandbox_pages import refuse_production
from allmende.adapters.sandbox_registers.journal import Journal, Note
from allmende.adapters.sandbox_registers.records import CLAIMS, records_of
from allmende.adapters.sandbox_registers.seed import CitySeed, Seed
from allmende.domain.deadlines import late_surcharge
from allmende.domain.registers import Query, Record, RegisterSpec, Write, draw_number, drawn_by, fits, written
from allmende.domain.spelling.comparing import plain
from allmende.domain.values import Money, Problem, local_day


def today_in_berlin() -> date:
    return local_day(datetime.now(UTC))


class SandboxRegisters:
    """`domain.ports.registers.RegisterAdapter` over the sample. What authorities keep; a city's own lists lie in its tables."""

    def __init__(self, city: str, seed: CitySeed, journal: Journal, today: Callable[[], date]) -> None:
        self._city, self._seed, self._journal, self._today = city, seed, journal, today

    def serves(self, register: RegisterSpec) -> bool:
        return register.id in records_of(self._seed, self._today())

    def find(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        return tuple(record for record in self._records(register) if fits(register, query, asked, record))

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date,
        before: Callable[[], None] | None = None,
    ) -> Record:  # fmt: skip
        number = plain(str(asked[register.key]))
        if not any(plain(str(record[register.key])) == number for record in self._records(register)):
            raise LookupError(f"There is no record {asked[register.key]}.")
        body = {"on": today.isoformat(), "values": json.dumps(feel.to_json(feel.to_feel(write.told(asked))))}
        note = self._journal.write(self._city, register.id, key, write.id, body)
        there = next(record for record in self._records(register) if plain(str(record[register.key])) == number)
        return self._after(register, write, note, there)

    def problems(self, register: RegisterSpec) -> tuple[Problem, ...]:
        return ()

    def _records(self, register: RegisterSpec) -> list[Record]:
        """The sample's records after everything written about them."""
        found = {
            plain(str(one[register.key])): one for one in records_of(self._seed, self._today()).get(register.id, ())
        }
        for note in self._journal.read(self._city, register.id):
            write = register.writes.get(note.act)
            number = plain(str(_told(note).get(register.key) or ""))
            if write is not None and number in found:
                record = self._after(register, write, note, found[number])
                found[number] = _paid(record, note, self._seed.state) if register.id == CLAIMS else record
        return list(found.values())

    def _after(self, register: RegisterSpec, write: Write, note: Note, before: Record) -> Record:
        day = date.fromisoformat(note.body["on"])
        drawn = {name: draw_number(register, note.number, day, name) for name in drawn_by(register, write)}
        return written(register, _told(note), {**before}, drawn)


def _told(note: Note) -> dict[str, Any]:
    return dict(feel.from_json(json.loads(note.body["values"]))) if "values" in note.body else {}


def _paid(claim: Record, note: Note, state: str) -> Record:
    """Costs first, then surcharges, then the principal (§ 225 Abs. 2 AO read accordingly). A pause pays nothing."""
    amount = _told(note).get("amount")
    if not isinstance(amount, Decimal):
        return claim
    surcharge, owed = Decimal(0), claim["principal"]
    if claim["surcharge"]:
        on = date.fromisoformat(note.body["on"])
        surcharge = late_surcharge(Money(owed), claim["due_on"], on, state=state).amount.amount
    fee = min(claim["reminder_fee"], amount)
    left = max(amount - fee - surcharge, Decimal(0))
    rest = owed - min(owed, left)
    status = "paid" if not rest and claim["status"] == "open" else claim["status"]
    return {**claim, "principal": rest, "reminder_fee": claim["reminder_fee"] - fee, "status": status}


def open_registers(
    city: str, seed: Seed, journal: Journal, *, today: Callable[[], date] = today_in_berlin, production: bool = False
) -> SandboxRegisters:
    """The registers of that city; a city without a sample has empty ones. Error: `RuntimeError` in production."""
    refuse_production("Testregister", production=production)
    return SandboxRegisters(city, seed.get(city, CitySeed(city, city[:2].upper())), journal, today)
