from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.feel import FeelSyntaxError, parse, parse_type, parse_unary_tests
from allmende.feel.syntax import nodes
from allmende.feel.syntax.lexer import MAX_LENGTH, escape, tokenize, unescape
from allmende.feel.syntax.names import words_of
from allmende.feel.syntax.parser import MAX_NESTING
from tests.feel.evaluation import result, text_of


def error_of(text, parser=parse, **more):
    with pytest.raises(FeelSyntaxError) as caught:
        parser(text, **more)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "expected", "german"),
    [
        ("1 +", 1, 4, "expression", "Zeile 1, Spalte 4: Hier ist der Text zu Ende; erwartet wird ein Ausdruck."),
        ("1 2", 1, 3, "operator", "Zeile 1, Spalte 3: Hier steht „2“; erwartet wird ein Operator oder das Ende."),
        ("a\n  + )", 2, 5, "expression", "Zeile 2, Spalte 5: Hier steht „)“; erwartet wird ein Ausdruck."),
        ("if a", 1, 5, "then", "Zeile 1, Spalte 5: Hier ist der Text zu Ende; erwartet wird „then“."),
        ("if a then b", 1, 12, "else", "Zeile 1, Spalte 12: Hier ist der Text zu Ende; erwartet wird „else“."),
        ("[1, 2", 1, 6, "comma or bracket", None),
        ("[1 2]", 1, 4, "comma or bracket", None),
        ("f(1 2)", 1, 5, "comma or bracket", None),
        ("f(a: 1, 2)", 1, 9, "named or positional", None),
        ("f(1, a: 2)", 1, 6, "named or positional", None),
        ("{a 1}", 1, 2, "name", None),
        ("{a: 1 b: 2}", 1, 7, "comma or bracket", None),
        ("{: 1}", 1, 2, "name", None),
        ("a.", 1, 3, "name", None),
        ("a.1", 1, 2, "operator", None),
        ("[1..2}", 1, 6, "]", None),
        ("x between 1 or 2", 1, 13, "and", None),
        ("for x in [1] x", 1, 14, "return", None),
        ("for x [1] return x", 1, 5, "name", None),
        ("some x in [1] return x", 1, 15, "satisfies", None),
        ("function(a b", 1, 10, "name", None),
        ("function(a, b c) 1", 1, 13, None, None),
        ('function(a) external {java: {class: "x"}}', 1, 13, "no external", None),
        ('"abc', 1, 1, "string end", None),
        ('@"abc', 1, 1, "string end", None),
        ("/* abc", 1, 1, "comment end", None),
        ("1 # 2", 1, 3, "character", None),
        ("1e9999", 1, 1, "number", None),
        ("x instance of", 1, 14, "type", None),
        ("x instance of list<", 1, 20, "type", None),
        ("x instance of context<a: number b: number>", 1, 33, "comma or bracket", None),
        ("x instance of function<number", 1, 30, "comma or bracket", None),
        ("x instance of function<number> number", 1, 32, "->", None),
        ("", 1, 1, "expression", None),
        ("then", 1, 1, "name", None),
    ],
)
def test_an_error_has_a_place_and_says_what_was_expected(text, line, column, expected, german):
    if expected is None:
        parse(text)
        return
    error = error_of(text)
    assert (error.line, error.column, error.expected) == (line, column, expected)
    assert error.text.spoken("en").startswith(f"Line {line}, column {column}: ")
    if german:
        assert error.text.spoken("de") == german


def test_foreign_code_is_refused_in_words():
    error = error_of("function(a) external {}")
    assert "fremder Code wird nicht ausgeführt" in error.text.spoken("de")
    assert "foreign code is never run" in error.text.spoken("en")


def test_depth_and_length_are_bounded():
    assert error_of("1 + " * 300 + "1").expected == "shallow"
    assert error_of("-" * 200 + "1").expected == "shallow"
    assert error_of("(" * 200 + "1" + ")" * 200).expected == "shallow"
    assert error_of("a" * (MAX_LENGTH + 1)).expected == "short"
    assert error_of("list<" * 30 + "Any" + ">" * 30, parse_type).expected == "shallow"
    parse("(" * (MAX_NESTING - 1) + "1" + ")" * (MAX_NESTING - 1))
    parse("a or " * 1000 + "a")


def test_nested_brackets_are_read_once():
    """Eighteen brackets took a parser with backtracking over a second; this one reads 70 at once."""
    begin = time.perf_counter()
    parse("(" * 70 + "1..2" + ")" + ")" * 69)
    parse("[" * 70 + "1" + "]" * 70)
    assert time.perf_counter() - begin < 1


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Full Name", (), "Full Name"),
        ("first-name", ("first-name",), "first-name"),
        ("a-b-c", ("a-b", "a-b-c"), "a-b-c"),
        ("Person's age", ("Person's age",), "Person's age"),
        ("date and time", (), "date and time"),
        ("for sale", ("for sale",), "for sale"),
        ("date of birth", (), "date of birth"),
        ("  Straße   der   Ehre ", (), "Straße der Ehre"),
        ("🐎", (), "🐎"),
    ],
)
def test_names(text, names, expected):
    root = parse(text, names).root
    assert isinstance(root, nodes.Name)
    assert root.name == expected


def test_names_that_the_text_itself_introduces():
    assert text_of("{foo+bar: 1, x: foo+bar}.x") == "1"
    assert text_of("for tag der arbeit in [1] return tag der arbeit + 1") == "[2]"
    assert text_of("(function(a-b) a-b)(2)") == "2"
    assert text_of("every x y in [1] satisfies x y = 1") == "true"
    assert result("a - b", a=5, b=3).value == 2
    assert result("a-b", names=("a-b",), a=5, b=3).value is None
    assert text_of("{for: 1}.for") == "1"
    assert words_of("a#b") == ()


def test_comments_and_space_are_no_part_of_the_meaning():
    assert parse("1 /* a */ + // b\n 2").root == parse("1+2").root
    assert parse("\u00a0\ufeff1").root == parse("1").root


def test_ranges_and_brackets():
    assert isinstance(parse("[1..5[").root, nodes.RangeLiteral)
    assert isinstance(parse("]1..5[ = x").root, nodes.Comparison)
    assert parse("[1..a[1]]").root == nodes.RangeLiteral(
        0,
        0,
        parse("1").root,
        parse("a[1]").root,
        low_included=True,
        high_included=True,
    )
    assert isinstance(parse("x in [1..5[ and y").root, nodes.Junction)
    assert isinstance(parse("[[1..5[, [1..5[]").root, nodes.ListLiteral)
    assert isinstance(parse("(1..5)").root, nodes.RangeLiteral)
    assert parse("x in (a).b").root.tests[0] == parse("a.b").root


def test_strings():
    assert unescape("a\\n\\t\\r\\\"\\\\\\'\\s") == "a\n\t\r\"\\'\\s"
    assert unescape("\\u00e4\\U01F40E\\uD83D\\uDCA9\\ud800\\UFFFFFF") == "ä🐎💩\\ud800\\UFFFFFF"
    assert [token.text for token in tokenize('"a\nb" "c"')] == ['"a\nb"', '"c"', ""]


@given(st.text())
def test_any_text_can_be_written_as_a_literal(text):
    if any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        return
    assert parse(escape(text)).root.value == text


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_any_text_parses_or_says_why_not(text):
    for parser in (parse, parse_unary_tests, parse_type):
        try:
            parser(text)
        except FeelSyntaxError as error:
            assert error.text.spoken("de")
            assert error.line >= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("number", "number"),
        ("list<list<string>>", "list<list<string>>"),
        ("context<a: number, b c: date and time>", "context<a: number, b c: date and time>"),
        ("function<number, string> -> boolean", "function<number, string> -> boolean"),
        ("range<days and time duration>", "range<days and time duration>"),
        ("years and months duration", "years and months duration"),
        ("model.tType", "model.tType"),
        ("list", "list<Any>"),
        ("dateTime", "date and time"),
    ],
)
def test_types(text, expected):
    assert str(parse_type(text)) == expected


def test_types_end_where_the_text_ends():
    assert error_of("number number x <", parse_type).expected == "end"


def test_positions_are_those_of_the_text():
    expression = parse("1 +\n  (a * b)")
    place = expression.locate(expression.root.right)
    assert (place.line, place.column, place.length) == (2, 3, 7)
    tests = parse_unary_tests("< 5,\n > 7")
    place = tests.locate(tests.tests[1])
    assert (place.line, place.column, place.length) == (2, 2, 3)
