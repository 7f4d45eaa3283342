"""Which answers of registers a condition rests on: those it reads, and those read by a table it reads. Pure.

Of a table of findings count the rows whose finding the condition names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allmende.domain.decisions.model import DecisionTable, LiteralExpression, subexpressions
from allmende.domain.notices.missing import list_paths

if TYPE_CHECKING:
    from allmende.domain.decisions.graph import CompiledModel
    from allmende.domain.decisions.model import BoxedExpression
    from allmende.domain.process.model import ProcessDefinition

UNTESTED = ("", "-")
"""A cell that tests nothing."""


def list_answers_behind(condition: str, model: CompiledModel | None, *processes: ProcessDefinition) -> frozenset[str]:
    """The names in `register` that this condition reads, itself or through the tables the processes ask before."""
    tables = {
        node.result or node.decision: node.decision
        for definition in processes
        for node in definition.nodes.values()
        if node.decision
    }
    found: set[str] = set()
    waiting, seen = [(condition, condition)], set()
    while waiting:
        text, named_in = waiting.pop()
        for path in list_paths(text):
            head, _, rest = path.partition(".")
            name = rest.partition(".")[0]
            if head == "register":
                found.add(name)
            elif head == "decision" and model is not None and name not in seen and (key := tables.get(name)):
                seen.add(name)
                waiting += [(read, "") for read in _read_by(model, key, named_in)]
    return frozenset(found)


def _read_by(model: CompiledModel, key: str, condition: str) -> Iterator[str]:
    """The expressions a decision evaluates, itself and through those it requires."""
    element = model.find(key)
    waiting, seen = [element] if element else [], set()
    while waiting:
        each = waiting.pop()
        if each.id in seen:
            continue
        seen.add(each.id)
        expression: BoxedExpression | None = getattr(each, "expression", None)
        if each is element and isinstance(expression, DecisionTable) and condition:
            yield from _tested_for(expression, condition)
        else:
            yield from (box.text for box in subexpressions(expression) if isinstance(box, LiteralExpression))
        waiting += [need.element for need in model.needs(each)]


def _tested_for(table: DecisionTable, condition: str) -> Iterator[str]:
    """What the rows test whose finding the condition names; what all rows test where it names none."""
    named = [rule for rule in table.rules if any(box.text.strip() in condition for box in rule.results)]
    for rule in named or table.rules:
        yield from (
            clause.expression.text
            for clause, cell in zip(table.inputs, rule.tests, strict=True)
            if cell.text.strip() not in UNTESTED
        )
        yield from (box.text for box in rule.results)
