"""The claims of an ID token → our words. Which trust each attribute deserves is part of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from allmende.domain.forms.types.address import NUMBER_IN_STREET
from allmende.domain.ports.identity import TRUST_LEVELS, IdentityAttribute, ProvenIdentity, TrustLevel
from allmende.domain.spelling.mail_address import MailAddress, read_mail_address

TRUST = "urn:allmende:trust"
"""A claim that names the level of single attributes: `{"email": "basic"}`. Without it: the level of the sign-in,
but contact data, which nobody checked against a document, at most basic."""

TEMPORARY = "urn:allmende:temporary"
"""True: this sign-in has no lasting pseudonym."""

PLAIN = {
    "family_name": "family_name",
    "given_name": "given_names",
    "birth_family_name": "birth_name",
    "title": "academic_title",
    "birthdate": "date_of_birth",
    "email": "email",
    "phone_number": "phone",
}
CONTACT = frozenset(("email", "phone"))


def identity_from_claims(provider: str, claims: Mapping[str, Any], levels: Mapping[str, TrustLevel]) -> ProvenIdentity:
    """Who signed in. `levels` maps the provider's `acr` values; an unknown one counts as `none`."""
    level = levels.get(str(claims.get("acr", "")), "none")
    trust = claims.get(TRUST)
    stated = trust if isinstance(trust, Mapping) else {}
    return ProvenIdentity(
        provider=provider,
        subject=None if claims.get(TEMPORARY) is True else str(claims["sub"]),
        level=level,
        attributes={
            name: IdentityAttribute(value, _trust(name, level, stated.get(name)))
            for name, value in _values(claims).items()
        },
        method=" ".join(str(one) for one in claims.get("amr", ()) if isinstance(one, str)),
        authenticated_at=_moment(claims.get("auth_time", claims.get("iat"))),
    )


def _values(claims: Mapping[str, Any]) -> dict[str, str]:
    found = {ours: str(claims[theirs]).strip() for theirs, ours in PLAIN.items() if isinstance(claims.get(theirs), str)}
    address = claims.get("address")
    if isinstance(address, Mapping):
        found |= _address(address)
    birthplace, nations = claims.get("place_of_birth"), claims.get("nationalities")
    if isinstance(birthplace, Mapping):
        found["place_of_birth"] = str(birthplace.get("locality") or "")
    if isinstance(nations, list) and nations:
        found["nationality"] = str(nations[0])
    if "email" in found:
        mail = read_mail_address(found["email"])
        found["email"] = str(mail) if isinstance(mail, MailAddress) else ""
    return {name: value for name, value in found.items() if value}


def _address(address: Mapping[str, Any]) -> dict[str, str]:
    street = str(address.get("street_address") or "").strip()
    parted = NUMBER_IN_STREET.match(street)
    return {
        "street": parted["street"] if parted else street,
        "house_number": parted["number"] if parted else "",
        "postcode": str(address.get("postal_code") or ""),
        "place": str(address.get("locality") or ""),
        "country": str(address.get("country") or ""),
    }


def _trust(name: str, level: TrustLevel, stated: object) -> TrustLevel:
    """Never more than the sign-in itself."""
    wanted = stated if stated in TRUST_LEVELS else ("basic" if name in CONTACT else level)
    return min(wanted, level, key=TRUST_LEVELS.index)


def _moment(stamp: object) -> datetime | None:
    return datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, int) else None
