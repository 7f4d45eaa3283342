"""Who writes: the authority with the office responsible, as every printed document names it (§ 37 Abs. 3 VwVfG)."""

from __future__ import annotations

from allmende.domain.notices import wording
from allmende.domain.notices.document import Authority, Pair
from allmende.domain.notices.sources import CitySource, UnitSource


def authority_name(city: CitySource, unit: UnitSource | None) -> str:
    """The unit's own authority, such as a mayor as the regulatory authority; else the city's."""
    return (unit.authority if unit else "") or city.authority


def authority_of(city: CitySource, unit: UnitSource | None, language: str) -> Authority:
    """The authority that issues what the unit decides. `unit`: the office responsible; without one, the city's own address and contact."""
    office = unit or city.contact
    place = office.address or city.contact.address
    contact = (
        Pair(wording.INFO["phone"].spoken(language), office.phone or ""),
        Pair(wording.INFO["email"].spoken(language), office.email or ""),
    )
    return Authority(
        city_key=city.key,
        city=city.full_name,
        name=authority_name(city, unit),
        unit=unit.name.spoken(language) if unit else "",
        address=(f"{place.street} {place.house_number}", f"{place.postcode} {place.place}"),
        contact=tuple(pair for pair in contact if pair.text),
        accent=city.theme.primary,
        website=city.host,
    )
