"""Values on one line: what is written reads back as the same value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from allmende.formats import yaml
from allmende.formats.yaml.flow import flow, wrapped

VALUES: list[Any] = [
    {"a": 1, "b": [None, True, "neu"], "c": {"d": Decimal("0.50")}},
    {"q": "Wie, bitte?", "k": "So: ja", "h": "a #b", "f": 'list contains(x, "y")', "r": "(250..500]", "j": "{x}"},
    {"z": "12.00", "n": "null", "w": "true", "leer": "", "s": " rand ", "e": "it's", "t": 'a "b"', "m": "- x"},
    {"lines": 'if "a"\n  then \\b', "tab": "a\tb", "colon": "a:b", "date": "2026-11-02"},
    {"empty": {}, "none": []},
]


@pytest.mark.parametrize("value", VALUES)
def test_one_line_says_the_same(value: Any) -> None:
    line = flow(value)
    assert "\n" not in line
    node, problems = yaml.read(f"x: {line}\n", "x.yaml")
    assert not problems
    assert node is not None and node.plain() == {"x": value}


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("width", [10, 30, 200])
def test_wrapped_lines_say_the_same(value: Any, width: int) -> None:
    text = "\n".join(["top:", *wrapped("  x: ", value, width)]) + "\n"
    node, problems = yaml.read(text, "x.yaml")
    assert not problems
    assert node is not None and node.plain() == {"top": {"x": value}}


def test_a_line_breaks_between_entries_only() -> None:
    assert wrapped("  - ", {"anfang": 1, "mitte": 2, "ende": 3}, 25) == ["  - {anfang: 1, mitte: 2,", "    ende: 3}"]
