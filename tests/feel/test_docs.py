from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from allmende.feel.builtins import BUILTINS
from allmende.feel.syntax.names import STANDARD_NAMES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "feel").glob("*.md")), ids=lambda path: path.name)
def test_the_examples_on_the_page_are_true(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS)
    assert found.failed == 0
    assert found.attempted > 0 or page.name == "functions.md"


def test_every_function_is_on_the_page_of_functions():
    text = (ROOT / "docs" / "feel" / "functions.md").read_text("utf-8")
    missing = [name for name in BUILTINS if f"`{name}(" not in text]
    assert missing == []


def test_the_parser_knows_every_name_of_several_words():
    assert {name for name in BUILTINS if " " in name} <= set(STANDARD_NAMES)


def test_docstrings_with_examples_are_true():
    import allmende.feel
    from allmende.feel.values import durations

    assert doctest.testmod(allmende.feel).failed == 0
    assert doctest.testmod(durations).failed == 0
