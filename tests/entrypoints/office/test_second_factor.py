"""Signing in with a second factor: set up, asked for, given once, guessed, lost, reset."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest

from allmende.foundation.audit.models import Entry
from allmende.foundation.identity import factors, officers
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import PASSWORD, Desk, hire, readable

ENTER, SET_UP = "/buero/zweiter-faktor/", "/buero/zugang/zweiter-faktor/"


@pytest.fixture
def person(world):
    with city_scope("marburg"):
        officers.create(
            username="kim", name="Kim Kasse", email="kim@example.org", password=PASSWORD, roles=["sachbearbeitung"],
            units=["amt"], now=world.now,
        )  # fmt: skip
    hire(world, "boss", roles=("leitung",))


@pytest.fixture
def demand(person):
    City.objects.filter(key="marburg").update(second_factor=["sachbearbeitung"])
    hosts.forget()


def app(page: str):
    """The app on her phone: reads the key on the page, shows the code of a moment."""
    secret = base64.b32decode(re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", ""))
    return lambda now: factors._totp(secret).generate(int(now.timestamp())).decode()


def set_up(desk: Desk, world, path: str = SET_UP):
    """Her app, and the recovery codes she was shown."""
    shows = app(desk.get(path).content.decode())
    answer = desk.post(path, {"code": shows(world.now), "passwort": PASSWORD})
    assert answer.status_code == 200, readable(answer)
    assert answer["Cache-Control"] == "no-store"
    return shows, re.findall(r"<code>([a-z0-9-]+)</code>", answer.content.decode())


def sign_in(name: str = "kim") -> Desk:
    desk = Desk()
    assert desk.sign_in(name).status_code == 302
    return desk


def give(desk: Desk, code: str):
    return desk.post(ENTER, {"code": code})


def acts(name: str = "kim") -> list[str]:
    with city_scope("marburg"):
        subject = f"officer:{officers.find(name).pk}"
        return list(Entry.objects.filter(subject=subject).order_by("number").values_list("action", flat=True))


@pytest.mark.parametrize("path", ["/buero/", "/buero/zugang/", SET_UP, "/buero/passwort/", "/werkstatt/", "/en/buero/"])
def test_demanded_and_missing_opens_nothing_but_setting_it_up(demand, path):
    desk = sign_in()
    for answer in (desk.get(path), desk.post(path)):
        assert answer.status_code == 302
        assert ENTER in answer["Location"]
    assert "verlangt einen zweiten Faktor" in desk.read(ENTER)
    assert sign_in("boss").get("/buero/").status_code == 200


def test_set_up_when_demanded_lets_her_in_and_ends_other_sessions(demand, world):
    other, desk = sign_in(), sign_in()
    _, codes = set_up(desk, world, ENTER)
    assert len(set(codes)) == 10
    assert desk.get("/buero/").status_code == 200
    assert other.get("/buero/")["Location"].startswith("/buero/anmelden/")
    world.work()
    assert "zweiten Faktor für Ihre Anmeldung eingerichtet" in world.mail.sent[-1].text


def test_a_code_is_asked_for_after_the_password_and_good_once(person, world):
    shows, _ = set_up(sign_in(), world)
    world.now += timedelta(seconds=31)
    desk = sign_in()
    assert ENTER in desk.get("/buero/")["Location"]
    assert give(desk, "000000").status_code == 422
    assert give(desk, shows(world.now))["Location"] == "/buero/"
    assert desk.get("/buero/").status_code == 200
    again = sign_in()
    assert "nur einmal" in readable(give(again, shows(world.now)))
    world.now += timedelta(seconds=31)
    assert give(again, shows(world.now)).status_code == 302
    assert acts()[-5:] == [
        "staff.factor_wrong", "staff.factor_given", "staff.signed_in", "staff.factor_wrong", "staff.factor_given",
    ]  # fmt: skip


def test_the_code_of_setting_up_is_good_no_more(person, world):
    shows, _ = set_up(sign_in(), world)
    assert give(sign_in(), shows(world.now)).status_code == 422


def test_setting_up_needs_the_password_and_the_apps_code(person, world):
    desk = sign_in()
    shows = app(desk.get(SET_UP).content.decode())
    wrong = [{"code": "123456", "passwort": PASSWORD}, {"code": shows(world.now), "passwort": "not hers"}]
    assert [desk.post(SET_UP, typed).status_code for typed in wrong] == [422, 422]
    assert sign_in().get("/buero/").status_code == 200
    with city_scope("marburg"):
        assert officers.find("kim").factor_secret == ""


def test_a_recovery_code_works_once_and_she_is_told(person, world):
    _, codes = set_up(sign_in(), world)
    assert give(sign_in(), codes[3].upper()).status_code == 302
    assert give(sign_in(), codes[3]).status_code == 422
    desk = sign_in()
    assert give(desk, codes[4]).status_code == 302
    assert "noch 8 Notfallcodes" in desk.read("/buero/zugang/")
    world.work()
    assert "Notfallcode angemeldet" in world.mail.sent[-1].text


def test_guesses_are_braked_told_and_lock_out_nobody(person, world):
    shows, _ = set_up(sign_in(), world)
    world.now += timedelta(seconds=31)
    assert give(sign_in(), shows(world.now)).status_code == 302
    thief = Desk()
    thief.defaults["REMOTE_ADDR"] = "203.0.113.9"
    thief.sign_in("kim")
    answers = [readable(give(thief, f"{number:06}")) for number in range(12)]
    assert "Zu viele Versuche" in answers[-1]
    world.work()
    told = [mail for mail in world.mail.sent if "kennt Ihr Passwort" in mail.text]
    assert len(told) == 1
    world.now += timedelta(seconds=31)
    assert give(sign_in(), shows(world.now)).status_code == 302


def test_the_head_resets_it(demand, world):
    desk = sign_in()
    set_up(desk, world, ENTER)
    boss = sign_in("boss")
    assert boss.post("/buero/konten/kim/", {"tun": "faktor"}).status_code == 302
    assert "ohne zweiten Faktor" in boss.read("/buero/konten/")
    assert desk.get("/buero/")["Location"].startswith("/buero/anmelden/")
    assert acts()[-1] == "staff.factor_reset"
    set_up(sign_in(), world, ENTER)


def test_after_the_installations_key_changed_the_page_says_what_to_do(person, world, settings):
    set_up(sign_in(), world)
    with city_scope("marburg"):
        kim = officers.find("kim")
        officers.change(kim, factor_codes=[])
    settings.SECRET_KEY = "another key, drawn anew " * 3
    assert "zurücksetzen" in readable(give(sign_in(), "123456"))


def test_her_own_sign_ins_are_listed_and_the_others_can_be_ended(person):
    other, desk = sign_in(), sign_in()
    assert desk.read("/buero/zugang/").count("anderswo") == 1
    assert desk.post("/buero/zugang/anderswo-abmelden/").status_code == 302
    assert "anderswo" not in desk.read("/buero/zugang/")
    assert other.get("/buero/")["Location"].startswith("/buero/anmelden/")


def test_failed_sign_ins_stand_in_the_audit_log(person):
    for name in ("kim", "nobody"):
        Desk().sign_in(name, "wrong password")
    assert acts() == ["staff.sign_in_failed"]
    with city_scope("marburg"):
        assert Entry.objects.filter(subject="officer:unknown").count() == 1
