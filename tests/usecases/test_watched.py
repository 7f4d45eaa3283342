"""What somebody must check again shows where people look: studio, the city's page of operation, doctor."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.apps.catalogue import store
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.connections import list_readiness
from allmende.usecases.inspecting import inspect_thoroughly
from allmende.usecases.watched import list_overdue_checks
from tests.world import COMMONS, SERVICE, World

WATCH = """
watch:
  owner: Rechtsamt
  checked: 2026-04-30
  check_every: P6M
  source: § 2 der Satzung
"""


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    """The law behind the service was last checked half a year and a few days ago."""
    commons = tmp_path / "commons"
    shutil.copytree(COMMONS, commons)
    sheet = commons / f"services/{SERVICE}/service.yaml"
    sheet.write_text(sheet.read_text().rstrip() + WATCH)
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load(services=commons / "services", cities=commons / "cities").problems == []
    yield found


def test_an_overdue_check_is_told_to_its_owner_the_city_and_the_operator(world: World) -> None:
    (found,) = list_overdue_checks(day=world.today)
    assert (found.service_id, found.check.owner, found.check.since) == (SERVICE, "Rechtsamt", date(2026, 10, 30))
    assert list_overdue_checks(day=date(2026, 10, 30)) == ()
    with city_scope("marburg"):
        (service,) = list_readiness(city="marburg", day=world.today)
    assert [words["de"] for words in service.overdue] == [found.check.text["de"]]
    assert any("Verfahrensrecht" in words["de"] or "Rechtsamt" in words["de"] for words in service.unconfirmed)
    said = [one.says["de"] for one in inspect_thoroughly(world.now) if one.name == "watch"]
    assert said
    assert all("Zuständig: Rechtsamt" in words for words in said)


def test_the_sheet_stays_at_hand(world: World) -> None:
    (found,) = list_overdue_checks(day=world.today)
    store.forget()
    assert list_overdue_checks(day=world.today) == (found,)
