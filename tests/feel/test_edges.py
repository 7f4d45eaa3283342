"""Corners that no other page of tests visits."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.feel import (
    ANY,
    MONEY,
    NUMBER,
    STRING,
    Budget,
    ContextType,
    FeelSyntaxError,
    FunctionType,
    ListType,
    MonthsDuration,
    NameScope,
    RangeType,
    check,
    compile_expression,
    compile_unary_tests,
    parse_type,
)
from allmende.feel.syntax.cursor import Cursor
from allmende.feel.syntax.names import NameTable
from allmende.feel.types import conforms, may_conform
from allmende.feel.values.calendar import FarDateTime, ZonedTime
from allmende.feel.values.kinds import Function
from tests.feel.evaluation import codes, result, text_of


class Bare(Function):
    """A function that tells nothing about itself."""

    name = "bare"
    parameters = ("x",)

    def call(self, run, arguments):
        return arguments[0]


def test_evaluation():
    assert text_of("x / y", x=1, y=0) == "null"
    assert codes("x / y", x=1, y=0) == ["division"]
    assert codes("x ** y", x=0, y=0) == ["number"]
    assert text_of('@"P1Y" / 2') == '@"P6M"'
    assert text_of("ps[qs[unknown > 0] = []]", ps=[1], qs=[1]) == "[1]"
    assert text_of("ps[qs[item > a] = [2]]", ps=[{"a": 1}], qs=[2]) == "[{a: 1}]"
    assert text_of("5 in r", r=compile_expression("(> 3)").evaluate({}).value) == "true"
    assert text_of("5 in r", r=compile_expression("(<= 3)").evaluate({}).value) == "false"
    assert text_of('"x" in r', r=compile_expression("(<= 3)").evaluate({}).value) == "null"
    assert text_of('"x" in r', r=compile_expression("[1..3]").evaluate({}).value) == "null"
    assert text_of('d in [@"2024-01-01"..@"2024-12-31"]', d=date(2024, 2, 1)) == "true"
    assert text_of('"x" in [1..5]') == "null"
    assert text_of("5 in [-1..-(2)]") == "false"
    assert text_of('@"99999-01-01".weekday') == "5"
    assert text_of('@"999999999-12-31T00:00:00" + @"P1D"') == "null"
    assert text_of('@"2024-01-01T00:00:00+11:00" + @"PT1H"') == '@"2024-01-01T01:00:00+11:00"'
    assert text_of('substring(string: "x")') == "null"
    assert text_of("bare(1)", bare=Bare()) == "1"
    assert text_of("bare instance of function<number> -> number", bare=Bare()) == "true"
    assert text_of("x.a", x=[[{"a": 1}], 5]) == "[[1], null]"


def test_a_text_that_grows_is_paid_for():
    assert result("upper case(t)", budget=Budget(text_length=150), t="ß" * 100).warnings[-1].code == "budget"
    assert result("{u: upper case(t)}.u", budget=Budget(steps=3), t="ß" * 400).warnings[-1].code == "budget"


def test_tests_end_too():
    text = "(function(f) f(f))(function(f) [f(f)]) = ?"
    found = compile_unary_tests(text).evaluate(1, {}, budget=Budget(depth=100_000))
    assert found.value is None
    assert found.warnings[-1].text["de"] == "Die Berechnung ist zu aufwendig: zu tief geschachtelte Aufrufe."


def test_reading():
    assert Cursor("", frozenset()).advance().kind == "end"
    table = NameTable(("a b", "a b", "a", "#"))
    assert table.knows("a")
    assert not table.knows("b")
    with pytest.raises(FeelSyntaxError):
        parse_type("foo<number>")


def test_values_that_python_lacks_compare():
    assert ZonedTime(1, "UTC") == ZonedTime(1, "UTC")
    assert ZonedTime(1, "UTC") != ZonedTime(2, "UTC")
    assert FarDateTime(1, 2, None) == FarDateTime(1, 2, None)
    assert FarDateTime(1, 2, None) != 5


def test_the_check_of_calls():
    scope = NameScope({"irgendwas": ANY, "a": NUMBER}, functions={"bare": Bare()})
    assert check("bare(1, 2) + 1", scope) == []
    assert check("bare", scope) == []
    assert check("irgendwas(1) + 1", scope) == []
    assert check("a > 5 and a > 3 and a < 9 and a < 10", scope) == []
    assert [each.code for each in check("a > 5 or irgendwas = 3 or a < 2 or irgendwas >= 5", scope)] == []


def test_types_conform():
    number = FunctionType((NUMBER,), NUMBER)
    assert conforms(MONEY, NUMBER)
    assert not conforms(NUMBER, MONEY)
    assert may_conform(NUMBER, MONEY)
    assert conforms(ListType(NUMBER), ListType())
    assert conforms(RangeType(NUMBER), RangeType(NUMBER))
    assert conforms(ContextType({"a": NUMBER, "b": STRING}), ContextType({"a": NUMBER}))
    assert not conforms(ContextType({"b": STRING}), ContextType({"a": NUMBER}))
    assert conforms(number, FunctionType())
    assert conforms(FunctionType(None, NUMBER), number)
    assert conforms(number, FunctionType(None, NUMBER))
    assert conforms(number, number)
    assert not conforms(number, FunctionType((NUMBER, NUMBER), NUMBER))
    assert not may_conform(number, FunctionType((NUMBER, NUMBER), NUMBER))
    assert may_conform(FunctionType(), number)
    assert len({ContextType({"a": NUMBER}), ContextType({"a": NUMBER})}) == 1
    assert str(parse_type("context<a: number>")) == "context<a: number>"


def test_kinds_of_durations_do_not_mix():
    assert text_of("d = e", d=MonthsDuration(0), e=None) == "false"
    assert text_of('@"P0M" = @"PT0S"') == "null"
