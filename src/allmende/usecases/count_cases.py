"""How many applications a city received, as bare figures for the common accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from allmende.apps.cases import queries as cases
from allmende.apps.commons import booking
from allmende.apps.records import queries as records
from allmende.usecases.clock import local_day


def count_cases(*, city: str, now: datetime) -> int:
    """Count this year and the last one of the city in scope; how many figures changed. Again, it changes nothing.

    The last year too: an application of New Year's Eve may be stored after the last count of that year.
    """
    year = local_day(now).year
    return sum(
        booking.store_counts(city=city, year=one, counts=_received(city, one), now=now) for one in (year - 1, year)
    )


def _received(city: str, year: int) -> Mapping[str, int]:
    """By service, with those whose retention is over: what was deleted was received all the same."""
    kept = Counter(cases.count_by_service(city=city, year=year))
    return kept + Counter(records.count_disposed(city=city, year=year))
