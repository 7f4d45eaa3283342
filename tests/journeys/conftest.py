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
    """Marburg with one service and a register of residents that knows Erika."""
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    parking.settle(found, tmp_path)
    with city_scope("marburg"):
        yield found
