"""The description of one register. Whatever needs to know a register reads it here: no code knows one by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from allmende.domain.values import Text

Record = Mapping[str, Any]
"""One entry: attribute → value as expressions see it (str, Decimal, date, bool, mapping of parts, list); None is missing."""

BASES = ("text", "date", "integer", "decimal", "boolean", "plate", "person", "address", "country")
KIND = rf"(?:list of )?(?:{'|'.join(BASES)})(?: or null)?"
_KIND = re.compile(rf"(?P<many>list of )?(?P<base>{'|'.join(BASES)})(?P<optional> or null)?\Z")

Act = Literal["enter", "change", "end"]
ACTS: tuple[Act, ...] = ("enter", "change", "end")


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of a value: `date`, `list of plate`, `text or null`. `optional`: it may be missing."""

    base: str
    many: bool = False
    optional: bool = False

    def __str__(self) -> str:
        return f"{'list of ' * self.many}{self.base}{' or null' * self.optional}"


def read_kind(text: str) -> Kind:
    """The type that a word names. Error: `ValueError`.

    >>> read_kind("list of plate or null")
    Kind(base='plate', many=True, optional=True)
    """
    found = _KIND.match(text)
    if found is None:
        raise ValueError(f"„{text}“ ist kein Typ eines Registers.")
    return Kind(found["base"], bool(found["many"]), bool(found["optional"]))


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a record. `personal_data` is its category, `none` where it says nothing about anybody.

    `draw`: the pattern of numbers drawn for new records (`H{yy}{serial:05}`); empty for what is told.
    """

    name: str
    kind: Kind
    label: Text
    personal_data: str = "none"
    draw: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """Which attributes carry a holding: who has it, its first day, the first day without it (missing: open), its number.

    `control_list`: the attributes shown to those who check on the spot.
    """

    of: str
    starts: str
    until: str
    number: str
    control_list: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """One value of an answer: FEEL over `found` (the records that fit and still hold) and `asked`."""

    kind: Kind
    expression: str


@dataclass(frozen=True, slots=True)
class Query:
    """One question. `by` names the attributes that are looked up (`holding.of`, `holding.number`); any of them fits.

    `usual_ask`: FEEL for what a station leaves out.
    """

    id: str
    by: tuple[str, ...]
    ask: Mapping[str, Kind]
    give: Mapping[str, Given]
    usual_ask: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Write:
    """One entry: a new record, other values of one, or its end. `ask` names attributes; all but `enter` name the number."""

    id: str
    act: Act
    ask: Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class RegisterSpec:
    """A register. `held_by`: the `city` keeps it here; an `authority` elsewhere, where people look it up.

    `unit` is the competence of the office that keeps it.
    """

    id: str
    version: int
    name: Text
    law: str
    held_by: Literal["city", "authority"]
    unit: str
    record: Mapping[str, Attribute]
    holding: Holding
    queries: Mapping[str, Query]
    writes: Mapping[str, Write]

    @property
    def is_personal(self) -> bool:
        """Does a record say something about a person?"""
        return any(one.personal_data != "none" for one in self.record.values())

    def act(self, id: str) -> Query | Write | None:
        """The query or write of that name."""
        return self.queries.get(id) or self.writes.get(id)

    def label(self, name: str) -> Text:
        """What an attribute is called; its name where the record has none of that name."""
        return self.record[name].label if name in self.record else Text(name)
