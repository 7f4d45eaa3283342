"""Which answers a column of a table can meet: those of the question or the parameter it asks."""

from __future__ import annotations

import re
from dataclasses import replace

from allmende.domain.decisions.model import Cell, DecisionModel, DecisionNode, DecisionTable, InputClause
from allmende.domain.package.package import ServicePackage

NULL = re.compile(r"(?<![\w.\"])null(?![\w\"])")


def with_known_options(package: ServicePackage, model: DecisionModel) -> DecisionModel:
    """The model with the answers written at every column that asks a choice, so that a forgotten one is found.

    No answer at all counts as one where some row names it.
    """
    known = _known(package)
    return replace(model, decisions=tuple(_with(decision, known) for decision in model.decisions))


def _known(package: ServicePackage) -> dict[str, tuple[str, ...]]:
    fields = {
        field.path: tuple(option.id for option in field.options)
        for step in package.form.steps
        for field in step.fields
        if field.type == "choice" and field.options and not field.options_from
    }
    parameters = {
        f"parameter.{parameter.id}": tuple(parameter.options)
        for parameter in package.sheet.parameters
        if parameter.type == "choice"
    }
    return {key: options for key, options in (fields | parameters).items() if options}


def _with(decision: DecisionNode, known: dict[str, tuple[str, ...]]) -> DecisionNode:
    table = decision.expression
    if not isinstance(table, DecisionTable):
        return decision
    inputs = tuple(
        _stated(
            clause, [rule.tests[number].text for rule in table.rules], known.get(clause.expression.text.strip(), ())
        )
        for number, clause in enumerate(table.inputs)
    )
    return replace(decision, expression=replace(table, inputs=inputs))


def _stated(clause: InputClause, cells: list[str], options: tuple[str, ...]) -> InputClause:
    if clause.values is not None or not options:
        return clause
    nothing = ["null"] if any(NULL.search(cell) for cell in cells) else []
    return replace(clause, values=Cell(", ".join([*nothing, *(f'"{option}"' for option in options)])))
