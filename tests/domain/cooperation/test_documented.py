"""The example in docs/commons/cost-sharing.md adds up as printed."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "commons" / "cost-sharing.md"


def test_the_example_is_recomputed() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 1
    runner, said = doctest.DocTestRunner(verbose=False), list[str]()
    example = doctest.DocTestParser().get_doctest(blocks[0], {}, PAGE.name, None, None)
    found = runner.run(example, out=said.append)
    assert said == []
    assert found.attempted > 15


def test_the_usual_values_are_those_of_the_page() -> None:
    from allmende.domain.cooperation import Rules

    words = PAGE.read_text(encoding="utf-8")
    usual = Rules()
    assert (str(usual.hourly_rate), usual.minutes_saved, usual.key) == ("50.00", 15, "cases")
    assert "(50 € an hour, 15 minutes a case, by\ncases)" in words
