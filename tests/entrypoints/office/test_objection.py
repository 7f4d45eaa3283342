"""Recording an objection and a claim on the page of a case, and what the page of the objection says."""

from __future__ import annotations

from pathlib import Path

import pytest

from allmende.usecases.write_message import write_as_citizen
from tests.entrypoints.office.conftest import Desk, readable
from tests.objecting import letter_of, refuse
from tests.world import Clerk, Visitor, World


@pytest.fixture
def refused(world: World, tmp_path: Path) -> Visitor:
    visitor = Visitor(world)
    with visitor.here():
        refuse(world, visitor, Clerk(world, username="other"), tmp_path)
    return visitor


def typed(visitor: Visitor, **more: str) -> dict[str, str]:
    with visitor.here():
        return {"bescheid": letter_of(visitor), "tag": "2.11.2026", "weg": "paper", "worte": "Er ist klein.", **more}


def test_an_objection_on_paper_is_recorded_and_what_is_wrong_stays_in_the_fields(
    refused: Visitor, desk: Desk, world: World
) -> None:
    case = f"/buero/vorgang/{refused.id}/"
    assert "Widerspruch festhalten" in desk.read(case)
    wrong = desk.post(f"{case}widerspruch/", typed(refused, weg=""))
    assert wrong.status_code == 422
    assert "Bitte wählen Sie, wie der Widerspruch kam." in readable(wrong)
    assert "Er ist klein." in wrong.content.decode(), "what was typed stays"
    done = desk.post(f"{case}widerspruch/", typed(refused))
    with refused.here():
        world.work()
    page = desk.read(done["Location"])
    assert "Der Widerspruch ist angelegt." in page
    assert "Widerspruch auf Papier gegen: Ihr Hund ist nicht angemeldet" in page
    assert "Rechtzeitig: zählt ab" in page
    assert "Er ist klein." in page
    assert "Widerspruch festhalten" not in desk.read(case), "once"


def test_a_plain_email_is_called_no_written_form(refused: Visitor, desk: Desk, world: World) -> None:
    done = desk.post(f"/buero/vorgang/{refused.id}/widerspruch/", typed(refused, weg="email"))
    with refused.here():
        world.work()
    assert "Eine einfache E-Mail oder Nachricht genügt nicht" in desk.read(done["Location"])


def test_a_message_is_counted_as_an_objection_with_its_day_and_words(
    refused: Visitor, desk: Desk, world: World
) -> None:
    with refused.here():
        told = write_as_citizen(
            city="marburg", case_id=refused.id, access=refused.access, text="Ich widerspreche!", key="k", now=world.now
        )
        assert told is None
        (message,) = (message.id for message in refused.view().messages if message.from_citizen)
    case = f"/buero/vorgang/{refused.id}/"
    assert f"?widerspruch={message}#widerspruch" in desk.get(case).content.decode()
    page = desk.get(f"{case}?widerspruch={message}").content.decode()
    assert 'name="worte" rows="5">Ich widerspreche!</textarea>' in page
    assert 'value="2.11.2026"' in page


def test_a_claim_is_noted_on_the_page(refused: Visitor, desk: Desk) -> None:
    case = f"/buero/vorgang/{refused.id}/"
    wrong = desk.post(f"{case}klage/", {"gericht": "", "nummer": "4 K 1/26.GI", "tag": "2.11.2026"})
    assert (wrong.status_code, 'value="4 K 1/26.GI"' in wrong.content.decode()) == (422, True)
    done = desk.post(f"{case}klage/", {"gericht": "VG Gießen", "nummer": "4 K 1/26.GI", "tag": "2.11.2026"})
    page = desk.read(done["Location"])
    assert "Die Klage ist festgehalten." in page
    assert "Aktenzeichen 4 K 1/26.GI" in page


def test_a_case_without_a_decision_has_no_such_box(case_id: str, desk: Desk) -> None:
    assert "Widerspruch und Klage" not in desk.read(f"/buero/vorgang/{case_id}/")
