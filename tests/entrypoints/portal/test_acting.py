"""Who acts for somebody else, on the portal: what the summary and the case say, and what a revocation takes away."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.end_authority import end_authority
from tests.acting import ADDRESS, HERSELF, HUNDE, OFFICER, PROXY, write_commons
from tests.entrypoints.portal.conftest import Browser, readable
from tests.world import END, Clerk, World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    monkeypatch.setattr(timezone, "localdate", lambda: found.today)
    found.plug_in()
    services, cities = write_commons(tmp_path / "commons", without="withdraw")
    assert found.load(services, cities).problems == []
    return found


def apply(browser: Browser, person: dict[str, list[str]]) -> str:
    draft = browser.begin()
    browser.step(draft, "person", **person)
    browser.step(draft, "hunde", **HUNDE)
    browser.step(draft, "abschluss", **END)
    assert browser.send(draft).status_code == 302
    return f"/vorgang/{draft}/"


def test_the_case_says_for_whom_one_acts_and_where_letters_go(browser: Browser) -> None:
    proxy = readable(browser.get(apply(browser, PROXY)))
    assert "Sie handeln mit Vollmacht für Rita Beispiel. Unsere Schreiben zu diesem Antrag gehen an Sie." in proxy
    officer = readable(browser.get(apply(browser, OFFICER)))
    assert "Sie handeln für Hunde GmbH. Unsere Schreiben gehen an das Unternehmen." in officer
    assert "Sie handeln" not in readable(browser.get(apply(browser, HERSELF)))


def test_what_a_proxy_may_not_do_is_said_and_not_done(browser: Browser) -> None:
    case = apply(browser, PROXY)
    page = readable(browser.get(case))
    assert "Zurückziehen kann den Antrag nur die Person, für die Sie handeln." in page
    assert "Das geht nicht mehr." not in page
    assert f"{case}zurueckziehen/" not in browser.get(case).content.decode()
    browser.post(f"{case}zurueckziehen/")
    assert "Sie haben den Antrag zurückgezogen." not in readable(browser.get(case))
    own = apply(browser, HERSELF)
    assert f"{own}zurueckziehen/" in browser.get(own).content.decode()


def test_after_a_revocation_the_proxy_finds_nothing(browser: Browser, world: World) -> None:
    case = apply(browser, PROXY)
    assert browser.get(case).status_code == 200
    with city_scope("marburg"):
        world.work()
        officer = Officer.objects.get(pk=Clerk(world).id)
        said = end_authority(
            city="marburg", case_id=case.split("/")[2], officer=officer, typed="2.11.2026", how="Brief", address=ADDRESS,
            abroad=False, now=world.now,
        )  # fmt: skip
    assert said is None
    assert browser.get(case).status_code == 404
    assert browser.post(f"{case}zurueckziehen/").status_code == 404
