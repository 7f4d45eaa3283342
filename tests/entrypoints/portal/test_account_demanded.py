"""A service whose online way demands an account: the way with a person is named wherever the demand is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.utils import timezone

from tests.entrypoints.portal.conftest import Browser, readable
from tests.world import COMMONS, World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """Both cities with a service that wants to know for certain who applies."""
    shutil.copytree(COMMONS, tmp_path / "commons")
    sheet = tmp_path / "commons/services/hund-anmelden/service.yaml"
    words = sheet.read_text(encoding="utf-8")
    words = words.replace("account: optional", "account: required").replace("trust_level: none", "trust_level: basic")
    sheet.write_text(words, encoding="utf-8")
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    monkeypatch.setattr(timezone, "localdate", lambda: found.today)
    found.plug_in()
    assert found.load(services=tmp_path / "commons/services").problems == []
    return found


GERMAN = "Sie können den Antrag auch so stellen: schriftlich, am Telefon oder vor Ort. Wenden Sie sich an: "
ENGLISH = "You can apply all the same: in writing, by phone or in person. Please turn to: "


def test_the_service_page_names_the_way_with_a_person(browser: Browser) -> None:
    assert GERMAN in browser.text("/leistungen/hund-anmelden/")
    assert ENGLISH in browser.text("/en/leistungen/hund-anmelden/")


def test_the_page_that_asks_to_sign_in_names_it_too(browser: Browser) -> None:
    answer = browser.post("/leistungen/hund-anmelden/beginnen/")
    assert answer["Location"].startswith("/anmelden/")
    assert GERMAN in readable(browser.get(answer["Location"]))


def test_it_names_office_street_and_phone(browser: Browser) -> None:
    said = browser.text("/leistungen/hund-anmelden/").partition(GERMAN)[2].partition(".")[0]
    assert said.count(",") >= 2
