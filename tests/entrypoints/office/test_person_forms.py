"""Forms on the case about what the person gave: a signature on paper, a message that is the answer to a hearing after all."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from allmende.apps.cases import operations as cases
from allmende.domain import facts as f
from allmende.usecases.write_message import write_as_citizen
from tests.entrypoints.office.conftest import Desk, readable
from tests.entrypoints.office.test_office import facts
from tests.world import COMMONS, Visitor, World


def applied(world: World) -> Visitor:
    found = Visitor(world)
    with found.here():
        found.apply()
        world.work()
        found.pay()
    return found


@pytest.fixture
def unsigned(world: World, tmp_path: Path) -> Visitor:
    """A case of a service whose law asks for a signature, sent without a sign-in that replaces it."""
    services = tmp_path / "services"
    shutil.copytree(COMMONS / "services", services)
    sheet = services / "hund-anmelden/service.yaml"
    sheet.write_text(f"{sheet.read_text()}written_form: true\n")
    assert [str(problem) for problem in world.load(services=services).problems if problem.severity == "error"] == []
    return applied(world)


def test_a_signature_is_noted_with_its_day_and_way(world: World, unsigned: Visitor, desk: Desk) -> None:
    case = f"/buero/vorgang/{unsigned.id}/"
    assert "Unterschrift fehlt Das Gesetz verlangt die Schriftform." in desk.read(case)
    no_way = desk.post(f"{case}unterschrift/", {"tag": "2.11.2026"})
    assert no_way.status_code == 422
    assert "Bitte wählen Sie, wie die Unterschrift kam." in readable(no_way)
    assert 'value="2.11.2026"' in no_way.content.decode(), "what was typed stays"
    future = desk.post(f"{case}unterschrift/", {"tag": "3.11.2026", "weg": "paper"})
    assert future.status_code == 422
    assert 'value="paper" checked' in future.content.decode().replace('id="sign-paper" ', ""), "so does the choice"
    assert "signature_received" not in facts(world, unsigned.id)
    done = desk.post(f"{case}unterschrift/", {"tag": "2.11.2026", "weg": "paper"})
    assert done["Location"] == f"{case}?neues=unterschrift"
    page = desk.read(done["Location"])
    assert "Die Unterschrift ist festgehalten." in page
    assert "Unterschrift fehlt" not in page
    assert "Frau Clerk: Unterschrift auf Papier am 2. November 2026" in page.replace("02.11.2026", "2. November 2026")
    again = desk.post(f"{case}unterschrift/", {"tag": "2.11.2026", "weg": "paper"})
    assert (again.status_code, "Hier fehlt keine Unterschrift." in readable(again)) == (422, True), "the box is gone"
    assert facts(world, unsigned.id).count("signature_received") == 1


def test_a_case_without_written_form_shows_no_box(case_id: str, desk: Desk) -> None:
    assert "Unterschrift fehlt" not in desk.read(f"/buero/vorgang/{case_id}/")


@pytest.fixture
def heard(world: World) -> Visitor:
    """A hearing is open, and the person wrote about something else."""
    found = applied(world)
    with found.here():
        hearing = f.HearingOpened(at=world.now, text="Warum?", until=date(2026, 11, 20))
        cases.append(case_id=found.id, facts=[("h", hearing)], now=world.now, today=world.today, actor="test")
        problem = write_as_citizen(
            city="marburg", case_id=found.id, access=found.access, text="Der Hund ist weg.", key="k", now=world.now,
            about="other",
        )  # fmt: skip
        assert problem is None
    return found


def test_a_message_about_something_else_counts_as_the_answer_once(world: World, heard: Visitor, desk: Desk) -> None:
    case = f"/buero/vorgang/{heard.id}/"
    assert "Eine Nachricht ist doch die Antwort zur Anhörung" in desk.read(case)
    unknown = desk.post(f"{case}nachricht-ist-antwort/", {"nachricht": "gibtsnicht"})
    assert unknown.status_code == 422
    assert "Bitte wählen Sie die Nachricht, die die Antwort ist." in readable(unknown)
    with heard.here():
        (message,) = (x.message_id for x in heard.facts() if isinstance(x, f.MessageReceived))
    done = desk.post(f"{case}nachricht-ist-antwort/", {"nachricht": message})
    assert done["Location"] == f"{case}?neues=gezaehlt"
    page = desk.read(done["Location"])
    assert "Die Nachricht zählt als Antwort." in page
    assert "Eine Nachricht ist doch die Antwort zur Anhörung" not in page
    again = desk.post(f"{case}nachricht-ist-antwort/", {"nachricht": message})
    assert (again.status_code, "Bitte wählen Sie die Nachricht" in readable(again)) == (422, True), "the form is gone"
    assert facts(world, heard.id).count("hearing_answered") == 1
