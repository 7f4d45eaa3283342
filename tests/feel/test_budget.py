"""The budget covers whatever costs: no expression runs on for long, and none raises.

Steps are counted, not seconds: a step is worth at most four microseconds or so.
"""

from __future__ import annotations

import sys
from random import Random

import pytest

from allmende.feel import (
    Budget,
    FeelSyntaxError,
    NameScope,
    check,
    compile_expression,
    compile_unary_tests,
    from_json,
    to_json,
    to_text,
)
from allmende.feel.runtime.run import DEFAULT_BUDGET
from tests.feel.evaluation import NOW, result, text_of
from tests.feel.fuzzing.hostile import expression as hostile_expression
from tests.feel.fuzzing.hostile import scope as hostile_scope

SHARED = "x: (for i in 1..40 return if i = 1 then [1, 1] else [partial[-1], partial[-1]])[-1]"
ALIKE = SHARED.replace("x:", "y:", 1)
LISTS = "list<" * 20 + "Any" + ">" * 20


def spent(text: str, budget: Budget = DEFAULT_BUDGET, **context: object) -> str | None:
    """The limit that ended the evaluation, if one did."""
    found = result(text, budget=budget, **context)
    if not found.warnings or found.warnings[-1].code != "budget":
        return None
    return found.warnings[-1].text["en"]


def lines_run(text: str) -> int:
    """How many lines of Python the evaluation runs: a measure that no busy machine changes."""
    compiled, count = compile_expression(text), 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        compiled.evaluate({}, budget=Budget(steps=5_000, result_size=5_000))
    finally:
        sys.settrace(before)
    return count


WALKS = (
    "x = y",
    "x != y",
    "is(x, y)",
    "x in [y]",
    "[x] in [[y]]",
    "x in (y, [y])",
    "{a: x} = {a: y}",
    "list contains([x], y)",
    "index of([x], y)",
    "distinct values([x, y])",
    "union([x], [y])",
    "flatten(x)",
    "string(x)",
    "string({a: x})",
    "list replace([x], function(a, b) a = y, 1)",
    "sort([x, y], function(a, b) a = b)",
    f"x instance of {LISTS}",
    "x.a",
    "get entries({a: x, b: y})[value = y]",
    "context merge([{a: x}, {b: y}]) = {a: y, b: x}",
    f"(function(a: {LISTS}) 1)(x)",
    "x",
    "{a: x}",
)


@pytest.mark.parametrize("walk", WALKS)
def test_walks_over_shared_values_are_paid_for(walk):
    text = f"{{{SHARED}, {ALIKE}, r: {walk}}}.r"
    assert spent(text) is not None
    assert lines_run(text) < 400_000


def test_a_result_is_bounded_as_a_tree():
    small = result("{x: (for i in 1..10 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1]}.x").value
    assert from_json(to_json(small)) == small
    assert spent(f"{{{SHARED}}}.x") == "The calculation is too costly: a result too large."
    deep = "(for i in 1..1000 return if i = 1 then [] else [partial[-1]])[-1]"
    assert spent(deep) == "The calculation is too costly: a result nested too deeply."
    long = '{t: (for i in 1..15 return if i = 1 then "abcdefghij" else partial[-1] + partial[-1])[-1], r: for i in 1..9999 return t}.r'
    assert spent(long) == "The calculation is too costly: a result too large."
    assert compile_unary_tests("[?, 1] = x").evaluate(1, {"x": [1, 1]}).value is True


LONG = 't: (for i in 1..17 return if i = 1 then "abcdefghij" else partial[-1] + partial[-1])[-1]'
SHORT = 't: (for i in 1..8 return if i = 1 then "aaaaaaaaaa" else partial[-1] + partial[-1])[-1]'
LOOPS = (
    (LONG, "t = upper case(t)", 5_000),
    (LONG, "t < lower case(t)", 5_000),
    (LONG, 'contains(t, "aab")', 5_000),
    (LONG, "substring(t, 2)", 500),
    (LONG, 'substring before(t, "jab")', 5_000),
    (LONG, "starts with(t, lower case(t))", 5_000),
    (LONG, 'matches(t, "(a|b)*a(a|b){300}")', 5),
    (SHORT, 'contains(t, substring(t, 640) + "b")', 5_000),
    ("t: 1", 'matches("a", "a" + string(i))', 10_000),
    ("t: 1", 'matches("a", "(\\\\p{L}{100})" + string(i))', 50),
    ("t: 1", 'matches("a", "\\\\p{L}{1000}" + string(i))', 50),
    ("t: 1", "log(0.7391 + i)", 25_000),
    ("t: 1", "exp(0.7391 + i / 1000)", 45_000),
    ("t: 1", "1.5 ** (i / 3)", 12_500),
    ('t: ""', 'replace("aaaaaaaaaaaaaaaaaaaa", "' + "(a)|" * 60 + 'b", "$1")', 2_000),
    ("t: for i in 1..9000 return i", "list contains(t, 0)", 200),
    ("t: for i in 1..9000 return i", "index of(t, 0)", 200),
    ("t: for i in 1..9000 return i", "0 in t", 200),
    ("t: for i in 1..9000 return i", "t instance of list<number>", 200),
    ("t: for i in 1..9000 return i", 'get value({}, append(t, ""))', 50),
    ("t: 1", " + ".join(["i"] * 150), 20_000),
    ("t: 1", 'date("x")', 60_000),
    ("t: 1", 'range("[1..2]")', 25_000),
    ("t: for i in 1..9000 return i", "sort(t, function(a, b) 1)", 200),
    ("t: for i in 1..9000 return i", "sort(t, abs)", 200),
    ("t: 1", 'abs("", 1, 2)', 22_000),
    ("t: 1", "nobody + nobody + nobody", 60_000),
    ("t: 1", 'matches("a", "' + "[\\\\p{L}]" * 130 + '")', 10),
)


@pytest.mark.parametrize(("before", "body", "turns"), LOOPS)
def test_dear_work_in_a_loop_is_paid_for(before, body, turns):
    """With a tenth of the steps and of the turns, so that the test is quick."""
    budget = Budget(steps=DEFAULT_BUDGET.steps // 10)
    assert spent(f"{{{before}, r: 1}}.r", budget) is None
    assert spent(f"{{{before}, r: count(for i in 1..{turns // 10 or 1} return {body})}}.r", budget) is not None


def test_ordinary_work_is_not_refused():
    names = [{"n": f"Müller-{number} Straße"} for number in range(60)]
    for text in (
        'count(for x in xs return matches(x.n, "[\\\\p{L} \\\\-0-9]{1,40}"))',
        'count(xs[contains(n, "Straße")])',
        "count(for i in 1..9999 return (1 + i / 100) ** 2)",
        "count(distinct values(for x in xs return x.n))",
        "string length(string(xs))",
    ):
        assert spent(text, xs=names) is None


@pytest.mark.parametrize(
    "text",
    [
        "0 ** -1",
        "0 ** -0.5",
        "string(0 ** -1)",
        "(0 ** -1) ** 2",
        '@"P1D" * (0 ** -1)',
        '@"P1D" * 1e6144',
        '@"P1M" / 1e-6000',
        "null in [5..1]",
        "null in (5..1)",
        "null in [1..5]",
        "[1, 2][3]",
        "[1, 2][0]",
        "[1, 2][-3]",
        "[1, 2][99999999999999999999999999999999999]",
        "[1, 2][1e6144]",
        "sublist([1], 1e6144)",
        "sublist([1], 1, 1e6144)",
        "insert before([1], 1e6144, 1)",
        "remove([1], -1e6144)",
        "list replace([1], 0, 1)",
        'substring("a", 1e6144)',
        'substring("a", 0)',
    ],
)
def test_no_result_is_null(text):
    assert text_of(text) == "null"


def test_long_numbers_in_texts_are_no_dates_and_no_groups():
    digits = "1" * 5_000
    assert text_of(f'duration("P{digits}D")') == "null"
    assert text_of(f'date("{digits}-01-01")') == "null"
    assert text_of('replace("ab", "(a)", "$' + digits + '")') == '"a' + digits[1:] + 'b"'
    assert text_of(f'@"P{digits}D"') == "null"


def test_half_a_character_is_no_text_for_a_pattern():
    for text in ("matches(lone, 'a')", "replace(lone, 'a', 'b')", "split(lone, 'a')", "matches('a', lone)"):
        found = result(text.replace("'", '"'), lone="\ud800")
        assert found.value is None
        assert found.warnings[0].text["en"].endswith("The text does not have the expected form.")


def test_the_check_reads_types_that_share_their_parts_once():
    names = "".join(f", a{number}: {{x: a{number - 1}, y: a{number - 1}}}" for number in range(1, 40))
    twins = "".join(f", b{number}: {{x: b{number - 1}, y: b{number - 1}}}" for number in range(1, 40))
    text = f"{{a0: {{x: 1}}{names}, b0: {{x: 1}}{twins}, same: a39 = b39, call: (function(p) p)(a39)}}"
    assert check(text, NameScope({})) == []
    assert [finding.code for finding in check(f"{{a0: {{x: 1}}{names}, z: a1.nothing}}", NameScope({}))] == [
        "unknown-field"
    ]


def test_hostile_expressions_end_and_none_raises():
    """The first few of those that `bench.feel.hostile` runs by the million."""
    context, budget, evaluated = hostile_scope(), Budget(steps=200), 0
    for number in range(250):
        try:
            compiled = compile_expression(hostile_expression(number), context)
        except FeelSyntaxError:
            continue
        found = compiled.evaluate(context, budget=budget, now=NOW)
        assert to_text(found.value) is not None
        to_json(found.value)
        evaluated += 1
    assert evaluated > 225


def test_chosen_numbers_do_not_collide():
    """All of these numbers have the same hash."""
    text = "count(mode(for i in 1..100 return i * 2305843009213693951))"
    assert text_of(text) == "100"
    assert text_of("mode([3, 1, 3.0, 1, 2])") == "[1, 3]"


def shared_value(random: Random) -> str:
    """An expression whose value shares its parts over and over."""
    seed = random.choice(("[]", "[1]", '["a"]', "{a: 1}", '"ab"', "[1..2]", "[{a: [1]}]", "null"))
    last = "partial[-1]"
    step = random.choice(
        (
            f"[{last}, {last}]",
            f"{{a: {last}, b: {last}}}",
            f"[{last}, {{a: {last}, b: [{last}]}}]",
            f"append([{last}], {last})",
            f"get entries({{a: {last}, b: {last}}})",
            f'context put({{a: {last}}}, "b", {last})',
            f"concatenate([{last}], [{last}, {last}])",
            "[partial, partial]",
            "partial",
        ),
    )
    return f"(for i in 1..{random.choice((3, 12, 40, 200))} return if i = 1 then {seed} else {step})[-1]"


def hostile(random: Random) -> str:
    """A walk over two shared values, perhaps in a loop."""
    walk = random.choice((*WALKS, "x < y", "x in [x..y]", "string join([string(x), string(y)])", "[x, y][item = x]"))
    if random.random() < 0.5:
        walk = f"for i in 1..{random.choice((2, 1000, 100000))} return {walk}"
    return f"{{x: {shared_value(random)}, y: {shared_value(random)}, r: {walk}}}.r"


@pytest.mark.parametrize("seed", range(40))
def test_any_structure_sharing_expression_ends(seed):
    text = hostile(Random(seed))
    assert lines_run(text) < 400_000, text
    found = compile_expression(text).evaluate({}, budget=Budget(steps=20_000))
    assert to_text(found.value) is not None
    to_json(found.value)
