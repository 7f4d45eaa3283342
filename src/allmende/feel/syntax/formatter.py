"""The canonical text of an expression: one spelling for one tree."""

from __future__ import annotations

import re
from collections.abc import Iterable

from allmende.feel.numbers import number_text
from allmende.feel.syntax import nodes
from allmende.feel.syntax.lexer import KEYWORDS, escape, tokenize
from allmende.feel.syntax.parser import parse

WIDTH = 100
_INDENT = "  "

# How tightly a node holds together; a part that binds less tightly needs brackets.
_LOOSE, _OR, _AND, _COMPARE, _SUM, _PRODUCT, _POWER, _SIGN, _POSTFIX = range(9)
_ARITHMETIC = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}
_PLAIN_KEY = re.compile(r"[^\W\d]\w*(?: [^\W\d]\w*)*")


def format_expression(text: str, names: Iterable[str] = ()) -> str:
    """The canonical text of an expression. Formatting twice changes nothing more.

    A text with comments is only stripped, so that no comment is lost. Raises `FeelSyntaxError`.
    """
    expression = parse(text, names)
    if _has_comment(text):
        return text.strip()
    return _layout(expression.root, "")


def format_node(node: nodes.Node) -> str:
    """The canonical text of a tree on one line."""
    return _text(node, _LOOSE)


def _has_comment(text: str) -> bool:
    if "//" not in text and "/*" not in text:
        return False
    end = 0
    for token in tokenize(text):
        if re.search(r"//|/\*", text[end : token.start]):
            return True
        end = token.end
    return False


def _level(node: nodes.Node) -> int:
    match node:
        case nodes.If() | nodes.For() | nodes.Quantified() | nodes.FunctionLiteral():
            return _LOOSE
        case nodes.Junction(op=op):
            return _OR if op == "or" else _AND
        case nodes.Comparison() | nodes.Between() | nodes.In():
            return _COMPARE
        case nodes.Arithmetic(op=op):
            return _ARITHMETIC[op]
        case nodes.Negation():
            return _SIGN
    return _POSTFIX


def _text(node: nodes.Node, lowest: int) -> str:
    text = _flat(node)
    return f"({text})" if _level(node) < lowest else text


def _flat(node: nodes.Node) -> str:  # noqa: C901 - one line for each kind of node
    match node:
        case nodes.LiteralNode(value=value):
            return _literal(value)
        case nodes.AtLiteral(text=text):
            return "@" + escape(text)
        case nodes.Name(name=name):
            return name
        case nodes.Path(source=source, name=name):
            return f"{_operand(source)}.{name}"
        case nodes.FilterNode(source=source, condition=condition):
            return f"{_operand(source)}[{_flat(condition)}]"
        case nodes.Call():
            return _call(node)
        case nodes.Negation(operand=operand):
            return f"-{_text(operand, _SIGN)}"
        case nodes.Arithmetic(op=op, left=left, right=right):
            level = _ARITHMETIC[op]
            between = op if op == "**" else f" {op} "
            return f"{_text(left, level)}{between}{_text(right, level + 1)}"
        case nodes.Junction(op=op, parts=parts):
            return f" {op} ".join(_text(part, _level(node) + 1) for part in parts)
        case nodes.Comparison(op=op, left=left, right=right):
            return f"{_text(left, _COMPARE)} {op} {_text(right, _SUM)}"
        case nodes.Between(operand=operand, low=low, high=high):
            return f"{_text(operand, _COMPARE)} between {_text(low, _SUM)} and {_text(high, _SUM)}"
        case nodes.In(operand=operand, tests=tests):
            return f"{_text(operand, _COMPARE)} in {_tests(tests)}"
        case nodes.InstanceOf(operand=operand, type=kind):
            return f"{_operand(operand)} instance of {kind}"
        case nodes.If(condition=condition, then=then, otherwise=otherwise):
            return f"if {_flat(condition)} then {_flat(then)} else {_flat(otherwise)}"
        case nodes.For(iterators=iterators, body=body):
            return f"for {_iterators(iterators)} return {_flat(body)}"
        case nodes.Quantified(kind=kind, iterators=iterators, condition=condition):
            return f"{kind} {_iterators(iterators)} satisfies {_flat(condition)}"
        case nodes.ListLiteral(items=items):
            return f"[{', '.join(map(_flat, items))}]"
        case nodes.ContextLiteral(entries=entries):
            return "{" + ", ".join(f"{_key(key)}: {_flat(value)}" for key, value in entries) + "}"
        case nodes.RangeLiteral():
            return _range(node)
        case nodes.ComparisonRange(op=op, operand=operand):
            return f"({op} {_text(operand, _SUM)})"
    assert isinstance(node, nodes.FunctionLiteral)
    inner = ", ".join(each.name if each.type is None else f"{each.name}: {each.type}" for each in node.parameters)
    return f"function({inner}) {_flat(node.body)}"


def _literal(value: object) -> str:
    if isinstance(value, str):
        return escape(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return number_text(value)  # type: ignore[arg-type]


def _operand(node: nodes.Node) -> str:
    """The left side of a dot or bracket; a number or the name of a type would swallow the dot."""
    text = _text(node, _POSTFIX)
    greedy = isinstance(node, nodes.InstanceOf) or (isinstance(node, nodes.LiteralNode) and text[:1].isdigit())
    return f"({text})" if greedy else text


def _call(node: nodes.Call) -> str:
    arguments = list(map(_flat, node.arguments))
    if node.names:
        arguments = [f"{name}: {value}" for name, value in zip(node.names, arguments, strict=True)]
    return f"{_operand(node.callee)}({', '.join(arguments)})"


def _tests(tests: tuple[nodes.Node, ...]) -> str:
    """Tests of `in`: in brackets, unless there is one that cannot be mistaken for a list of tests."""
    first = _flat(tests[0])
    bare = isinstance(tests[0], nodes.RangeLiteral) or (
        isinstance(tests[0], nodes.ListLiteral | nodes.Name | nodes.Path) and not first.startswith("(")
    )
    if len(tests) == 1 and bare:
        return first
    return f"({', '.join(map(_test, tests))})"


def _test(node: nodes.Node) -> str:
    """A test between the brackets of `in`; a comparison needs none of its own there."""
    text = _flat(node)
    return text[1:-1] if isinstance(node, nodes.ComparisonRange) else text


def _iterators(iterators: tuple[nodes.Iterator, ...]) -> str:
    return ", ".join(
        f"{each.name} in {_flat(each.source)}" + ("" if each.stop is None else f"..{_flat(each.stop)}")
        for each in iterators
    )


def _key(key: str) -> str:
    if _PLAIN_KEY.fullmatch(key) and not KEYWORDS.intersection(key.split()):
        return key
    return escape(key)


def _range(node: nodes.RangeLiteral) -> str:
    low, high = (_text(end, _SUM) for end in nodes.children(node))
    return f"{'[' if node.low_included else '('}{low}..{high}{']' if node.high_included else ')'}"


def _layout(node: nodes.Node, indent: str) -> str:
    """`node` on one line if it fits, else broken where people would break it."""
    flat = _flat(node)
    if len(indent) + len(flat) <= WIDTH:
        return flat
    inner = indent + _INDENT
    match node:
        case nodes.If(condition=condition, then=then, otherwise=otherwise):
            return (
                f"if {_layout(condition, inner)}\n{indent}then {_layout(then, inner)}\n"
                f"{indent}else {_layout(otherwise, indent)}"
            )
        case nodes.ContextLiteral(entries=entries):
            lines = ",\n".join(f"{inner}{_key(key)}: {_layout(value, inner)}" for key, value in entries)
            return f"{{\n{lines}\n{indent}}}"
        case nodes.ListLiteral(items=items):
            lines = ",\n".join(inner + _layout(item, inner) for item in items)
            return f"[\n{lines}\n{indent}]"
        case nodes.Junction(op=op, parts=parts):
            return f"\n{indent}{op} ".join(_text(part, _level(node) + 1) for part in parts)
        case nodes.For(iterators=iterators, body=body):
            return f"for {_iterators(iterators)}\n{indent}return {_layout(body, inner)}"
    return flat
