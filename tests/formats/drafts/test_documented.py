"""The examples in docs/packages/changes.md do what they say."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "packages" / "changes.md").read_text(), re.DOTALL)


def test_every_example_runs_as_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    for number, block in enumerate(BLOCKS):
        test = parser.get_doctest(block, names, f"changes.md, example {number + 1}", None, None)
        said: list[str] = []
        runner.run(test, out=said.append, clear_globs=False)
        names = test.globs
        assert said == []
    assert runner.summarize(verbose=False).attempted > 20
