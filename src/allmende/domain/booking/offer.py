"""What can be booked: how long it takes with its extras, and from when on which of its slots are given away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from allmende.domain.values import Text

Channel = Literal["online", "office"]
"""Who books: the person herself, or staff for somebody at the phone or the counter."""


@dataclass(frozen=True, slots=True)
class OfferExtra:
    """Something that makes it longer: two children, a second document. At most `most` of it."""

    id: str
    name: Text
    minutes: int
    most: int = 9


@dataclass(frozen=True, slots=True)
class OfferWish:
    """Something that not every desk can do and a visitor may wish for: an interpreter, sign language. `id`: the skill of a desk."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class ReleasePlan:
    """Which slots are given away when.

    days_ahead  so many days after today
    notice      so many minutes before it begins the last one is booked online
    same_day    percent of the slots that are kept until their own day
    by_phone    percent of the slots that staff alone give away
    """

    days_ahead: int = 60
    notice: int = 0
    same_day: int = 0
    by_phone: int = 0


@dataclass(frozen=True, slots=True)
class BookingOffer:
    """`step`: minutes from one possible beginning to the next. `buffer`: minutes a desk needs afterwards. `per_day`: at most so
    many of it on one day, at all desks. `proof`: who books online proves that she is no program. `wishes`: what one may wish for."""

    id: str
    name: Text
    minutes: int
    step: int = 15
    buffer: int = 0
    per_day: int | None = None
    proof: bool = False
    extras: tuple[OfferExtra, ...] = ()
    wishes: tuple[OfferWish, ...] = ()
    release: ReleasePlan = field(default_factory=ReleasePlan)
    bring: Text | None = None

    def say_wishes(self, skills: Collection[str], language: str) -> str:
        """What was wished for, in words; what is listed no more is left out."""
        return ", ".join(one.name.spoken(language) for one in self.wishes if one.id in skills)

    def minutes_with(self, extras: Mapping[str, int]) -> int:
        """How long it takes with so many of each extra. Unknown extras count nothing, too many as the most.

        >>> BookingOffer("a", Text("A"), 10, extras=(OfferExtra("child", Text("Kind"), 5, most=3),)).minutes_with({"child": 2})
        20
        """
        return self.minutes + sum(
            extra.minutes * min(max(extras.get(extra.id, 0), 0), extra.most) for extra in self.extras
        )
