"""Two cities that are alike, so that whatever crosses between them is seen; a clock that stands still."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.adversary.scene import Browser, Town
from tests.world import World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    monkeypatch.setattr(timezone, "localdate", lambda: found.today)
    found.plug_in()
    assert found.load().problems == []
    return found


@pytest.fixture
def browser(world: World) -> Browser:
    """A stranger at Marburg's host."""
    return Browser()


@pytest.fixture
def victim(world: World) -> Town:
    """Fulda, with somebody's matters in every state."""
    return Town(world, "fulda", "Zwetschgenbaum")


@pytest.fixture
def home(world: World) -> Town:
    """Marburg, where the attacker is at home and has matters of his own."""
    return Town(world, "marburg", "Mirabellenhain")
