"""Decision tables from XML."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from allmende.domain.decisions import model
from allmende.domain.values import Text
from allmende.formats.dmn.elements import cell, child, child_text, children, extra, fail, line_of

ReadLiteral = Callable[[etree._Element], model.LiteralExpression]

MAX_RULES = 5_000


def read_table(element: etree._Element, read_literal: ReadLiteral) -> model.DecisionTable:
    """A decision table; refuses hit policies that the standard does not know, and ragged rows."""
    policy = element.get("hitPolicy", "UNIQUE")
    aggregation = element.get("aggregation", "")
    if policy not in model.HIT_POLICIES or aggregation not in model.AGGREGATIONS:
        raise fail(
            element,
            Text.named("formats.dmn.hit_policy", policy=policy, aggregation=aggregation),
        )
    inputs = tuple(_input(each, read_literal) for each in children(element, "input"))
    outputs = tuple(_output(each, read_literal) for each in children(element, "output"))
    rules = children(element, "rule")
    if not outputs or len(rules) > MAX_RULES:
        raise fail(
            element,
            Text.named("formats.dmn.no_output"),
        )
    return model.DecisionTable(
        inputs,
        outputs,
        tuple(_rule(each, read_literal, len(inputs), len(outputs)) for each in rules),
        policy,
        aggregation,
        tuple(each.get("name", "") for each in children(element, "annotation")),
        element.get("preferredOrientation", ""),
        element.get("outputLabel", ""),
        id=element.get("id", ""),
        type_ref=element.get("typeRef", ""),
        line=line_of(element),
        extra=extra(element),
    )


def _input(element: etree._Element, read_literal: ReadLiteral) -> model.InputClause:
    expression = child(element, "inputExpression")
    return model.InputClause(
        model.LiteralExpression("") if expression is None else read_literal(expression),
        element.get("id", ""),
        element.get("label", ""),
        cell(child(element, "inputValues")),
        extra(element),
    )


def _output(element: etree._Element, read_literal: ReadLiteral) -> model.OutputClause:
    default = child(element, "defaultOutputEntry")
    return model.OutputClause(
        element.get("name", ""),
        element.get("id", ""),
        element.get("label", ""),
        element.get("typeRef", ""),
        cell(child(element, "outputValues")),
        None if default is None else read_literal(default),
        extra(element),
    )


def _rule(element: etree._Element, read_literal: ReadLiteral, inputs: int, outputs: int) -> model.DecisionRule:
    tests = tuple(
        model.Cell(child_text(each, "text"), each.get("id", ""), line_of(each))
        for each in children(element, "inputEntry")
    )
    results = tuple(read_literal(each) for each in children(element, "outputEntry"))
    if len(tests) != inputs or len(results) != outputs:
        raise fail(
            element,
            Text.named("formats.dmn.ragged"),
        )
    return model.DecisionRule(
        tests,
        results,
        tuple(child_text(each, "text") for each in children(element, "annotationEntry")),
        element.get("id", ""),
        line_of(element),
        extra(element),
    )
