"""What the sign-in proved and the person calls wrong: said in the form, said again when the office asks for something."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.apps.cases import queries as cases
from allmende.apps.payments import queries as payments
from allmende.domain.matter import evidence
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.portal.conftest import Browser
from tests.entrypoints.portal.test_account import sign_in
from tests.world import COMMONS, END, SERVICE, Clerk, World


@pytest.fixture
def proving(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """The small world with a service that wants to know who applies."""
    services = shutil.copytree(COMMONS / "services", tmp_path / "services")
    for name, old, new in [
        ("service.yaml", "trust_level: none", "trust_level: basic"),
        ("form.yaml", "id: name, type: text,", "id: name, type: text, prefill: account.family_name,"),
    ]:
        file = services / SERVICE / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    monkeypatch.setattr(timezone, "localdate", lambda: found.today)
    found.plug_in()
    assert found.load(services=services).problems == []
    return found


def asked_for_more(world: World, browser: Browser) -> str:
    """A paid application in which the office asks how many dogs there are."""
    sign_in(browser, world)
    draft = browser.begin()
    browser.step(draft, "person", email="erika@example.org")
    browser.step(draft, "hunde", anzahl="2", kampfhund="false")
    browser.step(draft, "abschluss", **END)
    assert browser.send(draft).status_code == 302
    world.work()
    browser.post(f"/vorgang/{draft}/zahlen/")
    world.payments.settle(payments.list_attempts(case_id=draft)[-1].transaction_id, "paid", world.now)
    world.wait(minutes=3)
    assert Clerk(world).decide("correct", fields=("anzahl",), reason="Wie viele?") == ()
    world.work()
    return draft


def test_a_correction_takes_what_is_wrong_in_the_proof(proving: World) -> None:
    browser = Browser()
    with city_scope("marburg"):
        case = asked_for_more(proving, browser)
        address = f"/vorgang/{case}/korrektur/"
        page = browser.get(address).content.decode()
        assert "Eine bestätigte Angabe stimmt nicht" in page
        words = "Ich heiße seit Mai anders."
        again = browser.post(address, {"anzahl": "99", "_disputed": words}).content.decode()
        assert words in again, "what was typed is there beside the error"
        assert browser.post(address, {"anzahl": "3", "_disputed": words}).status_code == 302
        found = cases.find_matter(case_id=case, today=proving.today)
        assert found.answers["anzahl"] == 3
        assert evidence.list_differences(found)[-1].stated == words
        assert not evidence.may_decide(found)


def test_without_a_proof_no_page_asks_what_is_wrong_in_it(browser: Browser) -> None:
    draft = browser.begin()
    assert "bestätigte Angabe" not in browser.get(f"/antrag/{draft}/schritt/person/").content.decode()
