"""What must hold for any text at all."""

from __future__ import annotations

from decimal import Decimal

from allmende.feel import (
    ANY,
    NUMBER,
    Budget,
    FeelContext,
    FeelSyntaxError,
    ListType,
    NameScope,
    check,
    check_unary_tests,
    compile_expression,
    compile_unary_tests,
    format_expression,
    from_json,
    kind_of,
    parse,
    to_feel,
    to_json,
    to_text,
)
from allmende.feel.values.compare import identical

BUDGET = Budget(steps=2_000, depth=20, text_length=20_000, list_length=2_000)
CONTEXT: FeelContext = to_feel({"a": 1, "b": "x", "xs": [{"a": 1}, {"a": None}, 3], "ctx": {"a": 1, "b": [1]}})
SCOPE = NameScope({"a": NUMBER, "b": ANY, "xs": ListType(), "ctx": ANY})


def examine(text: str) -> None:
    """Parse, check, format and evaluate; raises `AssertionError` where a promise is broken."""
    for finding in (*check(text, SCOPE), *check_unary_tests(text, SCOPE, NUMBER)):
        assert finding.text["de"] and finding.text["en"] and finding.line >= 1 and finding.column >= 1
    try:
        tests = compile_unary_tests(text)
    except FeelSyntaxError:
        pass
    else:
        assert tests.evaluate(Decimal(3), CONTEXT, budget=BUDGET).value in (True, False, None)
    try:
        expression = parse(text)
    except FeelSyntaxError as error:
        assert error.text.spoken("de") and error.text.spoken("en") and error.line >= 1
        return
    canonical = format_expression(text)
    assert format_expression(canonical) == canonical, (text, canonical)
    assert parse(canonical).root == expression.root, (text, canonical)
    compiled = compile_expression(expression)
    result = compiled.evaluate(CONTEXT, budget=BUDGET)
    assert result == compiled.evaluate(CONTEXT, budget=BUDGET) or kind_of(result.value) in (
        "list",
        "function",
        "context",
    )
    assert kind_of(result.value) != "unknown", (text, result.value)
    assert to_text(result.value, "de") is not None
    if not _has_function(result.value):
        assert identical(from_json(to_json(result.value)), result.value), (text, result.value)


def _has_function(value: object) -> bool:
    stack = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, list):
            stack.extend(part)
        elif isinstance(part, dict):
            stack.extend(part.values())
        elif kind_of(part) in ("function", "range"):
            return True
    return False
