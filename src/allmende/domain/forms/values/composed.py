"""Fields with several inputs: address, person, point on the map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.forms.countries import COUNTRIES
from allmende.domain.forms.values.days import read_partly_known_date
from allmende.domain.forms.values.numbers import read_decimal
from allmende.domain.forms.values.pasted import prepare
from allmende.domain.forms.values.refused import Refused, refuse

POSTCODE = re.compile(r"[0-9]{5}\Z", re.ASCII)
HOUSE_NUMBER = re.compile(r"[0-9]", re.ASCII)
PART_LENGTH = 120

NO_POSTCODE = refuse("format", "Die Postleitzahl hat fünf Ziffern.", "The postcode has five digits.")
NO_HOUSE_NUMBER = refuse(
    "format",
    "Bitte geben Sie die Hausnummer an, zum Beispiel 12 a.",
    "Please enter the house number, for example 12 a.",
)
NO_COUNTRY = refuse("option", "Bitte wählen Sie ein Land aus der Liste.", "Please choose a country from the list.")
TOO_LONG = refuse(
    "too_long", f"Bitte kürzen Sie auf {PART_LENGTH} Zeichen.", f"Please shorten to {PART_LENGTH} characters."
)
NO_POINT = refuse("format", "Bitte wählen Sie einen Ort auf der Karte.", "Please choose a place on the map.")

NEEDED: Mapping[str, tuple[str, ...]] = {
    "address": ("street", "house_number", "postcode", "place"),
    "person": ("family_name", "date_of_birth"),
    "geo": ("lat", "lon"),
}
"""Parts without which the field is not answered. People with one name have no given names."""
NEEDED_ABROAD = ("street", "place")


def read_parts(entry: Any, parts: tuple[str, ...], read_part: Any) -> tuple[dict[str, Any], list[Refused]]:
    """Every filled part, read; and what could not be read."""
    found: dict[str, Any] = {}
    refused: list[Refused] = []
    raw = entry if isinstance(entry, Mapping) else {}
    for part in parts:
        text = raw.get(part)
        prepared = prepare(part, text) if isinstance(text, str) else ""
        if not prepared:
            continue
        value = prepared if isinstance(prepared, Refused) else read_part(part, prepared)
        if isinstance(value, Refused):
            refused.append(Refused(value.code, value.text, part))
        else:
            found[part] = value
    return found, refused


def read_address_part(part: str, line: str) -> str | Refused:
    if len(line) > PART_LENGTH:
        return TOO_LONG
    if part == "country":
        return line.upper() if line.upper() in COUNTRIES else NO_COUNTRY
    return line


def check_address(found: Mapping[str, str]) -> list[Refused]:
    """What only the address as a whole can tell: German postcodes and house numbers."""
    if found.get("country", "DE") != "DE":
        return []
    wrong = []
    if "postcode" in found and not POSTCODE.match(found["postcode"]):
        wrong.append(Refused(NO_POSTCODE.code, NO_POSTCODE.text, "postcode"))
    if "house_number" in found and not HOUSE_NUMBER.search(found["house_number"]):
        wrong.append(Refused(NO_HOUSE_NUMBER.code, NO_HOUSE_NUMBER.text, "house_number"))
    return wrong


def read_person_part(part: str, text: str) -> str | date | Refused:
    if part == "date_of_birth":
        return read_partly_known_date(text)
    return TOO_LONG if len(text) > PART_LENGTH else text


def read_geo_part(part: str, text: str) -> Decimal | Refused:
    """Degrees as a machine or a person writes them; five places are about a metre."""
    value = read_decimal(text)
    bound = 90 if part == "lat" else 180
    if isinstance(value, Refused) or abs(value) > bound:
        return Refused("format", NO_POINT.text, part)
    return round(value, 6)
