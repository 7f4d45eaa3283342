"""Pages that list services ask the database the same and open no package, however many services and cities there are.

Counted, not timed, while going round the cities: what falls out of a memory made for a few shows up here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from allmende.apps.catalogue import store
from bench import commons_scale, commons_world, lists

MOST = 8
"""So many statements a list may ask."""
BASES = ("mahnung-begleichen", "meldebescheinigung")


@pytest.fixture
def small_memories(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Memories that hold one value of each kind: a list must not need them."""
    for name in ("_packages", "_services", "_cities"):
        monkeypatch.setattr(store, name, store.BoundedCache(1))
    yield


def rounds(commons: commons_world.Commons) -> dict[str, tuple[int, int]]:
    """Statements and opened packages of each list."""
    pages = lists.addresses(commons, commons.now)
    found = {}
    for name in lists.CONSTANT:
        cost, opened = lists.go_round(commons.cities, name, pages[name], 1)
        found[name] = (cost.statements, opened)
    return found


def test_lists_ask_the_same_however_many_services_and_cities_there_are(db: None, small_memories: None) -> None:
    store.forget()
    commons_scale.sign_out()
    commons = commons_world.build(3, timezone.now(), bases=BASES)
    commons.grow(2)
    few = rounds(commons)
    assert {name: opened for name, (_, opened) in few.items() if opened} == {}
    assert {name: count for name, (count, _) in few.items() if count > MOST} == {}
    commons.grow(5)
    assert rounds(commons) == few


def test_a_hundred_services_in_425_cities_cost_what_three_cost(db: None, small_memories: None) -> None:
    store.forget()
    commons_scale.sign_out()
    commons = commons_world.build(3, timezone.now(), bases=BASES)
    commons.grow(2)
    few = rounds(commons)
    commons_world.multiply(commons, 100, 425)
    assert len(commons.cities) == 425
    commons.cities = lists.spread(commons.cities, 12)
    page = lists.ask(
        lists.client(commons.cities[-1], signed_in=False), lists.addresses(commons, commons.now)["all services"]
    )
    assert len(set(lists.SERVICE.findall(page.content.decode()))) == 102
    assert rounds(commons) == few
