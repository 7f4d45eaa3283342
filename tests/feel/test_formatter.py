from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.feel import FeelSyntaxError, format_expression, parse
from allmende.feel.syntax.formatter import format_node
from tests.feel.fuzzing.expressions import generate
from tests.feel.fuzzing.oracle import examine
from tests.feel.fuzzing.run import run


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1+2 *3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("2**(3**4)", "2**(3**4)"),
        ("-(1+2)", "-(1 + 2)"),
        ("01.50", "1.5"),
        ("- 1", "-1"),
        ("a - -1", "a - -1"),
        ("-(1)[1]", "-(1)[1]"),
        ("(-1)[1]", "-1[1]"),
        (" a  . b [ 1 ] ", "a.b[1]"),
        ("(1).a", "(1).a"),
        ("not( a )", "not(a)"),
        ("f( a : 1,b:2)", "f(a: 1, b: 2)"),
        ("a and(b or c)", "a and (b or c)"),
        ("(a and b)or c", "a and b or c"),
        ("x in(1,>5)", "x in (1, > 5)"),
        ("x in >5", "x in (> 5)"),
        ("x in(xs)", "x in xs"),
        ("x in [1..5]", "x in [1..5]"),
        ("]1..5[", "(1..5)"),
        ("(>5)", "(> 5)"),
        ("a between 1 and 2", "a between 1 and 2"),
        ("if a then b else c", "if a then b else c"),
        ("(if a then b else c)+1", "(if a then b else c) + 1"),
        ("for x in 1..3,y in ys return x", "for x in 1..3, y in ys return x"),
        ("some x in xs satisfies x", "some x in xs satisfies x"),
        ("function(a:number,b)a", "function(a: number, b) a"),
        ("(function(a)a)(1)", "(function(a) a)(1)"),
        ('{"a":1,"b c":2,"d!":3, "and": 4}', '{a: 1, b c: 2, "d!": 3, "and": 4}'),
        ("a instance of list<number>", "a instance of list<number>"),
        ('@"P1D"', '@"P1D"'),
        ('"a\\"b"', '"a\\"b"'),
        ("null", "null"),
        ("[ true,false ]", "[true, false]"),
        ("1 // why", "1 // why"),
        ("  1 /* why */ ", "1 /* why */"),
        ('"//"', '"//"'),
    ],
)
def test_canonical_text(text, canonical):
    assert format_expression(text) == canonical
    assert format_expression(canonical) == canonical


def test_long_texts_are_broken_where_people_would():
    condition = " or ".join(f'zone = "{letter}" and fahrzeug = {number}' for number, letter in enumerate("ABCDEF"))
    text = f"if {condition} then {{erste: 1, zweite: [{', '.join(map(str, range(60)))}]}} else for x in xs return x"
    canonical = format_expression(text)
    assert max(map(len, canonical.splitlines())) <= 110
    assert canonical.splitlines()[0] == 'if zone = "A" and fahrzeug = 0'
    assert format_expression(canonical) == canonical
    assert parse(canonical).root == parse(text).root
    loop = format_expression(f"for x in xs return {{a: x, b: [{', '.join(['12345'] * 20)}]}}")
    assert loop.splitlines()[1].startswith("return {")
    assert format_expression(f"[{', '.join(['1234567'] * 20)}]").splitlines()[1] == "  1234567,"
    assert "\n" not in format_expression("f(" + ", ".join(["1234567"] * 20) + ")")


def test_no_canonical_text_for_what_is_no_feel():
    with pytest.raises(FeelSyntaxError):
        format_expression("1 +")


def test_one_line_of_a_tree():
    assert format_node(parse("1+1").root) == "1 + 1"


@settings(max_examples=200)
@given(st.integers(0, 10**9))
def test_the_canonical_text_means_the_same(seed):
    examine(generate(Random(seed)))


@pytest.mark.slow()
def test_random_and_mutated_expressions_break_no_promise():
    assert run(400, seed=20_261_102) < 5
