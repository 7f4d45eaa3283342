"""A register's questions and entries as fields of a form.

What the officer is told and types follows from the register's description. Her rows are flat: a person or an address is
one field for each part, a list is one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from allmende.domain.forms import PART_LABELS, Field
from allmende.domain.forms.model import Option
from allmende.domain.matter.lookups.shapes import LookupShape, decode, encode
from allmende.domain.registers import AttributeType, Query, Record, RegisterSpec, Write, read_value
from allmende.domain.registers.values import ADDRESS, PERSON
from allmende.domain.values import Text

TYPES = {"text": "text", "plate": "text", "country": "text", "date": "date", "boolean": "boolean", "decimal": "money"}
PARTS: Mapping[str, tuple[str, ...]] = {
    "person": PERSON,
    "address": ("street", "house_number", "postcode", "place"),
}
LOOSE = frozenset(("given_names", "house_number"))
"""Parts that not everybody has."""
MOST = 20
ONE_EACH = Text.named("matter.lookups.held.one_each")


def shape_of(register: RegisterSpec, act: Query | Write) -> LookupShape:
    """What the officer is told, and what she types for each record she finds or for the one she makes."""
    asks = tuple(fields_of(register, act.ask))
    if isinstance(act, Query):
        answers = tuple(_found_fields(register, act))
        return LookupShape(act=f"{register.id}.{act.id}", asks=asks, answers=answers, most=MOST)
    told = (
        {name: register.record[name].kind for name in (register.key,)} if act.act == "enter" else _rest(register, act)
    )
    return LookupShape(
        act=f"{register.id}.{act.id}",
        asks=asks,
        answers=tuple(fields_of(register, told)),
        writes=True,
        existing=act.act != "enter",
    )


def flat(kinds: Mapping[str, AttributeType], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the ids of their fields."""
    found: dict[str, Any] = {}
    for name, kind in kinds.items():
        value = values.get(name)
        if kind.base in PARTS and not kind.many:
            parts = value if isinstance(value, Mapping) else {}
            found |= {f"{name}_{part}": parts.get(part) for part in PARTS[kind.base]}
        else:
            found[name] = ", ".join(map(encode, value)) if kind.many and value else value
    return found


def _found_fields(register: RegisterSpec, query: Query) -> Iterator[Field]:
    """What is typed of each record found. Whose it is she says by yes or no: an id of another register she cannot know."""
    shown = query.shows or tuple(register.record)
    matched = set(matched_by(register, query))
    for name in shown:
        if name in matched:
            yield _field(name, AttributeType("boolean"), _asked_for(register.label(name)), required=True)
        else:
            yield from fields_of(register, {name: register.record[name].kind})


def matched_by(register: RegisterSpec, query: Query) -> tuple[str, ...]:
    """What is looked up beside the number and is no name: the id of a holder or of her household."""
    return tuple(name for name in query.by if name != register.key and register.record[name].kind.base == "text")


def _asked_for(label: Text) -> Text:
    return Text.named("matter.lookups.held.label_as_asked_for", label=label)


def record_in(register: RegisterSpec, row: Mapping[str, str]) -> Record:
    """The record an officer typed."""
    return values_in({name: one.kind for name, one in register.record.items()}, row)


def record_found(
    register: RegisterSpec, query: Query, row: Mapping[str, str], asked: Mapping[str, str], own_id: str
) -> Record:
    """A record she found. `own_id` names it where she typed no number."""
    matched = {name: asked.get(name, "") if row.get(name) == "true" else "" for name in matched_by(register, query)}
    found = dict(record_in(register, {**asked_values(query, register, asked), **row, **matched}))
    return {**found, register.key: found.get(register.key) or own_id}


def asked_values(query: Query, register: RegisterSpec, asked: Mapping[str, str]) -> dict[str, str]:
    """What was asked for stands for what she need not type again."""
    typed = set(query.shows or register.record)
    return {name: text for name, text in asked.items() if name in register.record and name not in typed}


def values_in(kinds: Mapping[str, AttributeType], row: Mapping[str, str]) -> dict[str, Any]:
    """Typed values from the row of their fields."""
    return {name: _value(name, kind, row) for name, kind in kinds.items()}


def _value(name: str, kind: AttributeType, row: Mapping[str, str]) -> Any:
    if kind.base in PARTS and not kind.many:
        parts = {part: row.get(f"{name}_{part}") or None for part in PARTS[kind.base]}
        return read_value(replace(kind, many=False), parts) if any(parts.values()) else None
    text = row.get(name, "")
    if kind.many and kind.base == "address":
        return [found for line in text.splitlines() if (found := read_address(line))]
    if kind.many:
        return [part.strip() for part in text.split(",") if part.strip()]
    found = decode(_field(name, kind, Text(name)), text)
    return read_value(kind, found)


def _rest(register: RegisterSpec, write: Write) -> dict[str, AttributeType]:
    """What she tells of the record she changed: what the write gives and nobody told her."""
    told = {register.key, *write.told(dict.fromkeys(write.ask))}
    return {name: register.record[name].kind for name in write.gives or register.record if name not in told}


_LINE = re.compile(
    r"(?P<street>.+?) (?P<number>\d+ ?[a-zA-Z]?(?:[-/]\d+ ?[a-zA-Z]?)?), ?(?P<code>\d{5}) (?P<town>.+)\Z"
)


def read_address(line: str) -> dict[str, Any] | None:
    """An address on one line, as `Markt 1, 35037 Marburg`; None for anything else."""
    found = _LINE.match(line.strip())
    if found is None:
        return None
    parts = {
        "street": found["street"],
        "house_number": found["number"],
        "postcode": found["code"],
        "place": found["town"],
    }
    return {**dict.fromkeys(ADDRESS), **parts}


def fields_of(register: RegisterSpec, kinds: Mapping[str, AttributeType]) -> Iterator[Field]:
    """The fields in which attributes of a record are typed."""
    for name, kind in kinds.items():
        label = register.label(name)
        if kind.base not in PARTS or kind.many:
            yield _field(name, kind, label, options=register.record[name].options if name in register.record else {})
            continue
        for part in PARTS[kind.base]:
            words = PART_LABELS[part]
            said = Text.named("matter.lookups.held.label_words", label=label, words=words)
            needed = replace(kind, optional=kind.optional or part in LOOSE)
            base = "date" if part == "date_of_birth" else "text"
            yield _field(f"{name}_{part}", replace(needed, base=base, many=False), said)


def _field(
    name: str,
    kind: AttributeType,
    label: Text,
    *,
    required: bool | None = None,
    options: Mapping[str, Text] | None = None,
) -> Field:
    type_ = (
        "textarea" if kind.many and kind.base == "address" else "text" if kind.many else TYPES.get(kind.base, kind.base)
    )
    return Field(
        name,
        "choice" if options else type_,
        label,
        ONE_EACH if type_ == "textarea" else None,
        required=not kind.optional and not kind.many if required is None else required,
        options=tuple(Option(key, words) for key, words in (options or {}).items()),
        path=name,
        max_length=500,
    )
