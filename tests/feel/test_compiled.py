from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import allmende.feel
from allmende.feel import Budget, compile_expression, parse, to_feel
from tests.feel.evaluation import result


def test_the_public_names_are_these():
    assert all(hasattr(allmende.feel, name) for name in allmende.feel.__all__)
    assert set(allmende.feel.__all__) >= {
        *("parse", "parse_unary_tests", "parse_type", "check", "compile_expression", "compile_unary_tests"),
        *("format_expression", "NameScope", "ExpressionFinding", "Budget", "Result", "Warning", "FeelSyntaxError"),
        *("NUMBER", "STRING", "BOOLEAN", "DATE", "TIME", "DATE_TIME", "DAYS_DURATION", "MONTHS_DURATION"),
        *("MONEY", "ANY", "ListType", "ContextType", "RangeType", "FunctionType", "LEGAL_TIME"),
        *("to_feel", "to_json", "from_json", "to_text", "DaysDuration", "MonthsDuration", "Range"),
    }


def test_names_and_paths():
    compiled = compile_expression(
        "parameter.jahresgebuehr * anzahl + sum(hunde[rasse = suche].gebuehr) + count(xs)"
        " + (for x in ys return x + z)[1] + {a: 1, b: a + c}.b + (function(p) p + q)(1) + f(1)"
        " + (if some i in us satisfies i > v then 1 else 2) + count",
    )
    assert compiled.names == {"parameter", "anzahl", "hunde", "xs", "ys", "z", "c", "q", "us", "v", "count"}
    assert compiled.calls == {"f"}
    assert "parameter.jahresgebuehr" in compiled.paths
    assert "hunde" in compiled.paths
    assert compiled.filter_names == {"rasse", "suche"}


def test_a_context_is_converted_once():
    context = to_feel({"a": 2})
    compiled = compile_expression(parse("a * a"))
    assert compiled.evaluate(context) == (Decimal(4), ())
    assert context == {"a": Decimal(2)}


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("count(for a in 1..99999, b in 1..99999 return a)", "zu viele Schritte"),
        ("for a in 1..1e30 return a", "zu viele Schritte"),
        ("some a in 1..1e30 satisfies a < 0", "zu viele Schritte"),
        ("(function(f) f(f))(function(f) f(f))", "zu tief geschachtelte Aufrufe"),
        ("{x: string join(for i in 1..2000 return t), y: x + x}.y", "ein zu langer Text"),
        ("{x: t + t, y: x + x, z: y + y, a: z + z, b: a + a}.b", "ein zu langer Text"),
        ('replace(t, "a", t)', "ein zu langer Text"),
        ("concatenate(xs, xs, xs, xs, xs, xs)", "eine zu lange Liste"),
        ("for i in xs, j in xs return 1", "zu viele Schritte"),
        ("xs[some j in xs satisfies j < 0]", "zu viele Schritte"),
    ],
)
def test_costly_expressions_end(text, german):
    budget = Budget(steps=100_000, text_length=10_000, list_length=3_000)
    found = result(text, budget=budget, t="a" * 1000, xs=list(range(1000)))
    assert found.value is None
    assert found.warnings[-1].code == "budget"
    assert found.warnings[-1].text["de"] == f"Die Berechnung ist zu aufwendig: {german}."


def test_a_regular_expression_that_stalls_others_does_not_stall():
    assert result('matches(t, "^(a+)+$")', t="a" * 5000 + "b").value is False


def test_pythons_own_limit_is_a_used_up_budget():
    found = result("(function(f) f(f))(function(f) [f(f)])", budget=Budget(depth=100_000))
    assert found.value is None
    assert found.warnings[-1].code == "budget"


def test_only_the_first_hundred_warnings_are_kept():
    assert len(result("for i in 1..500 return i / 0").warnings) == 100


def test_warnings_have_a_text_in_both_languages():
    warning = result("1 +\n 1 / 0").warnings[0]
    assert warning.text.spoken("de") == "Durch null kann nicht geteilt werden."
    assert warning.text.spoken("en") == "Division by zero."
    assert (warning.position.line, warning.position.column, warning.position.length) == (2, 2, 5)


_numbers = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)


@given(_numbers, _numbers, _numbers)
def test_decimals_keep_the_laws_of_arithmetic(a, b, c):
    def value(text):
        return compile_expression(text).evaluate({"a": a, "b": b, "c": c}).value

    assert value("a + b = b + a") is True
    assert value("(a + b) + c = a + (b + c)") is True
    assert value("a * (b + c) = a * b + a * c") is True
    assert value("a - a") == 0
    assert value("round half up(a, 2) - a <= 0.005") is True
    assert value("decimal(a, 2) - a between -0.005 and 0.005") is True
    assert value("floor(a) <= a and a <= ceiling(a)") is True
    assert value("number(string(a)) = a") is True
    assert value("if b = 0 then true else abs(modulo(a, b)) < abs(b)") is True


@given(st.lists(st.integers(-5, 5), max_size=8))
def test_lists_keep_their_laws(xs):
    def value(text):
        return compile_expression(text).evaluate({"xs": xs}).value

    assert value("reverse(reverse(xs)) = xs") is True
    assert value("count(xs) = count(sort(xs, function(a, b) a < b))") is True
    assert value("every x in xs satisfies list contains(xs, x)") is True
    assert value("count(distinct values(xs)) <= count(xs)") is True
    assert value("concatenate(xs[item < 0], xs[item >= 0], []) = null") is False
    if xs:
        assert value("sum(xs) = sum(reverse(xs))") is True
        assert value("min(xs) <= mean(xs) and mean(xs) <= max(xs)") is True
        assert value("sort(xs)[1] = min(xs)") is True
