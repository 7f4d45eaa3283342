"""docs/packages/process.md says what the reader accepts: its example, the kinds of station, the patterns."""

from __future__ import annotations

import re

from allmende.formats import yaml
from allmende.formats.package.source.processes import expand_shared_process
from allmende.formats.package.source.stations import OUTCOMES
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_process import STATIONS
from tests.formats.package.source.flows import ROOT, SERVICES, expanded, written

PAGE = (ROOT / "docs" / "packages" / "process.md").read_text()


def rows(heading: str) -> list[list[str]]:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| `")
    ]


def test_the_example_expands() -> None:
    example, asking, shared = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    node, problems = yaml.read(asking, "process.md")
    assert node is not None and not problems and check(STATIONS["consult"], node) == []
    assert expand_shared_process(shared.encode(), "process.md")[1] == []
    definition = expanded(written(example)).definition
    assert definition is not None
    assert definition.nodes["pruefen"].role == "leitung"
    assert [one.target for one in definition.leaving("vorab_sagen")] == ["bescheid_bewilligt"]


def test_every_kind_of_station_is_there() -> None:
    kinds = {kind for row in rows("Stations") for kind in re.findall(r"`(\w+)`", row[0])}
    assert kinds == STATIONS.keys() - {"slot"}


def test_fixed_outcomes_are_as_written() -> None:
    said = {row[0].strip("`"): row[2] for row in rows("Stations")}
    for kind, outcomes in OUTCOMES.items():
        assert f"`{' '.join(outcomes)}`" in said[kind]


def test_every_pattern_is_there() -> None:
    assert {row[0].strip("`") for row in rows("Patterns")} == {
        path.stem for path in (SERVICES / "_patterns").glob("*.yaml")
    }
