"""The door to the static check."""

from __future__ import annotations

from allmende.feel.check.calls import ROUNDING
from allmende.feel.check.checker import Checker
from allmende.feel.check.findings import ExpressionFinding, type_words
from allmende.feel.check.infer import checker_of
from allmende.feel.check.operators import check_test
from allmende.feel.check.scope import NameScope
from allmende.feel.evaluate.tests import TESTED
from allmende.feel.syntax import nodes
from allmende.feel.syntax.errors import FeelSyntaxError
from allmende.feel.syntax.nodes import Expression, UnaryTests
from allmende.feel.syntax.parser import parse, parse_unary_tests
from allmende.feel.types import ANY, MONEY, NULL, ContextType, ListType, Type, may_conform

_WHOLE = frozenset({"count", "floor", "ceiling", "string length", "day of year", "week of year"})


def check(
    expression: str | Expression | UnaryTests, scope: NameScope, expect: Type | None = None
) -> list[ExpressionFinding]:
    """What is wrong with an expression, in the order of the text.

    `scope` declares what may be used; `expect` is the type that the result must have. For parsed unary
    tests `expect` is the type of the tested value. Never raises: a text that is no FEEL is a finding too.
    """
    if isinstance(expression, UnaryTests):
        return check_unary_tests(expression, scope, expect)
    return infer_type(expression, scope, expect)[1]


def infer_type(
    expression: str | Expression,
    scope: NameScope,
    expect: Type | None = None,
) -> tuple[Type, list[ExpressionFinding]]:
    """The type of an expression as far as it is known, and what `check` finds."""
    if isinstance(expression, str):
        try:
            expression = parse(expression, special_names(scope))
        except FeelSyntaxError as error:
            return ANY, [_syntax(error)]
    checker = checker_of(expression.text, scope)
    kind = checker.infer(expression.root, {})
    if expect is not None:
        _check_expected(checker, expression.root, kind, expect)
    if MONEY in (kind, expect) and not _is_rounded(checker, expression.root):
        checker.note("money-rounding", expression.root)
    return kind, _sorted(checker)


def check_unary_tests(tests: str | UnaryTests, scope: NameScope, tested: Type | None = None) -> list[ExpressionFinding]:
    """What is wrong with the tests of a value of the type `tested`."""
    if isinstance(tests, str):
        try:
            tests = parse_unary_tests(tests, special_names(scope))
        except FeelSyntaxError as error:
            return [_syntax(error)]
    checker = checker_of(tests.text, scope)
    for test in tests.tests:
        check_test(checker, test, tested or ANY, {TESTED: tested or ANY})
    return _sorted(checker)


def special_names(scope: NameScope) -> frozenset[str]:
    """The names of a scope that the parser must be told: not plain words."""
    found: set[str] = {name for name in (*scope.names, *scope.functions) if not name.isidentifier()}
    stack = list(scope.names.values())
    while stack:
        kind = stack.pop()
        if isinstance(kind, ListType):
            stack.append(kind.of)
        elif isinstance(kind, ContextType):
            found |= {name for name in kind.fields if not name.isidentifier()}
            stack.extend(kind.fields.values())
    return frozenset(found)


def _syntax(error: FeelSyntaxError) -> ExpressionFinding:
    return ExpressionFinding("syntax", error.text, error.line, error.column, error.length, "error")


def _sorted(checker: Checker) -> list[ExpressionFinding]:
    return sorted(checker.findings, key=lambda each: (each.line, each.column, each.code))


def _check_expected(checker: Checker, root: nodes.Node, kind: Type, expect: Type) -> None:
    """The result must be of the type `expect`; a list may be one item long, but that is a chance."""
    if kind != NULL and may_conform(kind, expect):
        return
    if isinstance(kind, ListType) and may_conform(kind.of, expect):
        checker.note("single", root, want=type_words(expect))
    else:
        checker.note("expected", root, got=type_words(kind), want=type_words(expect))


def _is_rounded(checker: Checker, node: nodes.Node) -> bool:
    """Can the amount have no fractions of a cent? True unless something shows that it may."""
    match node:
        case nodes.Call(callee=nodes.Name(name=name)) if name in ROUNDING:
            return True
        case nodes.Arithmetic(op="/"):
            return False
        case nodes.Arithmetic(op="*", left=left, right=right):
            return _is_whole(left, checker) or _is_whole(right, checker)
        case nodes.Arithmetic(op="+" | "-", left=left, right=right):
            return _is_rounded(checker, left) and _is_rounded(checker, right)
        case nodes.If(then=then, otherwise=otherwise):
            return _is_rounded(checker, then) and _is_rounded(checker, otherwise)
        case nodes.Negation(operand=operand):
            return _is_rounded(checker, operand)
    return True


def _is_whole(node: nodes.Node, checker: Checker) -> bool:
    """A factor that is certainly a whole number, times an amount that is certainly in cents."""
    match node:
        case nodes.LiteralNode(value=value) if value is not None and not isinstance(value, str | bool):
            return value == value.to_integral_value()
        case nodes.Call(callee=nodes.Name(name=name)) if name in _WHOLE:
            return True
    return False
