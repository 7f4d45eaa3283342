"""The page of accounts: for whoever leads; a password is shown once; who is blocked is out at once."""

from __future__ import annotations

import re

import pytest

from allmende.domain.cooperation import ROLES as STUDIO_ROLES
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import PASSWORD, Desk


def hire(world, name, *roles, city="marburg", email=""):
    with city_scope(city):
        officers.create(
            username=name, name=name.title(), password=PASSWORD, roles=roles, units=("amt",), email=email, now=world.now
        )
    desk = Desk(f"{city}.localhost")
    assert desk.sign_in(name).status_code == 302
    return desk


@pytest.fixture
def head(world):
    return hire(world, "chefin", "leitung")


def test_a_new_colleague_gets_a_password_shown_once(head):
    posted = {"username": "Neu", "name": "Nele Neu", "rolle": ["sachbearbeitung"], "stelle": ["amt"]}
    answer = head.post("/buero/konten/", posted)
    password = re.search(r"<code>([^<]+)</code>", answer.content.decode())[1]
    assert answer.headers["Cache-Control"] == "no-store"
    new = Desk()
    assert new.sign_in("neu", password).status_code == 302
    assert new.get("/buero/")["Location"] == "/buero/passwort/?weiter=%2Fbuero%2F"
    assert password not in head.read("/buero/konten/") + head.read("/buero/konten/neu/")


def test_what_is_wrong_is_said_and_what_was_typed_stays(head):
    answer = head.post("/buero/konten/", {"username": "chefin", "name": "Nele Neu", "rolle": ["nixda"]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Diesen Anmeldenamen gibt es schon." in page and "nixda" in page and 'value="Nele Neu"' in page


def test_change_block_and_open(head, world):
    desk = hire(world, "petra", "sachbearbeitung")
    changed = {"tun": "aendern", "name": "Petra Neu", "email": "", "rolle": ["kasse"], "stelle": ["amt"]}
    assert head.post("/buero/konten/petra/", changed).status_code == 302
    with city_scope("marburg"):
        assert Officer.objects.get(username="petra").roles == ["kasse"]
    assert desk.get("/buero/").status_code == 200
    assert head.post("/buero/konten/petra/", {"tun": "sperren"}).status_code == 302
    assert desk.get("/buero/").status_code == 302
    assert "gesperrt" in head.read("/buero/konten/")
    head.post("/buero/konten/petra/", {"tun": "oeffnen"})
    assert Desk().sign_in("petra").status_code == 302


def test_a_head_cannot_touch_herself_nor_another_head(head, world):
    hire(world, "zweite", "leitung")
    hire(world, "frieda", "freigabe", "sachbearbeitung")
    everything = {"tun": "aendern", "name": "X", "email": "", "rolle": ["leitung", "freigabe"], "stelle": ["amt"]}
    for name in ("chefin", "zweite", "frieda"):
        page = head.read(f"/buero/konten/{name}/")
        assert "Betreuung des Systems" in page and "Speichern" not in page
        for posted in (everything, {"tun": "sperren"}, {"tun": "entfernen"}, {"tun": "passwort"}):
            answer = head.post(f"/buero/konten/{name}/", posted)
            assert answer.status_code == 403, (name, posted)
            assert "<code>" not in answer.content.decode()
        assert Desk().sign_in(name).status_code == 302
    with city_scope("marburg"):
        assert Officer.objects.get(username="chefin").roles == ["leitung"]


def test_when_others_signed_in_last_is_told_of_accounts_in_reach_alone(head, world):
    hire(world, "zweite", "leitung")
    hire(world, "petra", "sachbearbeitung")
    page = head.read("/buero/konten/")
    assert page.count(f"{world.now:%d.%m.%Y}") == 1


def test_only_what_she_may_give_is_offered_and_taken(head, world):
    page = head.get("/buero/konten/").content.decode()
    assert 'value="sachbearbeitung"' in page
    for role in ("leitung", *STUDIO_ROLES):
        assert f'value="{role}"' not in page
        posted = {"username": "neu", "name": "Nele Neu", "rolle": [role], "stelle": ["amt"]}
        assert head.post("/buero/konten/", posted).status_code == 403
    assert head.post("/buero/konten/", {"username": "neu", "name": "Nele Neu"}).status_code == 422
    with city_scope("marburg"):
        assert officers.find("neu") is None


def test_a_new_password_ends_the_old_one(head, world):
    desk = hire(world, "petra", "sachbearbeitung")
    answer = head.post("/buero/konten/petra/", {"tun": "passwort"})
    password = re.search(r"<code>([^<]+)</code>", answer.content.decode())[1]
    assert desk.get("/buero/").status_code == 302
    assert (Desk().sign_in("petra").status_code, Desk().sign_in("petra", password).status_code) == (422, 302)


def test_others_and_other_cities_see_no_accounts(head, world):
    clerk = hire(world, "clerk", "sachbearbeitung", "freigabe")
    for path in ("/buero/konten/", "/buero/konten/chefin/"):
        assert clerk.get(path).status_code == 403
        assert clerk.post(path, {"tun": "sperren"}).status_code == 403
    stranger = hire(world, "fremde", "leitung", city="fulda")
    assert "chefin" not in stranger.read("/buero/konten/")
    assert stranger.post("/buero/konten/chefin/", {"tun": "sperren"}).status_code == 404
    assert head.post("/buero/konten/chefin/", {"tun": "quatsch"}).status_code == 404


def test_the_person_is_told_where_she_was_and_where_she_is(head, world):
    hire(world, "petra", "sachbearbeitung", email="petra@example.org")
    changed = {"tun": "aendern", "name": "Petra", "email": "other@example.org", "rolle": [], "stelle": ["amt"]}
    assert head.post("/buero/konten/petra/", changed).status_code == 302
    head.post("/buero/konten/petra/", {"tun": "passwort"})
    world.work()
    assert sorted(mail.to for mail in world.mail.sent) == [
        "other@example.org",
        "other@example.org",
        "petra@example.org",
    ]
    assert all("Das war: Chefin." in mail.text and "Petra" not in mail.subject for mail in world.mail.sent)
    assert "neues Passwort" in world.mail.sent[-1].text
