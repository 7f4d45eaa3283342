"""What a query answers from the records found, and what a record is after a write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from allmende import feel
from allmende.domain.registers.functions import COMPARING
from allmende.domain.registers.spec import Query, Record, RegisterSpec
from allmende.domain.registers.values import belongs_to
from allmende.domain.spelling.comparing import plain

_FUNCTIONS = {**feel.LEGAL_TIME, **COMPARING}
_PART = re.compile(r"\{(yy|yyyy|serial)(?::0?(\d{1,2}))?\}")


def answer(query: Query, asked: Mapping[str, Any], found: Iterable[Record]) -> dict[str, Any]:
    """The answer by name. Without records it is what the register says about somebody it does not know."""
    names = feel.to_feel({"found": [dict(one) for one in found], "asked": dict(asked)})
    return {
        name: _compiled(one.expression).evaluate(names, functions=_FUNCTIONS).value for name, one in query.give.items()
    }


def fits(register: RegisterSpec, query: Query, asked: Mapping[str, Any], record: Record) -> bool:
    """Is the record one that was asked for: by its number, or by who has it?"""
    return any(_meets(register, name, record.get(name), asked.get(name)) for name in query.by)


def is_current(register: RegisterSpec, record: Record, day: date) -> bool:
    """Does the record hold on that day, or will it later?"""
    until = record.get(register.holding.until)
    return until is None or bool(day < until)


def written(register: RegisterSpec, asked: Mapping[str, Any], before: Record) -> Record:
    """The record after a write: what was told, the rest as it was; None where nothing was ever told."""
    return {name: asked.get(name, before.get(name)) for name in register.record}


def draw_number(register: RegisterSpec, serial: int, day: date) -> str:
    """The number of a new record by the register's pattern, for instance `H{yy}{serial:05}`: `H2600042`."""

    def part(found: re.Match[str]) -> str:
        if found[1] == "serial":
            return f"{serial:0{int(found[2] or 1)}d}"
        return f"{day:%y}" if found[1] == "yy" else f"{day:%Y}"

    return _PART.sub(part, register.record[register.holding.number].draw)


def _meets(register: RegisterSpec, name: str, mine: Any, asked: Any) -> bool:
    if mine is None or asked is None:
        return False
    if name == register.holding.number:
        return plain(str(mine)) == plain(str(asked))
    return belongs_to(mine, asked)


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> feel.Compiled:
    return feel.compile_expression(expression, _FUNCTIONS)
