"""Which rows, grounds, outcomes and conditions of letters no played example reaches."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from allmende.adapters.spiff import SpiffEngine
from allmende.domain.package import CityData, ServicePackage
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearsal.coverage import Coverage, list_gaps
from allmende.usecases.rehearse_examples import Stage, rehearse

ROOT = Path(__file__).parents[2]


@cache
def meldebescheinigung() -> tuple[ServicePackage, CityData]:
    package = package_format.read_folder(ROOT / "services/meldebescheinigung")
    city = city_format.read_folder(ROOT / "cities/marburg")
    assert isinstance(package, ServicePackage)
    assert isinstance(city, CityData)
    return package, city


def gaps_after(*examples: str) -> list[str]:
    package, city = meldebescheinigung()
    package = replace(package, examples=tuple(example for example in package.examples if example.id in examples))
    assert len(package.examples) == len(examples)
    coverage = Coverage()
    done = rehearse(package, [city], Stage(SpiffEngine(), lambda document: b""), coverage=coverage)
    assert done.failures == ()
    return list_gaps(coverage, package)


def test_without_examples_everything_is_missing() -> None:
    package, _ = meldebescheinigung()

    gaps = gaps_after()

    assert [gap for gap in gaps if "Grund" in gap] == [
        f"Kein Beispiel lehnt aus dem Grund „{ground.id}“ ab." for ground in package.sheet.refusal_grounds
    ]
    assert "Kein Beispiel beendet die Aufgabe „pruefen“ mit „granted“." in gaps
    assert sum("Tabelle" in gap for gap in gaps) > 5


def test_an_example_reaches_what_it_plays_and_nothing_else() -> None:
    before, after = gaps_after(), gaps_after("fuer_mein_kind")

    reached = [gap for gap in before if gap not in after]
    assert "Kein Beispiel beendet die Aufgabe „pruefen“ mit „granted“." in reached
    assert [gap for gap in reached if "Grund" in gap] == []
    assert set(after) < set(before)


def test_a_refusal_reaches_its_ground_and_the_conditions_of_its_letter() -> None:
    reached = set(gaps_after()) - set(gaps_after("ablehnung_berechtigung"))

    assert "Kein Beispiel lehnt aus dem Grund „keine_berechtigung“ ab." in reached
    assert "Kein Beispiel beendet die Aufgabe „pruefen“ mit „refused“." in reached
    with_note = "Kein Beispiel schreibt „refuse“ mit „reasons.wuerdigung“ (decision.final.note != null and not(hearing.answered))."
    without_note = with_note.replace(" mit ", " ohne ")
    assert with_note in reached
    assert without_note not in reached


def test_a_fee_reaches_its_line() -> None:
    reached = set(gaps_after()) - set(gaps_after("papier_mit_gebuehr"))

    assert [gap for gap in reached if "Tabelle „gebuehr“" in gap] != []
