from __future__ import annotations

import pytest

from allmende.feel import (
    ANY,
    BOOLEAN,
    DATE,
    LEGAL_TIME,
    MONEY,
    NUMBER,
    STRING,
    ContextType,
    FunctionType,
    ListType,
    NameScope,
    RangeType,
    check,
    check_unary_tests,
    parse,
    parse_unary_tests,
)

DOG = ContextType({"rasse": STRING, "alter": NUMBER, "erster hund": BOOLEAN})
SCOPE = NameScope(
    {
        "a": NUMBER,
        "b": STRING,
        "wahr": BOOLEAN,
        "tag": DATE,
        "gebuehr": MONEY,
        "satz": NUMBER,
        "hunde": ListType(DOG),
        "hund": DOG,
        "offen": ContextType({"x": NUMBER}, open=True),
        "irgendwas": ANY,
        "liste": ListType(),
        "f": FunctionType((NUMBER, STRING), NUMBER, ("n", "s")),
        "g": FunctionType(),
        "grenzen": RangeType(NUMBER),
        "Full Name": STRING,
        "a-b": NUMBER,
    },
    functions=LEGAL_TIME,
    types={"tHund": DOG},
)


def found(text, expect=None):
    return [finding.code for finding in check(text, SCOPE, expect)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 +", "syntax"),
        ("c", "unknown-name"),
        ("hund.raße", "unknown-field"),
        ("hunde.raße", "unknown-field"),
        ("hunde[gewicht > 1]", "unknown-name"),
        ("a.b", "unknown-field"),
        ("tag.jahr", "unknown-field"),
        ("grenzen.anfang", "unknown-field"),
        ("coun(hunde)", "unknown-function"),
        ("a(1)", "no-function"),
        ("(1)(2)", "no-function"),
        ("a instance of numbr", "unknown-type"),
        ("a instance of list<numbr>", "unknown-type"),
        ("substring(a, 1)", "arguments"),
        ("substring(b)", "arguments"),
        ("substring(b, 1, 2, 3)", "arguments"),
        ("substring(string: b, start: 1)", "arguments"),
        ("substring(null, 1)", "arguments"),
        ("f(1)", "arguments"),
        ('f("x", "y")', "arguments"),
        ("f(n: 1, t: b)", "arguments"),
        ("working days add(tag)", "arguments"),
        ("a + b", "operands"),
        ("tag + 1", "operands"),
        ("-b", "operands"),
        ("gebuehr + b", "operands"),
        ("gebuehr ** 2", "operands"),
        ("1 / gebuehr", "operands"),
        ("a < b", "operands"),
        ("a = b", "operands"),
        ("hund < hund", "operands"),
        ("a between b and 2", "operands"),
        ("null < 1", "operands"),
        ("gebuehr * gebuehr", "money-times-money"),
        ("a + null", "always-null"),
        ("a / 0", "always-null"),
        ("1 = 1", "always-true"),
        ("1 > 2", "always-false"),
        ("a = a", "always-true"),
        ("a < a", "always-false"),
        ("a > 5 and a < 3", "always-false"),
        ("a = 5 and a > 5", "always-false"),
        ("5 < a and a <= 5", "always-false"),
        ("a >= 5 and a between 1 and 4", "always-false"),
        ('tag > @"2024-02-01" and tag < date("2024-01-01")', "always-false"),
        ("a < 5 or a >= 5", "always-true"),
        ("a between 10 and 1", "always-false"),
        ('@"2024-02-30"', "impossible-date"),
        ('date("2023-02-29")', "impossible-date"),
        ("date(2023, 2, 29)", "impossible-date"),
        ('duration("P1Y1D")', "impossible-date"),
        ("if a then 1 else 2", "condition"),
        ("wahr and b", "condition"),
        ("some x in hunde satisfies x.alter", "condition"),
        ("hunde[rasse]", "condition"),
        ("for x in a return x", "iteration"),
        ('for x in 1.."a" return x', "range"),
        ("{a: 1, a: 2}", "duplicate-key"),
        ("[3..1]", "range"),
        ('[1.."a"]', "range"),
        ("[true..false]", "range"),
        ('a in (1, "x")', "tested"),
        ('a in ["x"]', "tested"),
        ('a in ["a".."b"]', "tested"),
        ("a in > b", "tested"),
        ("gebuehr / 12", "money-rounding"),
        ("gebuehr * satz", "money-rounding"),
        ("gebuehr * 0.5 + gebuehr", "money-rounding"),
        ("if wahr then gebuehr / 3 else gebuehr", "money-rounding"),
        ("-(gebuehr / 3)", "money-rounding"),
    ],
)
def test_a_mistake_is_found(text, code):
    assert code in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "a + 1",
        'b + "x"',
        'tag + duration("P1D")',
        "tag - tag",
        'duration("P1D") + tag',
        '@"P1D" / @"PT1H" + 1',
        "tag.year + tag.month",
        "tag < today()",
        '@"10:00:00Z".timezone + b',
        '@"10:00:00Z".time offset',
        "grenzen.start + 1",
        "grenzen.start included and wahr",
        "hund.erster hund and wahr",
        "hunde[alter > 2].rasse[1]",
        "hunde[1].alter + 1",
        "hunde[rasse = b and a > 1]",
        "hunde[item.alter > 1]",
        "count(hunde[alter > 3]) > 0",
        "sum(hunde.alter) + 1",
        "max(1, 2) + 1",
        "sort(hunde, function(x, y) x.alter < y.alter)[1].rasse",
        "append(hunde, hund)[1].rasse",
        "flatten([hunde])[1].rasse",
        "for h in hunde return h.alter * 2",
        "for i in 1..3 return i + partial[1]",
        "for i in grenzen return i + 1",
        "every h in hunde satisfies h.alter > 1",
        "sum(irgendwas.x.y[z > 1].u) + 1",
        "offen.x + offen.y",
        "liste[egal = 1]",
        'f(1, "x") + 1',
        "f(n: 1, s: b) + 1",
        "g(1, 2)",
        "(function(x: number) x + 1)(2)",
        "(function(h: tHund) h.alter)(hund)",
        "{x: 1, y: x + 1}.y + 1",
        '{"x y": 1}.x y + 1',
        "[1, 2][1] + 1",
        '[1, "a"]',
        "[]",
        "a in (1, > 5, [1..3])",
        "a in grenzen",
        "a in [1, 2]",
        'b in ("x", "y")',
        "a in (list contains([1], a))",
        "if wahr then a else null",
        "if wahr then null else a",
        "if wahr then a else b",
        "a instance of number",
        "hund instance of tHund",
        "a != null",
        'tag = @"2024-01-01T00:00:00Z"',
        "-a + -gebuehr",
        "gebuehr + gebuehr - 5",
        "gebuehr / gebuehr + 1",
        "2 * gebuehr",
        "gebuehr * count(hunde)",
        "round half up(gebuehr * satz, 2)",
        "max(gebuehr, gebuehr)",
        "irgendwas * gebuehr",
        "gebuehr + irgendwas",
        "Full Name + b",
        "a-b + 1",
        'working days add(tag, 3, "HE") + duration("P1D")',
        "age on(tag, tag) + 1",
        "string(a) + b",
        "not(wahr) and wahr",
        'abs(@"P1D") + tag',
        "(> 5)",
        "a > 1 and a < 3",
        "a < 1 or a > 3",
        'a > 1 or b = "x"',
        "substring(hunde.rasse, 1)",
        "date(b)",
        'context put({}, "a", 1)',
        "get entries(hund)[1].key",
        "now() > now()  and wahr or irgendwas",
        "[null..5]",
        "null",
    ],
)
def test_what_is_right_is_left_alone(text):
    codes = [code for code in found(text) if code != "always-false"]
    assert codes == []


@pytest.mark.parametrize(
    ("text", "expect", "codes"),
    [
        ("a", NUMBER, []),
        ("a", STRING, ["expected"]),
        ("gebuehr", NUMBER, []),
        ("a", MONEY, []),
        ("a / 3", MONEY, ["money-rounding"]),
        ("null", NUMBER, ["expected"]),
        ("irgendwas", NUMBER, []),
        ("hunde.alter", ListType(NUMBER), []),
        ("hunde.alter", ListType(STRING), ["expected"]),
        ("hunde.alter", NUMBER, ["single"]),
        ("hund", ContextType({"alter": NUMBER}), []),
        ("hund", ContextType({"gewicht": NUMBER}), ["expected"]),
        ("a > 1", BOOLEAN, []),
        ("abs", FunctionType((NUMBER,), NUMBER), []),
        ("f", FunctionType(), []),
        ("g", FunctionType((NUMBER,), NUMBER), []),
        ("f", FunctionType((NUMBER,), NUMBER), ["expected"]),
        ("offen", ContextType({"y": NUMBER}), []),
        ("[1..2]", RangeType(NUMBER), []),
        ("[1..2]", NUMBER, ["expected"]),
    ],
)
def test_the_result_has_the_expected_type(text, expect, codes):
    assert found(text, expect) == codes


def test_messages_are_plain_and_placed():
    finding = check("1 +\n jahresgebür", NameScope({"jahresgebuehr": MONEY}))[0]
    assert finding.text.spoken("de") == "Den Namen „jahresgebür“ gibt es hier nicht. Meinten Sie „jahresgebuehr“?"
    assert finding.text.spoken("en") == "There is no name “jahresgebür” here. Did you mean “jahresgebuehr”?"
    assert (finding.line, finding.column, finding.length, finding.severity) == (2, 2, 11, "error")
    assert check("a + b", SCOPE)[0].text["de"] == "„+“ passt hier nicht: links eine Zahl, rechts ein Text."
    assert check("ABC", NameScope({"abc": ANY}))[0].text["en"].endswith("Did you mean “abc”?")
    assert check("qqqq", SCOPE)[0].text["en"] == "There is no name “qqqq” here."
    assert check("tag", SCOPE, RangeType())[0].text["en"] == "The result is a date, expected is a range."
    assert check("a", SCOPE, ListType())[0].text["en"] == "The result is a number, expected is a list."
    assert check("hund", SCOPE, NUMBER)[0].text["en"] == "The result is a context, expected is a number."
    assert check("f", SCOPE, NUMBER)[0].text["en"] == "The result is a function, expected is a number."
    assert check("gebuehr", SCOPE, STRING)[0].text["de"] == "Das Ergebnis ist ein Geldbetrag, erwartet wird ein Text."
    assert check("1 / 0 > (", SCOPE)[0].text["en"].startswith("Line 1, column 10")


def test_findings_come_in_the_order_of_the_text_and_once():
    assert [finding.column for finding in check("c + d + c", SCOPE)] == [1, 5, 9]
    assert len(check("for x in hunde return unbekannt", SCOPE)) == 1


def test_unary_tests_are_checked_against_the_tested_value():
    assert [each.code for each in check_unary_tests('"x", > 3', SCOPE, NUMBER)] == ["tested"]
    assert check_unary_tests("-", SCOPE, NUMBER) == []
    assert check_unary_tests("not(1, 2), > a", SCOPE, NUMBER) != []
    assert check_unary_tests("not(1, 2)", SCOPE, NUMBER) == []
    assert check_unary_tests("? > a and ? < 9", SCOPE, NUMBER) == []
    assert [each.code for each in check_unary_tests("? > b", SCOPE, NUMBER)] == ["operands"]
    assert [each.code for each in check_unary_tests("c", SCOPE)] == ["unknown-name"]
    assert check(parse_unary_tests("> 3"), SCOPE, NUMBER) == []
    assert [each.code for each in check_unary_tests("<", SCOPE)] == ["syntax"]
    assert check(parse("a + 1"), SCOPE) == []
    assert check_unary_tests("[grenzen]", NameScope({"grenzen": RangeType(NUMBER)}), NUMBER) == []


def test_a_costly_constant_does_not_stall_the_check():
    assert check('"' + "a" * 5000 + '" = ' + " + ".join(['"' + "b" * 5000 + '"'] * 4), SCOPE) != []
