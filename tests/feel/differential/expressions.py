"""Expressions of whole numbers, texts, truth values, lists and contexts: what both engines can hold exactly."""

from __future__ import annotations

from random import Random


def number(random: Random, depth: int) -> str:
    if depth == 0:
        return random.choice(("0", "1", "2", "7", "-3", "a", "10"))
    inner = depth - 1
    return random.choice(
        (
            lambda: f"({number(random, inner)} {random.choice('+-*')} {number(random, inner)})",
            lambda: f"count({numbers(random, inner)})",
            lambda: f"max({number(random, inner)}, {number(random, inner)})",
            lambda: f"min({number(random, inner)}, 5)",
            lambda: f"sum({numbers(random, inner)})",
            lambda: f"abs({number(random, inner)})",
            lambda: f"modulo({number(random, inner)}, 3)",
            lambda: f"string length({text(random, inner)})",
            lambda: f"if {truth(random, inner)} then {number(random, inner)} else {number(random, inner)}",
            lambda: f"{numbers(random, inner)}[{random.choice(('1', '-1', '2'))}]",
            lambda: f"{{m: {number(random, inner)}, n: m + 1}}.n",
            lambda: f"(function(p, q) p - q)({number(random, inner)}, {number(random, inner)})",
        ),
    )()


def text(random: Random, depth: int) -> str:
    if depth == 0:
        return random.choice(('"abc"', '"b"', '""', "b", '"äö"'))
    inner = depth - 1
    return random.choice(
        (
            lambda: f"({text(random, inner)} + {text(random, inner)})",
            lambda: f"upper case({text(random, inner)})",
            lambda: f"substring({text(random, inner)}, 1)",
            lambda: f'substring before({text(random, inner)}, "b")',
            lambda: f'substring after({text(random, inner)}, "b")',
            lambda: f'string join([{text(random, inner)}, {text(random, inner)}], "-")',
            lambda: f"string({number(random, inner)})",
            lambda: f'replace({text(random, inner)}, "[ab]", "z")',
            lambda: "ps[k = 1].v[1]",
        ),
    )()


def truth(random: Random, depth: int) -> str:
    if depth == 0:
        return random.choice(("true", "false", "null", "a = 1"))
    inner = depth - 1
    return random.choice(
        (
            lambda: f"({truth(random, inner)} {random.choice(('and', 'or'))} {truth(random, inner)})",
            lambda: f"not({truth(random, inner)})",
            lambda: f"({number(random, inner)} {random.choice(('<', '<=', '=', '!=', '>'))} {number(random, inner)})",
            lambda: f"({number(random, inner)} between 0 and 5)",
            lambda: f"({number(random, inner)} in [1..5])",
            lambda: f"({number(random, inner)} in (1, 2, > 4))",
            lambda: f'contains({text(random, inner)}, "b")',
            lambda: f"(some i in {numbers(random, inner)} satisfies i > 1)",
            lambda: f"(every i in {numbers(random, inner)} satisfies i > 1)",
            lambda: f"list contains({numbers(random, inner)}, {number(random, inner)})",
            lambda: f"(({number(random, inner)}) instance of number)",
        ),
    )()


def numbers(random: Random, depth: int) -> str:
    if depth == 0:
        return random.choice(("xs", "[1, 2, 3]", "[5]", "ps.k"))
    inner = depth - 1
    return random.choice(
        (
            lambda: f"[{number(random, inner)}, {number(random, inner)}]",
            lambda: f"{numbers(random, inner)}[item > 1]",
            lambda: f"(for i in {numbers(random, inner)} return i * 2)",
            lambda: f"(for i in 1..3 return i + {number(random, inner)})",
            lambda: f"append({numbers(random, inner)}, {number(random, inner)})",
            lambda: f"concatenate({numbers(random, inner)}, {numbers(random, inner)})",
            lambda: f"reverse({numbers(random, inner)})",
            lambda: f"distinct values({numbers(random, inner)})",
            lambda: f"flatten([{numbers(random, inner)}, [{number(random, inner)}]])",
            lambda: f"sort({numbers(random, inner)}, function(p, q) p < q)",
            lambda: f"remove({numbers(random, inner)}, 1)",
        ),
    )()


def generate(random: Random) -> str:
    """One expression of any kind."""
    return random.choice((number, text, truth, numbers))(random, random.randrange(1, 4))
