"""The write door: enter, change, end. Whatever comes twice with one key is one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from allmende import feel
from allmende.apps.holdings.models import Holding, HoldingEvent, HoldingKey, HoldingReminder, HoldingRenewal
from allmende.apps.holdings.queries import case_of
from allmende.domain.matter.outcome import EndEntries
from allmende.domain.ports.registers import RefusedByRegister
from allmende.domain.registers import (
    Act,
    Record,
    RegisterSpec,
    bare_plate,
    check_record,
    coarse,
    draw_number,
    house_key,
    owner_key,
    written,
)
from allmende.domain.spelling.comparing import plain
from allmende.domain.values import local_day
from allmende.foundation.locks import advisory_lock
from allmende.foundation.tenancy.scopes import get_city_in_scope

_DRAW = """
INSERT INTO holdings_numbercounter (city_id, register, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (city_id, register, year) DO UPDATE SET last = holdings_numbercounter.last + 1
RETURNING last
"""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who wrote it in the office, and why. Empty: a step of a case."""

    by: str = ""
    officer: str = ""
    reason: str = ""


MACHINE = Hand()


def write(
    *,
    register: RegisterSpec,
    act: Act,
    told: Mapping[str, Any],
    key: str,
    now: datetime,
    today: date,
    hand: Hand = MACHINE,
    before: Callable[[], None] | None = None,
) -> Record:
    """The record after the writing; done before with that key, the record it was then. Two writings to one register come one
    after the other. `before` is called ahead of something new and may refuse it by what it raises.

    Errors: `LookupError` where there is none of that number; `RefusedByRegister` for what a check of the register's file
    refuses.
    """
    try:
        with transaction.atomic():
            hold(register=register.id)
            if done := _written_before(key):
                return done
            if before is not None:
                before()
            return _write(register, act, told, key, now, today, hand)
    except IntegrityError:
        # Somebody wrote with the same key at the same moment: his transaction is over now.
        done = _written_before(key)
        if done is None:
            raise
        return done


def end_of_case(*, ending: EndEntries, case_id: str, now: datetime) -> None:
    """What that case entered and still holds on that day ends with it, also under the number that replaced it since; what
    begins later never holds. Once for one key."""
    hand = Hand(ending.by, ending.officer, ending.reason)
    for register in ending.registers:
        hold(register=register.id)
        running = Q(until=None) | Q(until__gt=ending.on)
        entered = _replacing(register, uuid.UUID(case_id))
        rows = Holding.objects.filter(running, register=register.id, pk__in=entered).order_by("number_key")
        for number, starts in rows.values_list("number", "starts"):
            on = max(ending.on, starts) if starts else ending.on
            told = {register.held.number: number, register.held.until: on}
            key = f"{ending.key}/{register.id}/{number}"
            write(
                register=register,
                act="end",
                told=told,
                key=key,
                now=now,
                today=local_day(now),
                hand=hand,
            )


def _replacing(register: RegisterSpec, case_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Ids of what the case entered, and of what other cases entered instead of it: they ended one entry and made another for the
    same holder."""
    found: set[uuid.UUID] = set()
    fresh = set(Holding.objects.filter(register=register.id, entered_by=case_id).values_list("pk", flat=True))
    while fresh:
        found |= fresh
        ended = HoldingEvent.objects.filter(act="end", holding_id__in=fresh, officer="").values_list("key", flat=True)
        others = {case_of(key) for key in ended} - {None, case_id}
        owners = Holding.objects.filter(pk__in=fresh).values("owner")
        instead = Holding.objects.filter(register=register.id, entered_by__in=others, owner__in=owners)
        fresh = set(instead.values_list("pk", flat=True)) - found
    return frozenset(found)


def hold(*, register: str) -> None:
    """Nobody else writes to that register of the city in scope until the caller's transaction ends; what is read of it
    afterwards stays so."""
    advisory_lock(f"holdings/{get_city_in_scope()}/{register}")


def was_written(*, key: str) -> bool:
    """Was something written with that key already?"""
    return HoldingEvent.objects.filter(key=key).exists()


def _written_before(key: str) -> Record | None:
    done = HoldingEvent.objects.filter(key=key).values_list("values", flat=True).first()
    return feel.from_json(done) if done is not None else None


def _write(
    register: RegisterSpec, act: Act, told: Mapping[str, Any], key: str, now: datetime, today: date, hand: Hand
) -> Record:
    number = register.held.number
    if act == "enter":
        row, before = (
            Holding(register=register.id, entered_by=case_of(key)),
            {number: draw_number(register, _draw(register.id, today.year), today)},
        )
    else:
        row = _locked(register, str(told[number]))
        before = {**feel.from_json(row.values), number: row.number}
    record = written(register, {name: value for name, value in told.items() if name != number}, before)
    if problems := check_record(register, record, today):
        raise RefusedByRegister(problems)
    _keep(row, register, record)
    HoldingEvent.objects.create(
        holding=row, key=key, act=act, at=now, by=hand.by, officer=hand.officer, reason=hand.reason, values=row.values
    )
    return record


def _locked(register: RegisterSpec, number: str) -> Holding:
    try:
        return Holding.objects.select_for_update().get(register=register.id, number_key=plain(number))
    except Holding.DoesNotExist as missing:
        raise LookupError(number) from missing


def _keep(row: Holding, register: RegisterSpec, record: Record) -> None:
    held = register.held
    row.number, row.number_key = record[held.number], plain(record[held.number])
    row.owner = owner_key(record[held.of])
    called = record.get(held.named_by)
    row.name = coarse(str(called["family_name"] if isinstance(called, Mapping) else called or ""))
    row.starts, row.until = record[held.starts], record[held.until]
    row.values = feel.to_json(feel.to_feel(dict(record)))
    row.save()
    HoldingKey.objects.filter(holding=row).delete()
    HoldingKey.objects.bulk_create(
        HoldingKey(holding=row, register=register.id, name=name, key=key)
        for name in register.indexed
        for key in keys_of(register, name, record.get(name))
    )


def keys_of(register: RegisterSpec, name: str, value: Any) -> tuple[str, ...]:
    """What a value is found by: each item of a list; a plate also without what stands beside it; an address by its house."""
    given = [one for one in (value if isinstance(value, list) else [value]) if one]
    said = [house_key(one) if isinstance(one, Mapping) else str(one) for one in given]
    if register.record[name].kind.base == "plate":
        said += [bare_plate(one) for one in said]
    return tuple(dict.fromkeys(key for one in said if (key := coarse(one))))


def note_reminder(*, entry_id: str, until: date, days: int, told: bool, now: datetime) -> bool:
    """Note that the holder was reminded of that end so many days before it. False: it was noted already."""
    fresh = HoldingReminder(holding_id=entry_id, until=until, days=days, at=now, told=told)
    made = HoldingReminder.objects.bulk_create([fresh], ignore_conflicts=True)
    return bool(made) and HoldingReminder.objects.filter(holding_id=entry_id, until=until, days=days, at=now).exists()


def note_renewal(*, entry_id: str, until: date, case_id: str, now: datetime) -> None:
    """An application to renew it was begun. Noted twice, it is one."""
    fresh = HoldingRenewal(holding_id=entry_id, until=until, case_id=case_id, at=now)
    HoldingRenewal.objects.bulk_create([fresh], ignore_conflicts=True)


def delete_ended(*, register: RegisterSpec, before: date, most: int) -> int:
    """Delete records that ended before that day, with their history; how many that were. At most so many at once."""
    with transaction.atomic():
        hold(register=register.id)
        ended = Holding.objects.filter(register=register.id, until__lt=before).order_by("until")
        ids = list(ended.values_list("pk", flat=True)[:most])
        HoldingEvent.objects.filter(holding_id__in=ids).delete()
        Holding.objects.filter(pk__in=ids).delete()
    return len(ids)


def _draw(register: str, year: int) -> int:
    """The next number of the city in scope. Gaps are possible, repetitions are not. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, [get_city_in_scope(), register, year])
        return int(cursor.fetchone()[0])
