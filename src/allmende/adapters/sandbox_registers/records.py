"""The sample as records of the registers that the commons describe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from allmende.adapters.sandbox_registers.entries import (
    BirthEntry,
    Claim,
    MarriageEntry,
    PostalAddress,
    Resident,
)
from allmende.adapters.sandbox_registers.seed import CitySeed, ClaimSeed, PermitSeed
from allmende.domain.registers import Record

PERMITS = "parking_permits"
CLAIMS = "claims"


def records_of(seed: CitySeed, today: date) -> Mapping[str, list[Record]]:
    """Register → its records. Permits are no part: the city keeps them itself (`list_permits`)."""
    return {
        "residents": [_resident(person.resident, today) for person in seed.people],
        "civil_status": [*map(_birth, seed.births), *map(_marriage, seed.marriages)],
        CLAIMS: [_claim(one) for one in seed.claims],
    }


def list_permits(seed: CitySeed, today: date) -> list[Record]:
    """Permits the city has issued before."""
    known = {one.resident.id: _called(one.resident) for one in seed.people}
    return [{**_permit(one, today), "holder": known.get(one.resident_id)} for one in seed.permits]


def _called(one: Resident) -> dict[str, Any]:
    return {
        "family_name": one.family_name,
        "given_names": one.given_names or None,
        "date_of_birth": one.birth_date,
    }


def _resident(one: Resident, today: date) -> Record:
    home = one.home(today)
    others = [x.address for x in one.residences if x.kind == "secondary" and x.is_current(today)]
    return {
        "id": one.id,
        "family_name": one.family_name,
        "given_names": one.given_names or None,
        "usual_name": one.call_name or None,
        "birth_date": one.birth_date,
        "birth_name": one.birth_name or None,
        "doctorate": one.doctorate or None,
        "nationality": one.nationality,
        "main_address": _address(home.address) if home else None,
        "moved_in_on": home.since if home else None,
        "other_addresses": [_address(address) for address in others],
        "blocked": one.blocked,
        "household": one.household or None,
        "guardians": list(one.guardians),
    }


def _address(one: PostalAddress) -> dict[str, Any]:
    return {
        "street": one.street,
        "house_number": one.house_number,
        "addition": one.extra or None,
        "postcode": one.postal_code,
        "place": one.city,
        "country": one.country,
        "no_fixed_home": None,
    }


def _birth(one: BirthEntry) -> Record:
    return {
        **_entry(one),
        "family_name": one.family_name,
        "given_names": one.given_names or None,
        "birth_date": one.birth_date,
        "residents": [one.resident_id] if one.resident_id else [],
    }


def _marriage(one: MarriageEntry) -> Record:
    first, second = one.spouses
    return {
        **_entry(one),
        "family_name_1": first.family_name_before,
        "family_name_2": second.family_name_before,
        "married_on": one.married_on,
        "residents": [spouse.resident_id for spouse in one.spouses if spouse.resident_id],
    }


def _entry(one: BirthEntry | MarriageEntry) -> dict[str, Any]:
    missing = ("family_name", "given_names", "birth_date", "family_name_1", "family_name_2", "married_on")
    return {
        **dict.fromkeys(missing),
        "number": one.number,
        "registry_office": one.registry_office or None,
        "place": one.place or None,
        "restricted": one.restricted,
        "electronic": one.electronic,
    }


def _permit(one: PermitSeed, today: date) -> Record:
    return {
        "number": one.number,
        "resident_id": one.resident_id,
        "household": one.household,
        "zone": one.zone,
        "plates": list(one.plates),
        "valid_from": today + timedelta(days=one.from_days),
        "valid_until": today + timedelta(days=one.until_days),
        "tariff": one.tariff,
    }


def _claim(seed: ClaimSeed) -> Record:
    one: Claim = seed.claim
    return {
        "reference": one.reference,
        "title": one.title,
        "kind": one.kind,
        "principal": one.outstanding.amount,
        "reminder_fee": one.reminder_fee.amount,
        "due_on": one.due_on,
        "reminded_on": one.reminded_on,
        "status": one.status,
        "enforced_by": one.enforced_by or None,
        "surcharge": one.surcharges_apply,
        "paused_until": one.paused_until,
        "postal_code": seed.postal_code,
        "reminded": seed.reminded.amount,
        "receipt": None,
        "amount": None,
        "paid_on": None,
    }
