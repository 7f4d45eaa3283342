from __future__ import annotations

import pytest

from allmende.feel.builtins import BUILTINS
from tests.feel.evaluation import codes, text_of

NUMBERS = [
    ("decimal(1.005, 2)", "1"),
    ("decimal(2.5, 0)", "2"),
    ("decimal(1234, -2)", "1200"),
    ("decimal(1, 7000)", "null"),
    ("floor(-1.5)", "-2"),
    ("floor(1.56, 1)", "1.5"),
    ("ceiling(-1.5)", "-1"),
    ("ceiling(1.51, 1)", "1.6"),
    ("round up(1.121, 2)", "1.13"),
    ("round down(-1.129, 2)", "-1.12"),
    ("round half up(1.005, 2)", "1.01"),
    ("round half up(-2.5, 0)", "-3"),
    ("round half down(2.5, 0)", "2"),
    ("round half up(99999999999999999999999999999999995, -1)", "100000000000000000000000000000000000"),
    ("abs(-3)", "3"),
    ('abs(@"-P1D")', '@"P1D"'),
    ('abs(@"-P1M")', '@"P1M"'),
    ("modulo(10.1, -4.5)", "-3.4"),
    ("modulo(-12, 5)", "3"),
    ("modulo(1, 0)", "null"),
    ("modulo(9e40, 7)", "null"),
    ("sqrt(16)", "4"),
    ("sqrt(-1)", "null"),
    ("decimal(log(4), 8)", "1.38629436"),
    ("log(0)", "null"),
    ("decimal(exp(4), 8)", "54.59815003"),
    ("exp(100000)", "null"),
    ("odd(3)", "true"),
    ("odd(-3)", "true"),
    ("odd(2.5)", "false"),
    ("even(2)", "true"),
    ("even(1e50)", "true"),
    ("odd(1e50)", "false"),
]
STRINGS = [
    ('substring("foobar", 3)', '"obar"'),
    ('substring("foobar", 3, 3)', '"oba"'),
    ('substring("foobar", -2, 1)', '"a"'),
    ('substring("foobar", 0)', "null"),
    ('substring("foobar", 7)', "null"),
    ('substring("foobar", 1, 0)', "null"),
    ('substring("foobar", 2, 99)', '"oobar"'),
    ('substring("\\U01F40Eab", 2)', '"ab"'),
    ('string length("äöü")', "3"),
    ('upper case("straße")', '"STRASSE"'),
    ('lower case("ÄB")', '"äb"'),
    ('substring before("foobar", "bar")', '"foo"'),
    ('substring before("foobar", "xyz")', '""'),
    ('substring after("foobar", "ob")', '"ar"'),
    ('substring after("foobar", "x")', '""'),
    ('contains("foobar", "ob")', "true"),
    ('starts with("foobar", "fo")', "true"),
    ('ends with("foobar", "r")', "true"),
    ('matches("foobar", "^fo*b")', "true"),
    ('matches("FOO", "foo", "i")', "true"),
    ('matches("foo", "foo", "q")', "null"),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
    ('split("a;b;;", ";")', '["a", "b", "", ""]'),
    ('split("a b", "\\s")', '["a", "b"]'),
    ('string join(["a", null, "c"], "-")', '"a-c"'),
    ('string join(["a", 1])', "null"),
    ("string join([])", '""'),
    ('string join("a")', '"a"'),
]
LISTS = [
    ("list contains([1, null], null)", "true"),
    ("list contains([1], 2)", "false"),
    ("count([1, 2])", "2"),
    ("count(5)", "1"),
    ("count(null)", "null"),
    ("min(3, 1, 2)", "1"),
    ("max([3, 1, 2])", "3"),
    ('max(["a", "c"])', '"c"'),
    ('min([@"2024-01-02", @"2024-01-01"])', '@"2024-01-01"'),
    ("min([])", "null"),
    ('min([1, "a"])', "null"),
    ("max([null])", "null"),
    ("max([5])", "5"),
    ("sum([1, 2, 3.5])", "6.5"),
    ("sum(1, 2)", "3"),
    ("sum([])", "null"),
    ("sum([1, null])", "null"),
    ('sum([@"P1D", @"PT1H"])', '@"P1DT1H"'),
    ('sum([@"P1Y", @"P1M"])', '@"P1Y1M"'),
    ('sum([@"P1Y", @"P1D"])', "null"),
    ("product([2, 3, 4])", "24"),
    ("product([])", "null"),
    ("mean([1, 2, 3])", "2"),
    ("mean([])", "null"),
    ("median([8, 2, 5])", "5"),
    ("median([6, 1, 2, 3])", "2.5"),
    ("median([])", "null"),
    ("decimal(stddev([2, 4, 7, 5]), 6)", "2.081666"),
    ("stddev([1])", "null"),
    ("mode([6, 3, 9, 6, 6])", "[6]"),
    ("mode([6, 1, 9, 6, 1])", "[1, 6]"),
    ("mode([])", "[]"),
    ("sublist([4, 5, 6], 2)", "[5, 6]"),
    ("sublist([4, 5, 6], -2, 1)", "[5]"),
    ("sublist([4, 5, 6], 2, 5)", "null"),
    ("sublist([4, 5, 6], 2, 0)", "null"),
    ("sublist([4, 5, 6], 4)", "null"),
    ("append([1], 2, 3)", "[1, 2, 3]"),
    ("append([1], null)", "[1, null]"),
    ("concatenate([1], [2, 3], 4)", "[1, 2, 3, 4]"),
    ("concatenate()", "null"),
    ("insert before([1, 3], 1, 2)", "[2, 1, 3]"),
    ("insert before([1, 3], -1, 2)", "[1, 2, 3]"),
    ("insert before([1], 5, 2)", "null"),
    ("remove([1, 2, 3], 2)", "[1, 3]"),
    ("remove([1], 0)", "null"),
    ("remove([1], 9999999999)", "null"),
    ("list replace([1, 2], -1, 5)", "[1, 5]"),
    ("list replace([2, 4, 7], function(item, new) item < new, 5)", "[5, 5, 7]"),
    ("list replace([2], function(item, new) item, 5)", "null"),
    ("reverse([1, 2])", "[2, 1]"),
    ("index of([1, 2, 1], 1)", "[1, 3]"),
    ("union([1, 2], [2, 3])", "[1, 2, 3]"),
    ("distinct values([1, 2, 1.0, null, null])", "[1, 2, null]"),
    ("flatten([[1, [2]], 3, []])", "[1, 2, 3]"),
    ("sort([3, 1, 2], function(a, b) a > b)", "[3, 2, 1]"),
    ("sort([3, 1, 2])", "[1, 2, 3]"),
    ('sort([1, "a"])', "null"),
    ("sort([1, 2], function(a, b) a)", "null"),
    ("sort([1, 2], function(a) true)", "null"),
    ("all([true, null])", "null"),
    ("all([true, 1])", "null"),
    ("all([])", "true"),
    ("any([false, true, 1])", "true"),
    ("any([])", "false"),
    ("not(true)", "false"),
    ("not(null)", "null"),
    ("not(1)", "null"),
]
CONTEXTS = [
    ('get value({a: 1}, "a")', "1"),
    ('get value({a: 1}, "b")', "null"),
    ('get value({a: {b: 2}}, ["a", "b"])', "2"),
    ('get value({a: 1}, ["a", "b"])', "null"),
    ("get value({a: 1}, [1, 2])", "null"),
    ("get entries({a: 1})", '[{key: "a", value: 1}]'),
    ('context([{key: "a", value: 1}])', "{a: 1}"),
    ('context([{key: "a", value: 1}, {key: "a", value: 1}])', "null"),
    ("context([{key: 1, value: 1}])", "null"),
    ("context([1])", "null"),
    ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
    ('context put({a: {b: 1}}, ["a", "b"], 2)', "{a: {b: 2}}"),
    ('context put({a: 1}, ["a", "b"], 2)', "null"),
    ("context put({a: 1}, [], 2)", "null"),
    ("context merge([{a: 1, b: 1}, {b: 2}])", "{a: 1, b: 2}"),
    ("context merge([1])", "null"),
    ('{"a b!": 1}', '{"a b!": 1}'),
]
CONVERSIONS = [
    ('number("1.000,5", ".", ",")', "1000.5"),
    ('number("1 000", " ", null)', "1000"),
    ('number("12")', "12"),
    ('number("-1e3")', "-1000"),
    ('number("1,5")', "null"),
    ('number("1.5", null, ",")', "null"),
    ('number("1", "x", ".")', "null"),
    ('number("1", ".", ".")', "null"),
    ('number("1e9999")', "null"),
    ("string(1.50)", '"1.5"'),
    ("string(1e3)", '"1000"'),
    ("string(-0.0)", '"0"'),
    ('string("a")', '"a"'),
    ("string(null)", "null"),
    ("string(true)", '"true"'),
    ('string([1, "a", null, {b: [true]}])', '"[1, \\"a\\", null, {b: [true]}]"'),
    ('string(@"2024-01-01")', '"2024-01-01"'),
    ('string([@"2024-01-01"])', '"[@\\"2024-01-01\\"]"'),
    ("string([1..2))", '"[1..2)"'),
    ("string((>= 5))", '"(>= 5)"'),
    ("string((< 5))", '"(< 5)"'),
    ('duration("P1Y2M")', '@"P1Y2M"'),
    ('duration("P1DT2H3M4.5S")', '@"P1DT2H3M4.5S"'),
    ('duration("P")', "null"),
    ('duration("PT")', "null"),
    ('duration("P1Y1D")', "null"),
    ('duration(@"P1D")', '@"P1D"'),
    ('range("[1..3]")', "[1..3]"),
    ('range("(@\\"2024-01-01\\"..@\\"2024-01-02\\")")', '(@"2024-01-01"..@"2024-01-02")'),
    ('range("[date(\\"2024-01-01\\")..@\\"2024-01-02\\"]")', '[@"2024-01-01"..@"2024-01-02"]'),
    ('range("[-2..-1]")', "[-2..-1]"),
    ('range("[3..1]")', "null"),
    ('range("[a..3]")', "null"),
    ('range("1")', "null"),
    ('range("[")', "null"),
    ("is(1, 1.0)", "true"),
    ('is(1, "1")', "false"),
    ("is(null, null)", "true"),
    ("is([1], [1])", "true"),
    ("is({a: 1}, {a: 2})", "false"),
    ("is(value1: 1)", "false"),
    ('is(@"10:00:00Z", @"10:00:00+00:00")', "true"),
    ('is(@"10:00:00@Etc/GMT", @"10:00:00Z")', "false"),
    ('is(@"2024-01-01T10:00:00Z", @"2024-01-01T11:00:00+01:00")', "false"),
]


@pytest.mark.parametrize(("expression", "expected"), NUMBERS + STRINGS + LISTS + CONTEXTS + CONVERSIONS)
def test_function(expression, expected):
    assert text_of(expression) == expected


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_every_function_answers_null_to_nonsense(name):
    for arguments in ("", "null", "null, null", "{}, {}, {}, {}, {}", "nonsense: 1", '"a", "b", "c"', "[null]"):
        assert isinstance(text_of(f"{name}({arguments})"), str)


def test_named_arguments():
    assert text_of('substring(length: 2, string: "foobar", start position: 3)') == '"ob"'
    assert text_of("floor(n: 1.5)") == "1"
    assert text_of("append(list: [1], item: 2)") == "null"
    assert codes("floor(x: 1)") == ["arguments"]
    assert text_of("date(year: 2024, month: 2, day: 29)") == '@"2024-02-29"'


def test_a_list_of_one_is_its_item_where_one_value_is_wanted():
    assert text_of('upper case(["a"])') == '"A"'
    assert text_of("abs([[-1]])") == "1"
    assert text_of('upper case(["a", "b"])') == "null"


def test_the_clock_is_given_from_outside():
    assert text_of("now()") == '@"2026-11-02T12:00:00Z"'
    assert text_of("today()") == '@"2026-11-02"'
    from allmende.feel import compile_expression

    found = compile_expression("[now(), today()]").evaluate({})
    assert found.value == [None, None]
    assert [warning.text["de"] for warning in found.warnings] == [
        "now: Es ist kein Zeitpunkt angegeben.",
        "today: Es ist kein Zeitpunkt angegeben.",
    ]
