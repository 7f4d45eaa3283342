"""Templates an office keeps, and the interim notice: what the person then reads and expects."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.apps.cases import operations, queries
from allmende.apps.cases.models import MessageTemplate
from allmende.domain import facts as f
from allmende.domain.matter.telling import tell
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import World

TEMPLATE = {
    "stelle": "amt",
    "leistung": "hund-anmelden",
    "name": "Rückruf",
    "betreff": "{leistung}: bitte rufen Sie an",
    "text": "Guten Tag {name},\nzu {nummer} haben wir eine Frage.",
}


@pytest.fixture
def head(world: World) -> Desk:
    hire(world, "chefin", roles=("leitung",))
    found = Desk()
    found.sign_in("chefin")
    return found


def facts(case_id: str, kind: type[f.Fact]) -> list[Any]:
    with city_scope("marburg"):
        return [x for x in operations.read_facts(case_id=case_id) if isinstance(x, kind)]


def test_a_template_of_the_office_is_filled_and_sent(case_id: str, desk: Desk, head: Desk) -> None:
    assert head.post("/buero/vorlagen/", TEMPLATE).status_code == 302
    page = desk.get(f"/buero/vorgang/{case_id}/an-die-person/")
    with city_scope("marburg"):
        template = MessageTemplate.objects.get()
    assert "Rückruf" in readable(page)
    chosen = desk.get(f"/buero/vorgang/{case_id}/an-die-person/?vorlage={template.pk}").content.decode()
    with city_scope("marburg"):
        reference = queries.find_matter(case_id=case_id, today=template.saved_at.date()).reference
    assert f"zu {reference} haben wir eine Frage." in chosen
    assert 'value="Hund anmelden: bitte rufen Sie an"' in chosen
    assert f'href="/buero/vorgang/{case_id}/an-die-person/"' in desk.get(f"/buero/vorgang/{case_id}/").content.decode()


def test_what_is_wrong_with_a_template_is_said_and_stays(head: Desk) -> None:
    answer = head.post("/buero/vorlagen/", {**TEMPLATE, "name": " ", "stelle": "andere", "leistung": "nichts"})
    assert answer.status_code == 422
    page = readable(answer)
    for words in (
        "Bitte geben Sie der Vorlage einen Namen.",
        "Bitte wählen Sie eine Stelle, die Sie leiten.",
        "Diese Leistung gibt es hier nicht.",
        "haben wir eine Frage.",
    ):
        assert words in page


def test_the_same_name_replaces_and_a_head_removes_only_her_own(world: World, head: Desk, desk: Desk) -> None:
    head.post("/buero/vorlagen/", TEMPLATE)
    head.post("/buero/vorlagen/", {**TEMPLATE, "text": "Neu."})
    with city_scope("marburg"):
        template = MessageTemplate.objects.get()
    assert template.text == "Neu."
    hire(world, "andere", roles=("leitung",), units=("andere",))
    other = Desk()
    other.sign_in("andere")
    assert "Rückruf" not in other.read("/buero/vorlagen/")
    assert other.post("/buero/vorlagen/entfernen/", {"vorlage": str(template.pk)}).status_code == 404
    assert desk.get("/buero/vorlagen/").status_code == 403
    assert head.post("/buero/vorlagen/entfernen/", {"vorlage": str(template.pk)}).status_code == 302
    with city_scope("marburg"):
        assert not MessageTemplate.objects.exists()


def test_an_interim_notice_moves_the_day_she_expects_and_writes_to_her(world: World, case_id: str, desk: Desk) -> None:
    there = f"/buero/vorgang/{case_id}/an-die-person/"
    told = {"tag": "30.11.2026", "grund": "Das Gutachten fehlt noch.", "key": "k"}
    early = desk.post(there, {**told, "tag": "3.11.2026"})
    assert early.status_code == 422
    assert "Dieser Tag ist nicht später" in readable(early)
    assert ">Das Gutachten fehlt noch.</textarea>" in early.content.decode()
    assert "Bitte schreiben Sie, warum es länger dauert." in readable(desk.post(there, {**told, "grund": ""}))
    assert "Bitte geben Sie den neuen Tag an" in readable(desk.post(there, {**told, "tag": "bald"}))
    assert facts(case_id, f.AnswerDelayed) == []
    assert desk.post(there, told).status_code == 302
    assert desk.post(there, told).status_code == 302, "sent twice it is one"
    (delayed,) = facts(case_id, f.AnswerDelayed)
    assert str(delayed.until) == "2026-11-30"
    with city_scope("marburg"):
        world.work()
        matter = queries.find_matter(case_id=case_id, today=world.today)
        assert (
            tell(matter, world.now, world.today, "de").last_day
            == "Wir wollen Ihnen bis Montag, 30. November 2026, antworten."
        )
    assert world.mail.sent[-1].subject.startswith("Wir haben Ihnen geschrieben")
    assert "30. November 2026" in desk.read(f"/buero/vorgang/{case_id}/")


def test_once_decided_nothing_takes_longer(world: World, case_id: str, desk: Desk) -> None:
    desk.post(desk.take_first(), {"outcome": "granted", "_action": "decide"})
    there = f"/buero/vorgang/{case_id}/an-die-person/"
    assert "Es dauert länger" not in desk.read(there)
    answer = desk.post(there, {"tag": "30.11.2026", "grund": "x", "key": "k"})
    assert answer.status_code == 422
