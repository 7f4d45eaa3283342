"""Counts of few people are not told, and nothing that is told gives them away.

A count of one to four is about people whom colleagues could name (k = 5). Hiding it alone is not enough where the sum is known: the
sum less what is shown is the hidden count. So others are hidden with it (secondary suppression), until at least two counts that
are not zero are hidden and there are at least five people in them together. Zero is told: it is about nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

FEWEST = 5
"""Below this nothing is told."""


def is_told(count: int) -> bool:
    """May this count be told, by itself?"""
    return count == 0 or count >= FEWEST


def suppress(counts: Sequence[int], *, unseen: Collection[int] = ()) -> tuple[int | None, ...]:
    """Counts whose sum may be known → what is told of them; None: hidden.

    `unseen`: places of counts that no page shows; where more must be hidden, these are the first.

    >>> suppress([3, 12, 40])
    (None, None, 40)
    >>> suppress([2, 0, 3, 40])
    (None, 0, None, 40)
    >>> suppress([7, 12, 40])
    (7, 12, 40)
    """
    hidden = {place for place, count in enumerate(counts) if not is_told(count)}
    more = sorted((place not in unseen, count, place) for place, count in enumerate(counts) if is_told(count) and count)
    while hidden and more and (len(hidden) < 2 or sum(counts[place] for place in hidden) < FEWEST):
        hidden.add(more.pop(0)[2])
    return tuple(None if place in hidden else count for place, count in enumerate(counts))


def share(part: int, whole: int) -> Decimal | None:
    """In percent, to a tenth; None where the whole, the part, or what is left without it is about few people.

    >>> share(5, 20), share(19, 20), share(0, 20)
    (Decimal('25.0'), None, Decimal('0.0'))
    """
    if whole < FEWEST or not is_told(part) or not is_told(whole - part):
        return None
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"))
