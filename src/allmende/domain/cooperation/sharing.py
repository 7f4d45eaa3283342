"""Who did the common work, who uses it, who owes whom.

Each city's work is rounded to cents once; the cost of a service is their sum. Shares of a service add up to its cost
exactly: what is left over in cents goes to the largest fractions. docs/commons/cost-sharing.md works an example.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from allmende.domain.cooperation.rules import Rules
from allmende.domain.values import Money, Text

Kind = Literal["design", "review", "legal", "data_protection", "translation", "test", "coordination"]
KINDS: dict[Kind, Text] = {
    "design": Text.named("cooperation.sharing.design"),
    "review": Text.named("cooperation.sharing.review"),
    "legal": Text.named("cooperation.sharing.legal"),
    "data_protection": Text.named("cooperation.sharing.data_protection"),
    "translation": Text.named("cooperation.sharing.translation"),
    "test": Text.named("cooperation.sharing.test"),
    "coordination": Text.named("cooperation.sharing.coordination"),
}
ALL_SERVICES = ""
"""Work for no single service, such as coordination. Every city has its share."""

How = Literal["cases", "equal", "no_cases", "nobody", "everybody"]
HOW: dict[How, Text] = {
    "cases": Text.named("cooperation.sharing.cases"),
    "equal": Text.named("cooperation.sharing.equal"),
    "no_cases": Text.named("cooperation.sharing.no_cases"),
    "nobody": Text.named("cooperation.sharing.nobody"),
    "everybody": Text.named("cooperation.sharing.everybody"),
}


@dataclass(frozen=True, slots=True)
class CityWork:
    """Hours a city put into a service in the year. `service` is `ALL_SERVICES` for work that serves all."""

    city: str
    service: str
    kind: str
    hours: Decimal


class Received(NamedTuple):
    """Applications a city received for a service in the year."""

    city: str
    service: str
    cases: int


@dataclass(frozen=True, slots=True)
class Books:
    """All that a year's statements are made of. `offers`: service → cities that offered it on some day of the year."""

    year: int
    members: tuple[str, ...]
    work: tuple[CityWork, ...]
    received: tuple[Received, ...]
    offers: Mapping[str, Collection[str]]
    rules: Rules


@dataclass(frozen=True, slots=True)
class ServiceShare:
    """The cost of one service and who bears it. `weights`: by what it was shared; only cities that pay are in it."""

    service: str
    cost: Money
    how: How
    weights: Mapping[str, int]
    shares: Mapping[str, Money]


@dataclass(frozen=True, slots=True)
class CityTransfer:
    """One city owes another."""

    payer: str
    payee: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Settlement:
    """The year for all cities. Balances add up to zero; who has a positive one receives."""

    services: Mapping[str, ServiceShare]
    balances: Mapping[str, Money]
    payments: tuple[CityTransfer, ...]


def split(cents: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Whole cents by weight, adding up exactly: what is left goes to the largest fractions, then by name.

    >>> split(100, {"a": 1, "b": 1, "c": 1})
    {'a': 34, 'b': 33, 'c': 33}

    Error: `ValueError` without any weight.
    """
    whole = sum(weights.values())
    if whole <= 0 or min(weights.values()) < 0:
        raise ValueError("Nothing to share by.")
    parts = {name: divmod(cents * weight, whole) for name, weight in weights.items()}
    left = cents - sum(part for part, _ in parts.values())
    favoured = {name for name, _ in sorted(parts.items(), key=lambda item: (-item[1][1], item[0]))[:left]}
    return {name: part + (name in favoured) for name, (part, _) in parts.items()}


def share(books: Books) -> Settlement:
    """What each city bears of every service, and the few payments that settle it."""
    cost: dict[str, Money] = defaultdict(_nothing)
    cents = dict.fromkeys(sorted(_everybody(books)), 0)
    for one in books.work:
        amount = worth(one.hours, books.rules)
        cost[one.service] += amount
        cents[one.city] += amount.cents
    cases: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for received in books.received:
        cases[received.service][received.city] += received.cases
    services = {}
    for service in sorted(cost):
        how, weights = _weigh(books, service, cases[service])
        parts = split(cost[service].cents, weights)
        for city, part in parts.items():
            cents[city] -= part
        shares = {city: _euros(part) for city, part in parts.items()}
        services[service] = ServiceShare(service, cost[service], how, weights, shares)
    balances = {city: _euros(left) for city, left in cents.items()}
    return Settlement(services, balances, settle(balances))


def settle(balances: Mapping[str, Money]) -> tuple[CityTransfer, ...]:
    """Who pays whom so that everybody is even: always fewer payments than cities.

    Equal amounts cancel out first; then the largest debt goes to the largest claim.
    """
    payments, debts, claims = _cancel_equal({city: amount.cents for city, amount in balances.items() if amount})
    heapq.heapify(debts)
    heapq.heapify(claims)
    while debts:
        (owed, payer), (claimed, payee) = heapq.heappop(debts), heapq.heappop(claims)
        cents = min(-owed, -claimed)
        payments.append(CityTransfer(payer, payee, _euros(cents)))
        if owed + cents:
            heapq.heappush(debts, (owed + cents, payer))
        if claimed + cents:
            heapq.heappush(claims, (claimed + cents, payee))
    return tuple(sorted(payments, key=lambda payment: (payment.payer, payment.payee)))


def _weigh(books: Books, service: str, cases: Mapping[str, int]) -> tuple[How, Mapping[str, int]]:
    """By what the cost of a service is shared: who pays, each with a weight."""
    payers = sorted(books.offers.get(service, ()))
    how: How = books.rules.key if payers else "everybody" if service == ALL_SERVICES else "nobody"
    weights = dict.fromkeys(payers or sorted(books.members), 1)
    if how == "cases":
        counted = {city: cases.get(city, 0) for city in payers}
        how, weights = ("cases", counted) if any(counted.values()) else ("no_cases", weights)
    return how, weights


def _cancel_equal(
    cents: Mapping[str, int],
) -> tuple[list[CityTransfer], list[tuple[int, str]], list[tuple[int, str]]]:
    """Payments between cities that owe and are owed the same; debts and claims left, both as negative cents."""
    waiting: dict[int, list[str]] = defaultdict(list)
    for city in sorted(cents, reverse=True):
        if cents[city] > 0:
            waiting[cents[city]].append(city)
    payments, debts = [], []
    for city in sorted(cents):
        if cents[city] < 0 and waiting[-cents[city]]:
            payments.append(CityTransfer(city, waiting[-cents[city]].pop(), _euros(-cents[city])))
        elif cents[city] < 0:
            debts.append((cents[city], city))
    return payments, debts, [(-amount, city) for amount, cities in waiting.items() for city in cities]


def _everybody(books: Books) -> set[str]:
    offering = {city for cities in books.offers.values() for city in cities}
    return {*books.members, *offering, *(one.city for one in books.work), *(one.city for one in books.received)}


def worth(hours: Decimal, rules: Rules) -> Money:
    """What these hours cost, in whole cents."""
    return Money(hours * rules.hourly_rate).rounded()


@lru_cache(maxsize=10_000)
def _euros(cents: int) -> Money:
    return Money(Decimal(cents) / 100).rounded()


def _nothing() -> Money:
    return Money(Decimal("0.00"))
