"""The examples in docs/packages/format.md are what the reader accepts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from allmende.formats import yaml
from allmende.formats.schemas.publish import PUBLISHED
from allmende.formats.schemas.shapes import check

FORMAT = (Path(__file__).parents[3] / "docs" / "packages" / "format.md").read_text()
BLOCKS = re.findall(r"```yaml\n(.*?)```", FORMAT, re.DOTALL)
KINDS = ("service", "form", "block", "texts", "notice", "city", "parameters", "streets", "overlay", "example")


@pytest.mark.parametrize(("kind", "block"), list(zip(KINDS, BLOCKS, strict=True)), ids=KINDS)
def test_every_example_can_be_read(kind: str, block: str) -> None:
    node, problems = yaml.read(block, kind)
    assert problems == ()
    assert node is not None
    assert [str(problem) for problem in check(PUBLISHED[kind][0], node)] == []
