"""The office looks after a register the city keeps itself: list, search, one record, change, end, the list for checks on the spot.

May who works a service that uses the register, and the head, both in the office that keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import reach
from allmende.apps.cases.rules import HEAD, Staff
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.holdings import operations, queries
from allmende.apps.holdings.queries import Entry, Event, Page
from allmende.domain.forms import Field
from allmende.domain.forms import typed as as_typed
from allmende.domain.matter.lookups import Shape, read_entries
from allmende.domain.matter.lookups.held import fields_of, flat, values_in
from allmende.domain.package import City
from allmende.domain.registers import Act, Kind, Record, RegisterSpec
from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day

LONGEST = 1000
NO_REASON = Problem("register.reason", Text("Bitte schreiben Sie, warum.", "Please write why."), "grund")
NO_DAY = Problem("register.day", Text("Bitte geben Sie an, ab wann.", "Please say from which day."), "ab")


@dataclass(frozen=True, slots=True)
class Opened:
    """One record with its history, and the fields in which it can be changed, filled."""

    register: RegisterSpec
    entry: Entry
    events: tuple[Event, ...]
    fields: tuple[Field, ...]
    filled: Mapping[str, str]


def list_kept(*, city: str, officer: Officer, now: datetime) -> tuple[RegisterSpec, ...]:
    """The registers she looks after, by name; of each the newest description."""
    staff, here = _staff(city, officer, now), catalogue.get_city(city=city)
    found: dict[str, RegisterSpec] = {}
    for service_id, spec in catalogue.list_registers(city=city, day=local_day(now)):
        known = found.get(spec.id)
        if _may(staff, here, service_id, spec) and (known is None or known.version < spec.version):
            found[spec.id] = spec
    return tuple(sorted(found.values(), key=lambda spec: spec.name.spoken("de")))


def search(
    *, city: str, officer: Officer, register: str, text: str, after: str, now: datetime
) -> tuple[RegisterSpec, Page]:
    """Records by number or holder's name; all without a text. Recorded with how much it found. Error: `NotFound`."""
    spec = _need(city, officer, register, now)
    page = queries.search(city=city, register=spec, text=text, after=after)
    _note_read(officer, "register.searched", f"register:{spec.id}", now, found=len(page.entries))
    return spec, page


def open_entry(*, city: str, officer: Officer, register: str, entry_id: str, now: datetime) -> Opened:
    """One record, which is recorded. Error: `NotFound`."""
    spec = _need(city, officer, register, now)
    entry = queries.find_entry(city=city, register=spec, entry_id=entry_id)
    if entry is None:
        raise NotFound
    _note_read(officer, "register.read", f"holding:{entry.id}", now)
    kinds = _changeable(spec)
    fields, values = tuple(fields_of(spec, kinds)), flat(kinds, entry.record)
    filled = {one.id: str(as_typed(values[one.id])) for one in fields}
    events = queries.list_events(city=city, register=spec, entry_id=entry_id)
    return Opened(spec, entry, events, fields, filled)


def list_control(
    *, city: str, officer: Officer, register: str, now: datetime
) -> tuple[RegisterSpec, Iterator[tuple[Any, ...]]]:
    """What holds today, only the columns meant for checks on the spot. Error: `NotFound`."""
    spec = _need(city, officer, register, now)
    _note_read(officer, "register.control", f"register:{spec.id}", now)
    records = queries.list_holding(city=city, register=spec, today=local_day(now))
    return spec, (tuple(one[name] for name in spec.holding.control_list) for one in records)


def change_entry(
    *,
    city: str,
    officer: Officer,
    register: str,
    entry_id: str,
    typed: Mapping[str, str],
    reason: str,
    key: str,
    now: datetime,
) -> tuple[Problem, ...]:
    """Put right what a record says; number, holder and period stay. Error: `NotFound`."""
    spec = _need(city, officer, register, now)
    kinds = _changeable(spec)
    shape = Shape(act=f"{spec.id}.change", asks=(), answers=tuple(fields_of(spec, kinds)), writes=True)
    rows, problems = read_entries(shape, {f"0.{name}": text for name, text in typed.items()})
    if problems or not reason.strip():
        return problems or (NO_REASON,)
    _write(city, officer, spec, entry_id, "change", values_in(kinds, rows[0]), reason, key, now)
    return ()


def end_entry(
    *, city: str, officer: Officer, register: str, entry_id: str, on: date | None, reason: str, key: str, now: datetime
) -> Problem | None:
    """The holding ends; `on` is the first day without it. Error: `NotFound`."""
    spec = _need(city, officer, register, now)
    if on is None or not reason.strip():
        return NO_DAY if on is None else NO_REASON
    _write(city, officer, spec, entry_id, "end", {spec.holding.until: on}, reason, key, now)
    return None


@transaction.atomic
def _write(
    city: str, officer: Officer, spec: RegisterSpec, entry_id: str, act: Act, told: Record, reason: str, key: str,
    now: datetime,
) -> None:  # fmt: skip
    entry = queries.find_entry(city=city, register=spec, entry_id=entry_id)
    if entry is None:
        raise NotFound
    number, key = spec.holding.number, f"office/{entry_id}/{key}"
    if operations.was_written(key=key):
        return
    operations.write(
        register=spec,
        act=act,
        told={**told, number: entry.record[number]},
        key=key,
        now=now,
        today=local_day(now),
        hand=operations.Hand(officer.name, str(officer.pk), reason.strip()[:LONGEST]),
    )
    audit.append(
        actor=f"officer:{officer.pk}", action=f"register.{act}", subject=f"holding:{entry_id}", now=now,
        details={"register": spec.id},
    )  # fmt: skip


def _changeable(spec: RegisterSpec) -> dict[str, Kind]:
    held = spec.holding
    stays = {held.number, held.of, held.starts, held.until}
    return {name: one.kind for name, one in spec.record.items() if name not in stays}


def _need(city: str, officer: Officer, register: str, now: datetime) -> RegisterSpec:
    found = next((spec for spec in list_kept(city=city, officer=officer, now=now) if spec.id == register), None)
    if found is None:
        raise NotFound
    return found


def _may(staff: Staff, city: City, service_id: str, spec: RegisterSpec) -> bool:
    unit = city.unit_for(spec.unit)
    here = spec.held_by == "city" and unit is not None and unit.id in staff.units
    return here and (HEAD in staff.roles or service_id in staff.services)


def _staff(city: str, officer: Officer, now: datetime) -> Staff:
    return reach.staff_of(officer, city=city, today=local_day(now))


def _note_read(officer: Officer, action: str, subject: str, now: datetime, **said: Any) -> None:
    audit.append_read(actor=f"officer:{officer.pk}", action=action, subject=subject, now=now, details=said)
