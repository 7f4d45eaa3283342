from __future__ import annotations

import pytest

from tests.feel.evaluation import text_of


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "expected"),
    [
        ("abc", "b", "", True),
        ("abc", "^b", "", False),
        ("abc", "c$", "", True),
        ("a\nb", "^b$", "", False),
        ("a\nb", "^b$", "m", True),
        ("a\nb", "a.b", "", False),
        ("a\rb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("hello world", "hello\\ sworld", "x", True),
        ("hello world", "hello[ ]world", "x", True),
        ("x", "[A-Z-[OI]]", "i", True),
        ("O", "[A-Z-[OI]]", "i", False),
        ("q", "[^Q]", "i", False),
        ("b", "[^a]", "", True),
        ("b", "[^a-c-[b]]", "", False),
        ("ä", "\\p{Ll}", "", True),
        ("ä", "\\P{Ll}", "", False),
        ("ä", "\\p{IsBasicLatin}", "", False),
        ("a", "\\p{IsBasicLatin}", "", True),
        ("ä", "\\P{IsBasicLatin}", "", True),
        ("ä", "\\p{IsKlingon}", "", None),
        ("ä", "\\p{Xx}", "", None),
        ("ä", "\\p{", "", None),
        ("5", "[\\p{Nd}]", "", True),
        ("5", "[\\P{Nd}]", "", False),
        ("5", "[\\d]", "", True),
        ("x", "[\\D]", "", True),
        ("-", "[\\w]", "", False),
        ("a", "[\\w]", "", True),
        ("-", "[\\W]", "", True),
        (" ", "[\\s]", "", True),
        ("a", "[\\S]", "", True),
        ("a", "[\\i][\\c]*", "", True),
        ("-", "\\i", "", False),
        ("-", "\\c", "", True),
        ("a", "\\I", "", False),
        ("!", "\\C", "", True),
        ("!", "[\\I]", "", True),
        ("!", "[\\C]", "", True),
        ("3", "\\d\\D*", "", True),
        (" ", "\\s\\S*", "", True),
        ("a", "\\w\\W*", "", True),
        ("a\tb", "a\\tb", "", True),
        ("a.b", "a\\.b", "", True),
        ("a-b", "[a\\-]-b", "", True),
        ("-", "[a-]", "", True),
        ("a", "(?:a|b)", "", True),
        ("aab", "a{2}b", "", True),
        ("aab", "a{1,}?b", "", True),
        ("a", "a{2,1}", "", None),
        ("a", "a{2000}", "", None),
        ("a", "*a", "", None),
        ("a", "a**", "", None),
        ("a", "(*a)", "", None),
        ("a", "(a", "", None),
        ("a", "a)", "", None),
        ("a", "[a", "", None),
        ("a", "[]", "", None),
        ("a", "[b-a]", "", None),
        ("a", "[a-\\q]", "", None),
        ("a", "[a[b]]", "", None),
        ("a", "[a-[b]c]", "", None),
        ("a", "[a-[b-[c-[d-[e-[f-[g]]]]]]]", "", None),
        ("a", "{", "", None),
        ("a", "\\", "", None),
        ("a", "\\q", "", None),
        ("aa", "(a)\\1", "", None),
        ("a", "[a-z-[a-z]]", "", False),
        ("a", "a", "z", None),
        ("ab", "a#b", "", False),
        ("a#b", "a#b", "", True),
        ("b", "[\\p{Lu}-[A]]", "i", True),
    ],
)
def test_matches(text, pattern, flags, expected):
    words = {True: "true", False: "false", None: "null"}
    assert text_of("matches(t, p, f)", t=text, p=pattern, f=flags) == words[expected]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('replace("abc", "b", "[$0]")', '"a[b]c"'),
        ('replace("abc", "(b)", "$12")', '"ab2c"'),
        ('replace("abc", "(b)", "$2")', '"ac"'),
        ('replace("abc", "b", "\\\\$")', '"a$c"'),
        ('replace("abc", "b", "$")', "null"),
        ('replace("abc", "b", "\\\\x")', "null"),
        ('replace("abc", "x*", "y")', "null"),
        ('replace("äbc", "b", "ö")', '"äöc"'),
        ('split("a1b22c", "[0-9]+")', '["a", "b", "c"]'),
        ('split("abc", "x")', '["abc"]'),
        ('split("abc", "")', "null"),
        ('split("äöü", "ö")', '["ä", "ü"]'),
    ],
)
def test_replace_and_split(expression, expected):
    assert text_of(expression) == expected


def test_long_patterns_are_refused():
    assert text_of("matches(t, p)", t="a", p="a" * 3000) == "null"
