"""What a query answers from the records found, and what a record is after a write."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from allmende import feel
from allmende.domain.registers.functions import COMPARING
from allmende.domain.registers.spec import HoldingAttributes, Query, Record, RegisterSpec, Write
from allmende.domain.registers.values import belongs_to, read_record
from allmende.domain.spelling.comparing import plain
from allmende.domain.values import Problem

_FUNCTIONS = {**feel.LEGAL_TIME, **COMPARING}
_PART = re.compile(r"\{(yy|yyyy|serial)(?::0?(\d{1,2}))?\}")


def answer(
    query: Query, asked: Mapping[str, Any], found: Iterable[Record], today: date, *, own: bool = False
) -> dict[str, Any]:
    """The answer by name. Without records it is what the register says about somebody it does not know."""
    names = feel.to_feel({"found": [dict(one) for one in found], "asked": dict(asked), "today": today, "own": own})
    return {name: _value(one.expression, names) for name, one in query.give.items()}


def fits(register: RegisterSpec, query: Query, asked: Mapping[str, Any], record: Record) -> bool:
    """Is the record one that was asked for: by what the query compares, or by its number, holder or another key?"""
    if query.fits:
        return _holds(query.fits, record, asked)
    return any(_meets(register, name, record.get(name), asked.get(name)) for name in query.by)


def is_meant(query: Query, asked: Mapping[str, Any], record: Record) -> bool:
    """Is the record found the one that was asked for, and not only one that resembles it?"""
    return not query.exact or _holds(query.exact, record, asked)


def line_of(register: RegisterSpec, record: Record) -> str:
    """A record in one line, for the office."""
    said = evaluate(register.line, {"entry": dict(record)}) if register.line else None
    return said if isinstance(said, str) else str(record.get(register.key) or "")


def fingerprint(record: Record) -> str:
    """The same for records with the same values, another one once a value changed. It tells nobody what they are."""
    said = json.dumps(feel.to_json(feel.to_feel(dict(record))), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def is_current(register: RegisterSpec, record: Record, day: date) -> bool:
    """Does the record hold on that day, or will it later? Always where nothing says when it ends."""
    until = record.get(register.holding.until) if register.holding else None
    return until is None or bool(day < until)


def ended_before(held: HoldingAttributes, day: date) -> date | None:
    """Records that ended before this day have been kept long enough; None where they stay for ever."""
    if not held.keep:
        return None
    found = evaluate(f'day - duration("{held.keep}")', {"day": day})
    return found if isinstance(found, date) else None


def written(
    register: RegisterSpec, asked: Mapping[str, Any], before: Record, drawn: Mapping[str, Any] | None = None
) -> Record:
    """The record after a write: what was told, the rest as it was; None where nothing was ever told."""
    told = {**asked, **(drawn or {})}
    return {name: told.get(name, before.get(name)) for name in register.record}


def check_record(register: RegisterSpec, record: Record, today: date) -> tuple[Problem, ...]:
    """What cannot be: every check of the register's file that does not hold. A check over something missing says nothing."""
    known = {"entry": dict(record), "today": today}
    broken = (check for check in register.checks if evaluate(check.expression, known) is False)
    return tuple(Problem("register.check", one.text, one.names[0] if one.names else "") for one in broken)


def draw_number(register: RegisterSpec, serial: int, day: date, name: str = "") -> str:
    """The number of a new record by the register's pattern, for instance `H{yy}{serial:05}`: `H2600042`."""

    def part(found: re.Match[str]) -> str:
        if found[1] == "serial":
            return f"{serial:0{int(found[2] or 1)}d}"
        return f"{day:%y}" if found[1] == "yy" else f"{day:%Y}"

    return _PART.sub(part, register.record[name or register.key].draw)


def drawn_by(register: RegisterSpec, write: Write) -> tuple[str, ...]:
    """The attributes for which that write draws a number."""
    return (*([register.key] if write.act == "enter" else []), *write.draws)


def read_row(register: RegisterSpec, row: Mapping[str, Any]) -> Record:
    """A record as examples write it. Errors: `ValueError` as `read_record`."""
    known = {**dict.fromkeys((*register.record, *register.more)), **row}
    said = {name: value for name, value in row.items() if name not in register.more or name in register.record}
    names = feel.to_feel(_plain(known))
    return read_record(register, {**said, **{name: _value(text, names) for name, text in register.rows.items()}})


def evaluate(expression: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression of a register's file over these names; null is None."""
    return _value(expression, feel.to_feel(dict(names)))


def _plain(value: Any) -> Any:
    """Numbers of examples are words in YAML; days are words that look like days."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def _holds(expression: str, record: Record, asked: Mapping[str, Any]) -> bool:
    return evaluate(expression, {"entry": dict(record), "asked": dict(asked)}) is True


def _value(expression: str, names: Mapping[str, Any]) -> Any:
    return _compiled(expression).evaluate(names, functions=_FUNCTIONS).value


def _meets(register: RegisterSpec, name: str, mine: Any, asked: Any) -> bool:
    if mine is None or asked is None:
        return False
    if isinstance(mine, list):
        return any(_meets(register, name, one, asked) for one in mine)
    if name == register.key:
        return plain(str(mine)) == plain(str(asked))
    return belongs_to(mine, asked)


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> feel.Compiled:
    return feel.compile_expression(expression, _FUNCTIONS)
