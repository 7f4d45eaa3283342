"""Somebody acts for the applicant: what the office sees of it, and the form that records a revocation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.foundation.tenancy.scopes import city_scope
from tests.acting import ADDRESS, HERSELF, OFFICER, PROXY, fill, write_commons
from tests.entrypoints.office.conftest import PASSWORD, Desk, readable
from tests.world import Clerk, Visitor, World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    services, cities = write_commons(tmp_path / "commons")
    assert found.load(services, cities).problems == []
    return found


@pytest.fixture
def cases(world: World) -> dict[str, str]:
    """The addresses of three cases: of a proxy, of a company's officer, of somebody for herself."""
    found = {}
    with city_scope("marburg"):
        Clerk(world)
        for name, person in (("proxy", PROXY), ("officer", OFFICER), ("herself", HERSELF)):
            visitor = Visitor(world)
            fill(visitor, person)
            visitor.submit()
            world.work()
            visitor.pay()
            found[name] = f"/buero/vorgang/{visitor.id}/"
    return found


@pytest.fixture
def desk(cases: dict[str, str]) -> Iterator[Desk]:
    found = Desk()
    assert found.sign_in("clerk", PASSWORD).status_code == 302
    yield found


def test_the_office_reads_who_acts_for_whom_and_that_nothing_is_proved_about_her(
    desk: Desk, cases: dict[str, str]
) -> None:
    proxy, officer, herself = (desk.read(cases[name]) for name in ("proxy", "officer", "herself"))
    assert "Muster handelt mit Vollmacht für Rita Beispiel." in proxy
    assert "Über Rita Beispiel ist nichts nachgewiesen" in proxy
    assert "Muster handelt für Hunde GmbH." in officer
    assert "Bitte prüfen Sie, ob diese Person dort vertretungsberechtigt ist." in officer
    assert "Vollmacht widerrufen" not in officer
    assert "handelt" not in herself.replace("Wie handelt sie oder er?", "")


def test_what_was_typed_stays_and_a_revocation_is_recorded_once(desk: Desk, cases: dict[str, str]) -> None:
    case = cases["proxy"]
    there = f"{case}vollmacht-widerrufen/"
    refused = desk.post(there, {"tag": "9.11.2026", "wie": "Brief", "adresse": ADDRESS, "ausland": "ja"})
    assert refused.status_code == 422
    assert "Dieser Tag liegt in der Zukunft." in readable(refused)
    kept = refused.content.decode()
    assert 'value="9.11.2026"' in kept
    assert 'value="Brief"' in kept
    assert "Am Grün 2" in kept
    assert 'value="ja" checked' in kept
    assert desk.post(there, {"tag": "2.11.2026", "wie": "Brief", "adresse": ADDRESS}).status_code == 302
    page = desk.read(f"{case}?neues=vollmacht")
    assert "Der Widerruf ist festgehalten." in page
    assert "Die Vollmacht ist widerrufen seit 2. November 2026" in page
    assert "Rita Beispiel, Am Grün 2, 35037 Marburg" in page
    assert "Vollmacht widerrufen, eingegangen am 02.11.2026 (Brief)" in page
    assert there not in desk.get(case).content.decode()
    assert desk.post(there, {"tag": "2.11.2026", "wie": "Brief", "adresse": ADDRESS}).status_code == 422


def test_somebody_steps_in_and_what_was_typed_stays_until_it_is_recorded(desk: Desk, cases: dict[str, str]) -> None:
    case = cases["herself"]
    there, typed = (
        f"{case}vertretung/",
        {"eigenschaft": "proxy", "tag": "2.11.2026", "wie": "Vollmacht", "adresse": ADDRESS},
    )
    refused = desk.post(there, {**typed, "wie": ""})
    assert refused.status_code == 422
    assert "Bitte schreiben Sie, was es belegt" in readable(refused)
    assert 'value="proxy" checked' in refused.content.decode() and "Am Grün 2" in refused.content.decode()
    assert desk.post(there, typed).status_code == 302
    page = desk.read(f"{case}?neues=vertretung")
    assert "Die Vertretung ist festgehalten." in page
    assert "Rita Beispiel handelt mit Vollmacht für Muster. Schreiben gehen mit der Post" in page
    assert there not in desk.get(case).content.decode()
    assert desk.post(f"{case}vollmacht-widerrufen/", {**typed, "wie": "Brief"}).status_code == 302
    assert there in desk.get(case).content.decode()
