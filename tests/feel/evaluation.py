"""Short ways to say what an expression gives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allmende.feel import Budget, Result, compile_expression, compile_unary_tests
from allmende.feel.runtime.run import DEFAULT_BUDGET
from allmende.feel.values.text import string_of

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def result(text: str, *, names: tuple[str, ...] = (), budget: Budget = DEFAULT_BUDGET, **context: Any) -> Result:
    return compile_expression(text, (*names, *context)).evaluate(context, budget=budget, now=NOW)


def text_of(text: str, **context: Any) -> str:
    """The value as FEEL text, strings quoted."""
    return string_of(result(text, **context).value, nested=True)


def codes(text: str, **context: Any) -> list[str]:
    """The codes of the warnings."""
    return [warning.code for warning in result(text, **context).warnings]


def passes(tests: str, value: Any, **context: Any) -> bool | None:
    """Does the value pass the unary tests?"""
    answer: bool | None = compile_unary_tests(tests, tuple(context)).evaluate(value, context).value
    return answer
