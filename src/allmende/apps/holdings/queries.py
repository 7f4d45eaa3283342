"""The read door: records by holder or number, lists for the office, the history of one record."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, UUIDField

from allmende import feel
from allmende.apps.holdings.models import Holding, HoldingEvent, HoldingKey, HoldingReminder, HoldingRenewal
from allmende.domain.registers import Query, Record, RegisterSpec, coarse, fits, house_key, owner_key, same_plate
from allmende.domain.spelling.comparing import plain
from allmende.foundation.tenancy.statements import LateValue, Select, in_city

AT_ONCE = 50
"""Records on one page."""
MOST = 200
"""Records of one holder that are looked at."""
MOST_REPLACED = 10
"""How often somebody lost what replaced what she lost, as far as answers are looked for."""
_ENTERED = Select(lambda: in_city(Holding).filter(entered_by=LateValue("case", UUIDField())).values_list("pk")[:1])


@dataclass(frozen=True, slots=True)
class HoldingRecord:
    """A record with its id in addresses, and the case whose step entered it; empty where an officer did."""

    id: str
    record: Record
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class HoldingsPage:
    """Some records in the order of numbers. `after`: the number behind which the next page begins; empty at the end."""

    entries: tuple[HoldingRecord, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class HoldingChange:
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
            narrowed |= Q(pk__in=_keyed(city, register, name, value))
    # Sorted here: with an order of its own the database would walk through the whole register by number.
    known = _of(city, register) if query.ended else _current(_of(city, register), today)
    rows = known.filter(narrowed).order_by()[:MOST]
    found = (_record(register, row.values) for row in sorted(rows, key=lambda row: row.number_key))
    return tuple(one for one in found if fits(register, query, asked, one))


def search(*, city: str, register: RegisterSpec, text: str, after: str = "") -> HoldingsPage:
    """The record of that number; where none has it, those of a holder of that name or with that key (`holding.control_by`, a
    plate); all without a text. Some at a time."""
    rows = _of(city, register)
    if not text.strip():
        return _page(register, rows, after)
    if not coarse(text):
        return HoldingsPage(())
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
    found = rows.order_by(F("until").desc(nulls_first=True), "number_key")[:MOST]
    records = ((row, _record(register, row.values)) for row in found)
    return next((one for row, one in records if row.number_key == plain(text) or _bears(register, one, text)), None)


def _bears(register: RegisterSpec, record: Record, text: str) -> bool:
    """Does it bear that very key? What the index finds is coarse."""
    name = register.held.control_by
    said = record.get(name)
    keys = [str(one) for one in (said if isinstance(said, list) else [said]) if one]
    if register.record[name].kind.base == "plate":
        return any(same_plate(text, key) for key in keys)
    return plain(text) in map(plain, keys)


@dataclass(frozen=True, slots=True)
class Ending:
    """A record that ends soon."""

    entry: HoldingRecord
    until: date


def list_ending(
    *, city: str, register: RegisterSpec, days: int, today: date, most: int, after: Ending | None = None
) -> tuple[Ending, ...]:
    """Records that end within so many days and whose holder was not yet reminded that early or later: the next so many behind
    `after`, the first to end first."""
    done = HoldingReminder.objects.filter(
        city_id=city, holding_id=OuterRef("pk"), until=OuterRef("until"), days__lte=days
    )
    soon = _of(city, register).filter(until__gt=today, until__lte=today + timedelta(days=days)).exclude(Exists(done))
    if after is not None:
        key = plain(str(after.entry.record[register.held.number]))
        soon = soon.filter(Q(until__gt=after.until) | Q(until=after.until, number_key__gt=key))
    rows = list(soon.order_by("until", "number_key")[:most])
    return tuple(Ending(read_entry(register, row), row.until) for row in rows if row.until is not None)


def is_continued(*, city: str, register: RegisterSpec, entry_id: str) -> bool:
    """Does another record of the same holder hold longer, for the same thing where its register has a key for checks?"""
    row = _of(city, register).filter(pk=entry_id).first()
    if row is None or row.until is None:
        return False
    longer = (
        _of(city, register).filter(owner=row.owner).filter(Q(until=None) | Q(until__gt=row.until)).exclude(pk=row.pk)
    )
    if name := register.held.control_by:
        keys = HoldingKey.objects.filter(city_id=city, holding_id=row.pk, name=name).values("key")
        same = HoldingKey.objects.filter(city_id=city, register=register.id, name=name, key__in=keys)
        longer = longer.filter(pk__in=same.values("holding_id"))
    return longer.exists()


def list_renewals(*, city: str, entry_id: str, until: date) -> tuple[str, ...]:
    """Drafts and cases that renew it beyond that day, the newest first."""
    rows = HoldingRenewal.objects.filter(city_id=city, holding_id=entry_id, until=until).order_by("-pk")
    return tuple(str(pk) for pk in rows.values_list("case_id", flat=True)[:MOST])


def list_writers(*, city: str, register: RegisterSpec, entry_id: str) -> tuple[str, ...]:
    """The cases whose steps wrote it, the oldest first, and before them those of the records it replaced."""
    seen: list[str] = []
    writers: list[str] = []
    here: str | None = entry_id
    while here is not None and here not in seen and len(seen) < MOST_REPLACED:
        seen.append(here)
        keys = _keys_of_events(city, here)
        writers = [*keys, *writers]
        here = _replaced_by(city, register, here, keys[0]) if keys else None
    return tuple(dict.fromkeys(writers))


def _keys_of_events(city: str, entry_id: str) -> list[str]:
    """The cases in the keys of its events; what an officer or the sample wrote names none."""
    rows = HoldingEvent.objects.filter(city_id=city, holding_id=entry_id, act__in=("enter", "change")).order_by("pk")
    found = (case_of(key) for key in rows.filter(by="").values_list("key", flat=True))
    return [str(one) for one in found if one is not None]


def _replaced_by(city: str, register: RegisterSpec, entry_id: str, case_id: str) -> str | None:
    """The record of the same holder that the same case ended."""
    owner = _of(city, register).filter(pk=entry_id).values("owner")[:1]
    ended = HoldingEvent.objects.filter(
        city_id=city, holding__owner__in=owner, holding__register=register.id, act="end"
    )
    found = ended.filter(key__startswith=f"{case_id}/").exclude(holding_id=entry_id)
    row = found.values_list("holding_id", flat=True).first()
    return str(row) if row else None


def list_entered(*, city: str, case_id: str) -> tuple[tuple[str, Holding], ...]:
    """Register and row of what a case entered. One statement for nothing, as for nearly every case; else two."""
    if _ENTERED.first(case=case_id) is None:
        return ()
    return tuple(
        (row.register, row) for row in Holding.objects.filter(city_id=city, entered_by=case_id).order_by("pk")[:MOST]
    )


def list_contacts(*, city: str, register: RegisterSpec, entry_id: str) -> tuple[str, ...]:
    """The cases that wrote it for whoever holds it now, the latest first. One that wrote it for somebody before is none of them, nor
    is any before an officer entered another holder. Two statements."""
    owner = _of(city, register).filter(pk=entry_id).values_list("owner", flat=True).first()
    events = HoldingEvent.objects.filter(city_id=city, holding_id=entry_id, act__in=("enter", "change")).order_by("-pk")
    found: dict[str, None] = {}
    for key, by, values in events.values_list("key", "by", "values"):
        if owner_key(_record(register, values)[register.held.of]) != owner:
            break
        if not by and (case_id := case_of(key)) is not None:
            found[str(case_id)] = None
    return tuple(found)


def list_written(*, city: str, case_id: str) -> tuple[tuple[str, Holding], ...]:
    """Register and row of what a case entered or changed. Two statements, none more for nothing."""
    changed = HoldingEvent.objects.filter(city_id=city, act="change", by="", key__startswith=f"{case_id}/")
    written = Q(entered_by=case_id) | Q(pk__in=changed.values("holding_id"))
    rows = Holding.objects.filter(Q(city_id=city) & written).order_by("pk")[:MOST]
    return tuple((row.register, row) for row in rows)


def list_held(*, city: str, case_ids: Sequence[str], today: date) -> tuple[tuple[str, Holding], ...]:
    """Register and row of what these cases entered and still holds, the first to end first. One statement; none for no cases."""
    if not case_ids:
        return ()
    rows = _current(Holding.objects.filter(city_id=city, entered_by__in=case_ids), today)
    return tuple((row.register, row) for row in rows.order_by(F("until").asc(nulls_last=True), "pk")[:MOST])


def read_entry(register: RegisterSpec, row: Holding) -> HoldingRecord:
    """A row as the register describes it today."""
    return HoldingRecord(str(row.pk), _record(register, row.values), str(row.entered_by or ""))


def _keyed(city: str, register: RegisterSpec, name: str, value: Any) -> QuerySet[HoldingKey, Any]:
    key = house_key(value) if register.record[name].kind.base == "address" else coarse(str(value))
    keyed = HoldingKey.objects.filter(city_id=city, register=register.id, name=name, key=key)
    return keyed.values("holding_id")


def case_of(key: str) -> uuid.UUID | None:
    """The case in the key of a step's writing."""
    try:
        return uuid.UUID(key.partition("/")[0])
    except ValueError:
        return None


def find_entry(*, city: str, register: RegisterSpec, entry_id: str) -> HoldingRecord | None:
    """One record by its id."""
    row = _of(city, register).filter(pk=entry_id).first()
    return read_entry(register, row) if row else None


def list_events(*, city: str, register: RegisterSpec, entry_id: str) -> tuple[HoldingChange, ...]:
    """What happened to a record, oldest first."""
    rows = HoldingEvent.objects.filter(city_id=city, holding_id=entry_id).order_by("pk")
    return tuple(HoldingChange(row.act, row.at, row.by, row.reason, _record(register, row.values)) for row in rows)


def _of(city: str, register: RegisterSpec) -> QuerySet[Holding]:
    return Holding.objects.filter(city_id=city, register=register.id).order_by("number_key")


def _current(rows: QuerySet[Holding], today: date) -> QuerySet[Holding]:
    return rows.filter(Q(until=None) | Q(until__gt=today))


def _page(register: RegisterSpec, rows: QuerySet[Holding], after: str) -> HoldingsPage:
    found = list(rows.filter(number_key__gt=plain(after))[: AT_ONCE + 1])
    entries = tuple(read_entry(register, row) for row in found[:AT_ONCE])
    return HoldingsPage(entries, found[AT_ONCE - 1].number if len(found) > AT_ONCE else "")


def _record(register: RegisterSpec, stored: Any) -> Record:
    """As the register describes a record today: what was not known when it was written is missing."""
    known = feel.from_json(stored)
    return {name: known.get(name) for name in register.record}


def find_end(*, case_id: str) -> tuple[date | None, bool]:
    """The first day on which nothing holds any more that the case wrote, and whether something it wrote has no end."""
    written = HoldingEvent.objects.filter(key__startswith=f"{case_id}/").values("holding_id")
    ends = list(Holding.objects.filter(pk__in=written).values_list("until", flat=True))
    return max((end for end in ends if end), default=None), any(end is None for end in ends)
