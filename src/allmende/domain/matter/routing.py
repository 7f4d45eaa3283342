"""Whom a new task goes to: rules of an office, the first that fits decides, and nobody where none does. Pure.

A rule fits where everything it names fits: the service, the kind of task, the first letter of the applicant's family name
(`first` to `last`), and one of its streets or postcodes in one of her addresses. Names and streets are compared as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from allmende.domain.package.parties import FAMILY
from allmende.domain.spelling.comparing import plain, street_spellings


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRule:
    """What it names, and the ids of those it names. Empty names everything."""

    name: str
    service_id: str = ""
    kind: str = ""
    first: str = ""
    last: str = ""
    streets: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()


def find_rule(
    rules: Iterable[RouteRule], *, service_id: str, kind: str, answers: Mapping[str, Any]
) -> RouteRule | None:
    """The first rule that fits; None where none does."""
    letter, places = _letter(answers), _places(answers)
    return next((rule for rule in rules if _fits(rule, service_id, kind, letter, places)), None)


def _fits(rule: RouteRule, service_id: str, kind: str, letter: str, places: frozenset[str]) -> bool:
    return (
        rule.service_id in ("", service_id)
        and rule.kind in ("", kind)
        and (not rule.first or rule.first <= letter <= (rule.last or rule.first))
        and (not rule.streets or not places.isdisjoint(_keys(rule.streets)))
    )


def _letter(answers: Mapping[str, Any]) -> str:
    """`ü` counts as `u`, as in a directory; empty, so before every letter, where the form asks for no name."""
    return plain(str(answers.get(FAMILY) or ""))[:1]


def _places(answers: Mapping[str, Any]) -> frozenset[str]:
    """Keys of the streets and postcodes of every address."""
    addresses = [value for value in answers.values() if isinstance(value, Mapping) and "street" in value]
    return frozenset(
        key
        for address in addresses
        for part in ("street", "postcode")
        for key in street_spellings(str(address.get(part) or ""))
    )


@lru_cache(maxsize=1000)
def _keys(streets: tuple[str, ...]) -> frozenset[str]:
    """The same, of what a rule names. Kept, since every task that opens asks the rules of its office again."""
    return frozenset(key for street in streets for key in street_spellings(street))
