"""What an identity proved, as values of a form: these fields take the proof's value, whatever was typed or posted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from allmende.domain.forms.entry import entry_of
from allmende.domain.forms.model import Field
from allmende.domain.forms.values import read
from allmende.domain.values.trust import (
    ADDRESS_ATTRIBUTES,
    IDENTITY_ATTRIBUTES,
    TrustLevel,
    lower,
    proving,
    reaches,
)  # fmt: skip
from allmende.feel import day_from_iso

ACCOUNT = "account."
DISPUTED = "_disputed"
"""Beside the fields of a draft: what the person says is wrong in the confirmed values, in her own words."""


def attribute_of(field: Field) -> str | None:
    """The identity attribute a field is bound to by `prefill: account.…`; None for contact data and unbound fields."""
    name = (field.prefill or "").removeprefix(ACCOUNT)
    return name if name in IDENTITY_ATTRIBUTES else None


def known_values(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of an account in the shapes of form fields: the address as one value, the birth date as a date."""
    values = {name: value for name, value in attributes.items() if value not in (None, "", {})}
    address = {part: values[part] for part in ADDRESS_ATTRIBUTES if values.get(part)}
    if address.keys() - {"country"} and "address" not in values:
        values["address"] = address
    born = values.get("date_of_birth")
    if isinstance(born, str):
        try:
            values["date_of_birth"] = day_from_iso(born)
        except ValueError:
            del values["date_of_birth"]
    return values


def level_of(name: str, levels: Mapping[str, str]) -> TrustLevel:
    """How surely that attribute is proved; an address as surely as its least sure part, `none` when nobody said."""
    if name == "address" and name not in levels:
        parts = [part for part in ADDRESS_ATTRIBUTES if part in levels]
        found: TrustLevel = "high" if parts else "none"
        for part in parts:
            found = lower(found, cast(TrustLevel, levels[part]))
        return found
    return cast(TrustLevel, levels.get(name, "none"))


def confirmed_values(applicant: Mapping[str, Any], demanded: str) -> dict[str, Any]:
    """The identity attributes that are locked in a form of a service that demands this level, by name.

    Proved as surely as counts as a proof (`trust.proving`). Nothing is locked where nobody needs to be known.
    """
    if demanded == "none":
        return {}
    wanted = proving(cast(TrustLevel, demanded))
    levels = applicant.get("levels") or {}
    return {
        name: value
        for name, value in known_values(applicant.get("attributes") or {}).items()
        if name in IDENTITY_ATTRIBUTES and reaches(level_of(name, levels), wanted)
    }


def confirmed_entry(field: Field, confirmed: Mapping[str, Any]) -> Any:
    """The proved value of that field as an entry. None when it is not bound, not proved, or cannot hold it.

    An address abroad in a field that takes none, a street without a number: then the person is asked, and what she
    says is compared.
    """
    name = attribute_of(field)
    value = confirmed.get(name) if name else None
    if value is None:
        return None
    if isinstance(value, Mapping) and "country" not in field.parts and value.get("country", "DE") not in ("DE", "D"):
        return None
    entry = entry_of(field, value)
    said, refused = read(field, entry)
    whole = (
        said is not None and all(part in said for part in field.kind.needed_parts(said))
        if field.parts
        else said is not None
    )
    return entry if whole and not refused else None


def disputed_in(entries: Mapping[str, Any]) -> str:
    """What the person wrote is wrong in the confirmed values; empty when nothing."""
    said = entries.get(DISPUTED)
    return said.strip() if isinstance(said, str) else ""
