"""A joint application on the portal: whose case it is, the others beside it, and the page where an adult says whether she applies."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from allmende.apps.applications.joint import list_joint
from allmende.apps.cases.operations import read_facts
from allmende.domain import facts as f
from allmende.domain.matter import confirming
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.portal.conftest import Browser, readable
from tests.joint import ADULT, CHILD, PERSON, dogs, write_commons
from tests.world import END, World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    monkeypatch.setattr(timezone, "localdate", lambda: found.today)
    found.plug_in()
    services, cities = write_commons(tmp_path / "commons")
    assert found.load(services, cities).problems == []
    return found


@pytest.fixture
def cases(world: World, browser: Browser) -> dict[str, str]:
    """The cases by name, after Muster applied for Mann (an adult) and Kind (a child), too."""
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    browser.step(draft, "hunde", **dogs(ADULT, CHILD))
    browser.step(draft, "abschluss", **END)
    assert browser.send(draft).status_code == 302
    with city_scope("marburg"):
        world.work()
        return {one.party.name: one.id for one in list_joint(application_id=draft)}


@pytest.fixture
def invited(world: World, cases: dict[str, str]) -> Browser:
    """Mann's own browser, after the link of the mail and the date of birth."""
    mail = next(one for one in world.mail.sent if one.to == "mann@example.org")
    link = re.search(r"(/fortsetzen/[^\s/]+/)", mail.text)
    assert link
    own = Browser()
    assert own.post(link[1], {"angabe": "2.6.1981"}).status_code == 302
    return own


def standing(case_id: str) -> Any:
    with city_scope("marburg"):
        return confirming.standing(read_facts(case_id=case_id))


def test_before_sending_the_fee_is_that_of_all_by_name(browser: Browser) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    browser.step(draft, "hunde", **dogs(ADULT, CHILD))
    browser.step(draft, "abschluss", **END)
    text = browser.text(f"/antrag/{draft}/pruefen/")
    for words in ("Muster: Hund (1 Stück)", "Mann: Hund (2 Stück)", "Kind: Hund (3 Stück)", "180,00"):
        assert words in text, words


def test_the_applicant_sees_the_others_and_opens_the_childs(browser: Browser, cases: dict[str, str]) -> None:
    page = browser.get(f"/vorgang/{cases['Muster']}/").content.decode()
    assert "Gemeinsam beantragt" in page
    assert f'href="/vorgang/{cases["Kind"]}/"' in page
    assert f"/vorgang/{cases['Mann']}/" not in page
    assert "Die Bestätigung fehlt noch." in page
    assert "Dieser Vorgang betrifft: Kind" in browser.text(f"/vorgang/{cases['Kind']}/")
    assert browser.get(f"/vorgang/{cases['Mann']}/").status_code == 404
    assert browser.get(f"/vorgang/{cases['Mann']}/bestaetigen/").status_code == 404


def test_the_adult_reads_what_was_stated_about_her_and_nothing_of_the_others(
    invited: Browser, cases: dict[str, str]
) -> None:
    assert "Stellen Sie diesen Antrag?" in invited.text(f"/vorgang/{cases['Mann']}/")
    text = invited.text(f"/vorgang/{cases['Mann']}/bestaetigen/")
    assert "02.06.1981" in text or "2. Juni 1981" in text
    assert "Kind" not in text
    assert "erika@example.org" not in text
    for name in ("Muster", "Kind"):
        assert invited.get(f"/vorgang/{cases[name]}/").status_code == 404


def test_she_confirms(invited: Browser, browser: Browser, cases: dict[str, str]) -> None:
    url = f"/vorgang/{cases['Mann']}/bestaetigen/"
    empty = invited.post(url, {"hinweis": "Ich heiße Männchen."})
    assert empty.status_code == 422
    assert "Ich heiße Männchen." in readable(empty)
    assert invited.post(url, {"antwort": "ja", "hinweis": "", "key": "k"}).status_code == 302
    assert standing(cases["Mann"]) == "given"
    assert invited.get(url).status_code == 302
    assert "Hat den Antrag bestätigt." in browser.text(f"/vorgang/{cases['Muster']}/")


def test_withdrawing_names_the_person_and_whose_application_goes_on(browser: Browser, cases: dict[str, str]) -> None:
    text = browser.text(f"/vorgang/{cases['Kind']}/zurueckziehen/")
    assert "Person Kind" in text
    assert "Nicht zurückgezogen werden die Anträge von: Mann." in text, "his own to withdraw"


def test_whoever_acts_for_the_others_chooses_whose_applications_are_withdrawn(
    browser: Browser, cases: dict[str, str], world: World
) -> None:
    url = f"/vorgang/{cases['Muster']}/zurueckziehen/"
    page = browser.get(url).content.decode()
    assert "Wessen Antrag möchten Sie zurückziehen?" in page
    assert f'value="{cases["Kind"]}"' in page
    assert cases["Mann"] not in page
    assert "Bitte wählen Sie, was Sie zurückziehen möchten." in browser.post(url, {}).content.decode()
    assert browser.post(url, {"fuer": [cases["Kind"], cases["Mann"]]}).status_code == 302
    with city_scope("marburg"):
        world.work()
        withdrawn = {
            name: any(isinstance(fact, f.ApplicationWithdrawn) for fact in read_facts(case_id=case_id))
            for name, case_id in cases.items()
        }
    assert withdrawn == {"Muster": False, "Mann": False, "Kind": True}
    assert "Der Antrag ist zurückgezogen." in browser.text(f"/vorgang/{cases['Muster']}/")
    assert "Wessen Antrag" not in browser.get(url).content.decode(), "nobody is left to choose"


def test_she_declines(invited: Browser, browser: Browser, cases: dict[str, str], world: World) -> None:
    url = f"/vorgang/{cases['Mann']}/bestaetigen/"
    assert "Muster sieht, ob Sie zustimmen oder nicht." in invited.text(url)
    asked = invited.post(url, {"antwort": "nein"})["Location"]
    assert standing(cases["Mann"]) == "open"
    text = invited.text(asked)
    assert "Stellen Sie den Antrag wirklich nicht?" in text
    assert "Muster sieht, dass Sie den Antrag nicht stellen." in text
    assert invited.post(url, {"antwort": "endgueltig"}).status_code == 302
    story = invited.text(f"/vorgang/{cases['Mann']}/")
    assert "Jemand hat den Antrag gesendet, auch für Sie." in story
    assert "Sie haben den Antrag gesendet." not in story
    with city_scope("marburg"):
        world.work()
    assert standing(cases["Mann"]) == "declined"
    assert "Stellt den Antrag nicht." in browser.text(f"/vorgang/{cases['Muster']}/")


def test_a_stranger_and_another_city_find_nothing(cases: dict[str, str]) -> None:
    for host in ("marburg.localhost", "fulda.localhost"):
        stranger = Browser()
        stranger.defaults["HTTP_HOST"] = host
        for case_id in cases.values():
            assert stranger.get(f"/vorgang/{case_id}/bestaetigen/").status_code == 404
            assert stranger.post(f"/vorgang/{case_id}/bestaetigen/", {"antwort": "ja"}).status_code == 404
    assert standing(cases["Mann"]) == "open"
