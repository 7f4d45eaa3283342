"""Registers in memory: records by register, compared and written as their description says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from allmende.domain.ports.registers import RefusedByRegister
from allmende.domain.registers import (
    Query,
    Record,
    RegisterSpec,
    Write,
    check_record,
    draw_number,
    drawn_by,
    fits,
    is_current,
    written,
)
from allmende.domain.spelling.comparing import plain
from allmende.domain.values import Problem


class MemoryRegisters:
    """`domain.ports.registers.RegisterAdapter` over lists of records. Each writing is done once for its key.

    `first`: the number before the first one drawn.
    """

    def __init__(self, records: Mapping[str, Iterable[Record]], *, first: int = 0) -> None:
        self._records = {register: [dict(one) for one in found] for register, found in records.items()}
        self._written: dict[tuple[str, str], Record] = {}
        self._drawn: dict[str, int] = {}
        self._first = first

    def serves(self, register: RegisterSpec) -> bool:
        return True

    def find(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        found = (
            one
            for one in self._records.get(register.id, ())
            if (query.ended or is_current(register, one, today)) and fits(register, query, asked, one)
        )
        return tuple(sorted(found, key=lambda one: plain(str(one.get(register.key) or ""))))

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date,
        before: Callable[[], None] | None = None,
    ) -> Record:  # fmt: skip
        done = (register.id, key)
        if done not in self._written:
            if before is not None:
                before()
            self._written[done] = self._write(register, write, asked, today)
        return self._written[done]

    def problems(self, register: RegisterSpec) -> tuple[Problem, ...]:
        return ()

    def _write(self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], today: date) -> Record:
        records = self._records.setdefault(register.id, [])
        place = None if write.act == "enter" else self._place(register, records, str(asked[register.key]))
        drawn = {name: self._draw(register, name, today) for name in drawn_by(register, write)}
        told = {name: value for name, value in write.told(asked).items() if name != register.key}
        before = {} if place is None else records[place]
        record = dict(written(register, told, before, drawn))
        if problems := check_record(register, record, today):
            raise RefusedByRegister(problems)
        if place is None:
            records.append(record)
        else:
            records[place] = record
        return record

    def _place(self, register: RegisterSpec, records: list[dict[str, Any]], number: str) -> int:
        found = (n for n, one in enumerate(records) if plain(str(one[register.key])) == plain(number))
        place = next(found, None)
        if place is None:
            raise LookupError(number)
        return place

    def _draw(self, register: RegisterSpec, name: str, today: date) -> str:
        self._drawn[name] = self._drawn.get(name, self._first) + 1
        return draw_number(register, self._drawn[name], today, name)
