"""The office prints, posts and gets letters back; what nobody confirmed in law stands beside the decision."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.apps.cases import operations as cases
from allmende.domain import facts as f
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, readable
from tests.world import DOGS, PERSON, Visitor, World


@pytest.fixture
def case_id(world: World) -> str:
    """A paid application whose answer goes by post."""
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.begin()
        visitor.save("person", **PERSON)
        visitor.save("hunde", **DOGS)
        visitor.save("abschluss", zustellweg=["post"], richtig=["true"])
        visitor.submit()
        world.work()
        visitor.pay()
        return visitor.id


def work(world: World) -> None:
    with city_scope("marburg"):
        world.work()


def test_the_day_of_posting_is_asked_and_today_is_proposed(world: World, case_id: str, desk: Desk) -> None:
    desk.post(desk.take_first(), {"outcome": "granted", "_action": "decide"})
    work(world)
    case = f"/buero/vorgang/{case_id}/"
    assert "wird gedruckt, noch nicht zur Post gegeben" in desk.read(case)
    task = desk.take_first()
    form = desk.get(task).content.decode()
    assert 'name="wert-posted_on"' in form
    assert 'value="02.11.2026"' in form

    wrong = desk.post(task, {"outcome": "posted", "wert-posted_on": "9.11.2026", "_action": "decide"})
    assert wrong.status_code == 422
    assert "liegt in der Zukunft" in readable(wrong)
    assert 'value="9.11.2026"' in wrong.content.decode(), "what was typed stays"

    desk.post(task, {"outcome": "posted", "wert-posted_on": "2.11.2026", "_action": "decide"})
    work(world)
    page = desk.read(case)
    for words in (
        "zur Post gegeben am 2. November 2026",
        "gilt am 5. November 2026 als bekannt gegeben",
        "Rechtsbehelf bis 7. Dezember 2026",
        "Noch nicht bestätigt: § 41 Abs. 2 Satz 1 HVwVfG.",
        "Noch nicht bestätigt: §§ 68, 70 VwGO.",
    ):
        assert words in page


def test_a_letter_that_came_back_is_noted_and_lies_on_a_desk(world: World, case_id: str, desk: Desk) -> None:
    desk.post(desk.take_first(), {"outcome": "granted", "_action": "decide"})
    work(world)
    desk.post(desk.take_first(), {"outcome": "posted", "wert-posted_on": "2.11.2026", "_action": "decide"})
    work(world)
    case = f"/buero/vorgang/{case_id}/"
    page = desk.get(case).content.decode()
    letter = page.partition('name="schreiben" id="schreiben-')[2].partition('"')[0]
    back = f"{case}brief-zurueck/"
    for typed in ({"schreiben": letter, "tag": "1.11.2026"}, {"schreiben": "nichts", "tag": "2.11.2026"}):
        refused = desk.post(back, typed)
        assert refused.status_code == 422
        assert typed["tag"] in refused.content.decode()
    assert desk.post(back, {"schreiben": letter, "tag": "2.11.2026"}).status_code == 302
    after = desk.read(case)
    assert "nicht bekannt gegeben" in after
    assert "gilt am 5. November 2026" not in after
    assert "Auf anderem Weg bekannt geben" in after


def test_what_is_not_confirmed_is_said_before_somebody_decides(case_id: str, desk: Desk) -> None:
    form = desk.read(desk.take_first())
    assert "Rechtlich noch nicht bestätigt" in form
    assert "§§ 68, 70 VwGO" in form
    assert "(§ 28 HVwVfG)" not in form, "this task offers no hearing"


def test_an_answer_to_the_hearing_on_paper_is_recorded_on_the_case(world: World, case_id: str, desk: Desk) -> None:
    case = f"/buero/vorgang/{case_id}/"
    assert "Antwort auf Papier eingegangen" not in desk.read(case), "nobody was heard"
    with city_scope("marburg"):
        hearing = f.HearingOpened(at=world.now, text="Warum?", until=date(2026, 11, 20))
        cases.append(case_id=case_id, facts=[("h", hearing)], now=world.now, today=world.today, actor="test")
    assert "Antwort auf Papier eingegangen" in desk.read(case)
    there = f"{case}antwort-auf-papier/"
    refused = desk.post(there, {"tag": "9.11.2026", "antwort": "Es war anders."})
    assert refused.status_code == 422
    assert "liegt in der Zukunft" in readable(refused)
    assert "Es war anders." in refused.content.decode(), "what was typed stays"
    assert desk.post(there, {"tag": "2.11.2026", "antwort": "Es war anders."}).status_code == 302
    page = desk.read(case)
    assert "Antwort auf Papier eingegangen am" in page
    assert f'action="{there}"' not in desk.get(case).content.decode(), "once"
    task = desk.take_first()
    assert "Was sagen Sie zur Antwort der Person?" in desk.read(task)


def test_every_way_is_offered_and_what_arrived_is_noted(world: World, case_id: str, desk: Desk) -> None:
    desk.post(desk.take_first(), {"outcome": "granted", "_action": "decide"})
    work(world)
    task = desk.take_first()
    form = desk.get(task).content.decode()
    for way in ("posted", "registered", "return_receipt", "service_certificate", "acknowledgement", "in_person"):
        assert f'value="{way}"' in form
    assert "Andere Anschrift" not in form, "only after a letter came back"
    desk.post(task, {"outcome": "service_certificate", "wert-posted_on": "2.11.2026", "_action": "decide"})
    work(world)
    case = f"/buero/vorgang/{case_id}/"
    page = desk.read(case)
    assert "mit Zustellungsauftrag zur Post gegeben am 2. November 2026" in page
    assert "Hier zählt der Tag des Zugangs (§ 1 HVwZG, § 3 VwZG). Er ist noch nicht bekannt." in page
    arrival = desk.take_first()
    assert "Tag laut Nachweis" in desk.read(arrival)
    desk.post(arrival, {"outcome": "arrived", "wert-arrived_on": "2.11.2026", "_action": "decide"})
    page = desk.read(case)
    assert "Der Bescheid ist am 02.11.2026 zugestellt worden (§ 1 HVwZG, § 3 VwZG)." in page
    assert "Rechtsbehelf bis 2. Dezember 2026" in page


def test_a_mistyped_day_is_corrected_on_the_page_and_what_was_typed_stays(
    world: World, case_id: str, desk: Desk
) -> None:
    desk.post(desk.take_first(), {"outcome": "granted", "_action": "decide"})
    work(world)
    desk.post(desk.take_first(), {"outcome": "in_person", "wert-posted_on": "2.11.2026", "_action": "decide"})
    work(world)
    case = f"/buero/vorgang/{case_id}/"
    page = desk.get(case).content.decode()
    assert "Ein Tag ist falsch eingetragen" in page
    letter = page.partition('name="schreiben" id="falsch-')[2].partition('value="')[2].partition('"')[0]
    there = f"{case}tag-berichtigen/"
    refused = desk.post(there, {"schreiben": letter, "tag": "5.11.2026", "grund": "Vertippt & mehr"})
    assert refused.status_code == 422
    body = refused.content.decode()
    assert 'value="5.11.2026"' in body
    assert "Vertippt &amp; mehr" in body


def test_a_slip_is_taken_back_on_the_page(world: World, case_id: str, desk: Desk) -> None:
    desk.post(desk.take_first(), {"outcome": "granted", "_action": "decide"})
    work(world)
    case = f"/buero/vorgang/{case_id}/"
    assert "Meine Entscheidung war ein Versehen" in desk.read(case)
    there = f"{case}entscheidung-zuruecknehmen/"
    assert desk.post(there, {"grund": ""}).status_code == 422
    assert desk.post(there, {"grund": "Falscher Knopf"}).status_code == 302
    work(world)
    page = desk.read(case)
    assert "verworfen, nie hinausgegangen" in page
    assert "hat die Entscheidung zurückgenommen, bevor das Schreiben hinausging: Falscher Knopf" in page
    assert "Meine Entscheidung war ein Versehen" not in page
