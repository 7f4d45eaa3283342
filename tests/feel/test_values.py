from __future__ import annotations

import enum
import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.feel import (
    DaysDuration,
    FeelContext,
    MonthsDuration,
    Range,
    compile_expression,
    from_json,
    kind_of,
    to_feel,
    to_json,
    to_text,
)
from allmende.feel.values.compare import identical


class Zone(enum.StrEnum):
    A = "a"


class Number(enum.IntEnum):
    ONE = 1


class Money(Decimal):
    pass


def test_python_data_become_feel_values():
    assert to_feel(5) == Decimal(5)
    assert type(to_feel(5)) is Decimal
    assert to_feel(True) is True
    assert to_feel((1, [2])) == [Decimal(1), [Decimal(2)]]
    assert to_feel({"a": {"b": 1}}) == {"a": {"b": Decimal(1)}}
    assert type(to_feel({})) is FeelContext
    assert to_feel(timedelta(days=1)) == DaysDuration.of(days=1)
    assert to_feel(date(2024, 1, 1)) == date(2024, 1, 1)
    assert type(to_feel(Zone.A)) is str
    assert type(to_feel(Number.ONE)) is Decimal
    assert to_feel(Money("1.5")) == Decimal("1.5")
    assert to_feel(Decimal("1." + "3" * 50)) == Decimal("1." + "3" * 33)
    function = compile_expression("function(a) a").evaluate({}).value
    assert to_feel(function) is function
    assert to_feel(type("Day", (date,), {})(2024, 1, 1)) == date(2024, 1, 1)


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), Decimal("NaN"), Decimal("Infinity"), b"x", {1: 2}, object(), pytest.param(10**7000, id="huge")],
)
def test_what_feel_does_not_know_is_refused(value):
    with pytest.raises(TypeError):
        to_feel(value)
    with pytest.raises(TypeError):
        compile_expression("a").evaluate({"a": [value]})


def test_only_what_is_read_is_converted():
    assert compile_expression("a").evaluate({"a": 1, "b": 1.5}).value == 1


_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.text(),
        st.integers(-(10**20), 10**20).map(Decimal),
        st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.builds(DaysDuration, st.integers(-(10**18), 10**18)),
        st.builds(MonthsDuration, st.integers(-(10**6), 10**6)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.text(max_size=5), st.just("$")), inner, max_size=4),
    ),
)


@given(_values)
def test_json_keeps_every_value(value):
    if value in (DaysDuration(0), MonthsDuration(0)):
        return
    data = json.loads(json.dumps(to_json(value)))
    again = from_json(data)
    assert kind_of(again) == kind_of(value)
    assert identical(again, value)


def test_json_keeps_ranges_and_tells_functions():
    limits = Range(Decimal(1), None, low_included=False, high_open=True)
    assert from_json(json.loads(json.dumps(to_json(limits)))) == limits
    assert from_json({"$": "range", "v": ["a", "b", True, True, False, False]}) == Range("a", "b")  # before `(= a)`
    one = compile_expression("(= 5)").evaluate({}).value
    assert from_json(to_json(one)) == one != Range(one.low, one.high)
    function = compile_expression("function(a) a").evaluate({}).value
    assert to_json(function) == {"$": "function", "v": "function(a)"}
    assert from_json(to_json(function)) is None
    assert to_json(Decimal("30.00")) == {"$": "number", "v": "30.00"}


@pytest.mark.parametrize("data", [1, 1.5, {"$": "x", "v": "1"}, {"$": "number"}, {"$": "range", "v": []}, {"$": 1}])
def test_foreign_json_is_refused(data):
    with pytest.raises(ValueError, match="no stored FEEL value"):
        from_json(data)


def test_text_for_people():
    assert to_text(True) == "ja"
    assert to_text(False, "en") == "no"
    assert to_text(None) == "kein Wert"
    assert to_text([True, Decimal("1.50")], "en") == "yes, 1.5"
    assert to_text(datetime(2024, 1, 1, 10)) == "2024-01-01T10:00:00"
    assert to_text(time(10)) == "10:00:00"
    assert to_text("a") == "a"


def test_an_unknown_thing_has_no_kind():
    assert kind_of(object()) == "unknown"


def test_kinds_of_functions():
    from allmende.feel.values.kinds import Function

    bare = Function()
    assert kind_of(bare) == "function"
    assert bare.signature() is None
    with pytest.raises(NotImplementedError):
        bare.call(None, ())
    with pytest.raises(NotImplementedError):
        bare.call_named(None, {})
