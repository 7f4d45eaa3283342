"""What is counted for the cooperation: cases, how far releases are online, statements to print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from allmende.foundation.jobs import task
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases import count_cases as counting
from allmende.usecases import print_statement as printing
from allmende.usecases import rate_releases as rating


@task
def count_cases() -> int:
    """Applications of this year and the last, in the city in scope; how many figures changed."""
    return counting.count_cases(city=get_city_in_scope(), now=timezone.now())


@task
def rate_releases() -> int:
    """How far new releases are online; how many there were."""
    return rating.rate_releases(now=timezone.now())


@task
def print_statement(payload: Mapping[str, Any]) -> None:
    """Somebody wants a statement on paper."""
    printing.print_statement(
        reader=get_city_in_scope(),
        city=payload["city"],
        year=payload["year"],
        language=payload["language"],
        officer_id=payload["officer"],
        now=timezone.now(),
    )
