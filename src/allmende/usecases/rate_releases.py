"""How far each release is online, reckoned once."""

from __future__ import annotations

from datetime import datetime

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import booking, effort
from allmende.domain.cooperation.maturity import rate_package


def rate_releases(*, now: datetime) -> int:
    """Rate what is not rated yet; how many releases that were. Again, it changes nothing."""
    waiting = effort.list_unrated()
    for release in waiting:
        found = rate_package(catalogue.get_package_of(release.sha256))
        booking.rate(release_id=release.id, found=found, now=now)
    return len(waiting)
