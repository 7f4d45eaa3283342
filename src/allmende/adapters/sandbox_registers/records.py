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
        CLAIMS: [_claim(claim) for claim in seed.claims],
    }


def list_permits(seed: CitySeed, today: date) -> list[Record]:
    """Permits the city has issued before."""
    known = {person.resident.id: _called(person.resident) for person in seed.people}
    return [{**_permit(permit, today), "holder": known.get(permit.resident_id)} for permit in seed.permits]


def _called(resident: Resident) -> dict[str, Any]:
    return {
        "family_name": resident.family_name,
        "given_names": resident.given_names or None,
        "date_of_birth": resident.birth_date,
    }


def _resident(resident: Resident, today: date) -> Record:
    home = resident.home(today)
    others = [x.address for x in resident.residences if x.kind == "secondary" and x.is_current(today)]
    return {
        "id": resident.id,
        "family_name": resident.family_name,
        "given_names": resident.given_names or None,
        "usual_name": resident.call_name or None,
        "birth_date": resident.birth_date,
        "birth_name": resident.birth_name or None,
        "doctorate": resident.doctorate or None,
        "nationality": resident.nationality,
        "main_address": _address(home.address) if home else None,
        "moved_in_on": home.since if home else None,
        "other_addresses": [_address(address) for address in others],
        "blocked": resident.blocked,
        "household": resident.household or None,
        "guardians": list(resident.guardians),
    }


def _address(postal_address: PostalAddress) -> dict[str, Any]:
    return {
        "street": postal_address.street,
        "house_number": postal_address.house_number,
        "addition": postal_address.extra or None,
        "postcode": postal_address.postal_code,
        "place": postal_address.city,
        "country": postal_address.country,
        "no_fixed_home": None,
    }


def _birth(birth_entry: BirthEntry) -> Record:
    return {
        **_entry(birth_entry),
        "family_name": birth_entry.family_name,
        "given_names": birth_entry.given_names or None,
        "birth_date": birth_entry.birth_date,
        "residents": [birth_entry.resident_id] if birth_entry.resident_id else [],
    }


def _marriage(marriage_entry: MarriageEntry) -> Record:
    first, second = marriage_entry.spouses
    return {
        **_entry(marriage_entry),
        "family_name_1": first.family_name_before,
        "family_name_2": second.family_name_before,
        "married_on": marriage_entry.married_on,
        "residents": [spouse.resident_id for spouse in marriage_entry.spouses if spouse.resident_id],
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


def _permit(permit_seed: PermitSeed, today: date) -> Record:
    return {
        "number": permit_seed.number,
        "resident_id": permit_seed.resident_id,
        "household": permit_seed.household,
        "zone": permit_seed.zone,
        "plates": list(permit_seed.plates),
        "valid_from": today + timedelta(days=permit_seed.from_days),
        "valid_until": today + timedelta(days=permit_seed.until_days),
        "tariff": permit_seed.tariff,
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
