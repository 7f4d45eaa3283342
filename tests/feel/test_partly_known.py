"""Dates of which a part is unknown: they compute as their last possible day and never pretend to be one."""

from __future__ import annotations

import copy
import pickle
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from allmende.feel import PartlyKnownDate, compile_expression, day_from_iso, from_json, kind_of, to_feel, to_json

YEAR, MONTH = PartlyKnownDate(1957), PartlyKnownDate(1990, 2)


def value(expression: str, born: date) -> Any:
    return compile_expression(expression).evaluate({"born": born, "today": date(2026, 11, 2)}).value


@pytest.mark.parametrize("known", [YEAR, MONTH])
def test_it_survives_every_way_of_storing(known: PartlyKnownDate) -> None:
    copies = (
        day_from_iso(known.isoformat()), from_json(to_json(to_feel(known))), pickle.loads(pickle.dumps(known)),
        copy.deepcopy(known),
    )  # fmt: skip
    for copied in copies:
        assert copied == known
        assert type(copied) is PartlyKnownDate


def test_it_equals_only_what_is_known_in_the_same_parts() -> None:
    assert date(1957, 12, 31) != YEAR
    assert PartlyKnownDate(1957, 12) != YEAR
    assert PartlyKnownDate(1957) == YEAR
    assert len({YEAR, PartlyKnownDate(1957), date(1957, 12, 31)}) == 2


def test_nothing_writes_a_day_that_nobody_said() -> None:
    assert (str(YEAR), f"{YEAR}", f"{YEAR:%d.%m.%Y}", f"{MONTH:%d.%m.%Y}") == (
        "1957-00-00",
        "1957-00-00",
        "00.00.1957",
        "00.02.1990",
    )
    assert value("string(born)", MONTH) == "1990-02-00"


def test_possible_days_and_counting() -> None:
    assert (YEAR.first, YEAR.last, MONTH.first, MONTH.last) == (
        date(1957, 1, 1), date(1957, 12, 31), date(1990, 2, 1), date(1990, 2, 28)
    )  # fmt: skip
    assert MONTH + timedelta(1) == date(1990, 3, 1)
    assert date(1990, 3, 1) - MONTH == timedelta(1)
    with pytest.raises(ValueError, match="month"):
        PartlyKnownDate(1990, 13)


@pytest.mark.parametrize(
    ("expression", "born", "result"),
    [
        ("born <= today", YEAR, True),
        ("born < date(1957, 12, 31)", YEAR, False),
        ("born = date(1957, 12, 31)", YEAR, False),
        ("born = born", YEAR, True),
        ("years and months duration(born, today).years", PartlyKnownDate(2010), Decimal(15)),
        ("born.year", YEAR, Decimal(1957)),
        ("born.month", YEAR, None),
        ("born.month", MONTH, Decimal(2)),
        ("born.day", MONTH, None),
        ("born.weekday", MONTH, None),
        ('born + duration("P1Y")', MONTH, date(1991, 2, 28)),
        ("[born][1]", MONTH, MONTH),
    ],
)
def test_feel_counts_from_the_last_possible_day(expression: str, born: date, result: Any) -> None:
    assert kind_of(born) == "date"
    assert value(expression, born) == result
