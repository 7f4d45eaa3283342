"""Who answers for what is composed from the cities and the operator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from allmende.domain.cooperation.arrangement import DataContact, compose
from allmende.domain.package import CityData
from allmende.formats import city as cities

COMMONS = Path(__file__).parents[2] / "commons/cities"


def read(key: str) -> CityData:
    found = cities.read_folder(COMMONS / key)
    assert isinstance(found, CityData), found
    return found


def test_every_city_is_named_and_what_is_not_signed_is_not_claimed() -> None:
    marburg = read("marburg")
    found = compose(marburg, {"Wetzlar": "wetzlar.example", "Fulda": "fulda.example"}, DataContact(""))
    own, *others = found.cities
    assert own.name == marburg.authority
    assert own.email
    assert own.address
    assert [(other.name, other.imprint) for other in others] == [
        ("Fulda", "fulda.example/impressum/"), ("Wetzlar", "wetzlar.example/impressum/"),
    ]  # fmt: skip
    assert not found.operator.is_told
    assert (found.joint_on, found.processor_on) == (None, None)
    signed = replace(marburg, joint_arrangement_on=date(2026, 12, 1))
    operator = DataContact("Rechenzentrum", ("Hauptstraße 1",), "datenschutz@rz.example")
    assert operator.is_told
    assert compose(signed, {}, operator).joint_on == date(2026, 12, 1)
