"""The type of a property's value: how it is typed and shown, and how people say it in a sentence.

A raw answer is one string, or for several boxes a tuple of strings, or for rows a tuple of tuples.
`show(value)` → raw · `take(post, name)` → raw · `read(raw)` → value, None (nothing), or a Problem · `say(value)` → words

What a file looks like follows in `formats.schemas.properties`, which control is drawn in `entrypoints.studio.drafts.controls`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from allmende import feel
from allmende.domain.forms.values import RefusedEntry, read_as
from allmende.domain.package import wording
from allmende.domain.package.functions import FUNCTIONS
from allmende.domain.package.sheet import DURATION
from allmende.domain.package.wording import joined
from allmende.domain.spelling.cleaning import clean_code
from allmende.domain.values import Problem, Text
from allmende.feel import FeelSyntaxError

Raw = Any
Post = Mapping[str, Sequence[str]]
Scope = Literal["form", "matter", "loose"]
Words = Mapping[str, Text]
"""What may be written → what it means, in the order of the menus."""

WHOLE = re.compile(r"-?[0-9]{1,12}")
SIZE = Text.named("package.properties.types.size")
AMOUNT = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")


def wrong(text: Text, code: str = "part.value") -> Problem:
    return Problem(code, text)


def last_of(post: Post, name: str) -> str:
    """The last value of that name, lines ending as files write them."""
    found = post.get(name) or [""]
    return str(found[-1]).replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class ValueType:
    """Any single value."""

    def show(self, value: Any) -> Raw:
        return "" if value is None else str(value)

    def take(self, post: Post, name: str) -> Raw:
        return last_of(post, name)

    def names(self, name: str) -> tuple[str, ...]:
        """Names of posted values that belong to it; without any of them the property was not asked."""
        return (name,)

    def read(self, raw: Raw) -> Any:
        """Error: a `Problem` is given back, never raised."""
        return raw.strip() or None

    def is_empty(self, raw: Raw) -> bool:
        return not str(raw).strip()

    def say(self, value: Any) -> Text:
        """The value in a sentence."""
        return wording.value(value)

    def load(self, plain: Any) -> Any:
        """What the domain holds for a value of a file."""
        return plain

    def store(self, value: Any) -> Any:
        """What a file says for a value of the domain; None where there is none."""
        return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class LineType(ValueType):
    """One line. `hint`: what a file must have here. `offers` names a list of ids to choose from; others may be typed, too."""

    pattern: str = ""
    example: str = ""
    hint: Text | None = None
    offers: str = ""
    longest: int = 500

    def read(self, raw: Raw) -> Any:
        said = str(raw).strip()
        if len(said) > self.longest:
            return wrong(Text.named("package.properties.types.at_most_longest_characters", longest=self.longest))
        if "\n" in said:
            return wrong(Text.named("package.properties.types.only_one_line_fits_here"))
        if said and self.pattern and not re.fullmatch(self.pattern, said):
            example = f" Zum Beispiel: {self.example}" if self.example else ""
            english = f" For example: {self.example}" if self.example else ""
            return wrong(
                Text.named("package.properties.types.this_does_not_fit_english", example=example, english=english)
            )
        return said or None


@dataclass(frozen=True)
class MegabytesType(LineType):
    """The size of a file: "10 MB" in a package, bytes once it is read."""

    pattern: str = "[1-9][0-9]{0,2} MB"
    example: str = "10 MB"
    hint: Text | None = SIZE
    least: int = 1
    most: int = 999

    def say(self, value: Any) -> Text:
        return wording.value(self.store(value) if isinstance(value, int) else value)

    def load(self, plain: Any) -> Any:
        return int(plain.split()[0]) * 1_000_000

    def store(self, value: Any) -> Any:
        return f"{value // 1_000_000} MB" if value else None


@dataclass(frozen=True)
class ProseType(ValueType):
    """Several lines, kept as they were typed."""

    rows: int = 4
    longest: int = 20_000

    def read(self, raw: Raw) -> Any:
        if len(raw) > self.longest:
            return wrong(Text.named("package.properties.types.at_most_longest_characters", longest=self.longest))
        return raw if raw.strip() else None


@dataclass(frozen=True)
class WholeType(ValueType):
    """A whole number."""

    least: int | None = None
    most: int | None = None

    def read(self, raw: Raw) -> Any:
        said = clean_code(str(raw))
        said = said.replace(".", "") if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", said) else said
        if not said:
            return None
        if not WHOLE.fullmatch(said):
            return wrong(Text.named("package.properties.types.only_whole_number_fits_here"))
        number = int(said)
        if self.least is not None and number < self.least:
            return wrong(Text.named("package.properties.types.at_least_least", least=self.least))
        if self.most is not None and number > self.most:
            return wrong(Text.named("package.properties.types.at_most_most", most=self.most))
        return number


@dataclass(frozen=True)
class AmountType(ValueType):
    """A decimal; shown with a comma, kept as a string with a point. `negative`: may it lie below zero?"""

    negative: bool = True

    def show(self, value: Any) -> Raw:
        return "" if value is None else str(value).replace(".", ",")

    def read(self, raw: Raw) -> Any:
        said = clean_code(str(raw)).removesuffix("€").strip()
        if not said:
            return None
        plain = said.replace(".", "").replace(",", ".") if "," in said else said
        if not AMOUNT.fullmatch(plain):
            return wrong(Text.named("package.properties.types.only_amount_fits_here_for"))
        return plain


@dataclass(frozen=True)
class FlagType(ValueType):
    """Yes or no. `usual`: what holds where a file says nothing."""

    usual: bool = False

    def show(self, value: Any) -> Raw:
        return "yes" if (self.usual if value is None else value) else "no"

    def read(self, raw: Raw) -> Any:
        return {"yes": True, "no": False}.get(str(raw))

    def load(self, plain: Any) -> Any:
        return bool(plain)


@dataclass(frozen=True)
class ChoiceType(ValueType):
    """One of a closed list; `open`: nothing may be chosen, too."""

    words: Words
    open: bool = True

    def read(self, raw: Raw) -> Any:
        said = str(raw)
        if said and said not in self.words:
            return wrong(Text.named("package.properties.types.this_cannot_be_chosen"))
        return said or None

    def say(self, value: Any) -> Text:
        return self.words.get(str(value)) or wording.value(value)


@dataclass(frozen=True)
class SeveralType(ValueType):
    """Any of a closed list, in the list's order; what else a file says stays."""

    words: Words
    least: int = 0

    def show(self, value: Any) -> Raw:
        return tuple(str(one) for one in value or ())

    def take(self, post: Post, name: str) -> Raw:
        return tuple(one for one in post.get(name) or () if one)

    def read(self, raw: Raw) -> Any:
        if any(one not in self.words for one in raw):
            return wrong(Text.named("package.properties.types.this_cannot_be_chosen"))
        return list(raw) or None

    def is_empty(self, raw: Raw) -> bool:
        return not raw

    def load(self, plain: Any) -> Any:
        return tuple(plain)

    def say(self, value: Any) -> Text:
        several = isinstance(value, (list, tuple))
        return wording.value([self.words.get(str(one), one) for one in value] if several else value)


@dataclass(frozen=True)
class LinesType(ValueType):
    """A list, one entry per line; `item`: what an entry must be."""

    rows: int = 4
    offers: str = ""
    item: LineType = field(default_factory=LineType)
    least: int = 0
    most: int = 1_000

    def show(self, value: Any) -> Raw:
        return "\n".join(str(one) for one in value or ())

    def read(self, raw: Raw) -> Any:
        return [line.strip() for line in str(raw).split("\n") if line.strip()] or None

    def load(self, plain: Any) -> Any:
        return tuple(plain)


@dataclass(frozen=True)
class ExpressionType(ValueType):
    """An expression. `scope`: which names it sees; `wanted`: what it must give; `tests`: a cell of a table."""

    scope: Scope = "form"
    wanted: Literal["boolean", "any"] = "any"
    tests: bool = False
    shown: bool = False
    """A value that is shown in a letter: a format may follow after a bar."""

    def read(self, raw: Raw) -> Any:
        said = str(raw).strip()
        if not said:
            return None
        return syntax(said, tests=self.tests, shown=self.shown) or said

    def load(self, plain: Any) -> Any:
        """An expression as text; YAML's own true, false and numbers are FEEL as well."""
        return str(plain).lower() if isinstance(plain, bool) else str(plain)


def syntax(text: str, *, tests: bool = False, shown: bool = False) -> Problem | None:
    """Why this is no expression at all; None when it can be read."""
    expression = text
    if shown:
        head, bar, tail = text.rpartition("|")
        expression = head if bar and re.fullmatch(r"\s*[a-z_]+\s*", tail) else text
    try:
        (feel.parse_unary_tests if tests else feel.parse)(expression, tuple(FUNCTIONS))
    except FeelSyntaxError as error:
        return wrong(
            Text.named("package.properties.types.this_cannot_be_read_text", text=error.text),
            "feel.syntax",
        )
    return None


@dataclass(frozen=True)
class DayType(ValueType):
    """A date, typed as 2.11.2026 or 2026-11-02, kept as ISO."""

    def show(self, value: Any) -> Raw:
        try:
            found = date.fromisoformat(str(value))
        except ValueError:
            return super().show(value)
        return f"{found.day}.{found.month}.{found.year}"

    def read(self, raw: Raw) -> Any:
        found = read_as("date", str(raw))
        if isinstance(found, RefusedEntry):
            return wrong(found.text)
        return found and found.isoformat()

    def say(self, value: Any) -> Text:
        return wording.day(value) if isinstance(value, str) else wording.value(value)

    def load(self, plain: Any) -> Any:
        return date.fromisoformat(plain)


@dataclass(frozen=True)
class FlagOrExpressionType(ValueType):
    """No, yes, or only under a condition. The raw answer is (choice, expression). `usual`: what holds if nothing is said."""

    scope: Scope = "form"
    wanted: Literal["boolean", "any"] = "boolean"
    usual: bool = False
    yes: Text = wording.YES
    no: Text = wording.NO

    def load(self, plain: Any) -> Any:
        return plain if isinstance(plain, bool) else str(plain)

    def say(self, value: Any) -> Text:
        if isinstance(value, str) and value:
            return Text.named("package.properties.types.y_if_w", y=self.yes, w=wording.value(value))
        return self.yes if value is True else self.no

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
            return wrong(Text.named("package.properties.types.condition_is_missing"))
        return syntax(text.strip()) or text.strip()

    def is_empty(self, raw: Raw) -> bool:
        return not raw[0]


@dataclass(frozen=True)
class DefaultType(ExpressionType):
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
class FeePartType(WholeType):
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


YEARS = (Text.named("package.properties.types.years"), Text.named("package.properties.types.years_2"))
MONTHS = (Text.named("package.properties.types.months"), Text.named("package.properties.types.months_2"))
DAYS = (Text.named("package.properties.types.days"), Text.named("package.properties.types.days_2"))


@dataclass(frozen=True)
class DurationType(ValueType):
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
            return wrong(Text.named("package.properties.types.only_whole_numbers_fit_here"))
        said = "".join(f"{int(part)}{unit}" for part, unit in zip(raw, "YMD", strict=True) if part and int(part))
        return f"P{said}" if said else None

    def is_empty(self, raw: Raw) -> bool:
        return not any(raw)

    def say(self, value: Any) -> Text:
        units = (YEARS, MONTHS, DAYS)
        parts = [(int(part), unit) for part, unit in zip(self.show(value), units, strict=True) if part]
        said = [joined("{n} {u}", n=n, u=unit[n != 1]) for n, unit in parts]
        return wording.value(said or value)


@dataclass(frozen=True)
class BoundType(ValueType):
    """The smallest or largest value: a whole number, an amount or a day, as the question's kind wants it."""

    def show(self, value: Any) -> Raw:
        if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return DayType().show(value)
        return AmountType().show(value) if isinstance(value, str) else super().show(value)

    def read(self, raw: Raw) -> Any:
        said = str(raw).strip()
        if re.fullmatch(r"[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
            return DayType().read(said)
        if re.fullmatch(r"-?[0-9]{1,9}", said):
            return int(said)
        return AmountType().read(raw)


@dataclass(frozen=True)
class RowsColumn:
    """One column of `RowsType`: the key in the file, its heading, how it is asked."""

    key: str
    label: Text
    input: ValueType = field(default_factory=LineType)


@dataclass(frozen=True)
class RowsType(ValueType):
    """Entries with several columns, as the file writes them.

    `style`: `list` = [{id, when}] where an entry with only its first column is a plain word; `map` = {first: {rest}}, or
    {first: second} where no more is filled.
    """

    columns: tuple[RowsColumn, ...]
    style: Literal["list", "map"] = "list"
    most: int = 1_000

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
                return wrong(Text.named("package.properties.types.row_lacks_its_first_entry"))
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


@dataclass(frozen=True)
class SuggestedType(ValueType):
    """The suggested value of a parameter, whose own type says more."""


@dataclass(frozen=True)
class DocumentType(ValueType):
    """Something of many parts, written as in the file; `shape` is its name in `formats.schemas`."""

    shape: str
    rows: int = 30


@dataclass(frozen=True)
class PartsType(ValueType):
    """A list of parts of that kind, each with an id."""

    kind: str
