"""Who somebody is, and how surely: free of SAML and OIDC words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from allmende.domain.values import Problem
from allmende.domain.values.trust import TRUST_LEVELS, TrustLevel, lower, reaches

__all__ = [
    "TRUST_LEVELS",
    "IdentityAttribute",
    "IdentityProvider",
    "ProvenIdentity",
    "SignInRequest",
    "TrustLevel",
    "lower",
    "reaches",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class IdentityAttribute:
    """One thing known about the person, with the trust of its own source."""

    value: str
    level: TrustLevel


@dataclass(frozen=True, slots=True)
class ProvenIdentity:
    """Somebody who just proved who they are.

    `subject` is the provider's lasting pseudonym, or None for a temporary login without one: such a person may
    apply but has no account to come back to.
    `attributes` by the names prefilling knows: family_name, birth_name, given_names, academic_title, date_of_birth
    (ISO), place_of_birth, nationality (ISO 3166), street, house_number, postcode, place, country, email, phone.
    """

    provider: str
    subject: str | None
    level: TrustLevel
    attributes: Mapping[str, IdentityAttribute] = field(default_factory=dict)
    method: str = ""
    authenticated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """The way to the provider. `state` is secret: keep it in the person's own session until they return."""

    redirect_url: str
    state: Mapping[str, str]


class IdentityProvider(Protocol):
    """Errors of every call: `ports.Unavailable` when the provider does not answer properly."""

    name: str

    def begin(
        self, return_url: str, level: TrustLevel, *, wish: TrustLevel = "none", language: str, now: datetime
    ) -> SignInRequest:
        """Start a sign-in that must reach at least `level`; a higher `wish` is put first where the person has the choice."""
        ...

    def finish(
        self, parameters: Mapping[str, str], state: Mapping[str, str], *, now: datetime
    ) -> ProvenIdentity | Problem:
        """The person came back with the query `parameters`.

        Problems: `identity.aborted` (the person changed their mind), `identity.expired`, `identity.forged`
        (state, nonce, signature, audience or issuer do not fit), `identity.level` (too low a level).
        """
        ...
