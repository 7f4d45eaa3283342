"""decisions.dmn as parts: rules with their cells, single expressions, and the frame that holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from allmende.domain.decisions.model import (
    BoxedExpression,
    Cell,
    DecisionModel,
    DecisionRule,
    DecisionTable,
    LiteralExpression,
)
from allmende.domain.package.edits import PackagePart
from allmende.formats import dmn
from allmende.formats.drafts.parts import Collector, FileNotSplittable, Tree

MORE = "more"
NOTE = "note "


def read(into: Collector, text: str, name: str) -> None:
    """Collect tables, rules and expressions; what is left is the property `frame` of `decisions`."""
    try:
        model = dmn.read(text.encode())
    except dmn.DmnError as wrong:
        raise FileNotSplittable(name) from wrong
    found: list[BoxedExpression] = []

    def noted(box: BoxedExpression) -> BoxedExpression:
        found.append(box)
        return _emptied(box)

    bare = _changed(model, noted)
    top = into.add(f"{into.scope}decisions", "decisions", "", {"frame": dmn.write(bare).decode()})
    for box in found:
        if isinstance(box, DecisionTable):
            table = into.add(f"{into.scope}table.{box.id}", "table", top, {})
            for rule in box.rules:
                into.add(f"{into.scope}rule.{box.id}.{rule.id}", "rule", table, _cells(box, rule))
        elif isinstance(box, LiteralExpression):
            into.add(f"{into.scope}literal.{box.id}", "literal", top, {"text": box.text})


def write(tree: Tree, scope: str, name: str) -> str:
    """The file. Error: `FileNotSplittable` when rules and frame do not belong together."""
    top = tree[f"{scope}decisions"]
    literals = {part.address: part for part in tree.inside(top.address, "literal")}
    tables = {part.address: part for part in tree.inside(top.address, "table")}

    def filled(box: BoxedExpression) -> BoxedExpression:
        if isinstance(box, DecisionTable):
            table = tables.pop(f"{scope}table.{box.id}")
            return replace(box, rules=tuple(_rule(box, part) for part in tree.inside(table.address)))
        if isinstance(box, LiteralExpression):
            return replace(box, text=str(literals.pop(f"{scope}literal.{box.id}").data["text"]))
        return box

    try:
        model = _changed(dmn.read(str(top.data["frame"]).encode()), filled)
        written = dmn.write(model).decode()
    except (dmn.DmnError, KeyError) as wrong:
        raise FileNotSplittable(name) from wrong
    if literals or tables:
        raise FileNotSplittable(name)
    return written


def _emptied(box: BoxedExpression) -> BoxedExpression:
    if not box.id:
        raise FileNotSplittable("id")
    if isinstance(box, DecisionTable):
        return replace(box, rules=())
    return replace(box, text="") if isinstance(box, LiteralExpression) else box


def _changed(value: Any, change: Callable[[BoxedExpression], BoxedExpression]) -> Any:
    """The model with every table and expression outside rules changed."""
    if isinstance(value, DecisionTable):
        inner = replace(value, rules=())
        inner = replace(inner, **dict(_inner(inner, change)))
        return change(replace(inner, rules=value.rules))
    if isinstance(value, LiteralExpression):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_changed(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, (type, Cell)):
        return replace(value, **dict(_inner(value, change)))
    return value


def _inner(value: Any, change: Callable[[BoxedExpression], BoxedExpression]) -> Iterator[tuple[str, Any]]:
    for field in fields(value):
        before = getattr(value, field.name)
        if isinstance(before, tuple) or is_dataclass(before):
            yield field.name, _changed(before, change)


def _cells(table: DecisionTable, rule: DecisionRule) -> dict[str, Any]:
    """Texts of a rule by column id; ids and the rest under `more`."""
    columns = [*(clause.id for clause in table.inputs), *(clause.id for clause in table.outputs)]
    cells: list[Cell | LiteralExpression] = [*rule.tests, *rule.results]
    if not rule.id or not all(columns) or len(set(columns)) != len(columns) or len(cells) != len(columns):
        raise FileNotSplittable(table.id)
    data: dict[str, Any] = {column: cell.text for column, cell in zip(columns, cells, strict=True)}
    data |= {f"{NOTE}{number}": note for number, note in enumerate(rule.annotations, 1)}
    more = {"cells": [cell.id for cell in cells]}
    if rule.extra.description:
        data["description"] = rule.extra.description
    return {**data, MORE: more}


def _rule(table: DecisionTable, part: PackagePart) -> DecisionRule:
    data = part.data
    columns = [*(clause.id for clause in table.inputs), *(clause.id for clause in table.outputs)]
    ids = dict(zip(columns, (data.get(MORE) or {}).get("cells", ()), strict=False))
    rule_id = part.address.removeprefix(f"{part.parent.replace('table.', 'rule.', 1)}.")
    notes = tuple(str(data[key]) for key in data if key.startswith(NOTE))
    rule = DecisionRule(
        tests=tuple(Cell(str(data.get(clause.id, "-")), ids.get(clause.id, "")) for clause in table.inputs),
        results=tuple(
            LiteralExpression(str(data.get(clause.id, "null")), id=ids.get(clause.id, "")) for clause in table.outputs
        ),
        annotations=notes,
        id=rule_id,
    )
    description = str(data.get("description", ""))
    return replace(rule, extra=replace(rule.extra, description=description)) if description else rule


__all__ = ["DecisionModel", "read", "write"]
