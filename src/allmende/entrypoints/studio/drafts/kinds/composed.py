"""Inputs of several boxes: conditions that may be plain yes or no, durations, rows of a small table, whole documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.drafts.kinds.inputs import (
    Amount,
    Day,
    Feel,
    Input,
    Line,
    Post,
    Raw,
    Scope,
    Whole,
    last_of,
    syntax,
    wrong,
)
from allmende.formats import yaml
from allmende.formats.schemas.shapes import Shape, check

DURATION = re.compile(r"P(?:([0-9]{1,3})Y)?(?:([0-9]{1,3})M)?(?:([0-9]{1,4})D)?")


@dataclass(frozen=True)
class FlagOrFeel(Input):
    """No, yes, or only under a condition. The raw answer is (choice, expression). `usual`: what holds if nothing is said."""

    scope: Scope = "form"
    wanted: Literal["boolean", "any"] = "boolean"
    usual: bool = False

    def show(self, value: Any) -> Raw:
        if value is None:
            return ("yes" if self.usual else "no", "")
        if isinstance(value, bool):
            return ("yes" if value else "no", "")
        return ("if", str(value))

    def take(self, post: Post, name: str) -> Raw:
        return (last_of(post, name), last_of(post, f"{name}.if"))

    def names(self, name: str) -> tuple[str, ...]:
        return (name, f"{name}.if")

    def read(self, raw: Raw) -> Any:
        choice, text = raw
        if choice != "if":
            return {"yes": True, "no": False}.get(choice)
        if not text.strip():
            return wrong("Hier fehlt die Bedingung.", "The condition is missing.")
        return syntax(text.strip()) or text.strip()

    def is_empty(self, raw: Raw) -> bool:
        return not raw[0]


@dataclass(frozen=True)
class Default(Feel):
    """An expression whose number or truth value is written as such where the file wrote it so."""

    def show(self, value: Any) -> Raw:
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

    def read(self, raw: Raw) -> Any:
        said = str(raw).strip()
        if said in ("true", "false"):
            return said == "true"
        if re.fullmatch(r"-?[0-9]{1,9}", said):
            return int(said)
        return super().read(raw)


@dataclass(frozen=True)
class FeePart(Whole):
    """Days until a fee is due; nothing means: no fee decision. `true` in a file means 30 days."""

    least: int | None = 1
    most: int | None = 365

    def show(self, value: Any) -> Raw:
        if not value and value != {}:
            return ""
        return str(value.get("due_days", 30)) if isinstance(value, Mapping) else "30"

    def read(self, raw: Raw) -> Any:
        found = super().read(raw)
        return {"due_days": found} if isinstance(found, int) else found


@dataclass(frozen=True)
class Duration(Input):
    """Years, months and days, kept as ISO 8601 (P3Y)."""

    def show(self, value: Any) -> Raw:
        found = DURATION.fullmatch(str(value or "P"))
        return tuple(part or "" for part in found.groups()) if found else ("", "", "")

    def take(self, post: Post, name: str) -> Raw:
        return tuple(last_of(post, one).strip() for one in self.names(name))

    def names(self, name: str) -> tuple[str, ...]:
        return (f"{name}.y", f"{name}.m", f"{name}.d")

    def read(self, raw: Raw) -> Any:
        if not all(re.fullmatch("[0-9]{0,3}", part) for part in raw):
            return wrong("Hier passen nur ganze Zahlen.", "Only whole numbers fit here.")
        said = "".join(f"{int(part)}{unit}" for part, unit in zip(raw, "YMD", strict=True) if part and int(part))
        return f"P{said}" if said else None

    def is_empty(self, raw: Raw) -> bool:
        return not any(raw)


@dataclass(frozen=True)
class Bound(Input):
    """The smallest or largest value: a whole number, an amount or a day, as the question's kind wants it."""

    def show(self, value: Any) -> Raw:
        if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return Day().show(value)
        return Amount().show(value) if isinstance(value, str) else super().show(value)

    def read(self, raw: Raw) -> Any:
        said = str(raw).strip()
        if re.fullmatch(r"[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
            return Day().read(said)
        if re.fullmatch(r"-?[0-9]{1,9}", said):
            return int(said)
        return Amount().read(raw)


@dataclass(frozen=True)
class Value(Input):
    """The suggested value of a parameter; `kind` is the parameter's own type."""

    kind: str = "text"

    def show(self, value: Any) -> Raw:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, (list, dict)):
            simple = isinstance(value, list) and all(isinstance(one, str) for one in value)
            return "\n".join(value) if simple else yaml.write(value)
        if self.kind == "date":
            return Day().show(value)
        return Amount().show(value) if self.kind in ("money", "decimal") else str(value)

    def read(self, raw: Raw) -> Any:
        said = str(raw).strip()
        if not said:
            return None
        if self.kind == "boolean":
            return {"yes": True, "no": False}.get(said)
        if self.kind in READERS:
            return READERS[self.kind]().read(said)
        if self.kind == "choices":
            return [line.strip() for line in said.split("\n") if line.strip()]
        if self.kind == "options":
            return Yaml().read(raw)
        return said


READERS: Mapping[str, Callable[[], Input]] = {"money": Amount, "decimal": Amount, "integer": Whole, "date": Day}


@dataclass(frozen=True)
class Yaml(Input):
    """A whole document as it stands in the file; `shape` says what it may look like."""

    shape: Shape | None = None
    rows: int = 30

    def show(self, value: Any) -> Raw:
        return "" if value is None else yaml.write(value)

    def read(self, raw: Raw) -> Any:
        if not str(raw).strip():
            return None
        node, problems = yaml.read(str(raw), "")
        if problems or node is None:
            return _first(problems)
        misfits = check(self.shape, node) if self.shape else []
        if misfits:
            return _first(misfits)
        return node.plain()


def _first(problems: Sequence[Problem]) -> Problem:
    """The first thing wrong in a document, with its line."""
    if not problems:
        return wrong("Hier steht nichts.", "There is nothing here.")
    one = problems[0]
    line = one.where.rpartition(":")[2]
    return Problem(
        one.code, Text(f"Zeile {line}: {one.text.spoken('de')}", f"Line {line}: {one.text.spoken('en')}"), one.where
    )


@dataclass(frozen=True)
class Column:
    """One column of `Rows`: the key in the file, its heading, how it is asked."""

    key: str
    label: Text
    input: Input = field(default_factory=Line)


@dataclass(frozen=True)
class Rows(Input):
    """Entries with several columns, as the file writes them.

    `style`: `list` = [{id, when}] where an entry with only its first column is a plain word; `map` = {first: {rest}}, or
    {first: second} where no more is filled.
    """

    columns: tuple[Column, ...]
    style: Literal["list", "map"] = "list"

    def show(self, value: Any) -> Raw:
        rest = self.columns[1:]
        rows: list[tuple[Raw, ...]] = []
        for entry in (value.items() if self.style == "map" else value) if value else ():
            key, said = self._apart(entry)
            rows.append((key, *(column.input.show(said.get(column.key)) for column in rest)))
        return tuple(rows)

    def _apart(self, entry: Any) -> tuple[str, Mapping[str, Any]]:
        if self.style == "map":
            key, said = entry
            return str(key), said if isinstance(said, Mapping) else {self.columns[1].key: said}
        if isinstance(entry, Mapping):
            return str(entry.get(self.columns[0].key, "")), entry
        return str(entry), {}

    def take(self, post: Post, name: str) -> Raw:
        """Rows in the order of their numbers; rows whose first column is empty are gone."""
        found = []
        for number in range(200):
            if f"{name}.{number}.0" not in post:
                break
            cells = tuple(column.input.take(post, f"{name}.{number}.{at}") for at, column in enumerate(self.columns))
            place = last_of(post, f"{name}.{number}.place").strip()
            order = Decimal(place) if re.fullmatch(r"[0-9]{1,4}", place) else Decimal(number + 1)
            if any(not column.input.is_empty(cell) for column, cell in zip(self.columns, cells, strict=True)):
                found.append((order, number, cells))
        return tuple(cells for _, _, cells in sorted(found, key=lambda one: one[:2]))

    def names(self, name: str) -> tuple[str, ...]:
        return (f"{name}.0.0",)

    def read(self, raw: Raw) -> Any:
        return self.read_beside(raw, None)

    def read_beside(self, raw: Raw, was: Any) -> Any:
        """The value; rows that are as they were keep the spelling they have in `was`."""
        before = dict(zip(self.show(was), was.items() if self.style == "map" else was, strict=True)) if was else {}
        entries: list[Any] = []
        for cells in raw:
            if cells in before:
                entries.append(before[cells])
                continue
            said = [column.input.read(cell) for column, cell in zip(self.columns, cells, strict=True)]
            problem = next((one for one in said if isinstance(one, Problem)), None)
            if problem:
                return problem
            if said[0] is None:
                return wrong("In einer Zeile fehlt der erste Eintrag.", "A row lacks its first entry.")
            entries.append(self._entry(said))
        return (dict(entries) if self.style == "map" else entries) or None

    def _entry(self, said: list[Any]) -> Any:
        """One row as the file writes it: a word or a mapping; in a map a pair."""
        keys = [column.key for column in self.columns]
        filled = {key: one for key, one in zip(keys[1:], said[1:], strict=True) if one is not None}
        if self.style == "list":
            return {keys[0]: said[0], **filled} if filled else said[0]
        only = keys[1]
        return (said[0], filled.get(only) if set(filled) <= {only} else filled)

    def is_empty(self, raw: Raw) -> bool:
        return not raw
