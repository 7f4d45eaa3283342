"""Nothing typed is lost: rows of a stale window, a lost cookie, a session that ended; sent once more, it is there."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from allmende.apps.applications.models import Draft
from allmende.apps.cases import queries as cases
from tests.entrypoints.portal.conftest import HOST, Browser, readable
from tests.entrypoints.portal.test_account import sign_in
from tests.entrypoints.portal.test_form import marks_in, page_marks
from tests.world import DOGS, PERSON, World


def kept_in(answer: Any) -> dict[str, str]:
    """What a refused page offers to send again, with its new token."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.content.decode())
    return {name: unescape(value) for name, value in found}


def test_a_removed_row_does_not_come_back_from_a_stale_window(browser: Browser, marburg_scope: None) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    two = {**DOGS, "tiere._rows": "2", "tiere.0.rufname": "Rex", "tiere.1.rufname": "Waldi"}
    browser.step(draft, "hunde", **two)
    address = f"/antrag/{draft}/schritt/hunde/"
    stale, fresh = page_marks(browser, address), page_marks(browser, address)
    browser.step(draft, "hunde", **two, _action="remove:tiere:0", **fresh)
    assert Draft.objects.get().entries["tiere"] == [{"rufname": "Waldi"}]
    answer = browser.step(draft, "hunde", **{**two, "anzahl": "3"}, **stale)
    assert "In einem anderen Fenster steht etwas anderes" in readable(answer)
    assert 'value="Rex"' in answer.content.decode()
    assert Draft.objects.get().entries["tiere"] == [{"rufname": "Waldi"}]
    assert browser.step(draft, "hunde", **{**two, "anzahl": "3"}, **marks_in(answer)).status_code == 302
    assert len(Draft.objects.get().entries["tiere"]) == 2


def test_a_lost_cookie_costs_one_press_more(world: World, marburg_scope: None) -> None:
    browser = Browser(enforce_csrf_checks=True)
    page = Browser().get("/leistungen/hund-anmelden/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token
    browser.cookies["allmende_csrf"] = page.cookies["allmende_csrf"].value
    ours = {"headers": {"Origin": f"http://{HOST}"}}
    begun = browser.post("/leistungen/hund-anmelden/beginnen/", {"csrfmiddlewaretoken": token[1]}, **ours)
    draft = begun["Location"].split("/")[2]
    del browser.cookies["allmende_csrf"]
    address = f"/antrag/{draft}/schritt/person/"
    refused = browser.post(address, {"name": "Erika", "email": "erika@example.org"}, **ours)
    assert refused.status_code == 403
    kept = kept_in(refused)
    assert browser.post(address, kept, **ours)["Location"] == f"/antrag/{draft}/schritt/hunde/"
    assert Draft.objects.get().entries["name"] == "Erika"


def test_a_page_sent_after_the_session_ended_is_kept_until_one_signs_in_again(
    browser: Browser, world: World, marburg_scope: None
) -> None:
    sign_in(browser, world)
    draft = browser.begin()
    world.now += timedelta(hours=3)
    refused = browser.step(draft, "person", name="Erika", email="erika@example.org")
    assert refused.status_code == 404
    assert browser.get(f"/antrag/{draft}/").status_code == 404
    assert "Erika erika@example.org" in readable(refused)
    kept = kept_in(refused)
    kept.pop("csrfmiddlewaretoken", None)
    assert kept == {"_f.name": "Erika", "_f.email": "erika@example.org"}
    sign_in(browser, world)
    assert browser.step(draft, "person", **kept)["Location"] == f"/antrag/{draft}/schritt/hunde/"


def test_a_message_sent_after_signing_out_elsewhere_is_kept(
    browser: Browser, world: World, marburg_scope: None
) -> None:
    sign_in(browser, world)
    case = browser.apply()
    browser.post("/abmelden/")
    address = f"/vorgang/{case}/nachricht/"
    refused = browser.post(address, {"nachricht": "Wann kommt die Marke?", "key": "k"})
    assert refused.status_code == 404
    assert kept_in(refused)["_f.nachricht"] == "Wann kommt die Marke?"
    assert cases.list_messages(case_id=case) == ()
    sign_in(browser, world)
    browser.post(address, {"nachricht": "Wann kommt die Marke?", "key": "k"})
    assert [message.text for message in cases.list_messages(case_id=case)] == ["Wann kommt die Marke?"]
