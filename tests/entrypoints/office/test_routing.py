"""The page of rules, and that a task says which rule brought it."""

from __future__ import annotations

import re

import pytest

from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import Visitor, World


@pytest.fixture
def head(world: World, desk: Desk) -> Desk:
    hire(world, "leitung", roles=("leitung",))
    found = Desk()
    found.sign_in("leitung")
    return found


def test_a_rule_is_added_and_a_task_says_why_it_is_there(world: World, head: Desk, desk: Desk) -> None:
    with city_scope("marburg"):
        clerk = str(Officer.objects.get(username="clerk").pk)
    form = {"stelle": "amt", "name": "Hunde für Clerk", "wer": [clerk], "erster": "", "letzter": ""}
    assert head.post("/buero/verteilung/", form).status_code == 302
    page = head.get("/buero/verteilung/?neues=regel")
    assert "Hunde für Clerk" in readable(page)
    assert "alle Aufgaben" in readable(page)
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
        world.work()
    for address in ("/buero/?wer=mine", f"/buero/vorgang/{visitor.id}/"):
        assert "zugeteilt nach der Regel „Hunde für Clerk“" in desk.read(address)
    number = re.search(r'name="regel" value="(\d+)"', page.content.decode())
    assert number
    assert desk.post("/buero/verteilung/aendern/", {"regel": number[1], "tun": "entfernen"}).status_code == 403
    assert head.post("/buero/verteilung/aendern/", {"regel": number[1], "tun": "entfernen"}).status_code == 302
    assert head.post("/buero/verteilung/aendern/", {"regel": "x"}).status_code == 404
    assert "Noch keine Regel" in head.read("/buero/verteilung/")


def test_what_is_wrong_stays_in_the_fields(head: Desk) -> None:
    answer = head.post("/buero/verteilung/", {"stelle": "amt", "name": "Nur Name", "strassen": "Markt"})
    assert (answer.status_code, "Bitte wählen Sie, wer die Aufgaben bekommt." in readable(answer)) == (422, True)
    assert 'value="Nur Name"' in answer.content.decode()
    assert ">Markt</textarea>" in answer.content.decode()
