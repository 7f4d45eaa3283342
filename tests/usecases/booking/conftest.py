"""A citizens' office with two desks in each of the two cities."""

from __future__ import annotations

from datetime import datetime

import pytest

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import SiteView
from allmende.domain.booking import OpenHours
from allmende.domain.values import BERLIN
from allmende.foundation.tenancy.scopes import city_scope
from tests.world import World

RULES = {
    "minutes": 30, "step": 30, "buffer": 0, "per_day": None,
    "extras": [{"id": "child", "name": {"de": "Kind", "en": "child"}, "minutes": 15, "most": 2}],
    "release": {"days_ahead": 30, "notice": 0, "same_day": 0, "by_phone": 0},
}  # fmt: skip
NOW = datetime(2026, 11, 2, 7, 0, tzinfo=BERLIN)
"""The Monday on which it opens at eight."""


def furnish(*, desks: int = 2, unit: str = "amt", name: str = "Bürgerbüro", **rules: object) -> SiteView:
    """A site of the city in scope, open on weekdays from eight to twelve, that offers `ausweis`."""
    site = operations.put_site(
        name=name, unit=unit, lines=("Markt 1", "35037 Marburg"), accessible=name == "Bürgerbüro"
    )
    operations.put_offer(
        key="ausweis",
        name={"de": "Ausweis", "en": "Identity card"},
        bring={"de": "alten Ausweis"},
        service="",
        rules=RULES | rules,
    )
    for number in range(1, desks + 1):
        operations.put_desk(site_id=site, name=f"Platz {number}", offers=("ausweis",))
    operations.put_weekly(
        site_id=site, desk_id=None, rows=tuple((day, OpenHours.of("08:00", "12:00")) for day in range(5))
    )
    found = queries.find_site(site_id=site)
    assert found
    return found


@pytest.fixture
def site(world: World) -> SiteView:
    """Marburg's, in the test's own scope."""
    world.now = NOW
    with city_scope("marburg"):
        return furnish()
