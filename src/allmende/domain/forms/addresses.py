"""An address in lines. The one place that knows their order, for pages and for letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.forms.countries import COUNTRIES
from allmende.domain.values import Text

NO_FIXED_HOME = Text.named("forms.addresses.no_fixed_home")


def address_lines(value: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """Addition, street and number, postcode and place, country if it is not Germany; and that nobody lives there."""
    lines = _delivery_lines(value)
    country = _abroad(value)
    if country:
        lines.append(country.spoken(language))
    if value.get("no_fixed_home"):
        lines.append(NO_FIXED_HOME.spoken(language))
    return tuple(line for line in lines if line)


def envelope_lines(value: Mapping[str, Any]) -> tuple[str, ...]:
    """As the address field of a letter wants them (DIN 5008): the country last, in German and in capitals."""
    country = _abroad(value)
    lines = [*_delivery_lines(value), country.spoken("de").upper() if country else ""]
    return tuple(line for line in lines if line)


def missing_for_post(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Parts without which the post cannot deliver: the place, in Germany the postcode, and a street or an addition.

    The addition alone names a post office box, or where somebody without a fixed home takes in letters (`c/o`).
    """
    needed = ("place",) if goes_abroad(value) else ("postcode", "place")
    street = () if value.get("street") or value.get("addition") else ("street",)
    return (*street, *(part for part in needed if not value.get(part)))


def goes_abroad(value: Mapping[str, Any]) -> bool:
    return str(value.get("country") or "DE") != "DE"


def _delivery_lines(value: Mapping[str, Any]) -> list[str]:
    return [
        str(value.get("addition") or ""),
        f"{value.get('street') or ''} {value.get('house_number') or ''}".strip(),
        f"{value.get('postcode') or ''} {value.get('place') or ''}".strip(),
    ]


def _abroad(value: Mapping[str, Any]) -> Text | None:
    return COUNTRIES.get(str(value["country"])) if goes_abroad(value) else None
