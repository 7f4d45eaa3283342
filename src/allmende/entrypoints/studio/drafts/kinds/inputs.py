"""How a property is asked: what is shown for a value, and what a posted answer means.

A raw answer is one string, or for several boxes a tuple of strings, or for rows a tuple of tuples.
`show(value)` → raw · `take(post, name)` → raw · `read(raw)` → value, None (nothing), or a Problem
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from allmende import feel
from allmende.domain.forms.values import Refused, read_as
from allmende.domain.package.functions import FUNCTIONS
from allmende.domain.spelling.cleaning import clean_code
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.drafts.kinds.words import Choices
from allmende.feel import FeelSyntaxError

Raw = Any
Post = Mapping[str, Sequence[str]]
Scope = Literal["form", "matter", "loose"]

WHOLE = re.compile(r"-?[0-9]{1,12}")
AMOUNT = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")


def wrong(de: str, en: str, code: str = "part.value") -> Problem:
    return Problem(code, Text(de, en))


def last_of(post: Post, name: str) -> str:
    """The last value of that name, lines ending as files write them."""
    found = post.get(name) or [""]
    return str(found[-1]).replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Input:
    """One control with one string."""

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


@dataclass(frozen=True)
class Line(Input):
    """One line. `offers` names a list of ids to choose from; others may be typed as well."""

    pattern: str = ""
    example: str = ""
    offers: str = ""
    longest: int = 500

    def read(self, raw: Raw) -> Any:
        said = str(raw).strip()
        if len(said) > self.longest:
            return wrong(f"Höchstens {self.longest} Zeichen.", f"At most {self.longest} characters.")
        if "\n" in said:
            return wrong("Hier passt nur eine Zeile.", "Only one line fits here.")
        if said and self.pattern and not re.fullmatch(self.pattern, said):
            example = f" Zum Beispiel: {self.example}" if self.example else ""
            english = f" For example: {self.example}" if self.example else ""
            return wrong(f"So passt das nicht.{example}", f"This does not fit.{english}")
        return said or None


@dataclass(frozen=True)
class Prose(Input):
    """Several lines, kept as they were typed."""

    rows: int = 4
    longest: int = 20_000

    def read(self, raw: Raw) -> Any:
        if len(raw) > self.longest:
            return wrong(f"Höchstens {self.longest} Zeichen.", f"At most {self.longest} characters.")
        return raw if raw.strip() else None


@dataclass(frozen=True)
class Whole(Input):
    """A whole number."""

    least: int | None = None
    most: int | None = None

    def read(self, raw: Raw) -> Any:
        said = clean_code(str(raw))
        said = said.replace(".", "") if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", said) else said
        if not said:
            return None
        if not WHOLE.fullmatch(said):
            return wrong("Hier passt nur eine ganze Zahl.", "Only a whole number fits here.")
        number = int(said)
        if self.least is not None and number < self.least:
            return wrong(f"Mindestens {self.least}.", f"At least {self.least}.")
        if self.most is not None and number > self.most:
            return wrong(f"Höchstens {self.most}.", f"At most {self.most}.")
        return number


@dataclass(frozen=True)
class Amount(Input):
    """A decimal; shown with a comma, kept as a string with a point."""

    def show(self, value: Any) -> Raw:
        return "" if value is None else str(value).replace(".", ",")

    def read(self, raw: Raw) -> Any:
        said = clean_code(str(raw)).removesuffix("€").strip()
        if not said:
            return None
        plain = said.replace(".", "").replace(",", ".") if "," in said else said
        if not AMOUNT.fullmatch(plain):
            return wrong(
                "Hier passt nur ein Betrag, zum Beispiel 30,00.", "Only an amount fits here, for example 30.00."
            )
        return plain


@dataclass(frozen=True)
class Flag(Input):
    """Yes or no. `usual`: what holds where a file says nothing."""

    usual: bool = False

    def show(self, value: Any) -> Raw:
        return "yes" if (self.usual if value is None else value) else "no"

    def read(self, raw: Raw) -> Any:
        return {"yes": True, "no": False}.get(str(raw))


@dataclass(frozen=True)
class Choice(Input):
    """One of a closed list; `open`: nothing may be chosen, too."""

    choices: Choices
    open: bool = True

    def read(self, raw: Raw) -> Any:
        said = str(raw)
        if said and said not in {key for key, _ in self.choices}:
            return wrong("Das steht nicht zur Auswahl.", "This cannot be chosen.")
        return said or None


@dataclass(frozen=True)
class Several(Input):
    """Any of a closed list, in the list's order; what else a file says stays."""

    choices: Choices

    def show(self, value: Any) -> Raw:
        return tuple(str(one) for one in value or ())

    def take(self, post: Post, name: str) -> Raw:
        return tuple(one for one in post.get(name) or () if one)

    def read(self, raw: Raw) -> Any:
        known = {key for key, _ in self.choices}
        if any(one not in known for one in raw):
            return wrong("Das steht nicht zur Auswahl.", "This cannot be chosen.")
        return list(raw) or None

    def is_empty(self, raw: Raw) -> bool:
        return not raw


@dataclass(frozen=True)
class Lines(Input):
    """A list, one entry per line."""

    rows: int = 4
    offers: str = ""

    def show(self, value: Any) -> Raw:
        return "\n".join(str(one) for one in value or ())

    def read(self, raw: Raw) -> Any:
        return [line.strip() for line in str(raw).split("\n") if line.strip()] or None


@dataclass(frozen=True)
class Feel(Input):
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
            f"Das ist nicht lesbar. {error.text('de')}", f"This cannot be read. {error.text('en')}", "feel.syntax"
        )
    return None


@dataclass(frozen=True)
class Day(Input):
    """A date, typed as 2.11.2026 or 2026-11-02, kept as ISO."""

    def show(self, value: Any) -> Raw:
        try:
            found = date.fromisoformat(str(value))
        except ValueError:
            return super().show(value)
        return f"{found.day}.{found.month}.{found.year}"

    def read(self, raw: Raw) -> Any:
        found = read_as("date", str(raw))
        if isinstance(found, Refused):
            return wrong(found.text["de"], found.text["en"])
        return found and found.isoformat()
