"""From "there is a release" to "live in a further city with its own fee": what a newcomer has to click."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from allmende.formats import yaml
from allmende.usecases.invite_demo_staff import PASSWORD, invite_demo_staff
from allmende.usecases.load_commons import load_commons
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

MOST_CLICKS = 12
SERVICE = "bewohnerparkausweis"


def with_a_newcomer(tmp_path: Path) -> Path:
    """The cities, and a seventh one that has never heard of the parking permit."""
    cities = tmp_path / "cities"
    shutil.copytree(settings.CITIES, cities)
    shutil.copytree(cities / "fulda", cities / "hanau")
    hanau = cities / "hanau"
    shutil.rmtree(hanau / "overlays")
    for path in hanau.glob("*.yaml"):
        words = path.read_text(encoding="utf-8").replace("Fulda", "Hanau").replace("fulda", "hanau")
        path.write_text(words.replace("066310009009", "064350014014").replace("06631009", "06435014"), encoding="utf-8")
    for name, at in (("city.yaml", "adoptions"), ("parameters.yaml", "services")):
        read, _ = yaml.read((hanau / name).read_bytes(), name)
        assert read is not None
        data = read.plain()
        assert isinstance(data, dict)
        del data[at][SERVICE]
        (hanau / name).write_text(yaml.write(data), encoding="utf-8")
    return cities


def test_a_further_city_goes_live_with_its_own_fee(visitor: Visitor, tmp_path: Path) -> None:
    now = timezone.now()
    loaded = load_commons(services=settings.SERVICES, cities=with_a_newcomer(tmp_path), now=now)
    assert loaded.problems == []
    invite_demo_staff(now=now)
    visitor.open("/werkstatt/", "hanau")
    visitor.page.fill("#name", "uebernahme")
    visitor.page.fill("#passwort", PASSWORD)
    visitor.press("Anmelden")
    clicks = 1
    visitor.follow("Bewohnerparkausweis")
    clicks += 1
    visitor.follow("Übernehmen")
    clicks += 1
    visitor.inspect("adoption of a service that is new here")
    assert "{{" not in visitor.text()
    assert visitor.page.get_by_text("nebeneinander ansehen").count() == 0
    visitor.page.locator('[name="value.jahresgebuehr"]').fill("45,00")
    visitor.press("Übernehmen")
    clicks += 1
    if visitor.page.locator(".al-errors").count():
        raise AssertionError(visitor.text())
    visitor.inspect("live")
    assert clicks <= MOST_CLICKS

    visitor.open(f"/leistungen/{SERVICE}/", "hanau")
    assert "45,00 €" in visitor.text().replace("\N{NO-BREAK SPACE}", " ")
