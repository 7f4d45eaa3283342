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
NUMBER_IN_STREET = re.compile(
    r"(?P<street>.+?)[\s,]+(?P<number>\d+\s?[a-zA-Z]?(?:\s?[-/+]\s?\d+\s?[a-zA-Z]?)?(?:\s?½)?)\Z"
)
NO_NUMBER = re.compile(
    r"(?:o(?:hne|\.)?\s*)?(?:haus)?n(?:umme)?r\.?|ohne|keine?|entfällt|none|no|(?:no\s*)?number|s\.?/?n\.?|n/a|0|-+",
    re.IGNORECASE,
)
TICKED = frozenset({"true", "on", "1", "ja", "yes"})
PART_LENGTH = 120

NO_POSTCODE = refuse("format", "Die Postleitzahl hat fünf Ziffern.", "The postcode has five digits.")
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
NEEDED_WITHOUT_HOME = ("place",)


COUNTRY_CODES: Mapping[str, str] = {
    word.casefold(): code for code, name in COUNTRIES.items() for word in (code, name["de"], name["en"])
}


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


def read_address_part(part: str, line: str) -> str | bool | Refused:
    """A part of an address. A house number that says there is none (`ohne`) is empty text; `no_fixed_home` is ticked."""
    if part == "no_fixed_home":
        return line.lower() in TICKED
    if len(line) > PART_LENGTH:
        return TOO_LONG
    if part == "country":
        return COUNTRY_CODES.get(line.casefold(), NO_COUNTRY)
    return "" if part == "house_number" and NO_NUMBER.fullmatch(line) else line


def read_address(found: dict[str, Any]) -> tuple[dict[str, Any], list[Refused]]:
    """What only the address as a whole can tell: a number typed behind the street, and postcodes of Germany."""
    if not found.get("no_fixed_home"):
        found.pop("no_fixed_home", None)
    if found.get("country", "DE") != "DE":
        return found, []
    if "house_number" not in found and (parted := NUMBER_IN_STREET.match(found.get("street", ""))):
        found |= {"street": parted["street"], "house_number": parted["number"]}
    if "postcode" in found and not POSTCODE.match(found["postcode"]):
        return found, [Refused(NO_POSTCODE.code, NO_POSTCODE.text, "postcode")]
    return found, []


def needed_in_address(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Parts that must be filled: fewer abroad, and the place alone for somebody without a fixed home."""
    if answer.get("no_fixed_home"):
        return NEEDED_WITHOUT_HOME
    return NEEDED_ABROAD if answer.get("country", "DE") != "DE" else NEEDED["address"]


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
