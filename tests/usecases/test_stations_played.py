"""Packages of a test's own, without a city in them, are played: every station of the grammar does what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain.package import CityData, ServicePackage
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearsal.coverage import Coverage
from allmende.usecases.rehearse_examples import Stage, rehearse
from tests import stations

HELD = """
deadlines: {frist: {days: 3}, monat: {days: 30}}
sections:
  eingang:
    - group: bearbeiten
      do:
        - together: parallel
          join: all
          parts:
            a: [{task: eins, by: sachbearbeitung, late: [{at: deadline.frist, remind: sachbearbeitung}], then: {ok: next}}]
            b: [{inspect: ort, by: sachbearbeitung, then: {gut: next, nochmal: back ort}}]
        - {task: schluss, by: sachbearbeitung, then: {ok: next}}
      late:
        - {at: deadline.frist, raise: leitung}
        - {at: deadline.monat, when: ort != "Ewig", go: vorbei}
    - {go: fertig}
  vorbei:
    - {end: abgelaufen, outcome: void}
  fertig:
    - {end: ende, outcome: done}
"""
HELD_WORDS = (
    "bearbeiten: {name: Bearbeiten}, eins: {name: Eins, citizen: Wir arbeiten., outcome: {ok: Fertig}}, "
    "ort: {name: Ort, citizen: Wir kommen., outcome: {gut: Gut, nochmal: Noch einmal}}, "
    "schluss: {name: Schluss, citizen: Wir arbeiten., outcome: {ok: Fertig}}, "
    "abgelaufen: {name: Abgelaufen, citizen: Vorbei.}, ende: {name: Ende, citizen: Fertig.}"
)
SEEN = "{outcome: gut, reason: Alles da., inspected_on: 2026-11-02}"
HELD_EXAMPLES = f"""
beides: {{title: Beide Teile, today: 2026-11-02, city: all, identity: {{level: none}}, answers: {{name: Erika Muster, email: erika@example.org, ort: Fulda}}, story: [submit, {{ort: {SEEN}}}, {{eins: ok}}, {{schluss: ok}}], expect: {{ort: {{station: eins}}, eins: {{station: schluss}}, end: {{status: closed, outcome: done}}}}}}
noch_einmal: {{like: beides, title: Zweimal vor Ort, story: [submit, {{eins: ok}}, {{ort: {{outcome: nochmal, reason: Zu., inspected_on: 2026-11-02}}}}, {{ort: {SEEN}}}, {{wait: 5d}}, {{schluss: ok}}], expect: {{ort: {{station: ort}}, eins: {{station: ort}}}}}}
vorbei: {{like: beides, title: Nach einem Monat ist die Gruppe vorbei, story: [submit, {{eins: ok}}, {{wait: 31d}}], expect: {{ort: null, eins: {{station: ort}}, end: {{outcome: void}}}}}}
ewig: {{like: beides, title: "Wo die Bedingung nicht gilt, endet nichts", answers: {{ort: Ewig}}, story: [submit, {{wait: 40d}}, {{eins: ok}}, {{ort: {SEEN}}}, {{schluss: ok}}], expect: {{ort: {{station: schluss}}, eins: {{station: ort}}}}}}
"""
PACKAGES = {
    "asking": stations.package(stations.ASKING, station=stations.ASKING_WORDS, examples=stations.ASKING_EXAMPLES),
    "held": stations.package(HELD, station=HELD_WORDS, examples=HELD_EXAMPLES),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_the_examples_come_to_their_ends(name: str, tmp_path: Path) -> None:
    services, cities = stations.commons(tmp_path, PACKAGES[name])
    package, city = package_format.read_folder(services / stations.PROBE), city_format.read_folder(cities / "marburg")
    assert isinstance(package, ServicePackage), package
    assert isinstance(city, CityData), city
    coverage = Coverage()
    done = rehearse(package, [city], Stage(SpiffEngine(), lambda document: b""), coverage=coverage)
    assert [str(failure) for failure in done.failures] == []
    assert done.played == len(package.examples) > 0
    tasks = [node for node in package.process.nodes.values() if node.element == "userTask"]
    assert coverage.outcomes >= {(node.id, outcome) for node in tasks for outcome in node.outcomes}
