"""Two cities that are alike, so that whatever crosses between them is seen; a clock that stands still."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from allmende.foundation.tenancy import hosts
from allmende.usecases.adopting import rehearsing
from tests.adversary.scene import Browser, Town
from tests.adversary.workshop import Workshop
from tests.world import World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
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


@pytest.fixture
def workshop(world: World, settings: Any, tmp_path: Path) -> Workshop:
    """The studio, busy. Keys are made in a folder of the test's own."""
    settings.VAR = tmp_path
    rehearsing.forget()
    hosts.forget()
    return Workshop(world)
