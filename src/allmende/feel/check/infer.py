"""Walks the tree and works out the type of every part, noting what cannot be."""

from __future__ import annotations

from allmende.feel.check import calls, operators
from allmende.feel.check.checker import Checker, Names, Rules
from allmende.feel.check.findings import type_words
from allmende.feel.check.scope import NameScope, suggest
from allmende.feel.evaluate.properties import PROPERTIES
from allmende.feel.syntax import nodes
from allmende.feel.types import (
    ANY,
    BOOLEAN,
    NULL,
    NUMBER,
    STRING,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
    parse_simple,
)
from allmende.feel.values.iso import parse_at_literal
from allmende.feel.values.kinds import kind_of


def _literal(checker: Checker, node: nodes.LiteralNode, names: Names) -> Type:
    match node.value:
        case None:
            return NULL
        case bool():
            return BOOLEAN
        case str():
            return STRING
    return NUMBER


def _at_literal(checker: Checker, node: nodes.AtLiteral, names: Names) -> Type:
    value = parse_at_literal(node.text)
    if value is None:
        return checker.note("impossible-date", node, text=node.text)
    return parse_simple(kind_of(value))


def _name(checker: Checker, node: nodes.Name, names: Names) -> Type:
    found = checker.find_name(node.name, names)
    if found is None:
        return checker.note(
            "unknown-name",
            node,
            name=node.name,
            hint=suggest(node.name, checker.known_names(names)),
        )
    return found


def _path(checker: Checker, node: nodes.Path, names: Names) -> Type:
    return field_type(checker, node, checker.infer(node.source, names))


def field_type(checker: Checker, node: nodes.Path, source: Type) -> Type:
    """The type of the field or property that a path asks of `source`."""
    match source:
        case ContextType(fields=fields):
            if node.name in fields:
                return fields[node.name]
            if source.open:
                return ANY
            return checker.note("unknown-field", node, name=node.name, hint=suggest(node.name, list(fields)))
        case ListType(of=of):
            inner = field_type(checker, node, of)
            return ListType(inner)
        case RangeType(of=of):
            if node.name in ("start", "end"):
                return of
    if source == ANY:
        return ANY
    properties = PROPERTIES.get("range" if isinstance(source, RangeType) else source.name, {})
    if node.name not in properties:
        return checker.note("unknown-field", node, name=node.name, hint=suggest(node.name, list(properties)))
    if node.name == "time offset":
        return parse_simple("days and time duration")
    if node.name == "timezone":
        return STRING
    return BOOLEAN if isinstance(source, RangeType) else NUMBER


def _filter(checker: Checker, node: nodes.FilterNode, names: Names) -> Type:
    source = checker.infer(node.source, names)
    of = source.of if isinstance(source, ListType) else source
    inner: dict[str, Type] = {**names, "item": of}
    if isinstance(of, ContextType):
        inner |= of.fields
    if of == ANY or (isinstance(of, ContextType) and of.open):
        kind = _quietly(checker, node.condition, inner)
    else:
        kind = checker.infer(node.condition, inner)
    if kind == NUMBER:
        return of
    if kind not in (BOOLEAN, ANY):
        checker.note("condition", node.condition, got=type_words(kind))
    return ListType(of) if kind == BOOLEAN else ANY


def _quietly(checker: Checker, node: nodes.Node, names: Names) -> Type:
    """Where the fields of the items are unknown, unknown names are no finding."""
    before = len(checker.findings)
    kind = checker.infer(node, names)
    checker.findings[before:] = [each for each in checker.findings[before:] if each.code != "unknown-name"]
    return kind


def _if(checker: Checker, node: nodes.If, names: Names) -> Type:
    checker.condition(node.condition, names)
    return common(checker.infer(node.then, names), checker.infer(node.otherwise, names))


def common(left: Type, right: Type) -> Type:
    """The type of a value that is of one type or the other."""
    if left == NULL:
        return right
    return left if right in (NULL, left) else ANY


def _iterators(checker: Checker, iterators: tuple[nodes.Iterator, ...], names: Names) -> dict[str, Type]:
    inner = dict(names)
    for each in iterators:
        source = checker.infer(each.source, inner)
        if each.stop is not None:
            stop = checker.infer(each.stop, inner)
            if ANY not in (source, stop) and source != stop:
                checker.note("range", each)
            inner[each.name] = source
            continue
        match source:
            case ListType(of=of) | RangeType(of=of):
                inner[each.name] = of
            case _:
                inner[each.name] = ANY
                if source != ANY:
                    checker.note("iteration", each.source, got=type_words(source))
    return inner


def _for(checker: Checker, node: nodes.For, names: Names) -> Type:
    inner = _iterators(checker, node.iterators, {**names, "partial": ListType()})
    return ListType(checker.infer(node.body, inner))


def _quantified(checker: Checker, node: nodes.Quantified, names: Names) -> Type:
    checker.condition(node.condition, _iterators(checker, node.iterators, names))
    return BOOLEAN


def _list(checker: Checker, node: nodes.ListLiteral, names: Names) -> Type:
    kinds = [checker.infer(item, names) for item in node.items]
    if not kinds:
        return ListType()
    of = kinds[0]
    for kind in kinds[1:]:
        of = common(of, kind)
    return ListType(of)


def _context(checker: Checker, node: nodes.ContextLiteral, names: Names) -> Type:
    fields: dict[str, Type] = {}
    inner = dict(names)
    for key, value in node.entries:
        if key in fields:
            checker.note("duplicate-key", node, name=key)
        inner[key] = fields[key] = checker.infer(value, inner)
    return ContextType(fields)


def _function(checker: Checker, node: nodes.FunctionLiteral, names: Names) -> Type:
    kinds = tuple(
        ANY if parameter.type is None else checker.known_type(parameter.type, parameter)
        for parameter in node.parameters
    )
    own = tuple(parameter.name for parameter in node.parameters)
    result = checker.infer(node.body, {**names, **dict(zip(own, kinds, strict=True))})
    return FunctionType(kinds, result, own)


def _instance_of(checker: Checker, node: nodes.InstanceOf, names: Names) -> Type:
    checker.infer(node.operand, names)
    checker.known_type(node.type, node)
    return BOOLEAN


RULES: Rules = {
    nodes.LiteralNode: _literal,
    nodes.AtLiteral: _at_literal,
    nodes.Name: _name,
    nodes.Path: _path,
    nodes.FilterNode: _filter,
    nodes.Call: calls.infer_call,
    nodes.Negation: operators.infer_negation,
    nodes.Arithmetic: operators.infer_arithmetic,
    nodes.Junction: operators.infer_junction,
    nodes.Comparison: operators.infer_comparison,
    nodes.Between: operators.infer_between,
    nodes.In: operators.infer_in,
    nodes.RangeLiteral: operators.infer_range,
    nodes.ComparisonRange: operators.infer_comparison_range,
    nodes.InstanceOf: _instance_of,
    nodes.If: _if,
    nodes.For: _for,
    nodes.Quantified: _quantified,
    nodes.ListLiteral: _list,
    nodes.ContextLiteral: _context,
    nodes.FunctionLiteral: _function,
}


def checker_of(source: str, scope: NameScope) -> Checker:
    """A check of one text in a scope."""
    return Checker(source, scope, RULES)
