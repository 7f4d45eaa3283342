"""A head sees how the work of her offices went in numbers. Numbers of few cases are not told (`domain.small_counts`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from allmende.apps.cases import figures, reach
from allmende.apps.cases.figures import Figures
from allmende.domain.small_counts import FEWEST, share, suppress
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Of one service; None: too few to tell. Shares in percent: `sampled` and `pulled` of what was closed, `differs` of what was
    drawn and decided."""

    service_id: str
    closed: int | None
    touches: Decimal | None
    sampled: Decimal | None
    pulled: Decimal | None
    differs: Decimal | None


@dataclass(frozen=True, slots=True)
class ToldYear:
    """By service, what was closed from the first to the last of these days, both included."""

    first_on: date
    last_on: date
    services: tuple[Told, ...]


def count_figures(*, city: str, now: datetime) -> None:
    """Count the year that ended yesterday and keep it for those who read it today."""
    figures.store_figures(city=city, today=local_day(now), now=now)


def read_figures(*, city: str, officer: Officer, now: datetime) -> ToldYear:
    """What the offices of this head closed within a year, as it was last counted."""
    today = local_day(now)
    staff = reach.staff_of(officer, city=city, today=today)
    found = figures.read_figures(city=city, units=staff.units, today=today)
    closed = suppress([one.closed for one in found.services])
    told = tuple(_told(one, count) for one, count in zip(found.services, closed, strict=True))
    return ToldYear(found.first_on, found.last_on, told)


def _told(one: Figures, closed: int | None) -> Told:
    # What was neither drawn nor pulled stands nowhere, and is the rest of the two that do.
    sampled, pulled, _rest = suppress((one.sampled, one.pulled, one.closed - one.sampled - one.pulled), unseen=(2,))
    average = Decimal(one.touches) / one.counted if one.counted >= FEWEST else None
    return Told(
        service_id=one.service_id,
        closed=closed,
        touches=average.quantize(Decimal("0.1")) if average is not None else None,
        sampled=None if sampled is None else share(sampled, one.closed),
        pulled=None if pulled is None else share(pulled, one.closed),
        differs=share(one.differs, one.compared),
    )
