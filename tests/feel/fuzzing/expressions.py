"""Expressions from a grammar, and mutations of them."""

from __future__ import annotations

from random import Random

from allmende.feel.builtins import BUILTINS

ATOMS = (
    *("0", "1", "-1", "2.5", ".5", "1e3", "99999999999999999999999999999999999", "1e6000", "1e-6000"),
    *('"a"', '""', '"ä\\n"', '"\\u00e4"', '"1"', '"(a)\\\\1"', '"[a-z-[b]]+"', '"2024-02-29"', '"P1D"', '"PT1H"'),
    *("true", "false", "null", "a", "b", "xs", "ctx", "f", "item", "partial", "?", "unknown", "ctx.a", "xs.a"),
    *('@"2024-02-29"', '@"10:00:00"', '@"2024-10-27T02:30:00@Europe/Berlin"', '@"P1D"', '@"P1Y"', '@"-PT1S"'),
    *('@"999999999-12-31"', '@"x"', '@"2024-01-01T00:00:00.123456789Z"', '@"10:00:00@Europe/Paris"'),
    *("[]", "[1, 2, 3]", "{}", "{a: 1}", "[1..3]", "(1..3)", "]1..3[", '["a".."c"]', "(> 5)", "[null..1]"),
)
BINARY = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in")
TYPES = ("number", "string", "list<number>", "context<a: number>", "range<date>", "function<number> -> Any", "Any")
NAMES = tuple(BUILTINS)
PIECES = (
    *ATOMS,
    *BINARY,
    *NAMES,
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "..",
    ".",
    "@",
    '"',
    "//",
    "/*",
    "\\",
    "for x in",
    "return",
)


def generate(random: Random, depth: int = 4) -> str:
    """A text that is nearly always FEEL."""
    if depth == 0 or random.random() < 0.2:
        return random.choice(ATOMS)
    return random.choice(_SHAPES)(random, depth - 1)


def _binary(random: Random, depth: int) -> str:
    return f"{generate(random, depth)} {random.choice(BINARY)} {generate(random, depth)}"


def _call(random: Random, depth: int) -> str:
    arguments = ", ".join(generate(random, depth) for _ in range(random.randrange(4)))
    return f"{random.choice(NAMES)}({arguments})"


def _lambda(random: Random, depth: int) -> str:
    return f"(function(a, b) {generate(random, depth)})({generate(random, depth)}, 1)"


_SHAPES = (
    _binary,
    _binary,
    _call,
    _call,
    _lambda,
    lambda random, depth: f"({generate(random, depth)})",
    lambda random, depth: f"-{generate(random, depth)}",
    lambda random, depth: f"[{generate(random, depth)}, {generate(random, depth)}]",
    lambda random, depth: f"{{a: {generate(random, depth)}, b: {generate(random, depth)}}}",
    lambda random, depth: f"({generate(random, depth)})[{generate(random, depth)}]",
    lambda random, depth: f"({generate(random, depth)}).a",
    lambda random, depth: f"if {generate(random, depth)} then {generate(random, depth)} else {generate(random, depth)}",
    lambda random, depth: f"for x in {generate(random, depth)} return {generate(random, depth)}",
    lambda random, depth: f"for x in 1..9, y in {generate(random, depth)} return x",
    lambda random, depth: f"some x in {generate(random, depth)} satisfies {generate(random, depth)}",
    lambda random, depth: f"every x in {generate(random, depth)} satisfies {generate(random, depth)}",
    lambda random, depth: f"{generate(random, depth)} between {generate(random, depth)} and {generate(random, depth)}",
    lambda random, depth: f"{generate(random, depth)} in ({generate(random, depth)}, > {generate(random, depth)})",
    lambda random, depth: f"{generate(random, depth)} instance of {random.choice(TYPES)}",
    lambda random, depth: f"[{generate(random, depth)}..{generate(random, depth)}]",
    lambda random, depth: f"sort([3, 1, 2], function(a, b) {generate(random, depth)})",
)


def mutate(random: Random, text: str) -> str:
    """`text` with a piece dropped, doubled, swapped or put in."""
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(text) + 1)
        end = min(len(text), at + random.randrange(1, 6))
        kind = random.randrange(4)
        if kind == 0:
            text = text[:at] + text[end:]
        elif kind == 1:
            text = text[:at] + random.choice(PIECES) + text[at:]
        elif kind == 2:
            text = text[:at] + text[at:end] * 2 + text[end:]
        else:
            text = text[:at] + chr(random.choice((32, 34, 40, 91, 0x1F40E, 0xE4, 0, 0xFEFF, 92))) + text[end:]
    return text
