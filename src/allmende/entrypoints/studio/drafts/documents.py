"""What is typed as a whole document, and the suggested value of a parameter, which is typed as the parameter's type wants it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from allmende.domain.package.properties import Property
from allmende.domain.package.properties.types import (
    AmountType,
    ChoiceType,
    DayType,
    DocumentType,
    FlagOrExpressionType,
    Raw,
    SuggestedType,
    ValueType,
    WholeType,
    wrong,
)
from allmende.domain.values import Problem, Text
from allmende.formats import yaml
from allmende.formats.schemas.properties import shape_of
from allmende.formats.schemas.shapes import Shape, check


def control_of(one: Property, data: Mapping[str, Any]) -> ValueType:
    """How a property is typed in a part that says `data`."""
    match one.value:
        case SuggestedType():
            return Value(kind=str(data.get("type", "text")))
        case DocumentType() as document:
            return Yaml(shape_of(document), document.rows)
        case FlagOrExpressionType() as flag if data.get("type") == "declaration":
            return replace(flag, usual=True)
        case ChoiceType() as choice:
            return replace(choice, open=not one.needed)
    return one.value


@dataclass(frozen=True)
class Value(ValueType):
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
            return DayType().show(value)
        return AmountType().show(value) if self.kind in ("money", "decimal") else str(value)

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


READERS: Mapping[str, Callable[[], ValueType]] = {
    "money": AmountType,
    "decimal": AmountType,
    "integer": WholeType,
    "date": DayType,
}


@dataclass(frozen=True)
class Yaml(ValueType):
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
        return wrong(Text.named("studio.drafts.documents.there_is_nothing_here"))
    one = problems[0]
    line = one.where.rpartition(":")[2]
    return Problem(one.code, Text.named("studio.drafts.documents.line_line_text", line=line, text=one.text), one.where)
