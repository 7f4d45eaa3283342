"""How often somebody may try a password or a code: failures alone count, hashed, and lock out nobody who is known.

Of a name at an address, of an address, of a name. Where somebody signed in lately from an address, only her own failures
there count: whoever guesses her name elsewhere, or whoever mistypes behind the same address, does not lock her out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from allmende.domain.values import Problem, Text
from allmende.foundation.limits import database as limits
from allmende.foundation.limits.keys import household

Kind = Literal["sign-in", "factor"]
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
KNOWN_FOR = timedelta(days=30)
MOST_OF_PAIR, MOST_OF_ADDRESS, MOST_OF_NAME = 10, 50, 30
"""Failures in a quarter of an hour. A town hall stands behind one address: who signed in there lately is not counted in it."""

MOST_CODES_A_DAY = 100
"""A code has six digits and three are good at a time: a hundred tries find one in three thousand days."""

TOO_OFTEN = Problem(
    "identity.too_many_attempts",
    Text.named("foundation.identity.tries.identity_too_many_attempts"),
)


@dataclass(frozen=True, slots=True)
class Try:
    """One try that was counted. `forgive` it when it was right."""

    kind: Kind
    pair: str
    counted: tuple[tuple[str, str, int, timedelta], ...]

    def forgive(self, now: datetime) -> None:
        """It was no failure; and from this address this name is known now."""
        for what, who, _, per in self.counted:
            limits.take_back(what, who, per=per, now=now)
        limits.remember(f"{self.kind}.known", self.pair, per=KNOWN_FOR, now=now)


def count(kind: Kind, *, name: str, address: str, now: datetime) -> Try | None:
    """Count one try of this name from this address, before the look: many guesses at once are not all the last one.

    None beyond a limit, whatever is tried.
    """
    place = household(address)
    pair = f"{name} at {place}"
    counted = [(f"{kind}.pair", pair, MOST_OF_PAIR, QUARTER)]
    if not limits.knows(f"{kind}.known", pair, per=KNOWN_FOR, now=now):
        counted += [
            (f"{kind}.address", place, MOST_OF_ADDRESS, QUARTER),
            (f"{kind}.name", name, MOST_OF_NAME, QUARTER),
        ]
    if kind == "factor":
        counted.append(("factor.day", pair if len(counted) == 1 else name, MOST_CODES_A_DAY, DAY))
    allowed = [limits.allow(what, who, limit=most, per=per, now=now) for what, who, most, per in counted]
    return Try(kind, pair, tuple(counted)) if all(allowed) else None
