"""Registers described as data: the city's own list where it has one, else the same questions to a person.

What the officer is told and types follows from the register's description. Her rows are flat: a person or an address is
one field for each part, a list is one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from allmende.domain.forms import PART_LABELS, Field
from allmende.domain.matter.lookups.shapes import Shape, decode, encode
from allmende.domain.ports.registers import Holdings
from allmende.domain.registers import Kind, Query, Record, RegisterSpec, Write, read_value
from allmende.domain.registers.values import PERSON
from allmende.domain.values import Text

TYPES = {"text": "text", "plate": "text", "country": "text", "date": "date", "boolean": "boolean"}
PARTS: Mapping[str, tuple[str, ...]] = {
    "person": PERSON,
    "address": ("street", "house_number", "postcode", "place"),
}
LOOSE = frozenset(("given_names", "house_number"))
"""Parts that not everybody has."""
MOST = 20


def shape_of(register: RegisterSpec, act: Query | Write) -> Shape:
    """What the officer is told, and what she types for each record she finds or for the one she makes."""
    asks = tuple(fields_of(register, act.ask))
    if isinstance(act, Query):
        record = {name: one.kind for name, one in register.record.items()}
        return Shape(act=f"{register.id}.{act.id}", asks=asks, answers=tuple(fields_of(register, record)), most=MOST)
    number = register.holding.number
    told = {name: register.record[name].kind for name in (number,)} if act.act == "enter" else _rest(register, act)
    return Shape(
        act=f"{register.id}.{act.id}",
        asks=asks,
        answers=tuple(fields_of(register, told)),
        writes=True,
        existing=act.act != "enter",
    )


@dataclass(frozen=True, slots=True)
class HoldingsOfCase:
    """`ports.Holdings` as one case asks them. `answer` gives a person's answer to a shape, or raises `NeedsPerson`."""

    city: Holdings | None
    answer: Callable[[Shape, Mapping[str, Any]], Any]

    def find(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        if self.city is not None and register.held_by == "city":
            return self.city.find(register, query, asked, today)
        given = self.answer(shape_of(register, query), flat(query.ask, asked))
        return tuple(record_in(register, row) for row in given.entries)

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date
    ) -> Record:
        if self.city is not None and register.held_by == "city":
            return self.city.write(register, write, asked, key=key, now=now, today=today)
        given = self.answer(shape_of(register, write), flat(write.ask, asked))
        if given.outcome == "gone":
            raise LookupError(f"{register.id}.{write.id}")
        return {**record_in(register, given.entries[0]), **asked}


def flat(kinds: Mapping[str, Kind], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the ids of their fields."""
    found: dict[str, Any] = {}
    for name, kind in kinds.items():
        value = values.get(name)
        if kind.base in PARTS:
            parts = value if isinstance(value, Mapping) else {}
            found |= {f"{name}_{part}": parts.get(part) for part in PARTS[kind.base]}
        else:
            found[name] = ", ".join(map(encode, value)) if kind.many and value else value
    return found


def record_in(register: RegisterSpec, row: Mapping[str, str]) -> Record:
    """The record an officer typed."""
    return values_in({name: one.kind for name, one in register.record.items()}, row)


def values_in(kinds: Mapping[str, Kind], row: Mapping[str, str]) -> dict[str, Any]:
    """Typed values from the row of their fields."""
    return {name: _value(name, kind, row) for name, kind in kinds.items()}


def _value(name: str, kind: Kind, row: Mapping[str, str]) -> Any:
    if kind.base in PARTS:
        parts = {part: row.get(f"{name}_{part}") or None for part in PARTS[kind.base]}
        return read_value(replace(kind, many=False), parts) if any(parts.values()) else None
    text = row.get(name, "")
    if kind.many:
        return [one.strip() for one in text.split(",") if one.strip()]
    found = decode(_field(name, kind, Text(name)), text)
    return read_value(kind, found)


def _rest(register: RegisterSpec, write: Write) -> dict[str, Kind]:
    return {name: one.kind for name, one in register.record.items() if name not in write.ask}


def fields_of(register: RegisterSpec, kinds: Mapping[str, Kind]) -> Iterator[Field]:
    """The fields in which attributes of a record are typed."""
    for name, kind in kinds.items():
        label = register.label(name)
        if kind.base not in PARTS:
            yield _field(name, kind, label)
            continue
        for part in PARTS[kind.base]:
            words = PART_LABELS[part]
            said = Text(f"{label.spoken('de')}: {words.spoken('de')}", f"{label.spoken('en')}: {words.spoken('en')}")
            needed = replace(kind, optional=kind.optional or part in LOOSE)
            base = "date" if part == "date_of_birth" else "text"
            yield _field(f"{name}_{part}", replace(needed, base=base, many=False), said)


def _field(name: str, kind: Kind, label: Text) -> Field:
    type_ = "text" if kind.many else TYPES.get(kind.base, kind.base)
    return Field(name, type_, label, required=not kind.optional and not kind.many, path=name, max_length=500)
