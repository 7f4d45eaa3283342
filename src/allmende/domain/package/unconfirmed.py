"""What of a service nobody has confirmed: legal rules, and values that are examples only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from allmende.domain.deadlines import Channel, LegalRule, find_notification_rule, find_remedy_rule
from allmende.domain.package.city import CityData
from allmende.domain.package.sheet import ServiceSheet

CHANNELS: tuple[Channel, ...] = ("portal", "post")
"""The ways letters go."""


def list_unconfirmed(sheet: ServiceSheet, day: date) -> tuple[LegalRule, ...]:
    """The rules behind remedy and notification whose wording in force nobody has read or confirmed."""
    remedies = (sheet.remedy, *((sheet.remedy_exception.remedy,) if sheet.remedy_exception else ()))
    found = (
        *(find_remedy_rule(sheet.law, remedy) for remedy in remedies),
        *(find_notification_rule(sheet.law, channel, day) for channel in CHANNELS),
    )
    return tuple(rule for rule in found if rule and not rule.confirmed)


def list_illustrative(sheet: ServiceSheet, city: CityData, day: date) -> Iterator[str]:
    """Ids of the parameters and tariffs whose value on that day is an example only."""
    for spec in sheet.parameters:
        found = city.value(sheet.id, spec.id, day)
        if found and found.status == "illustrative":
            yield spec.id
    for tariff in sheet.tariffs:
        yield from (
            tariff.id for value in tariff.values if value.valid.contains(day) and value.status == "illustrative"
        )
