"""The write door: enter, change, end. Whatever comes twice with one key is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from allmende import feel
from allmende.apps.holdings.models import Holding, HoldingEvent
from allmende.domain.registers import Act, Record, RegisterSpec, coarse, draw_number, owner_key, written
from allmende.domain.spelling.comparing import plain
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
) -> Record:
    """The record after the writing; done before with that key, the record it was then. Error: `LookupError`."""
    try:
        with transaction.atomic():
            return _written_before(key) or _write(register, act, told, key, now, today, hand)
    except IntegrityError:
        # Somebody wrote with the same key at the same moment: his transaction is over now.
        done = _written_before(key)
        if done is None:
            raise
        return done


def was_written(*, key: str) -> bool:
    """Was something written with that key already?"""
    return HoldingEvent.objects.filter(key=key).exists()


def _written_before(key: str) -> Record | None:
    done = HoldingEvent.objects.filter(key=key).values_list("values", flat=True).first()
    return feel.from_json(done) if done is not None else None


def _write(
    register: RegisterSpec, act: Act, told: Mapping[str, Any], key: str, now: datetime, today: date, hand: Hand
) -> Record:
    number = register.holding.number
    if act == "enter":
        row, before = (
            Holding(register=register.id),
            {number: draw_number(register, _draw(register.id, today.year), today)},
        )
    else:
        row = _locked(register, str(told[number]))
        before = {**feel.from_json(row.values), number: row.number}
    record = written(register, {name: value for name, value in told.items() if name != number}, before)
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
    held = register.holding
    holder = record[held.of]
    row.number, row.number_key = record[held.number], plain(record[held.number])
    row.owner = owner_key(holder)
    row.name = coarse(str(holder["family_name"])) if isinstance(holder, Mapping) else row.owner
    row.starts, row.until = record[held.starts], record[held.until]
    row.values = feel.to_json(feel.to_feel(dict(record)))
    row.save()


def _draw(register: str, year: int) -> int:
    """The next number of the city in scope. Gaps are possible, repetitions are not. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, [get_city_in_scope(), register, year])
        return int(cursor.fetchone()[0])
