"""Our attributes by the names of the other side. A mapping is data: a table in the settings of one register of one city.

    [names]                       attribute, or attribute.part of a person or an address → their path
    family_name = "person.name.family"
    "main_address.street" = "person.address.street"
    [words.blocked]               their word → ours, for attributes that say one of a few things
    J = "true"
    [requests.person]             query or write → their address, operation or element
    path = "persons/search"

What is not named is called as here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.ports.registers import RefusedByRegister
from allmende.domain.registers import AttributeType, Query, Record, RegisterSpec, Write, read_record
from allmende.domain.registers.values import ADDRESS, PERSON
from allmende.domain.values import Problem, Text

PARTS: Mapping[str, tuple[str, ...]] = {"person": PERSON, "address": ADDRESS}
TRUE, FALSE = frozenset(("true", "1", "ja", "j", "yes")), frozenset(("false", "0", "nein", "n", "no", ""))
MOST = 200
"""Records that one answer may hold."""

Get = Callable[[str], Any]
"""What stands at a path of the other side: a word, a list of words, a list of `Get`s, or None."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """The mapping of one register, as its settings give it."""

    names: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    requests: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def name(self, ours: str) -> str:
        """Their path of an attribute or a part of one."""
        return self.names.get(ours, ours)

    def request(self, act: Query | Write) -> Mapping[str, str]:
        """What the settings say about that query or write."""
        return self.requests.get(act.id, {})


def read_mapping(settings: Mapping[str, Any]) -> Mapped:
    """The tables `names`, `words` and `requests` of a register's settings."""
    return Mapped(
        {str(key): str(path) for key, path in settings.get("names", {}).items()},
        {str(key): {str(a): str(b) for a, b in table.items()} for key, table in settings.get("words", {}).items()},
        {str(key): {str(a): str(b) for a, b in table.items()} for key, table in settings.get("requests", {}).items()},
    )


def to_theirs(mapped: Mapped, kinds: Mapping[str, AttributeType], asked: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked or told, by their paths; words, or lists of words. What is missing is left out."""
    found: dict[str, Any] = {}
    for name, kind in kinds.items():
        value = asked.get(name)
        if value is None:
            continue
        if kind.base in PARTS and not kind.many:
            parts = {part: value.get(part) for part in PARTS[kind.base]}
            found |= {mapped.name(f"{name}.{part}"): _spell(one) for part, one in parts.items() if one is not None}
        elif kind.many:
            found[mapped.name(name)] = [_their_word(mapped, name, _spell(one)) for one in value]
        else:
            found[mapped.name(name)] = _their_word(mapped, name, _spell(value))
    return found


def from_theirs(register: RegisterSpec, mapped: Mapped, get: Get, where: str) -> Record:
    """One record of theirs. Error: `RefusedByRegister` with the attribute that cannot be read, never with its value."""
    said: dict[str, Any] = {}
    for name, attribute in register.record.items():
        try:
            said[name] = _read(mapped, name, attribute.kind, get)
        except (ValueError, ArithmeticError) as wrong:
            raise unreadable(register, name, where) from wrong
    try:
        return read_record(register, said)
    except ValueError as wrong:
        missing = next(
            (n for n, one in register.record.items() if said.get(n) in (None, "") and not one.kind.optional), ""
        )
        raise unreadable(register, missing, where) from wrong


def unreadable(register: RegisterSpec, name: str, where: str) -> RefusedByRegister:
    """That an answer cannot be read: which part, where, and who mends it."""
    label = register.label(name)
    de = f"{register.name.spoken('de')}: „{label.spoken('de')}“ fehlt in der Antwort oder lässt sich nicht lesen ({where}). "
    en = f"{register.name.spoken('en')}: “{label.spoken('en')}” is missing in the answer or cannot be read ({where}). "
    return RefusedByRegister(
        (
            Problem(
                "register.answer",
                Text.named("adapters.registers.mapping.register_answer", de=de, en=en),
            ),
        )
    )


def refused(register: RegisterSpec, said: str, where: str) -> RefusedByRegister:
    """That the other side refuses, in its own words."""
    words = " ".join(said.split())[:300] or "–"
    return RefusedByRegister(
        (
            Problem(
                "register.refused",
                Text.named("adapters.registers.mapping.register_refused", name=register.name, words=words, where=where),
            ),
        )
    )


def in_order(register: RegisterSpec, found: Iterable[Record]) -> tuple[Record, ...]:
    """Records in the order of their numbers, as the port promises."""
    return tuple(sorted(found, key=lambda one: str(one.get(register.key) or "")))


def _read(mapped: Mapped, name: str, kind: AttributeType, get: Get) -> Any:
    if kind.base in PARTS:
        path = mapped.names.get(name)
        if kind.many:
            rows = get(path or name) or []
            return [_parts(mapped, name, kind.base, row) for row in rows if callable(row)]
        return _parts(mapped, name, kind.base, get)
    value = get(mapped.name(name))
    if kind.many:
        return [
            _word(mapped, name, kind, one) for one in (value if isinstance(value, list) else [value]) if one is not None
        ]
    return _word(mapped, name, kind, value[0] if isinstance(value, list) and value else value)


def _parts(mapped: Mapped, name: str, base: str, get: Get) -> dict[str, Any] | None:
    found = {part: get(mapped.name(f"{name}.{part}")) for part in PARTS[base]}
    known = {part: None if one is None or one == "" else one for part, one in found.items()}
    return known if any(one is not None for one in known.values()) else None


def _word(mapped: Mapped, name: str, kind: AttributeType, value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    text = str(value).strip()
    text = mapped.words.get(name, {}).get(text, text)
    if kind.base != "boolean":
        return text or None
    if text.casefold() not in TRUE | FALSE:
        raise ValueError(name)
    return text.casefold() in TRUE


def _their_word(mapped: Mapped, name: str, word: Any) -> Any:
    theirs = {ours: their for their, ours in mapped.words.get(name, {}).items()}
    return theirs.get(str(word), word)


def _spell(value: Any) -> Any:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return str(value)
