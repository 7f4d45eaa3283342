"""The office looks after a register the city keeps itself: list, search, one record, change, end, the list for checks on the spot.

May who works a service that uses the register, and the head, both in the office that keeps it. Checks on the spot are open to the
role `kontrolle` as well, which sees nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import reach
from allmende.apps.cases.rules import CONTROL, HEAD, Staff
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.holdings import operations, queries
from allmende.apps.holdings.queries import HoldingChange, HoldingRecord, HoldingsPage
from allmende.domain.forms import Field
from allmende.domain.matter.lookups import fill_fields, read_correction, with_city_options
from allmende.domain.package import CityData
from allmende.domain.ports.registers import RefusedByRegister
from allmende.domain.registers import ENDINGS, MISTAKE, Act, Record, RegisterSpec, is_current
from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity.models import Officer
from allmende.foundation.limits import database as limits
from allmende.usecases.case_tools import find_register
from allmende.usecases.clock import local_day
from allmende.usecases.tell_holder import Amended, find_contact, tell_amended

LONGEST = 1000
MOST_TROUBLES = 100
CHECKS_PER_HOUR = 300
"""On the spot, by one officer: twice what a walk along parked cars asks, far too few to write down a city's permits."""
NO_REASON = Problem("register.reason", Text.named("usecases.keep_register.register_reason"), "grund")
NO_CAUSE = Problem("register.cause", Text.named("usecases.keep_register.register_cause"), "anlass")
TOO_EARLY = Problem(
    "register.early",
    Text.named("usecases.keep_register.register_early"),
    "ab",
)
NO_END = Problem(
    "register.later",
    Text.named("usecases.keep_register.register_later"),
    "ab",
)
ENDED = Problem(
    "register.ended",
    Text.named("usecases.keep_register.register_ended"),
)
TOO_LATE = Problem(
    "register.too_late",
    Text.named("usecases.keep_register.register_too_late"),
    "anlass",
)
NOTHING_CHANGED = Problem(
    "register.same",
    Text.named("usecases.keep_register.register_same"),
)
TOO_MANY_CHECKS = Problem(
    "register.checks",
    Text.named("usecases.keep_register.register_checks", most=CHECKS_PER_HOUR),
    "zeichen",
)
NO_DAY = Problem("register.day", Text.named("usecases.keep_register.register_day"), "ab")


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """One record with its history, and the fields in which it can be changed, filled.

    `reachable`: there is a case in which the holder is written to. `fresh`: it was entered today.
    """

    register: RegisterSpec
    entry: HoldingRecord
    events: tuple[HoldingChange, ...]
    fields: tuple[Field, ...]
    filled: Mapping[str, str]
    reachable: bool
    fresh: bool


def list_kept(*, city: str, officer: Officer, now: datetime) -> tuple[RegisterSpec, ...]:
    """The registers she looks after, by name; of each the newest description."""
    staff, here = _staff(city, officer, now), catalogue.get_city(city=city)
    found: dict[str, RegisterSpec] = {}
    for service_id, spec in catalogue.list_registers(city=city, day=local_day(now)):
        known = found.get(spec.id)
        if _may(staff, here, service_id, spec) and (known is None or known.version < spec.version):
            found[spec.id] = spec
    return tuple(sorted(found.values(), key=lambda spec: spec.name.spoken("de")))


def list_troubles(*, city: str, officer: Officer, now: datetime) -> tuple[tuple[RegisterSpec, Problem], ...]:
    """What is wrong with registers of her office, as their adapters say: lines of a list that cannot be read."""
    staff, here = _staff(city, officer, now), catalogue.get_city(city=city)
    found: dict[str, RegisterSpec] = {}
    for service_id, spec in catalogue.list_registers(city=city, day=local_day(now)):
        if _keeps(staff, here, service_id, spec):
            found[spec.id] = spec
    adapters = ((spec, find_register(spec)) for spec in found.values())
    return tuple(
        (spec, problem) for spec, adapter in adapters if adapter for problem in adapter.problems(spec)[:MOST_TROUBLES]
    )


def search(
    *, city: str, officer: Officer, register: str, text: str, after: str, now: datetime
) -> tuple[RegisterSpec, HoldingsPage]:
    """Records by number, holder's name or key (a plate); all without a text. Recorded with how much it found. Error: `NotFound`."""
    spec = _need(city, officer, register, now)
    page = queries.search(city=city, register=spec, text=text, after=after)
    _note_read(officer, "register.searched", f"register:{spec.id}", now, found=len(page.entries))
    return spec, page


def open_entry(*, city: str, officer: Officer, register: str, entry_id: str, now: datetime) -> OpenedRecord:
    """One record, which is recorded. Error: `NotFound`."""
    spec = _need(city, officer, register, now)
    entry = queries.find_entry(city=city, register=spec, entry_id=entry_id)
    if entry is None:
        raise NotFound
    _note_read(officer, "register.read", f"holding:{entry.id}", now)
    filled = tuple(fill_fields(spec, entry.record))
    return OpenedRecord(
        register=spec,
        entry=entry,
        events=queries.list_events(city=city, register=spec, entry_id=entry_id),
        fields=tuple(one for one, _ in filled),
        filled={one.id: text for one, text in filled},
        reachable=find_contact(city=city, register=spec, entry=entry) is not None,
        fresh=_is_fresh(city, spec, entry_id, now),
    )


def list_control(
    *, city: str, officer: Officer, register: str, now: datetime
) -> tuple[RegisterSpec, Iterator[tuple[Any, ...]]]:
    """What holds today, only the columns meant for checks on the spot. Error: `NotFound`."""
    spec = _need(city, officer, register, now)
    _note_read(officer, "register.control", f"register:{spec.id}", now)
    records = queries.list_holding(city=city, register=spec, today=local_day(now))
    return spec, (tuple(record[name] for name in spec.held.control_list) for record in records)


@dataclass(frozen=True, slots=True)
class OnTheSpot:
    """Whether something holds today, and what the register's file shows of it then (`control_shows`): attribute → value."""

    holds: bool
    shown: Mapping[str, Any]


def list_controlled(*, city: str, officer: Officer, now: datetime) -> tuple[RegisterSpec, ...]:
    """The registers she may check on the spot, by name; of each the newest description.

    Those she looks after; with the role `kontrolle` all of her offices, or of the whole city where she belongs to none.
    """
    staff, here = _staff(city, officer, now), catalogue.get_city(city=city)
    found: dict[str, RegisterSpec] = {}
    for service_id, spec in catalogue.list_registers(city=city, day=local_day(now)):
        known = found.get(spec.id)
        newer = known is None or known.version < spec.version
        if newer and _may_check(staff, here, service_id, spec):
            found[spec.id] = spec
    return tuple(sorted(found.values(), key=lambda spec: spec.name.spoken("de")))


def check_on_the_spot(
    *, city: str, officer: Officer, register: str, text: str, now: datetime
) -> tuple[RegisterSpec, OnTheSpot | Problem | None]:
    """Does what bears that number or key hold today? None without a text; a problem where she asked too often in this hour.
    Recorded, without what was asked for. Error: `NotFound`."""
    controlled = list_controlled(city=city, officer=officer, now=now)
    spec = _with_options(city, next((one for one in controlled if one.id == register), None))
    if not text.strip():
        return spec, None
    if not limits.allow("register.check", str(officer.pk), limit=CHECKS_PER_HOUR, per=timedelta(hours=1), now=now):
        _note_read(officer, "register.check_refused", f"register:{spec.id}", now)
        return spec, TOO_MANY_CHECKS
    found = queries.find_holding_today(city=city, register=spec, text=text, today=local_day(now))
    _note_read(officer, "register.checked", f"register:{spec.id}", now, holds=found is not None)
    shown = {name: found[name] for name in spec.held.control_shows} if found is not None else {}
    return spec, OnTheSpot(found is not None, shown)


@transaction.atomic
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
    # Held to the end: whoever ends or changes it at the same moment is judged by what the first one wrote.
    operations.hold(register=register)
    spec, entry = _running(city, officer, register, entry_id, now)
    if operations.was_written(key=_key(entry_id, key)):
        return ()
    if not is_current(spec, entry.record, local_day(now)):
        return (ENDED,)
    told, problems = read_correction(spec, entry.record, typed, local_day(now))
    if not problems and not told:
        problems = (NOTHING_CHANGED,)
    if problems or not reason.strip():
        return problems or (NO_REASON,)
    return _write(city, officer, spec, entry, "change", told, reason, key, now)


@transaction.atomic
def end_entry(
    *, city: str, officer: Officer, register: str, entry_id: str, on: date | None, cause: str, reason: str, key: str,
    now: datetime,
) -> Problem | None:  # fmt: skip
    """The holding ends; `on` is the first day without it, `cause` one of `ENDINGS`. Entered by mistake, it never held.
    Error: `NotFound`."""
    # Held to the end: whoever ends or changes it at the same moment is judged by what the first one wrote.
    operations.hold(register=register)
    spec, entry = _running(city, officer, register, entry_id, now)
    if operations.was_written(key=_key(entry_id, key)):
        return None
    if cause not in ENDINGS:
        return NO_CAUSE
    starts, until = entry.record[spec.held.starts], entry.record[spec.held.until]
    if cause == MISTAKE:
        if not _is_fresh(city, spec, entry_id, now):
            return TOO_LATE
        on = starts or local_day(now)
    if on is None or not reason.strip():
        return NO_DAY if on is None else NO_REASON
    if starts is not None and on < starts:
        return TOO_EARLY
    if until is not None and (until <= local_day(now) or on >= until):
        return ENDED if until <= local_day(now) else NO_END
    problems = _write(city, officer, spec, entry, "end", {spec.held.until: on}, reason, key, now, cause)
    return problems[0] if problems else None


@transaction.atomic
def _write(
    city: str, officer: Officer, spec: RegisterSpec, entry: HoldingRecord, act: Act, told: Record, reason: str, key: str,
    now: datetime, cause: str = "",
) -> tuple[Problem, ...]:  # fmt: skip
    """Write, say it in the case that made the entry, and note it in the audit log. Problems: what a check of the register's
    file refuses."""
    number, reason = spec.held.number, reason.strip()[:LONGEST]
    why = f"{ENDINGS[cause].spoken('de')}. {reason}" if cause else reason
    try:
        after = operations.write(
            register=spec,
            act=act,
            told={**told, number: entry.record[number]},
            key=_key(entry.id, key),
            now=now,
            today=local_day(now),
            hand=operations.Hand(officer.name, str(officer.pk), why),
        )
    except RefusedByRegister as refused:
        return tuple(refused.problems)
    done = Amended(spec, entry, after, reason, cause)
    informed = tell_amended(city=city, done=done, officer=officer, key=_key(entry.id, key), now=now)
    audit.append(
        actor=f"officer:{officer.pk}", action=f"register.{act}", subject=f"holding:{entry.id}", now=now,
        details={"register": spec.id, "told": informed},
    )  # fmt: skip
    return ()


def _key(entry_id: str, key: str) -> str:
    return f"office/{entry_id}/{key}"


def _running(
    city: str, officer: Officer, register: str, entry_id: str, now: datetime
) -> tuple[RegisterSpec, HoldingRecord]:
    spec = _need(city, officer, register, now)
    entry = queries.find_entry(city=city, register=spec, entry_id=entry_id)
    if entry is None:
        raise NotFound
    return spec, entry


def _is_fresh(city: str, spec: RegisterSpec, entry_id: str, now: datetime) -> bool:
    """Was it entered today?"""
    events = queries.list_events(city=city, register=spec, entry_id=entry_id)
    return bool(events) and local_day(events[0].at) == local_day(now)


def _need(city: str, officer: Officer, register: str, now: datetime) -> RegisterSpec:
    kept = list_kept(city=city, officer=officer, now=now)
    return _with_options(city, next((spec for spec in kept if spec.id == register), None))


def _with_options(city: str, spec: RegisterSpec | None) -> RegisterSpec:
    if spec is None:
        raise NotFound
    return with_city_options(spec, catalogue.get_city(city=city).street_directory.attributes)


def _may_check(staff: Staff, city: CityData, service_id: str, spec: RegisterSpec) -> bool:
    if not (spec.lists_holdings and spec.held.control_list):
        return False
    unit = city.unit_for(spec.unit)
    patrols = CONTROL in staff.roles and (not staff.units or (unit is not None and unit.id in staff.units))
    return patrols or _keeps(staff, city, service_id, spec)


def _may(staff: Staff, city: CityData, service_id: str, spec: RegisterSpec) -> bool:
    return spec.lists_holdings and _keeps(staff, city, service_id, spec)


def _keeps(staff: Staff, city: CityData, service_id: str, spec: RegisterSpec) -> bool:
    unit = city.unit_for(spec.unit)
    here = unit is not None and unit.id in staff.units
    return here and (HEAD in staff.roles or service_id in staff.services)


def _staff(city: str, officer: Officer, now: datetime) -> Staff:
    return reach.staff_of(officer, city=city, today=local_day(now))


def _note_read(officer: Officer, action: str, subject: str, now: datetime, **said: Any) -> None:
    audit.append_read(actor=f"officer:{officer.pk}", action=action, subject=subject, now=now, details=said)
