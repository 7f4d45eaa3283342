"""The read door: records by holder or number, lists for the office, the history of one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from allmende import feel
from allmende.apps.holdings.models import Holding, HoldingEvent, HoldingKey, HoldingReminder
from allmende.domain.registers import Query, Record, RegisterSpec, coarse, fits, owner_key
from allmende.domain.spelling.comparing import plain

AT_ONCE = 50
"""Records on one page."""
MOST = 200
"""Records of one holder that are looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with its id in addresses, and the case whose step entered it; empty where an officer did."""

    id: str
    record: Record
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some records in the order of numbers. `after`: the number behind which the next page begins; empty at the end."""

    entries: tuple[Entry, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a record: `act` as in `HoldingEvent`, `record` as it was afterwards."""

    act: str
    at: datetime
    by: str
    reason: str
    record: Record


def find_asked(
    *, city: str, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date
) -> tuple[Record, ...]:
    """The records asked for that hold on that day or later; also those that ended where the query says so."""
    narrowed = Q(pk__in=())
    for name in query.by:
        value = asked.get(name)
        if value is None:
            continue
        if name == register.held.number:
            narrowed |= Q(number_key=plain(str(value)))
        elif name == register.held.of:
            narrowed |= Q(owner=owner_key(value))
        else:
            narrowed |= Q(pk__in=_keyed(city, register, name, str(value)))
    # Sorted here: with an order of its own the database would walk through the whole register by number.
    known = _of(city, register) if query.ended else _current(_of(city, register), today)
    rows = known.filter(narrowed).order_by()[:MOST]
    found = (_record(register, row.values) for row in sorted(rows, key=lambda row: row.number_key))
    return tuple(one for one in found if fits(register, query, asked, one))


def search(*, city: str, register: RegisterSpec, text: str, after: str = "") -> Page:
    """The record of that number; where none has it, those of a holder of that name or with that key (`holding.control_by`, a
    plate); all without a text. Some at a time."""
    rows = _of(city, register)
    if not text.strip():
        return _page(register, rows, after)
    if not coarse(text):
        return Page(())
    numbered = _page(register, rows.filter(number_key=plain(text)), after)
    if numbered.entries:
        return numbered
    meant = Q(name=coarse(text))
    if key := register.held.control_by:
        meant |= Q(pk__in=_keyed(city, register, key, text))
    return _page(register, rows.filter(meant), after)


def list_holding(*, city: str, register: RegisterSpec, today: date) -> Iterator[Record]:
    """Every record that holds on that day, in the order of numbers."""
    began = Q(starts=None) | Q(starts__lte=today)
    rows = _current(_of(city, register), today).filter(began).values_list("values", flat=True)
    return (_record(register, values) for values in rows.iterator(chunk_size=1000))


def find_holding_today(*, city: str, register: RegisterSpec, text: str, today: date) -> Record | None:
    """A record with that number or key (`holding.control_by`) that holds today: of several, the one that holds longest."""
    name = register.held.control_by
    asked = Q(number_key=plain(text))
    if name and name != register.held.number:
        asked |= Q(pk__in=_keyed(city, register, name, text))
    began = Q(starts=None) | Q(starts__lte=today)
    if not plain(text):
        return None
    rows = _current(_of(city, register), today).filter(began).filter(asked)
    row = rows.order_by(F("until").desc(nulls_first=True), "number_key").first()
    return _record(register, row.values) if row else None


@dataclass(frozen=True, slots=True)
class Ending:
    """A record that ends soon."""

    entry: Entry
    until: date


def list_ending(*, city: str, register: RegisterSpec, days: int, today: date, most: int) -> tuple[Ending, ...]:
    """Records that end within so many days and whose holder was not yet reminded that early or later. Some at a time."""
    done = HoldingReminder.objects.filter(
        city_id=city, holding_id=OuterRef("pk"), until=OuterRef("until"), days__lte=days
    )
    soon = _of(city, register).filter(until__gt=today, until__lte=today + timedelta(days=days)).exclude(Exists(done))
    rows = list(soon.order_by("until", "number_key")[:most])
    return tuple(Ending(read_entry(register, row), row.until) for row in rows if row.until is not None)


def list_entered(*, city: str, case_id: str) -> tuple[tuple[str, Holding], ...]:
    """Register and row of what a case entered."""
    return tuple(
        (row.register, row) for row in Holding.objects.filter(city_id=city, entered_by=case_id).order_by("pk")[:MOST]
    )


def read_entry(register: RegisterSpec, row: Holding) -> Entry:
    """A row as the register describes it today."""
    return Entry(str(row.pk), _record(register, row.values), str(row.entered_by or ""))


def _keyed(city: str, register: RegisterSpec, name: str, text: str) -> QuerySet[HoldingKey, Any]:
    keyed = HoldingKey.objects.filter(city_id=city, register=register.id, name=name, key=coarse(text))
    return keyed.values("holding_id")


def find_entry(*, city: str, register: RegisterSpec, entry_id: str) -> Entry | None:
    """One record by its id."""
    row = _of(city, register).filter(pk=entry_id).first()
    return read_entry(register, row) if row else None


def list_events(*, city: str, register: RegisterSpec, entry_id: str) -> tuple[Event, ...]:
    """What happened to a record, oldest first."""
    rows = HoldingEvent.objects.filter(city_id=city, holding_id=entry_id).order_by("pk")
    return tuple(Event(row.act, row.at, row.by, row.reason, _record(register, row.values)) for row in rows)


def _of(city: str, register: RegisterSpec) -> QuerySet[Holding]:
    return Holding.objects.filter(city_id=city, register=register.id).order_by("number_key")


def _current(rows: QuerySet[Holding], today: date) -> QuerySet[Holding]:
    return rows.filter(Q(until=None) | Q(until__gt=today))


def _page(register: RegisterSpec, rows: QuerySet[Holding], after: str) -> Page:
    found = list(rows.filter(number_key__gt=plain(after))[: AT_ONCE + 1])
    entries = tuple(read_entry(register, row) for row in found[:AT_ONCE])
    return Page(entries, found[AT_ONCE - 1].number if len(found) > AT_ONCE else "")


def _record(register: RegisterSpec, stored: Any) -> Record:
    """As the register describes a record today: what was not known when it was written is missing."""
    known = feel.from_json(stored)
    return {name: known.get(name) for name in register.record}


def find_end(*, case_id: str) -> tuple[date | None, bool]:
    """The first day on which nothing holds any more that the case wrote, and whether something it wrote has no end."""
    written = HoldingEvent.objects.filter(key__startswith=f"{case_id}/").values("holding_id")
    ends = list(Holding.objects.filter(pk__in=written).values_list("until", flat=True))
    return max((one for one in ends if one), default=None), any(one is None for one in ends)
