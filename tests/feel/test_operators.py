from __future__ import annotations

import pytest

from tests.feel.evaluation import codes, text_of


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("-3 ** 2", "9"),
        ("2 ** 3 ** 2", "64"),
        ("--1", "1"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("1.005 * 100", "100.5"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("2 / 3", "0.6666666666666666666666666666666667"),
        ("9007199254740993 + 0", "9007199254740993"),
        ("1 / 0", "null"),
        ("0 / 0", "null"),
        ("0 ** 0", "null"),
        ("(-8) ** 0.5", "null"),
        ("9e6144 * 10", "null"),
        ("10 ** 7000", "null"),
        ('"a" + "b"', '"ab"'),
        ('"a" + 1', "null"),
        ("null + 1", "null"),
        ("1 - null", "null"),
        ("true + true", "null"),
        ("[1] + [2]", "null"),
        ("-null", "null"),
        ('-"a"', "null"),
        ('-@"P1D"', '@"-P1D"'),
        ('-(@"P1Y")', '@"-P1Y"'),
    ],
)
def test_arithmetic(expression, expected):
    assert text_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("true and true and false", "false"),
        ("null and false", "false"),
        ("null and true", "null"),
        ("1 and true", "null"),
        ("1 and false", "false"),
        ("false or null or true", "true"),
        ("false or null", "null"),
        ('"x" or false', "null"),
        ("true or 1 / 0 = 1", "true"),
    ],
)
def test_logic_has_three_values(expression, expected):
    assert text_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 = 1.00", "true"),
        ('1 = "1"', "null"),
        ('1 != "1"', "null"),
        ("null = null", "true"),
        ("null != null", "false"),
        ("null = 1", "false"),
        ("1 != null", "true"),
        ("[1, 2] = [1, 2]", "true"),
        ("[1, 2] = [2, 1]", "false"),
        ("[1, 2] = [1]", "false"),
        ('[1, "a"] = [1, 2]', "null"),
        ('[1, "a"] = [3, 2]', "false"),
        ("{a: 1, b: 2} = {b: 2, a: 1}", "true"),
        ("{a: 1} = {b: 1}", "false"),
        ("{a: 1} = {a: 2}", "false"),
        ("[1..2] = [1..2]", "true"),
        ("[1..2] = [1..2)", "false"),
        ("[1..2] = [1..3]", "false"),
        ("(= 5) = (= 5)", "true"),
        ("(= 5) = [5..5]", "false"),
        ("(< 5) = (null..5)", "false"),
        ("(< 5) = (< 5)", "true"),
        ("abs = abs", "true"),
        ("true = true", "true"),
        ('@"2024-01-01" = @"2024-01-01T00:00:00Z"', "true"),
        ('@"10:00:00+01:00" = @"09:00:00Z"', "true"),
        ('@"10:00:00" = @"10:00:00Z"', "false"),
        ('@"2024-07-01T10:00:00@Europe/Berlin" = @"2024-07-01T08:00:00Z"', "true"),
        ("1 < 2", "true"),
        ('"a" < "b"', "true"),
        ('"B" < "a"', "true"),
        ('1 < "2"', "null"),
        ("true < false", "null"),
        ("null < 1", "null"),
        ('@"2024-01-01" < @"2024-01-02"', "true"),
        ('@"2024-01-01" < @"2024-01-01T00:00:01Z"', "true"),
        ('@"2024-01-01T00:00:00" < @"2024-01-01T00:00:00Z"', "null"),
        ('@"10:00:00" < @"10:00:00Z"', "null"),
        ('@"P1D" < @"PT25H"', "true"),
        ('@"P1Y" > @"P11M"', "true"),
        ('@"P1Y" > @"P11D"', "null"),
        ("[1] < [2]", "null"),
        ("5 between 1 and 10", "true"),
        ("5 between 6 and null", "null"),
        ('"c" between "a" and "d"', "true"),
    ],
)
def test_comparison(expression, expected):
    assert text_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("5 in (1, 5)", "true"),
        ("5 in (1, 2)", "false"),
        ("5 in > 4", "true"),
        ("5 in (< 4, >= 5)", "true"),
        ("5 in [1..5]", "true"),
        ("5 in [1..5)", "false"),
        ("5 in ]4..9[", "true"),
        ("5 in (1..6)", "true"),
        ("5 in ((1..3), [5..9])", "true"),
        ("5 in [[1..3], [4..6]]", "true"),
        ("5 in [1, 5]", "true"),
        ("[1] in [[1], [2]]", "true"),
        ("[1, 2] in ([1, 2])", "true"),
        ("5 in null", "false"),
        ("null in (null, 1)", "true"),
        ("null in [1..5]", "null"),
        ('5 in "a"', "null"),
        ('5 in ("a", 5)', "true"),
        ('5 in ("a", 6)', "null"),
        ("5 in (= 5)", "true"),
        ("5 in (!= 5)", "false"),
        ('5 in (= "a")', "null"),
        ("5 in [1..null]", "null"),
        ("5 in (> 5)", "false"),
        ("[1..2] in [[1..2]]", "true"),
        ('5 in (> "a")', "null"),
        ("x in xs and true", "true"),
    ],
)
def test_in(expression, expected):
    assert text_of(expression, x=1, xs=[1, 2]) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 instance of number", "true"),
        ("-1 instance of number", "true"),
        ("-(1) instance of number", "null"),
        ("1 instance of string", "false"),
        ("1 instance of Any", "true"),
        ("null instance of Null", "true"),
        ("null instance of number", "false"),
        ("[1, 2] instance of list<number>", "true"),
        ('[1, "a"] instance of list<number>', "false"),
        ("[1, null] instance of list<number>", "true"),
        ("[] instance of list<number>", "true"),
        ("{a: 1} instance of context<a: number>", "true"),
        ("{a: 1} instance of context<b: number>", "false"),
        ("{a: 1} instance of context", "true"),
        ("1 instance of context", "false"),
        ("[1..2] instance of range<number>", "true"),
        ('["a".."b"] instance of range<number>', "false"),
        ('@"P1D" instance of days and time duration', "true"),
        ('@"P1D" instance of years and months duration', "false"),
        ('@"2024-01-01T00:00:00" instance of date and time', "true"),
        ('@"2024-01-01" instance of date and time', "false"),
        ("abs instance of function", "true"),
        ("abs instance of function<number> -> number", "true"),
        ("abs instance of function<number, number> -> number", "false"),
        ("(function(a: number) a) instance of function<number> -> string", "true"),
        ("(function(a: string) a) instance of function<number> -> number", "false"),
        ("1 instance of function", "false"),
        ("1 instance of tUnknown", "null"),
    ],
)
def test_instance_of(expression, expected):
    assert text_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("if true then 1 else 2", "1"),
        ("if false then 1 else 2", "2"),
        ("if null then 1 else 2", "2"),
        ('if "x" then 1 else 2', "null"),
        ("for x in [1, 2] return x + 1", "[2, 3]"),
        ("for x in [1, 2], y in [10, 20] return x + y", "[11, 21, 12, 22]"),
        ("for x in [[1], [2, 3]], y in x return y", "[1, 2, 3]"),
        ("for x in 1..3 return x", "[1, 2, 3]"),
        ("for x in 3..1 return x", "[3, 2, 1]"),
        ("for x in [1..3] return x", "[1, 2, 3]"),
        ("for x in (1..3) return x", "[2]"),
        ("for x in (> 1) return x", "null"),
        ('for x in @"2024-02-28"..@"2024-03-01" return x.day', "[28, 29, 1]"),
        ('for x in @"2024-03-01"..@"2024-02-29" return x.day', "[1, 29]"),
        ('for x in "a".."c" return x', "null"),
        ("for x in 5 return x", "null"),
        ("for x in null return x", "null"),
        ("for x in [1], y in null return x", "null"),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
        ("some x in [1, 2] satisfies x > 1", "true"),
        ("some x in [1, 2] satisfies x > 2", "false"),
        ("some x in [] satisfies true", "false"),
        ("some x in [1, null] satisfies x > 2", "null"),
        ("some x in [null, 3] satisfies x > 2", "true"),
        ('some x in [1, 2] satisfies "a"', "null"),
        ("some x in null satisfies true", "null"),
        ("every x in [1, 2] satisfies x > 0", "true"),
        ("every x in [1, 2] satisfies x > 1", "false"),
        ("every x in [] satisfies false", "true"),
        ("every x in [1, null] satisfies x > 0", "null"),
        ("every x in [1, 2], y in [3] satisfies x < y", "true"),
    ],
)
def test_flow(expression, expected):
    assert text_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("xs[1]", "1"),
        ("xs[-1]", "3"),
        ("xs[0]", "null"),
        ("xs[4]", "null"),
        ("xs[-4]", "null"),
        ("xs[1.5]", "null"),
        ("xs[n + 0.5]", "null"),
        ("xs[2.0]", "2"),
        ("xs[n]", "2"),
        ("xs[item > 1]", "[2, 3]"),
        ("xs[item > 9]", "[]"),
        ("xs[null]", "[]"),
        ('xs["a"]', "null"),
        ("[][item > 1]", "[]"),
        ("[][1]", "null"),
        ("[][n]", "null"),
        ("5[1]", "5"),
        ("-1[1]", "-1"),
        ("-0[true]", "[0]"),
        ("5[item > 4]", "[5]"),
        ("null[1]", "null"),
        ("null[item = 1]", "null"),
        ("ps[a > 1].b", '["y"]'),
        ("ps[a > n]", "[]"),
        ("ps[item.a = 1].b", '["x"]'),
        ("ps[n]", '{a: 2, b: "y"}'),
        ("ps.a", "[1, 2]"),
        ("ps.c", "[null, null]"),
        ("ps[some q in qs satisfies q = a].b", '["y"]'),
        ("ps[count(qs[item > a]) > 1].a", "[1]"),
        ("[{item: 5}][item > 4]", "[{item: 5}]"),
        ("{a: {b: 1}}.a.b", "1"),
        ("{a: 1}.b", "null"),
        ("null.b", "null"),
        ("1.b", "null"),
        ("{a: 1, b: a + 1}.b", "2"),
        ("{a: 1, a: 2}", "null"),
        ('{"a b": 1}."a b"', None),
        ("[1, [2]]", "[1, [2]]"),
        ("[1..3].start", "1"),
        ("(1..3].start included", "false"),
        ("(1..3].end included", "true"),
        ("(> 5).start", "5"),
        ("(> 5).end", "null"),
        ("(<= 5).end included", "true"),
        ("(= 5)", "(= 5)"),
        ("(!= 5)", "null"),
        ("(> null)", "null"),
        ("[3..1]", "null"),
        ('[1.."a"]', "null"),
        ("[null..null]", "null"),
    ],
)
def test_access(expression, expected):
    if expected is None:
        from allmende.feel import FeelSyntaxError

        with pytest.raises(FeelSyntaxError):
            text_of(expression)
        return
    context = {"xs": [1, 2, 3], "n": 2, "ps": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], "qs": [2, 3]}
    assert text_of(expression, **context) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(function(a, b) a - b)(3, 1)", "2"),
        ("(function(a, b) a - b)(b: 3, a: 1)", "-2"),
        ("(function(a: number) a)(5)", "5"),
        ('(function(a: number) a)("x")', "null"),
        ("(function(a: number) a)([5])", "5"),
        ("(function(a: number) a)(null)", "null"),
        ("(function(a) a)()", "null"),
        ("(function(a) a)(b: 1)", "null"),
        ("(function(a) function(b) a + b)(1)(2)", "3"),
        ("{f: function(x) x * 2, r: f(4)}.r", "8"),
        ("for i in [function(x) x + 1] return i(1)", "[2]"),
        ("(for i in 1..2 return function() i)[1]()", "1"),
        ("unknown(1)", "null"),
        ("n(1)", "null"),
        ("n(a: 1)", "null"),
        ("abs(a: 1, a: 2)", "null"),
        ('"x"(1)', "null"),
        ("{count: 7}.count", "7"),
        ("string(function(a, b) 1)", '"function(a, b)"'),
    ],
)
def test_functions(expression, expected):
    assert text_of(expression, n=2) == expected


def test_a_value_named_like_a_function_does_not_hide_it():
    assert text_of("count(xs) + count", xs=[1, 2], count=40) == "42"
    assert text_of("for date in [1] return date(2024, 1, 2).day", xs=[]) == "[2]"
    assert text_of('[{"max": 3}][max(1, 2) < max]') == "[{max: 3}]"


def test_warnings_say_why_and_where():
    assert codes("missing + 1") == ["unknown-name", "null-operand"]
    assert codes("1 / 0") == ["division"]
    assert codes('@"P1D" / 0') == ["division"]
    assert codes('1 + "a"') == ["operands"]
    assert codes("a.b", a={"c": 1}) == ["unknown-field"]
    assert codes("if 1 then 2 else 3") == ["condition"]
    assert codes("abs()") == ["arguments"]
    assert codes('@"nonsense"') == ["literal"]
    assert codes('@"999999999-12-31" + @"P1D"') == ["date-range"]
    assert codes("1 and 2") == ["operands", "operands"]
