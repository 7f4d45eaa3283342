"""Boxed expressions from XML."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from allmende.domain.decisions import model
from allmende.domain.values import Text
from allmende.formats.dmn.elements import child, child_text, children, extra, fail, line_of, local_name, parameter
from allmende.formats.dmn.tables import read_table

MAX_DEPTH = 40


def read_expression(element: etree._Element, depth: int = 0) -> model.BoxedExpression | None:
    """The boxed expression directly inside `element`."""
    for each in element:
        if isinstance(each.tag, str) and local_name(each) in _READERS:
            return read_box(each, depth)
    return None


def read_box(element: etree._Element, depth: int) -> model.BoxedExpression:
    """A boxed expression from its own element."""
    if depth > MAX_DEPTH:
        raise fail(element, Text.named("formats.dmn.too_deep"))
    return _READERS[local_name(element)](element, depth + 1)


def _expressions(element: etree._Element, depth: int) -> tuple[model.BoxedExpression, ...]:
    return tuple(
        read_box(each, depth) for each in element if isinstance(each.tag, str) and local_name(each) in _READERS
    )


def _inside(element: etree._Element, name: str, depth: int) -> model.BoxedExpression | None:
    """The expression inside the child called `name`."""
    found = child(element, name)
    return None if found is None else read_expression(found, depth)


def read_literal(element: etree._Element, depth: int = 0) -> model.LiteralExpression:
    """A FEEL text."""
    return model.LiteralExpression(
        child_text(element, "text"),
        element.get("expressionLanguage", ""),
        id=element.get("id", ""),
        type_ref=element.get("typeRef", ""),
        line=line_of(element),
        extra=extra(element),
    )


def read_function(element: etree._Element, depth: int = 0) -> model.FunctionDefinition:
    """A function definition or encapsulated logic."""
    return model.FunctionDefinition(
        tuple(map(parameter, children(element, "formalParameter"))),
        read_expression(element, depth),
        element.get("kind", "FEEL"),
        id=element.get("id", ""),
        type_ref=element.get("typeRef", ""),
        line=line_of(element),
        extra=extra(element),
    )


def _invocation(element: etree._Element, depth: int) -> model.Invocation:
    function = read_expression(element, depth)
    if function is None:
        raise fail(element, Text.named("formats.dmn.invocation_of_nothing"))
    bindings = []
    for each in children(element, "binding"):
        found = child(each, "parameter")
        if found is None:
            raise fail(each, Text.named("formats.dmn.argument_without_name"))
        bindings.append(model.Binding(parameter(found), read_expression(each, depth)))
    return model.Invocation(
        function,
        tuple(bindings),
        id=element.get("id", ""),
        type_ref=element.get("typeRef", ""),
        line=line_of(element),
        extra=extra(element),
    )


def _context(element: etree._Element, depth: int) -> model.BoxedContext:
    entries = []
    for each in children(element, "contextEntry"):
        variable = child(each, "variable")
        entries.append(
            model.ContextEntry(
                None if variable is None else parameter(variable),
                read_expression(each, depth),
                each.get("id", ""),
            ),
        )
    return model.BoxedContext(
        tuple(entries),
        id=element.get("id", ""),
        type_ref=element.get("typeRef", ""),
        line=line_of(element),
        extra=extra(element),
    )


def _list(element: etree._Element, depth: int) -> model.BoxedList:
    return model.BoxedList(
        _expressions(element, depth),
        id=element.get("id", ""),
        type_ref=element.get("typeRef", ""),
        line=line_of(element),
        extra=extra(element),
    )


def _relation(element: etree._Element, depth: int) -> model.Relation:
    rows = children(element, "row")
    return model.Relation(
        tuple(map(parameter, children(element, "column"))),
        tuple(_expressions(row, depth) for row in rows),
        tuple(row.get("id", "") for row in rows),
        id=element.get("id", ""),
        type_ref=element.get("typeRef", ""),
        line=line_of(element),
        extra=extra(element),
    )


def _conditional(element: etree._Element, depth: int) -> model.Conditional:
    return model.Conditional(
        _inside(element, "if", depth),
        _inside(element, "then", depth),
        _inside(element, "else", depth),
        id=element.get("id", ""),
        type_ref=element.get("typeRef", ""),
        line=line_of(element),
        extra=extra(element),
    )


def _filter(element: etree._Element, depth: int) -> model.BoxedFilter:
    return model.BoxedFilter(
        _inside(element, "in", depth),
        _inside(element, "match", depth),
        id=element.get("id", ""),
        type_ref=element.get("typeRef", ""),
        line=line_of(element),
        extra=extra(element),
    )


def _for(element: etree._Element, depth: int) -> model.BoxedFor:
    return model.BoxedFor(
        element.get("iteratorVariable", ""),
        _inside(element, "in", depth),
        _inside(element, "return", depth),
        id=element.get("id", ""),
        type_ref=element.get("typeRef", ""),
        line=line_of(element),
        extra=extra(element),
    )


def _quantified(element: etree._Element, depth: int) -> model.BoxedQuantified:
    return model.BoxedQuantified(
        local_name(element),
        element.get("iteratorVariable", ""),
        _inside(element, "in", depth),
        _inside(element, "satisfies", depth),
        id=element.get("id", ""),
        type_ref=element.get("typeRef", ""),
        line=line_of(element),
        extra=extra(element),
    )


def _table(element: etree._Element, depth: int) -> model.DecisionTable:
    return read_table(element, read_literal)


_READERS: dict[str, Callable[[etree._Element, int], model.BoxedExpression]] = {
    "literalExpression": read_literal,
    "decisionTable": _table,
    "invocation": _invocation,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
}
