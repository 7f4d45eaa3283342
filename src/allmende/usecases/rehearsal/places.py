"""What examples may name per city: `example.address_in_zone`, `example.address_elsewhere`, `example.plate` …"""

from __future__ import annotations

import re
from typing import Any

from allmende.domain.package import CityData
from allmende.domain.package.streets import Street, StreetPart


def example_names(city: CityData) -> dict[str, Any]:
    """The same example fits all cities: an address with and one without attributes, number plates of the city."""
    letters = plate_letters(city)
    return {
        "address_in_zone": _address_in_zone(city),
        "address_in_zone_2": _address_in_zone(city, number=2),
        "address_elsewhere": _address_elsewhere(city),
        "plate": f"{letters}-AB 1",
        "plate_2": f"{letters}-CD 2",
        "plate_electric": f"{letters}-EA 3E",
        "prefix": letters,
    }


def plate_letters(city: CityData) -> str:
    """The letters with which the city's references begin, which are those of its plates."""
    pattern = city.payment.reference if city.payment else ""
    found = re.match(r"[A-ZÄÖÜ]{1,3}", pattern)
    return found[0] if found else city.key[:2].upper()


def _address_in_zone(city: CityData, number: int = 1) -> dict[str, Any] | None:
    places = [(street, part) for street in city.street_directory.streets for part in street.parts if part.attributes]
    if not places:
        return None
    street, part = places[0]
    return _address(city, street, _number_in(part, number))


def _address_elsewhere(city: CityData) -> dict[str, Any] | None:
    directory = city.street_directory
    for street in directory.streets:
        if not any(part.attributes for part in street.parts):
            return _address(city, street, "1")
    for street in directory.streets:
        for number in range(1, 400):
            address = _address(city, street, str(number))
            known = directory.find(address) or {}
            if set(known) <= {"street", "postcode"}:
                return address
    return None


def _number_in(part: StreetPart, nth: int) -> str:
    """The nth house number of that stretch."""
    first = part.first or (2 if part.parity == "even" else 1)
    step = 1 if part.parity is None else 2
    return str(first + (nth - 1) * step)


def _address(city: CityData, street: Street, number: str) -> dict[str, Any]:
    postcodes = street.postcodes or city.street_directory.postcodes or (city.contact.address.postcode,)
    return {
        "street": street.name,
        "house_number": number,
        "addition": None,
        "postcode": postcodes[0],
        "place": city.name,
        "country": "DE",
    }
