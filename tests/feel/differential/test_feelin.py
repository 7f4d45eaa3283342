"""Needs node and the npm package `feelin` (8.x) under FEELIN_HOME; skipped without them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from allmende.feel import compile_expression, to_feel
from tests.feel.differential.expressions import generate

HOME = os.environ.get("FEELIN_HOME", "")
CONTEXT = to_feel({"a": 1, "b": "x", "xs": [1, 2, 3], "ps": [{"k": 1, "v": "p"}, {"k": 2, "v": "q"}]})

pytestmark = pytest.mark.skipif(
    not (HOME and shutil.which("node") and (Path(HOME) / "node_modules" / "feelin").is_dir()),
    reason="node and the npm package feelin are not at hand (set FEELIN_HOME to the folder with node_modules)",
)


def _plain(value):
    if isinstance(value, Decimal):
        return {"n": format(value.normalize(), "f") if value else "0"}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def theirs_of(texts):
    script = Path(__file__).with_name("evaluate.mjs")
    done = subprocess.run(
        [shutil.which("node"), str(script)],
        input="".join(json.dumps(text) + "\n" for text in texts),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "FEELIN_HOME": HOME},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _ours(text):
    return _plain(compile_expression(text).evaluate(CONTEXT).value)


# Where the two part, told by the warning that this implementation leaves.
EXPLANATIONS = {
    "substring: There is no such position.": "an empty text has no first character; feelin gives an empty text",
    "remove: There is no such position.": "an empty list has no first item to remove; feelin gives an empty list",
    "The condition is neither true nor false.": "a condition that is a number is a mistake; feelin takes `else`",
}


def is_explained(text):
    """Does a warning tell of a known difference?"""
    return any(warning.text["en"] in EXPLANATIONS for warning in compile_expression(text).evaluate(CONTEXT).warnings)


def test_every_difference_is_explained():
    random = Random(20_261_102)
    texts = [generate(random) for _ in range(3_000)]
    unexplained = []
    for text, theirs in zip(texts, theirs_of(texts), strict=True):
        ours = _ours(text)
        if ours != theirs and not is_explained(text):
            unexplained.append((text, ours, theirs))
    assert unexplained == []
