"""The invented people and entries, read once from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from allmende.adapters.sandbox_registers.entries import (
    BirthEntry,
    Claim,
    MarriageEntry,
    PostalAddress,
    Residence,
    Resident,
    Spouse,
)
from allmende.domain.deadlines import HESSE
from allmende.domain.spelling.check_digit import check_digit
from allmende.domain.values import Money, Text


@dataclass(frozen=True, slots=True)
class SampleResident:
    """Somebody of the sample: the register's entry, and what is awkward about them."""

    resident: Resident
    note: Text
    email: str = ""


@dataclass(frozen=True, slots=True)
class PermitSeed:
    """A permit whose period is given in days from the day asked, so that it stays valid."""

    number: str
    resident_id: str
    household: str
    zone: str
    plates: tuple[str, ...]
    from_days: int
    until_days: int
    tariff: str


@dataclass(frozen=True, slots=True)
class ClaimSeed:
    """A claim, with what else its reminder shows: the postal code and the amount reminded."""

    claim: Claim
    postal_code: str
    reminded: Money


@dataclass(frozen=True, slots=True)
class CitySeed:
    """`prefix` begins the city's references and permit numbers. The cities of the sample lie in Hesse."""

    name: str
    prefix: str
    state: str = HESSE
    people: tuple[SampleResident, ...] = ()
    births: tuple[BirthEntry, ...] = ()
    marriages: tuple[MarriageEntry, ...] = ()
    permits: tuple[PermitSeed, ...] = ()
    claims: tuple[ClaimSeed, ...] = ()


Seed = Mapping[str, CitySeed]
"""City key → what the sandbox knows of it."""


@lru_cache(maxsize=4)
def load(folder: Path | None = None) -> Seed:
    """`people.yaml` and `entries.yaml` of that folder, or those that come with the adapter."""
    source = folder or files(__package__).joinpath("data")
    people = yaml.safe_load(source.joinpath("people.yaml").read_text("utf-8"))
    entries = yaml.safe_load(source.joinpath("entries.yaml").read_text("utf-8"))
    return {key: _city(key, people.get(key, {}), entries.get(key, {})) for key in {**people, **entries}}


def _city(key: str, people: Mapping[str, Any], entries: Mapping[str, Any]) -> CitySeed:
    name, prefix = people.get("city", key), people.get("prefix", key[:2].upper())
    return CitySeed(
        name=name,
        prefix=prefix,
        people=tuple(_person(one, name) for one in people.get("people", ())),
        births=tuple(_birth(one, name) for one in entries.get("births", ())),
        marriages=tuple(_marriage(one, name) for one in entries.get("marriages", ())),
        permits=tuple(_permit(one) for one in entries.get("permits", ())),
        claims=tuple(_claim(one, prefix) for one in entries.get("claims", ())),
    )


def _person(stated: Mapping[str, Any], city: str) -> SampleResident:
    fields = {name: stated[name] for name in _RESIDENT if name in stated}
    resident = Resident(
        **fields,
        residences=tuple(_residence(home, city) for home in stated["homes"]),
        guardians=tuple(stated.get("guardians", ())),
    )
    return SampleResident(resident, Text.of(stated["note"]), stated.get("email", ""))


_RESIDENT = (
    *("id", "family_name", "given_names", "birth_date", "call_name", "doctorate", "birth_name", "nationality"),
    *("blocked", "household"),
)


def _residence(home: list[Any], city: str) -> Residence:
    street, number, postal_code, kind, since, *elsewhere = home
    return Residence(PostalAddress(street, number, postal_code, elsewhere[0] if elsewhere else city), kind, since)


def _birth(stated: Mapping[str, Any], city: str) -> BirthEntry:
    fields = {**stated, "number": str(stated["number"]), "parents": tuple(stated.get("parents", ()))}
    return BirthEntry(**fields, registry_office=f"Standesamt {city}")


def _marriage(stated: Mapping[str, Any], city: str) -> MarriageEntry:
    first, second = (Spouse(*spouse) for spouse in stated["spouses"])
    fields = {**stated, "number": str(stated["number"]), "spouses": (first, second)}
    return MarriageEntry(**fields, registry_office=f"Standesamt {city}")


def _permit(stated: Mapping[str, Any]) -> PermitSeed:
    return PermitSeed(
        number=stated["number"],
        resident_id=stated["resident_id"],
        household=stated["household"],
        zone=stated["zone"],
        plates=tuple(stated["plates"]),
        from_days=stated["from"],
        until_days=stated["until"],
        tariff=stated["tariff"],
    )


def _claim(stated: Mapping[str, Any], prefix: str) -> ClaimSeed:
    principal, paid = _money(stated["principal"]), _money(stated.get("paid", "0.00"))
    enforced_by = stated.get("enforced_by", "")
    settled = "paid" if paid == principal else "open"
    claim = Claim(
        reference=reference(prefix, stated["serial"]),
        title=stated["title"],
        kind=stated["kind"],
        principal=principal,
        paid=paid,
        due_on=stated["due_on"],
        reminded_on=stated["reminded_on"],
        reminder_fee=_money(stated["reminder_fee"]),
        status="enforced" if enforced_by else settled,  # type: ignore[arg-type]
        surcharges_apply=stated.get("surcharges_apply", True),
        enforced_by=enforced_by,
    )
    return ClaimSeed(claim, stated["postal_code"], _money(stated["reminded"]))


def reference(prefix: str, serial: int, year: date = date(2026, 1, 1)) -> str:
    """A Kassenzeichen of the sample, with its check digit.

    >>> reference("MR", 123)
    'MR26000001235'
    """
    stem = f"{prefix}{year:%y}{serial:08d}"
    return f"{stem}{check_digit(stem)}"


def _money(text: str) -> Money:
    return Money(Decimal(text))
