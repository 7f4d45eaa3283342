"""After a refusal the letter must hold what was stated, although no example says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain.package import CityData, ServicePackage
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearse_examples import Stage, rehearse

ROOT = Path(__file__).parents[2]


def differences(service: str, example: str, *without: str) -> list[str]:
    """What one example shows where the refusal lacks these parts."""
    package = package_format.read_folder(ROOT / "services" / service)
    city = city_format.read_folder(ROOT / "cities/marburg")
    assert isinstance(package, ServicePackage)
    assert isinstance(city, CityData)
    refuse = package.letters["refuse"]
    reasons = [one for one in refuse["reasons"] if one.get("ground") not in without]
    package = replace(
        package,
        letters={**package.letters, "refuse": {**refuse, "reasons": reasons}},
        examples=tuple(
            replace(one, steps=tuple(step for step in one.steps if "expect" not in step))
            for one in package.examples
            if one.id == example
        ),
    )
    done = rehearse(package, [city], Stage(SpiffEngine(), lambda _: b"%PDF"))
    assert done.played == 1
    return [failure.text for failure in done.failures]


@pytest.mark.parametrize(
    ("part", "words"),
    [("stated", "„Was fehlt: Die Unterschrift auf der"), ("basis", "die Rechtsgrundlage „§ 18 Abs. 1")],
)
def test_facts_and_norm_of_the_ground_are_in_the_letter(part: str, words: str) -> None:
    assert differences("meldebescheinigung", "ablehnung_berechtigung") == []
    (said,) = differences("meldebescheinigung", "ablehnung_berechtigung", part)
    assert "„keine_berechtigung“" in said
    assert words in said


def test_what_was_weighed_is_in_the_letter() -> None:
    (said,) = differences("bewohnerparkausweis", "ablehnung_bereits_ausweis", "discretion")
    assert "fehlt die Abwägung „Die Zone ist stark belegt." in said


def test_what_is_for_the_file_alone_is_not_missed() -> None:
    assert differences("geburtsurkunde", "gesperrter_eintrag") == []
