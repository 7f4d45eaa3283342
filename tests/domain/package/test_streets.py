"""The street directory answers for dwellings in the city alone."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.domain.package.streets import Street, StreetDirectory, StreetPart

ZONES = StreetDirectory(
    (
        Street("Am Weg", (), (StreetPart({"zone": "a"}, first=1, last=9), StreetPart({"zone": "b"}))),
        Street("Feldweg", (), (StreetPart({"zone": "c"}, first=1),)),
    )
)


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        ({"street": "Am Weg", "house_number": "7"}, "a"),
        ({"street": "Am Weg", "house_number": ""}, "b"),
        ({"street": "Feldweg", "house_number": ""}, None),
        ({"street": "Feldweg", "house_number": "½"}, None),
    ],
)
def test_a_house_without_a_number_has_what_the_whole_street_has(address: dict[str, Any], zone: str | None) -> None:
    found = ZONES.find(address)
    assert found is not None
    assert found.get("zone") == zone


@pytest.mark.parametrize("more", [{"country": "AT"}, {"no_fixed_home": True}])
def test_nobody_lives_in_the_city_abroad_or_without_a_home(more: dict[str, Any]) -> None:
    assert ZONES.find({"street": "Am Weg", "house_number": "7", **more}) is None
