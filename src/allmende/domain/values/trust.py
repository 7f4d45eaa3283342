"""How surely somebody is known, and which attributes of an identity say who she is."""

from __future__ import annotations

from typing import Literal

TrustLevel = Literal["none", "basic", "substantial", "high"]
"""§ 3 OZG: `basic` is a password account, `substantial` for instance ELSTER, `high` the eID card."""

TRUST_LEVELS: tuple[TrustLevel, ...] = ("none", "basic", "substantial", "high")


def reaches(level: TrustLevel, wanted: TrustLevel) -> bool:
    """True when `level` is at least `wanted`.

    >>> reaches("substantial", "basic"), reaches("basic", "high")
    (True, False)
    """
    return TRUST_LEVELS.index(level) >= TRUST_LEVELS.index(wanted)


def lower(trust_level: TrustLevel, other: TrustLevel) -> TrustLevel:
    """The less sure of two levels.

    >>> lower("high", "basic")
    'basic'
    """
    return trust_level if reaches(other, trust_level) else other


def proving(demanded: TrustLevel) -> TrustLevel:
    """How surely a person must be known so that it counts as proved who she is: substantially, or as the service demands.

    A password account (`basic`) holds what somebody once wrote about herself. It opens and fills in, and proves nobody.

    >>> proving("none"), proving("basic"), proving("high")
    ('substantial', 'substantial', 'high')
    """
    return demanded if reaches(demanded, "substantial") else "substantial"


ADDRESS_ATTRIBUTES: tuple[str, ...] = ("street", "house_number", "postcode", "place", "country")
IDENTITY_ATTRIBUTES: frozenset[str] = frozenset(
    (
        *("family_name", "birth_name", "given_names", "academic_title", "date_of_birth", "place_of_birth"),
        *("nationality", "address", *ADDRESS_ATTRIBUTES),
    )
)
"""What an identity proves about a person. Contact data (e-mail, telephone) is no proof of anything."""
