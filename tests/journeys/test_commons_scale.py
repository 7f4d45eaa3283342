"""The studio's large pages ask the database the same, however many cities there are. Counted, not timed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from allmende.apps.catalogue import store
from bench import commons_scale, commons_world

MOST = 18
"""So many statements a page of the studio may ask, with six services as with a hundred."""


@pytest.fixture
def commons(db: None) -> commons_world.Commons:
    store.forget()
    commons_scale.sign_out()
    found = commons_world.build(6, timezone.now(), bases=("mahnung-begleichen", "meldebescheinigung"))
    found.grow(6)
    return found


def statements(commons: commons_world.Commons) -> dict[str, int]:
    there = [page for page in commons_scale.pages(commons, commons.now) if page.address]
    return {page.name: commons_scale.count_statements(page) for page in there}


def test_pages_ask_the_same_however_many_cities_there_are(commons: commons_world.Commons) -> None:
    few = statements(commons)
    commons.grow(13)
    assert statements(commons) == few
    assert {name: count for name, count in few.items() if count > MOST} == {}
    assert {"comparison of two releases", "adoption preview", "overview of all services"} <= few.keys()
