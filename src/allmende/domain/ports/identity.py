"""Who somebody is, and how surely: free of SAML and OIDC words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from allmende.domain.values import Problem

TrustLevel = Literal["none", "basic", "substantial", "high"]
"""§ 3 OZG: `basic` is a password account, `substantial` for instance ELSTER, `high` the eID card."""

TRUST_LEVELS: tuple[TrustLevel, ...] = ("none", "basic", "substantial", "high")


def reaches(level: TrustLevel, wanted: TrustLevel) -> bool:
    """True when `level` is at least `wanted`.

    >>> reaches("substantial", "basic"), reaches("basic", "high")
    (True, False)
    """
    return TRUST_LEVELS.index(level) >= TRUST_LEVELS.index(wanted)


def lower(one: TrustLevel, other: TrustLevel) -> TrustLevel:
    """The less sure of two levels.

    >>> lower("high", "basic")
    'basic'
    """
    return one if reaches(other, one) else other


ADDRESS_ATTRIBUTES: tuple[str, ...] = ("street", "house_number", "postcode", "place", "country")
IDENTITY_ATTRIBUTES: frozenset[str] = frozenset(
    (
        *("family_name", "birth_name", "given_names", "academic_title", "date_of_birth", "place_of_birth"),
        *("nationality", "address", *ADDRESS_ATTRIBUTES),
    )
)
"""What an identity proves about a person. Contact data (e-mail, telephone) is no proof of anything."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing known about the person, with the trust of its own source."""

    value: str
    level: TrustLevel


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who just proved who they are.

    `subject` is the provider's lasting pseudonym, or None for a temporary login without one: such a person may
    apply but has no account to come back to.
    `attributes` by the names prefilling knows: family_name, birth_name, given_names, academic_title, date_of_birth
    (ISO), place_of_birth, nationality (ISO 3166), street, house_number, postcode, place, country, email, phone.
    """

    provider: str
    subject: str | None
    level: TrustLevel
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    method: str = ""
    authenticated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    """The way to the provider. `state` is secret: keep it in the person's own session until they return."""

    redirect_url: str
    state: Mapping[str, str]


class IdentityProvider(Protocol):
    """Errors of every call: `ports.Unavailable` when the provider does not answer properly."""

    name: str

    def begin(self, return_url: str, level: TrustLevel, *, language: str, now: datetime) -> SignIn:
        """Start a sign-in that must reach at least `level`."""
        ...

    def finish(self, parameters: Mapping[str, str], state: Mapping[str, str], *, now: datetime) -> Identity | Problem:
        """The person came back with the query `parameters`.

        Problems: `identity.aborted` (the person changed their mind), `identity.expired`, `identity.forged`
        (state, nonce, signature, audience or issuer do not fit), `identity.level` (too low a level).
        """
        ...
