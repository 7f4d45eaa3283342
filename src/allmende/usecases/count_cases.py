"""How many applications a city received, as bare figures for the common accounts."""

from __future__ import annotations

from datetime import datetime

from allmende.apps.cases import queries as cases
from allmende.apps.commons import booking
from allmende.usecases.clock import local_day


def count_cases(*, city: str, now: datetime) -> int:
    """Count this year and the last one of the city in scope; how many figures changed. Again, it changes nothing.

    The last year too: an application of New Year's Eve may be stored after the last count of that year.
    """
    year = local_day(now).year
    return sum(
        booking.store_counts(city=city, year=one, counts=cases.count_by_service(city=city, year=one), now=now)
        for one in (year - 1, year)
    )
