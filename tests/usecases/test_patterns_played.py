"""Every station of a pattern is reached, and every outcome of its tasks chosen, in a package of its own without a city."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain import facts as f
from allmende.domain.matter import Matter
from allmende.domain.package import CityData, ServicePackage
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearsal.coverage import Coverage
from allmende.usecases.rehearse_examples import Stage, rehearse
from tests import patterns, stations

WORK = frozenset(("userTask", "serviceTask", "businessRuleTask"))


@dataclass
class Walked(Coverage):
    """Notes every step a matter comes to as well."""

    steps: set[str] = field(default_factory=set)

    def moved(self, before: Matter, after: Matter, today: date) -> None:
        super().moved(before, after, today)
        self.steps |= {x.node_id for x in after.facts if isinstance(x, f.StageReached)}


def test_every_pattern_has_a_package() -> None:
    assert patterns.PACKAGES.keys() == {path.stem for path in (stations.SERVICES / "_patterns").glob("*.yaml")}


@pytest.mark.parametrize("name", patterns.PACKAGES)
def test_its_own_package_reaches_every_station(name: str, tmp_path: Path) -> None:
    services, cities = stations.commons(tmp_path, patterns.PACKAGES[name])
    package, city = package_format.read_folder(services / stations.PROBE), city_format.read_folder(cities / "marburg")
    assert isinstance(package, ServicePackage), [str(one) for one in package]
    assert isinstance(city, CityData), city
    walked = Walked()
    done = rehearse(package, [city], Stage(SpiffEngine(), lambda document: b""), coverage=walked)
    assert [str(failure) for failure in done.failures] == []
    nodes = package.process.nodes.values()
    assert {node.id for node in nodes if node.element in WORK} - walked.steps == set()
    tasks = [node for node in nodes if node.element == "userTask"]
    assert {(node.id, outcome) for node in tasks for outcome in node.outcomes} - walked.outcomes == set()
