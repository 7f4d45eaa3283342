"""The page to suspend the enforcement of a fee: how it stands, what is missing, the letter before it goes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from allmende.domain import facts as f
from allmende.entrypoints.portal.access import _cookie as cookie_of
from allmende.foundation.tenancy.scopes import city_scope
from tests.browsing import Browsing
from tests.entrypoints.office.conftest import Desk, readable
from tests.entrypoints.portal.conftest import Browser
from tests.objecting import PERSON, letter_of, owe
from tests.world import Visitor, World

GRANT = {"akt": "grant", "grund": "doubts", "begruendung": "Der Hund ist klein.", "bis": "1.3.2027"}


@pytest.fixture
def owing(world: World, desk: Desk, tmp_path: Path) -> Visitor:
    """A case that waits for its fee, with a decision that is out."""
    visitor = Visitor(world)
    with visitor.here():
        owe(world, visitor, tmp_path)
    return visitor


def lodge(owing: Visitor, desk: Desk) -> str:
    """The page of an objection on paper."""
    with owing.here():
        letter = letter_of(owing)
    typed = {"bescheid": letter, "tag": "2.11.2026", "weg": "paper", "worte": "Zu viel."}
    done = desk.post(f"/buero/vorgang/{owing.id}/widerspruch/", typed)
    with owing.here():
        owing.world.work()
    return str(done["Location"]).partition("?")[0]


def test_both_cases_lead_to_the_page_and_the_letter_goes_out_only_as_shown(
    owing: Visitor, desk: Desk, world: World
) -> None:
    objection = lodge(owing, desk)
    assert f"{objection}aussetzung/" in desk.get(objection).content.decode()
    there = f"/buero/vorgang/{owing.id}/aussetzung/"
    assert there in desk.get(f"/buero/vorgang/{owing.id}/").content.decode()
    page = desk.read(f"{there}?akt=grant")
    assert "Von der Gebühr sind" in page
    assert "Rechtlich noch nicht bestätigt" in page
    assert "§ 80 Abs. 4 VwGO" in page
    assert "Die Vollziehung ist nicht ausgesetzt." in page, "why nothing can be revoked"
    unseen = desk.post(there, {**GRANT, "gesehen": "", "_action": "do"})
    assert unseen.status_code == 422
    assert "Sie müssen vorerst nicht zahlen" in readable(unseen), "it is shown then"
    assert desk.post(there, {**GRANT, "_action": "do"}).status_code == 302
    with owing.here():
        world.work()
        assert any(isinstance(x, f.SuspensionDecided) for x in owing.facts())
    for address in (f"/buero/vorgang/{owing.id}/", objection, there):
        assert "Vollziehung ausgesetzt bis Montag, 1. März 2027, weil wir ernsthaft" in desk.read(address)


def test_what_is_missing_is_said_and_what_was_typed_stays(owing: Visitor, desk: Desk) -> None:
    there = f"{lodge(owing, desk)}aussetzung/"
    wrong = desk.post(there, {**GRANT, "grund": "", "bis": "gestern", "betrag": "0", "_action": "do"})
    assert wrong.status_code == 422
    said = readable(wrong)
    for words in ("Bitte wählen Sie den Grund.", "Bitte geben Sie einen Tag an", "Bitte geben Sie einen Betrag über 0"):
        assert words in said
    page = wrong.content.decode()
    assert 'value="gestern"' in page
    assert "Der Hund ist klein." in page


def test_without_an_objection_the_page_says_so(owing: Visitor, desk: Desk) -> None:
    page = desk.read(f"/buero/vorgang/{owing.id}/aussetzung/")
    assert page.count("Gegen diesen Bescheid läuft kein Widerspruch.") == 3
    sent = desk.post(f"/buero/vorgang/{owing.id}/aussetzung/", {**GRANT, "_action": "do"})
    assert sent.status_code == 422


def test_whoever_objects_asks_with_a_message_and_reads_what_came_of_it(
    owing: Visitor, desk: Desk, world: World
) -> None:
    browser = Browser()
    with city_scope("marburg"):
        letter = letter_of(owing)
    browser.cookies[cookie_of(owing.id)] = str(owing.access.secret)
    started = browser.post(f"/vorgang/{owing.id}/widerspruch/{letter}/")
    draft = str(started["Location"]).split("/")[2]
    browser.step(draft, "widerspruch", umfang=["ganz"], gruende=["Zu viel."])
    browser.step(draft, "person", **PERSON)
    browser.step(draft, "abschluss", zustellweg=["post"], richtigkeit=["true"])
    assert browser.send(draft).status_code == 302
    with city_scope("marburg"):
        world.work()
    case = f"/vorgang/{draft}/"
    assert "Die Gebühr müssen Sie trotzdem zahlen" in readable(browser.get(case))
    assert 'name="aussetzen"' in browser.get(case).content.decode()
    Browsing.post(browser, f"{case}nachricht/", {"nachricht": "Ich kann nicht zahlen.", "key": "k", "aussetzen": "1"})
    assert "Sie haben darum gebeten, dass Sie vorerst nicht zahlen müssen." in readable(browser.get(case))
    assert 'name="aussetzen"' not in browser.get(case).content.decode(), "once"
    there = f"/buero/vorgang/{draft}/aussetzung/"
    assert "Wer widerspricht, bittet darum" in desk.read(there)
    assert desk.post(there, {**GRANT, "_action": "do"}).status_code == 302
    with city_scope("marburg"):
        world.work()
    assert "Wer widerspricht, bittet darum" not in desk.read(there), "the task is done"
    for address in (case, f"/vorgang/{owing.id}/"):
        page = readable(browser.get(address))
        assert "Vollziehung ausgesetzt bis Montag, 1. März 2027" in page
        assert "Die Gebühr müssen Sie trotzdem zahlen" not in page
        assert "Jetzt bezahlen" not in page
