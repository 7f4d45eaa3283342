"""What goes when, what stays longer, and what is gone: for data protection, for heads and for the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allmende.apps.cases import office, reach
from allmende.apps.cases.rules import AUDITOR
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.records import queries
from allmende.apps.records.queries import DisposalLine, HoldLine, Month, NextLine
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day

AHEAD = timedelta(days=366)
SOON = timedelta(days=31)
MOST = 100


@dataclass(frozen=True, slots=True)
class Overview:
    """`months`: the next twelve, with what is overdue. `disposals` and `overdue_offers` are the city's, so a head has none."""

    months: tuple[Month, ...]
    waiting: Mapping[str, int]
    soon: tuple[NextLine, ...]
    holds: tuple[HoldLine, ...]
    disposals: tuple[DisposalLine, ...]
    overdue_offers: int
    names: Mapping[str, str]


def foresee(*, city: str, officer: Officer | None, language: str, now: datetime) -> Overview:
    """The whole city for data protection and, without an officer, for the operator; a head sees cases she may find."""
    today = local_day(now)
    whole = officer is None or AUDITOR in officer.roles
    within = None
    if officer is not None and not whole:
        within = office.within_reach(city=city, staff=reach.staff_of(officer, city=city, today=today))
    return Overview(
        months=queries.list_months(city=city, until=today + AHEAD, within=within),
        waiting=queries.count_waiting(city=city, within=within),
        soon=queries.list_next(city=city, until=today + SOON, limit=MOST, within=within),
        holds=queries.list_holds(city=city, limit=MOST, within=within),
        disposals=queries.list_disposals(city=city, limit=MOST) if whole else (),
        overdue_offers=queries.count_overdue_offers(city=city, today=today) if whole else 0,
        names=name_services(city, language, today),
    )


def name_services(city: str, language: str, today: date) -> dict[str, str]:
    """What the city's services are called."""
    return {card.id: card.title for card in catalogue.list_services(city=city, day=today, language=language)}
