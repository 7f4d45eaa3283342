"""The town of parking permits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.foundation.tenancy.scopes import city_scope
from tests import parking
from tests.world import World


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    """Marburg with one service and a register of residents that knows Erika; permits lie in the car."""
    yield from settled(monkeypatch, tmp_path, displayed=True)


@pytest.fixture
def town_without_cards(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    """The same town where nothing lies in the car."""
    yield from settled(monkeypatch, tmp_path, displayed=False)


def settled(monkeypatch: pytest.MonkeyPatch, folder: Path, *, displayed: bool) -> Iterator[World]:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    parking.settle(found, folder, displayed=displayed)
    with city_scope("marburg"):
        yield found
