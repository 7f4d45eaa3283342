"""The own password: a given one opens nothing but the page to change it; the change ends every other session."""

from __future__ import annotations

from datetime import timedelta

import pytest

from allmende.foundation.identity import officers
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import administer_staff as staff
from tests.entrypoints.office.conftest import PASSWORD, Desk

NEW = "my very own password"


@pytest.fixture
def given(world):
    """An account with a password that somebody else chose."""
    with city_scope("marburg"):
        staff.add(
            city="marburg", username="neu", name="Nele Neu", email="neu@example.org", password=PASSWORD,
            roles=["sachbearbeitung", "leitung", "gestaltung"], units=["amt"], actor="operator", now=world.now,
        )  # fmt: skip
    desk = Desk()
    assert desk.sign_in("neu").status_code == 302
    return desk


def change(desk, old=PASSWORD, new=NEW, again=NEW, **more):
    return desk.post("/buero/passwort/", {"alt": old, "neu": new, "noch_einmal": again, **more})


@pytest.mark.parametrize("path", ["/buero/", "/buero/konten/", "/buero/betrieb/", "/werkstatt/", "/en/buero/"])
def test_a_given_password_opens_nothing_but_its_change(given, path):
    for answer in (given.get(path), given.post(path)):
        assert answer.status_code == 302
        assert "/buero/passwort/" in answer["Location"]
    assert change(given, weiter=path)["Location"] == path
    assert given.get(path).status_code == 200


def test_she_may_sign_out_instead(given):
    assert given.post("/buero/abmelden/").status_code == 302
    assert given.get("/buero/passwort/")["Location"].startswith("/buero/anmelden/")


def test_the_page_says_why_and_the_old_password_is_over(given, world):
    assert "jemand anderes gewählt" in given.read("/buero/passwort/")
    other = Desk()
    other.sign_in("neu")
    assert change(given).status_code == 302
    assert other.get("/buero/passwort/")["Location"].startswith("/buero/anmelden/")
    assert (Desk().sign_in("neu").status_code, Desk().sign_in("neu", NEW).status_code) == (422, 302)
    assert "jemand anderes gewählt" not in given.read("/buero/passwort/")
    world.work()
    assert "Sie haben Ihr Passwort geändert." in world.mail.sent[-1].text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"old": "wrong"}, "bisherige Passwort stimmt nicht"), ({"again": NEW + "x"}, "nicht zweimal gleich"),
        ({"new": "short", "again": "short"}, "mindestens 12 Zeichen"), ({"new": PASSWORD, "again": PASSWORD}, "anderes Passwort"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_changes(given, typed, says):
    answer = change(given, **typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert given.get("/buero/").status_code == 302
    with city_scope("marburg"):
        assert officers.knows_password(officers.find("neu"), PASSWORD)


def test_guessing_the_old_password_in_an_open_session_is_braked(given, world):
    for number in range(11):
        answer = change(given, old=f"guess {number}")
    assert "Zu viele Versuche" in answer.content.decode()
    assert change(given).status_code == 422
    world.now += timedelta(minutes=16)
    assert change(given).status_code == 302


def test_the_way_back_stays_in_the_house(given):
    assert change(given, weiter="//evil.example/")["Location"] == "/buero/"
