"""Expressions that try to cost more than their budget: one for each number, always the same.

What they find in scope is large already, and shares its parts, so that a walk nobody pays for shows at once.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from allmende.feel import FeelContext, to_feel
from allmende.feel.builtins import BUILTINS
from allmende.feel.values.kinds import Value

_LEVELS = 60


def scope() -> FeelContext:
    """What the expressions may read."""
    lists: list[Value] = [Decimal(1), Decimal(2)]
    contexts: Value = FeelContext(a=Decimal(1))
    texts: Value = "ab"
    for _ in range(_LEVELS):
        lists = [lists, lists]
        contexts = FeelContext(a=contexts, b=contexts)
        texts = [texts, "x", texts]
    plain = {
        "numbers": list(range(20_000)),
        "names": [f"Müller-{number} Straße" for number in range(2_000)],
        "rows": [{"a": number, "b": f"zone {number % 7}", "xs": [number, 1]} for number in range(2_000)],
        "wide": {f"k{number}": number for number in range(3_000)},
        "long": "ab" * 100_000,
        "middle": "aaaaaaaaab" * 200,
        "lone": "\ud800a\udfff",
        "one": 1,
    }
    return FeelContext({**to_feel(plain), "dag": lists, "twin": [*lists], "tree": contexts, "cord": texts})


LISTS = ("numbers", "names", "rows", "dag", "twin", "cord", "[dag, twin]", "[numbers, numbers]", "get entries(wide)")
TEXTS = ("long", "middle", "lone", "string(one)", "names[7]", "upper case(long)", "string(dag)", '""', '"a"')
NUMBERS = (
    *("1", "0", "-1", "i", "n", "1e6144", "1e-6143", "0.5", "-0.1", "1.000000000000000000000000000000001"),
    *(
        "9999999999999999999999999999999999",
        "9e6143",
        "2**0.5",
        "i / 7",
        "1 / 3",
        "numbers[i]",
        "i ** i",
        "3.7 ** 99.5",
    ),
)
DATES = (
    *('@"999999999-12-31"', '@"-999999999-01-01"', '@"2024-02-29"', '@"2024-10-27T02:30:00@Europe/Berlin"'),
    *('@"999999999-12-31T23:59:59.999999999@Europe/Berlin"', '@"0000-01-01T00:00:00Z"', '@"10:00:00@Asia/Kolkata"'),
    *('@"P999999999999999999D"', '@"-P99999999999Y"', '@"PT0.000000001S"', 'date("2024-01-0" + string(i))'),
    *('date and time("2024-03-31T02:30:00@America/St_Johns")', 'duration("P" + string(i) + "M")', "today()", "now()"),
    'time("10:00:00@Europe/Z" + string(i))',
)
CONTEXTS = ("wide", "tree", "{a: tree, b: wide}", "rows[i]", "{}", 'context put(wide, "x", dag)', "[wide, tree][1]")
RANGES = (
    "[1..i]",
    "(> i)",
    "(= i)",
    "[null..i]",
    "[i..1]",
    '["a"..long]',
    "[dag..twin]",
    '[@"P1D"..@"P9D"]',
    "(< long)",
)
FUNCTIONS = (
    *("abs", "not", "sort", "function(a, b) a < b", "function(a, b) a = b", "function(a, b) dag = twin"),
    *("function(a) a", "function(a, b) matches(string(a), string(b))", "function(a: list<list<Any>>, b) true"),
)
PATTERNS = (
    *(
        '"a"',
        '"(a|b)*a(a|b){200}"',
        '"(a?){500}"',
        '"((((((a))))))"',
        '"[\\\\p{L}-[a-z-[aeiou]]]+"',
        '"\\\\p{L}{1000}"',
    ),
    *(
        '"(a)" + string(i)',
        '"(.*)(.*)(.*)(.*)b"',
        '"(" + middle + ")"',
        '"[^\\\\w]"',
        '"(a)\\\\1"',
        '"a{1,1000}"',
        "long",
    ),
    *('"(a|aa|aaa)*$"', '"\\\\P{Cn}+"', '"x*"', '"(" + string join(for k in 1..300 return "(a)", "|") + ")"', "lone"),
)
TYPES = (
    *("number", "list<number>", "context<a: number, b: string>", "list<" * 9 + "Any" + ">" * 9, "range<date>"),
    *("list<context<a: number, xs: list<number>>>", "function<number> -> Any", "Any", "tUnknown"),
)
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
CALLS = tuple(name for name in BUILTINS if name not in ("matches", "replace", "split"))
SOURCES = (
    "1..20",
    "1..9999999",
    "numbers",
    "rows",
    "names",
    "[1..i]",
    "dag",
    '@"2024-01-01"..@"999999999-01-01"',
    "partial",
)


def expression(number: int) -> str:
    """The expression of this number."""
    random = Random(number)
    inner = _any(random, random.choice((1, 1, 1, 1, 2, 2, 3)))
    return random.choice(_FRAMES)(random, inner)


def _atom(random: Random) -> str:
    return random.choice(
        random.choice((LISTS, TEXTS, NUMBERS, DATES, CONTEXTS, RANGES, LISTS, ("i", "v", "item", "null")))
    )


def _any(random: Random, depth: int) -> str:
    if depth == 0:
        return _atom(random)
    return random.choice(_SHAPES)(random, depth - 1)


def _call(random: Random, depth: int) -> str:
    count = random.choice((1, 1, 2, 2, 2, 3))
    arguments = [random.choice(FUNCTIONS) if random.random() < 0.1 else _any(random, depth) for _ in range(count)]
    return f"{random.choice(CALLS)}({', '.join(arguments)})"


def _pattern(random: Random, depth: int) -> str:
    text, pattern = random.choice((*TEXTS, "v", _any(random, depth))), random.choice(PATTERNS)
    return random.choice(
        (
            f"matches({text}, {pattern})",
            f'matches({text}, {pattern}, "{random.choice(("i", "s", "m", "x", "smix"))}")',
            f"split({text}, {pattern})",
            f'replace({text}, {pattern}, "{random.choice(("$0$0", "$1$2$3", "x" * 200, "$99", ""))}")',
            f"replace({text}, {pattern}, {random.choice(TEXTS)})",
        ),
    )


def _doubling(random: Random, depth: int) -> str:
    """A value that shares its parts over and over."""
    seed = random.choice(("[]", "[1]", '["a"]', "{a: 1}", '"ab"', "[1..2]", "[{a: [1]}]", "null", "numbers", "middle"))
    last = "partial[-1]"
    step = random.choice(
        (
            f"[{last}, {last}]",
            f"{{a: {last}, b: {last}}}",
            f"append([{last}], {last})",
            f"get entries({{a: {last}, b: {last}}})",
            f'context put({{a: {last}}}, "b", {last})',
            f"concatenate([{last}], [{last}, {last}])",
            f"concatenate({last}, {last})",
            f"{last} + {last}",
            f"string({last}) + string({last})",
            f"function(a, b) {last}",
            f"sort([{last}, {last}], function(a, b) a = b)",
            f"[{last}..{last}]",
            f"distinct values([{last}, [{last}], {last}])",
            "[partial, partial]",
            _any(random, depth),
        ),
    )
    return f"(for i in 1..{random.choice((3, 12, 40, 200))} return if i = 1 then {seed} else {step})[-1]"


def _recursion(random: Random, depth: int) -> str:
    body = _any(random, depth)
    return random.choice(
        (
            f"{{f: function(g, n) if n > 30 then {body} else [g(g, n + 1), g(g, n + 1)], r: f(f, 1)}}.r",
            "{f: function(g, n) g(g, n + 1), r: f(f, 1)}.r",
            "{f: function(g, n) if n = 0 then 0 else 1 + g(g, n - 1), r: for i in 1..99999 return f(f, 20)}.r",
            f"{{f: function(g, v) count(for x in v return g(g, {body})), r: f(f, numbers)}}.r",
            "{f: function(g, n) some x in 1..9 satisfies g(g, n + x), r: f(f, 1)}.r",
        ),
    )


_SHAPES: tuple[Callable[[Random, int], str], ...] = (
    _call,
    _call,
    _call,
    _pattern,
    _doubling,
    _recursion,
    lambda random, depth: f"{_any(random, depth)} {random.choice(COMPARISONS)} {_any(random, depth)}",
    lambda random, depth: f"({_any(random, depth)}) in ({_any(random, depth)}, {_any(random, depth)})",
    lambda random, depth: f"({_any(random, depth)}) in ({random.choice(COMPARISONS)} {_any(random, depth)})",
    lambda random, depth: f"({_any(random, depth)}) {random.choice('+-*/')} ({_any(random, depth)})",
    lambda random, depth: f"({_any(random, depth)}) ** ({_any(random, depth)})",
    lambda random, depth: f"({_any(random, depth)}) instance of {random.choice(TYPES)}",
    lambda random, depth: f"({_any(random, depth)}) between {_any(random, depth)} and {_any(random, depth)}",
    lambda random, depth: f"({_any(random, depth)})[{_any(random, depth)}]",
    lambda random, depth: f"({_any(random, depth)}).{random.choice(('a', 'b', 'xs', 'year', 'start', 'value', 'k7'))}",
    lambda random, depth: f"[{_any(random, depth)}, {_any(random, depth)}]",
    lambda random, depth: f"{{a: {_any(random, depth)}, b: {_any(random, depth)}, c: [a, b], d: [c, c, a]}}",
    lambda random, depth: f"if {_any(random, depth)} then {_any(random, depth)} else {_any(random, depth)}",
    lambda random, depth: f"sort({random.choice(LISTS)}, {random.choice(FUNCTIONS)})",
    lambda random, depth: f"sort({random.choice(LISTS)}, function(a, b) {_any(random, depth)})",
    lambda random, depth: (
        f"{random.choice(('some', 'every'))} v in {random.choice(SOURCES)} satisfies {_any(random, depth)}"
    ),
    lambda random, depth: (
        f"for i in {random.choice(SOURCES)}, v in {random.choice(SOURCES)} return {_any(random, depth)}"
    ),
    lambda random, depth: f"(function(a, b: {random.choice(TYPES)}) {_any(random, depth)})(dag, {_any(random, depth)})",
    lambda random, depth: " + ".join([_atom(random)] * random.choice((3, 12))),
    lambda random, depth: " and ".join([_any(random, depth)] * 3),
)
_FRAMES: tuple[Callable[[Random, str], str], ...] = (
    lambda random, inner: inner,
    lambda random, inner: f"{{x: {_doubling(random, 0)}, y: {_doubling(random, 0)}, v: x, n: 3, i: 2, r: {inner}}}.r",
    lambda random, inner: f"for i in 1..99999 return {inner}",
    lambda random, inner: f"count(for i in 1..99999, v in {random.choice(SOURCES)} return {inner})",
    lambda random, inner: f"some i in 1..99999 satisfies ({inner}) = 0",
    lambda random, inner: f"rows[({inner}) = a]",
    lambda random, inner: f"count(numbers[({inner}) = item])",
    lambda random, inner: f"for i in 1..300 return [count(partial), {inner}]",
    lambda random, inner: f"{{f: function(i, v) {inner}, r: for n in 1..99999 return f(n, names)}}.r",
)
