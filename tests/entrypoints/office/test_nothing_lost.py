"""Nothing a case worker typed is lost: not when her sign-in ended, not when somebody else has the task or decided it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from allmende.apps.cases import queries as cases
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import World

REASON = "Der Nachweis aus Gießen fehlt."
REFUSAL = {"outcome": "refused", "ground": "no_dog", "reason": REASON, "_action": "decide"}


def kept_in(answer: Any) -> dict[str, str]:
    """What a refused page sends again on one press."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.content.decode())
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_decision_sent_after_the_session_ended_is_kept_and_counts_once_signed_in(
    desk: Desk, case_id: str, world: World
) -> None:
    task = desk.take_first()
    world.now += timedelta(days=1)
    refused = desk.post(task, REFUSAL)
    assert refused.status_code == 403
    assert "Es wurde nichts gespeichert" in readable(refused)
    assert REASON in readable(refused)
    assert REASON not in str(refused.headers)
    assert 'href="/buero/anmelden/?weiter=%2F" target="_blank"' in refused.content.decode()
    kept = kept_in(refused)
    assert {name: said for name, said in kept.items() if name != "gesehen"} == REFUSAL
    desk.sign_in()
    assert REASON in readable(desk.post(task, kept | {"_action": "preview"}))


def test_a_message_sent_after_signing_out_elsewhere_is_kept(desk: Desk, case_id: str) -> None:
    address, typed = (
        f"/buero/vorgang/{case_id}/nachricht/",
        {"betreff": "Frage", "nachricht": "Welche Rasse?", "key": "k"},
    )
    desk.post("/buero/abmelden/")
    refused = desk.post(address, typed)
    assert "Welche Rasse?" in readable(refused)
    kept = kept_in(refused)
    desk.sign_in()
    assert desk.post(address, kept).status_code == 302
    with city_scope("marburg"):
        assert [message.text for message in cases.list_messages(case_id=case_id)] == ["Welche Rasse?"]


def test_a_button_without_words_leads_to_the_sign_in_at_once(desk: Desk, case_id: str) -> None:
    task = desk.take_first()
    desk.post("/buero/abmelden/")
    assert desk.post(f"{task}zurueck/")["Location"].startswith("/buero/anmelden/")


def test_a_text_too_long_to_show_again_says_how_to_keep_it(desk: Desk, case_id: str) -> None:
    desk.post("/buero/abmelden/")
    refused = desk.post(f"/buero/vorgang/{case_id}/nachricht/", {"nachricht": "x" * 200_001})
    assert refused.status_code == 403
    assert "gehen Sie dann hier einen Schritt zurück" in readable(refused)
    assert len(refused.content) < 20_000


@pytest.mark.parametrize("address", ["/buero/passwort/", "/buero/zugang/zweiter-faktor/"])
def test_a_password_is_on_no_page(desk: Desk, address: str) -> None:
    desk.post("/buero/abmelden/")
    refused = desk.post(address, {"alt": "secret word", "neu": "secret word", "passwort": "secret word", "code": "1"})
    assert refused.status_code == 302
    assert b"secret" not in refused.content


def test_a_role_taken_away_keeps_the_words(desk: Desk) -> None:
    refused = desk.post("/werkstatt/entwurf/neu/", {"titel": "Zelte im Park"})
    assert refused.status_code == 403
    assert "Zelte im Park" in readable(refused)


def test_a_case_that_went_elsewhere_keeps_the_words(desk: Desk, case_id: str, world: World) -> None:
    hire(world, "elsewhere", roles=("kasse",), units=("kasse",))
    stranger = Desk()
    stranger.sign_in("elsewhere")
    refused = stranger.post(f"/buero/vorgang/{case_id}/nachricht/", {"nachricht": "Welche Rasse?"})
    assert refused.status_code == 404
    assert "Welche Rasse?" in readable(refused)


@pytest.mark.parametrize("action", ["decide", "preview"])
def test_a_decision_after_the_head_took_over_says_it_does_not_count_and_shows_the_words(
    desk: Desk, case_id: str, world: World, action: str
) -> None:
    task = desk.take_first()
    hire(world, "head", roles=("leitung",))
    head = Desk()
    head.sign_in("head")
    assert head.post(f"{task}uebernehmen/").status_code == 302
    refused = desk.post(task, REFUSAL | {"_action": action})
    assert "Nicht gespeichert" in readable(refused)
    assert REASON in readable(refused)
    if action == "decide":
        assert refused.status_code == 422
        assert "Nicht gespeichert: Diese Aufgabe liegt bei jemand anderem." in readable(refused)


def test_a_decision_after_another_one_says_so_and_shows_the_words(desk: Desk, case_id: str) -> None:
    task = desk.take_first()
    assert desk.post(task, {"outcome": "granted", "_action": "decide"}).status_code == 302
    refused = desk.post(task, REFUSAL)
    assert refused.status_code == 422
    assert "Nicht gespeichert: Diese Aufgabe ist schon erledigt." in readable(refused)
    assert REASON in readable(refused)
