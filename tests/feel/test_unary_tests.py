from __future__ import annotations

from datetime import date

import pytest

from allmende.feel import compile_unary_tests
from tests.feel.evaluation import passes


@pytest.mark.parametrize(
    ("tests", "value", "expected"),
    [
        ("-", 5, True),
        ("-", None, True),
        ("5", 5, True),
        ("5", "5", None),
        ("5, 6", 6, True),
        ("< 5", 4, True),
        ("< 5, > 10", 7, False),
        ("[1..5)", 5, False),
        ("not(5)", 5, False),
        ("not(5)", 6, True),
        ("not(5, 6)", 6, False),
        ('not("a")', 6, None),
        ('"a", "b"', "b", True),
        ("null", None, True),
        ("null", 5, False),
        ("5", None, False),
        ("true", True, True),
        ("false", True, False),
        ("? > 3 and ? < 6", 5, True),
        ("? > 3", None, None),
        ("list contains([1, 2], ?)", 2, True),
        ("?", 5, None),
        ("limit", 5, True),
        ("> limit", 6, True),
        ("allowed", "a", True),
        ("range", 7, True),
        ('@"2024-01-01"', date(2024, 1, 1), True),
        ('date("2024-01-01")', date(2024, 1, 1), True),
        ("limit = 5", "x", True),
        ("limit = 6", "x", False),
        ("limit = 5", None, False),
        ("= 5", 5, True),
        ("!= 5", 5, False),
        ('< "a"', 5, None),
        ("[1, 2]", [1, 2], True),
        ("not(null)", 5, True),
    ],
)
def test_unary_tests(tests, value, expected):
    from allmende.feel import Range, to_feel

    limits = Range(to_feel(6), to_feel(8))
    assert passes(tests, value, limit=5, allowed=["a", "b"], range=limits) is expected


def test_names_read_by_tests():
    compiled = compile_unary_tests("> parameter.grenze, ?[a = b].c = d")
    assert compiled.names == {"parameter", "d"}
    assert compiled.paths == {"parameter.grenze", "d"}
    assert compiled.filter_names == {"a", "b"}
    assert compile_unary_tests(compiled.tests).evaluate(5, {}).value is None


def test_a_test_has_a_budget_too():
    from allmende.feel import Budget

    found = compile_unary_tests("count(for x in 1..1000 return x) = ?").evaluate(5, {}, budget=Budget(steps=10))
    assert found.value is None
    assert [warning.code for warning in found.warnings] == ["budget"]
