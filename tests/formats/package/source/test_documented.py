"""The example in docs/packages/decisions.md is what the reader accepts."""

from __future__ import annotations

import re
from pathlib import Path

from allmende.formats.package.source.source import read_source
from allmende.formats.package.source.tables import expand_decisions

PAGE = (Path(__file__).parents[4] / "docs" / "packages" / "decisions.md").read_text()
FORM = (
    "steps: {a: [{choice: anliegen, options: [neu, ersatz]}, {choice: laufzeit, options_from: 'parameter:laufzeiten'}]}"
)


def test_the_example_expands() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    source = read_source({"decisions.yaml": example.encode(), "form.yaml": FORM.encode()})
    tables = expand_decisions(source)
    assert [str(problem.text["de"]) for problem in source.problems] == []
    assert tables.model is not None
    assert [one.id for one in tables.model.decisions] == ["befunde", "gebuehr", "ausgang", "jahre"]
    assert tables.tariffs and tables.grounds and tables.decided
