"""Reading plain data without converting it gives what converting it first gives: value, warnings, and budget."""

from __future__ import annotations

from collections import OrderedDict
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from allmende.feel import Budget, Compiled, Result, compile_expression, parse, to_feel
from allmende.feel.evaluate import access
from allmende.feel.evaluate.plain import plain_test
from tests.feel.evaluation import NOW

VALUES: tuple[Any, ...] = (
    *(0, 1, 2, -3, 10**33, 10**34, 10**34 + 1, 10**40, True, False, None, "", "a", "b", "ä" * 1_200, [], [1], {}),
    *(Decimal("2.5"), Decimal("2.00"), Decimal("1e-40"), Decimal("2." + "0" * 39 + "1"), Decimal("-0"), {"a": 1}),
)
CONSTANTS = ("0", "1", "2", "2.5", "-3", "1e34", "9999999999999999999999999999999999", '"a"', '""', "true", "null")
FIELDS = ("a", "b", "c")


def _condition(random: Random, depth: int = 2) -> str:
    if depth and random.random() < 0.4:
        parts = [_condition(random, depth - 1) for _ in range(random.randrange(2, 4))]
        return "(" + f" {random.choice(('and', 'or'))} ".join(parts) + ")"
    return f"{random.choice(FIELDS)} {random.choice(('<', '<=', '>', '>=', '=', '!='))} {random.choice(CONSTANTS)}"


def _expression(random: Random) -> str:
    field = random.choice(FIELDS)
    column = random.choice((f"xs[{_condition(random)}].{field}", f"xs.{field}", f"xs[{_condition(random)}]"))
    return random.choice(
        (
            *(_condition(random), column, f"sum({column})", f"count({column}) + sum({column})"),
            f"for i in 1..3 return sum({column})",
            f"for xs in [xs] return {column}",
            f"if {_condition(random)} then {column} else xs",
            f"(function(x) {column})(1)",
            f"ys[a in {column}].b",
            f"some x in {column} satisfies x > 1",
        )
    )


WHOLE = (*range(-3, 4), 999, 1_000, 10**33)


def _item(random: Random, *, whole: bool = False) -> Any:
    if whole and random.random() < 0.95:
        return {field: random.choice(WHOLE) for field in FIELDS}
    if random.random() < 0.05:
        return random.choice(VALUES)
    few = random.sample(VALUES, random.choice((2, 2, 3, len(VALUES))))
    kind = OrderedDict if random.random() < 0.05 else dict
    return kind((field, random.choice(few)) for field in FIELDS if random.random() < 0.9)


def _items(random: Random) -> Any:
    kind = random.choice((list, list, tuple))
    whole = random.random() < 0.4
    items: Any = kind(_item(random, whole=whole) for _ in range(random.randrange(6)))
    return items if random.random() < 0.9 else _item(random)


def _told(compiled: Compiled, context: Any, budget: Budget) -> Result:
    return compiled.evaluate(context, budget=budget, now=NOW)


@pytest.mark.parametrize("part", range(8))
def test_same_answer(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random, plain = Random(part), 0
    for _ in range(1_500):
        text = _expression(random)
        fast = compile_expression(parse(text))
        with monkeypatch.context() as patch:
            patch.setattr(access, "compile_column", lambda node, general, weight: general)
            general = compile_expression(parse(text))
        general._plain = None
        data = {**_item_dict(random), "xs": _items(random), "ys": _items(random)}
        for steps in (200_000, random.randrange(12)):
            budget = Budget(steps=steps, list_length=random.choice((2, 200_000)))
            wanted = _told(general, to_feel(data), budget)
            for context in (data, to_feel(data)):
                found = _told(fast, context, budget)
                assert repr(found) == repr(wanted), (text, data, budget)
        plain += plain_test(fast.expression.root) is not None
    assert plain > 50


def _item_dict(random: Random) -> dict[str, Any]:
    item = _item(random)
    return dict(item) if isinstance(item, dict) else {}


@pytest.mark.parametrize("text", ["a > 1", "a > 9 and b > 1", "sum(xs[a > 1].b)", "sum(xs.b)", "xs[a > 1 or b > 1].a"])
def test_a_float_that_is_read_is_refused(text: str) -> None:
    data = {"a": 2, "b": 0.5, "xs": [{"a": 2, "b": 0.5}]}
    if text == "a > 1":
        data["a"] = 0.5
    with pytest.raises(TypeError):
        compile_expression(text).evaluate(data)


def test_fields_that_are_not_read_are_not_looked_at() -> None:
    data = {"xs": [{"a": 2, "b": 0.5}, {"a": 1}]}
    assert compile_expression("sum(xs[a > 1].a)").evaluate(data) == Result(Decimal(2))
    with pytest.raises(TypeError):
        compile_expression("count(xs)").evaluate(data)


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_what_is_no_number_is_refused(number: str) -> None:
    for text in ("a > 1", "xs.a", "xs[a > 1].a"):
        with pytest.raises(TypeError):
            compile_expression(text).evaluate({"a": Decimal(number), "xs": [{"a": Decimal(number)}]})
