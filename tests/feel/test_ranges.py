"""The relations of points and ranges, each held against a plain model of number lines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feel.evaluation import text_of


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("before(1, 2)", "true"),
        ("before(1, [1..2])", "false"),
        ("before(1, (1..2])", "true"),
        ("before([1..2), 2)", "true"),
        ("before([1..2], [2..3])", "false"),
        ("before([1..2), [2..3])", "true"),
        ("after(2, 1)", "true"),
        ("after(2, [1..2])", "false"),
        ("after((2..3], 2)", "true"),
        ("after([2..3], [1..2))", "true"),
        ("meets([1..2], [2..3])", "true"),
        ("meets([1..2), [2..3])", "false"),
        ("met by([2..3], [1..2])", "true"),
        ("overlaps([1..3], [2..4])", "true"),
        ("overlaps([1..2], [3..4])", "false"),
        ("overlaps([1..2], [2..4])", "true"),
        ("overlaps([1..2), [2..4])", "false"),
        ("overlaps before([1..3], [2..4])", "true"),
        ("overlaps before([2..4], [1..3])", "false"),
        ("overlaps after([2..4], [1..3])", "true"),
        ("finishes(2, [1..2])", "true"),
        ("finishes(2, [1..2))", "false"),
        ("finishes([2..3], [1..3])", "true"),
        ("finished by([1..3], 3)", "true"),
        ("finished by([1..3], [2..3])", "true"),
        ("includes([1..3], 2)", "true"),
        ("includes([1..3], [1..2])", "true"),
        ("includes((1..3], [1..2])", "false"),
        ("during(2, [1..3])", "true"),
        ("during([1..2], [1..3])", "true"),
        ("starts(1, [1..2])", "true"),
        ("starts(1, (1..2])", "false"),
        ("starts([1..2], [1..3])", "true"),
        ("started by([1..3], 1)", "true"),
        ("started by([1..3], [1..2])", "true"),
        ("coincides(1, 1)", "true"),
        ("coincides([1..2], [1..2])", "true"),
        ("coincides([1..2], (1..2])", "false"),
        ("before(1, (> 5))", "true"),
        ("before((< 5), 5)", "true"),
        ("before(1, (< 5))", "false"),
        ("after(9, (> 5))", "false"),
        ("includes((> 5), [6..7])", "true"),
        ("includes((> 5), (< 9))", "false"),
        ("overlaps((< 5), (> 3))", "true"),
        ("overlaps((< 3), (> 5))", "false"),
        ("meets((<= 5), (>= 5))", "true"),
        ("meets((> 5), (< 5))", "false"),
        ("starts((< 5), (< 6))", "true"),
        ("finishes((> 5), (> 4))", "true"),
        ("finishes(1, (> 5))", "false"),
        ("starts(1, (< 5))", "false"),
        ('before(1, "a")', "null"),
        ('before(1, ["a".."b"])', "null"),
        ("before(null, 1)", "null"),
    ],
)
def test_relation(expression, expected):
    assert text_of(expression) == expected


_ends = st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda pair: pair[0] < pair[1])


def _write(limits, low, high):
    return f"{'[' if low else '('}{limits[0]}..{limits[1]}{']' if high else ')'}"


def _points(limits, low, high):
    """The tenths of the number line that lie in the range."""
    tenths = [Decimal(n) / 10 for n in range(-5, 50)]
    first, last = limits
    return {point for point in tenths if (first < point < last) or (low and point == first) or (high and point == last)}


@given(_ends, st.booleans(), st.booleans(), _ends, st.booleans(), st.booleans())
def test_relations_mean_what_they_say_on_the_number_line(one, a, b, two, c, d):
    left, right = _write(one, a, b), _write(two, c, d)
    first, second = _points(one, a, b), _points(two, c, d)
    assert text_of(f"overlaps({left}, {right})") == str(bool(first & second)).lower()
    assert text_of(f"before({left}, {right})") == str(max(first) < min(second)).lower()
    assert text_of(f"after({left}, {right})") == str(min(first) > max(second)).lower()
    assert text_of(f"includes({left}, {right})") == str(first >= second).lower()
    assert text_of(f"during({left}, {right})") == str(first <= second).lower()
    assert text_of(f"coincides({left}, {right})") == str(first == second).lower()
