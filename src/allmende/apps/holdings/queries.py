"""The read door: records by holder or number, lists for the office, the history of one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from allmende import feel
from allmende.apps.holdings.models import Holding, HoldingEvent
from allmende.domain.registers import Query, Record, RegisterSpec, coarse, fits, owner_key
from allmende.domain.spelling.comparing import plain

AT_ONCE = 50
"""Records on one page."""
MOST = 200
"""Records of one holder that are looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with its id in addresses."""

    id: str
    record: Record


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
    """The records asked for that hold on that day or later."""
    narrowed = Q(pk__in=())
    for name in query.by:
        value = asked.get(name)
        if value is not None and name == register.holding.number:
            narrowed |= Q(number_key=plain(str(value)))
        elif value is not None:
            narrowed |= Q(owner=owner_key(value))
    # Sorted here: with an order of its own the database would walk through the whole register by number.
    rows = _current(_of(city, register), today).filter(narrowed).order_by()[:MOST]
    found = (_record(register, row.values) for row in sorted(rows, key=lambda row: row.number_key))
    return tuple(one for one in found if fits(register, query, asked, one))


def search(*, city: str, register: RegisterSpec, text: str, after: str = "") -> Page:
    """The record of that number; where none has it, those of a holder of that name; all without a text. Some at a time."""
    rows = _of(city, register)
    if not text.strip():
        return _page(register, rows, after)
    numbered = _page(register, rows.filter(number_key=plain(text)), after)
    return numbered if numbered.entries else _page(register, rows.filter(name=coarse(text)), after)


def list_holding(*, city: str, register: RegisterSpec, today: date) -> Iterator[Record]:
    """Every record that holds on that day, in the order of numbers."""
    began = Q(starts=None) | Q(starts__lte=today)
    rows = _current(_of(city, register), today).filter(began).values_list("values", flat=True)
    return (_record(register, values) for values in rows.iterator(chunk_size=1000))


def find_entry(*, city: str, register: RegisterSpec, entry_id: str) -> Entry | None:
    """One record by its id."""
    row = _of(city, register).filter(pk=entry_id).first()
    return Entry(str(row.pk), _record(register, row.values)) if row else None


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
    entries = tuple(Entry(str(row.pk), _record(register, row.values)) for row in found[:AT_ONCE])
    return Page(entries, found[AT_ONCE - 1].number if len(found) > AT_ONCE else "")


def _record(register: RegisterSpec, stored: Any) -> Record:
    """As the register describes a record today: what was not known when it was written is missing."""
    known = feel.from_json(stored)
    return {name: known.get(name) for name in register.record}
