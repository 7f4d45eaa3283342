from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from allmende.foundation.tenancy.scopes import city_scope
from tests.world import Clerk, Visitor, World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Both cities loaded, partners in memory, everybody's clock in the test's hand."""
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load().problems == []
    return found


@pytest.fixture
def marburg_scope(world: World) -> Iterator[None]:
    with city_scope("marburg"):
        yield


@pytest.fixture
def visitor(world: World, marburg_scope: None) -> Visitor:
    return Visitor(world)


@pytest.fixture
def clerk(world: World, marburg_scope: None) -> Clerk:
    return Clerk(world)
