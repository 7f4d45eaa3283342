"""The page about a decision that is out: what the law allows, what is missing, the letter before anybody agrees."""

from __future__ import annotations

import re
from typing import Any

import pytest

from allmende.apps.cases import operations
from allmende.apps.cases.models import Task
from allmende.domain import facts as f
from allmende.entrypoints.portal.access import _cookie as cookie_of
from allmende.foundation.tenancy.scopes import city_scope
from tests.adversary.scene import Browser
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import Visitor, World

WITHDRAW = {
    "akt": "withdraw",
    "grund": "wrong_data",
    "begruendung": "Der Hund lebt nicht in Marburg.",
    "abwaegung": "Das Vertrauen wiegt weniger.",
    "ab": "2.11.2026",
    "bekannt": "1.11.2026",
    "anhoerung": "Unbekannt verzogen.",
}

SECRETS: dict[str, str] = {}
"""What opens a case for its person."""


@pytest.fixture
def case(world: World, desk: Desk) -> str:
    """The address of a case that was granted and is over."""
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
    SECRETS[visitor.id] = visitor.access.secret
    desk.post(desk.take_first(), {"outcome": "granted", "_action": "decide"})
    with city_scope("marburg"):
        world.work()
    return f"/buero/vorgang/{visitor.id}/"


@pytest.fixture
def second(world: World) -> Desk:
    hire(world, "second")
    found = Desk()
    found.sign_in("second")
    return found


def task(case: str) -> str:
    with city_scope("marburg"):
        return f"/buero/aufgabe/{Task.objects.get(case_id=case.split('/')[3], kind='amendment', done_at=None).pk}/"


def facts(case: str, kind: type[f.Fact]) -> list[Any]:
    with city_scope("marburg"):
        return [x for x in operations.read_facts(case_id=case.split("/")[3]) if isinstance(x, kind)]


def test_the_case_leads_to_the_acts_the_law_allows(case: str, desk: Desk) -> None:
    there = f"{case}bescheid/"
    assert there in desk.get(case).content.decode()
    page = desk.read(there)
    assert "Offensichtlichen Fehler berichtigen" in page
    assert "Die Bewilligung gilt noch. Nehmen Sie sie erst zurück" in page
    assert f"{there}?akt=reopen" not in desk.get(there).content.decode()
    form = desk.read(f"{there}?akt=revoke")
    assert "§ 49 Abs. 2 Nr. 3 HVwVfG, nur innerhalb eines Jahres" in form
    assert "Rechtlich noch nicht bestätigt" in form
    assert "Revoke the decision" in desk.read(f"/en{there}?akt=revoke")


def test_what_is_missing_stands_at_its_field_and_what_was_typed_stays(case: str, desk: Desk) -> None:
    answer = desk.post(f"{case}bescheid/", {**WITHDRAW, "ab": "gestern", "anhoerung": "", "_action": "do"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Bitte geben Sie den ersten Tag an, an dem der Bescheid nicht mehr gilt." in page
    assert 'value="gestern"' in page
    assert ">Das Vertrauen wiegt weniger.</textarea>" in page
    assert "Bitte hören Sie die Person vorher an" in readable(answer)
    assert facts(case, f.AmendmentProposed) == []


def test_the_letter_is_seen_before_it_is_put_to_somebody(case: str, desk: Desk) -> None:
    shown = desk.post(f"{case}bescheid/", {**WITHDRAW, "_action": "preview"})
    assert shown.status_code == 200
    assert "Wir nehmen unseren Bescheid vom 02.11.2026 zurück" in readable(shown)
    hearing = readable(desk.post(f"{case}bescheid/", {**WITHDRAW, "_action": "see_hearing"}))
    assert "Vorher können Sie sich dazu äußern." in hearing
    assert facts(case, f.AmendmentProposed) == []


def test_the_second_person_sees_the_letter_at_once_and_agrees(
    world: World, case: str, desk: Desk, second: Desk
) -> None:
    unseen = desk.post(f"{case}bescheid/", {**WITHDRAW, "gesehen": "", "_action": "do"})
    assert unseen.status_code == 422
    assert "Bitte lesen Sie erst, was hinausgeht." in readable(unseen)
    stamp = re.search(r'name="gesehen" value="(\w+)"', unseen.content.decode())
    assert stamp, "the letter stands there now"
    other = {**WITHDRAW, "begruendung": "Ein anderer Satz.", "gesehen": stamp[1], "_action": "do"}
    assert desk.post(f"{case}bescheid/", other).status_code == 422, "these words she has not seen"
    assert desk.post(f"{case}bescheid/", {**WITHDRAW, "_action": "do"}).status_code == 302
    assert "Liegt einer zweiten Person vor. Frau Clerk: Der Hund lebt nicht in Marburg." in desk.read(
        f"{case}bescheid/"
    )
    second.post(f"{task(case)}nehmen/")
    page = second.read(task(case))
    assert "Gegenlesen: Bescheid zurücknehmen" in page
    assert "Der Bescheid gilt ab 2. November 2026 nicht mehr." in page
    assert second.post(task(case), {"outcome": "agree", "_action": "decide"}).status_code == 302
    with city_scope("marburg"):
        world.work()
    assert [fact.act for fact in facts(case, f.DecisionAmended)] == ["withdraw"]
    shown = desk.read(case)
    assert "Rücknahme: „" in shown
    assert "Erledigt: aufgehoben" in shown


def test_the_person_reads_on_her_page_and_by_mail_that_it_does_not_hold(
    world: World, case: str, desk: Desk, second: Desk
) -> None:
    visitor = Browser()
    case_id = case.split("/")[3]
    desk.post(f"{case}bescheid/", {**WITHDRAW, "_action": "do"})
    second.post(f"{task(case)}nehmen/")
    second.post(task(case), {"outcome": "agree", "_action": "decide"})
    with city_scope("marburg"):
        world.work()
    visitor.cookies[cookie_of(case_id)] = SECRETS[case_id]
    page = readable(visitor.get(f"/vorgang/{case_id}/"))
    assert "Wir haben unsere Entscheidung aufgehoben." in page
    assert "Wir haben unsere Entscheidung zurückgenommen: " in page
    assert "Sie gilt ab 02.11.2026 nicht mehr." in page
    assert "We have taken our decision away." in readable(visitor.get(f"/en/vorgang/{case_id}/"))
    assert world.mail.sent[-1].subject.startswith("Unsere Entscheidung gilt nicht mehr")


def test_a_mistake_is_corrected_and_a_case_opened_again_on_the_page(world: World, case: str, desk: Desk) -> None:
    wrong = {"akt": "correct", "alt-1": "Erika Muster", "neu-1": "Erika Musster", "begruendung": "Tippfehler."}
    assert desk.post(f"{case}bescheid/", {**wrong, "_action": "do"}).status_code == 302
    with city_scope("marburg"):
        world.work()
    assert "(berichtigte Fassung)" in desk.read(case)
    refused = desk.post(f"{case}bescheid/", {"akt": "reopen", "grund": "office", "begruendung": "x", "_action": "do"})
    assert refused.status_code == 422
    assert "Die Bewilligung gilt noch." in readable(refused)


def test_who_may_not_write_to_the_person_finds_no_page(world: World, case: str) -> None:
    hire(world, "kasse", roles=("kasse",))
    stranger = Desk()
    stranger.sign_in("kasse")
    assert stranger.get(f"{case}bescheid/").status_code == 404
    assert stranger.post(f"{case}bescheid/", {**WITHDRAW, "_action": "do"}).status_code == 404
