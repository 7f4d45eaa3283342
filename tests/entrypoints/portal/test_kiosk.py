"""A day at the door: a hundred numbers drawn, called at three desks, shown on the display, and counted."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from allmende.apps.applications.rules import hashed
from allmende.apps.booking import operations, queries
from allmende.apps.booking.models import KioskDevice, Ticket
from allmende.apps.booking.queries import SiteView
from allmende.domain.booking import OpenHours
from allmende.foundation.audit import chain
from allmende.foundation.tenancy.scopes import city_scope
from tests.adversary.scene import Browser
from tests.entrypoints.office.conftest import Desk, hire
from tests.usecases.booking.conftest import NOW, furnish
from tests.world import World

PEOPLE = 100


@pytest.fixture
def site(world: World) -> SiteView:
    world.now = NOW.replace(hour=8)
    with city_scope("marburg"):
        found = furnish(desks=3, minutes=5)
        hours = tuple((day, OpenHours.of("08:00", "18:00")) for day in range(5))
        operations.put_weekly(site_id=found.id, desk_id=None, rows=hours)
        return found


KEY = "a-key-that-a-clerk-made"


def address(site: SiteView) -> str:
    """Of the device that a clerk set up there."""
    with city_scope("marburg"):
        operations.add_device(site_id=site.id, name="Eingang", key_hash=hashed(KEY), now=NOW)
    return f"/termin/nummer/{KEY}/"


def test_each_device_has_its_own_address_that_is_shown_once_renewed_and_withdrawn(world: World, site: SiteView) -> None:
    hire(world, "head", roles=("leitung",))
    head, browser, there = Desk(), Browser(), "/buero/termine/einrichten/"
    head.sign_in("head")

    def post(**said: object) -> str:
        """The address that the answer shows; empty where it shows none."""
        answer = head.post(there, {"ort": site.id, "was": "geraet", **said})
        found = re.search(r"/termin/nummer/[^<]+/", answer.content.decode())
        return found[0] if found else ""

    def works(where: str) -> bool:
        return browser.get(where).status_code == 200

    north, south = post(geraet="Eingang Nord"), post(geraet="Eingang Süd")
    assert works(north) and works(south) and north != south
    assert Browser("fulda").get(north).status_code == 404
    page = head.get(f"{there}?ort={site.id}")
    assert "Eingang Nord" in text(page) and "/termin/nummer/" not in page.content.decode()
    assert "/termin/nummer/" not in head.get(f"/buero/termine/?ort={site.id}").content.decode()
    with city_scope("marburg"):
        devices = {one.name: one.id for one in queries.list_devices(site_id=site.id)}
        assert KioskDevice.objects.filter(key_hash__in=north.split("/")).count() == 0, "the key is kept nowhere"
        elsewhere = furnish(name="Außenstelle", desks=1)
    again = post(eintrag=devices["Eingang Nord"], an="1")
    assert works(again) and works(south) and not works(north)
    assert head.post(there, {"ort": elsewhere.id, "was": "geraet", "eintrag": devices["Eingang Süd"], "an": "0"}).status_code == 302  # fmt: skip
    assert works(south), "a device of another site"
    assert post(eintrag=devices["Eingang Süd"], an="0") == ""
    assert works(again) and not works(south)
    for name, words in (("", "einen Namen"), (" Eingang  Nord ", "schon")):
        answer = head.post(there, {"ort": site.id, "was": "geraet", "geraet": name})
        assert answer.status_code == 422 and words in text(answer)
    hire(world, "clerk")
    clerk = Desk()
    clerk.sign_in("clerk")
    assert clerk.post(there, {"ort": site.id, "was": "geraet", "geraet": "X"}).status_code == 404
    with city_scope("marburg"):
        entries = [(entry.action, entry.details["name"]) for entry in chain.list_about(f"site:{site.id}")]
    assert sorted(entries) == [
        ("booking.kiosk_made", "Eingang Nord"), ("booking.kiosk_made", "Eingang Süd"),
        ("booking.kiosk_renewed", "Eingang Nord"), ("booking.kiosk_withdrawn", "Eingang Süd"),
    ]  # fmt: skip


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def draw(browser: Browser, where: str) -> str:
    page = browser.get(where).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key and "<script" not in re.sub(r"<script src=[^>]+></script>", "", page)
    answer = browser.post(where, {"wofuer": "ausweis", "key": key[1]})
    number = re.search(r'al-kiosk__number">([A-Z]\d+)<', answer.content.decode())
    assert number, answer.content
    assert browser.post(where, {"wofuer": "ausweis", "key": key[1]}).content.decode().count(number[1]) >= 1, (
        "pressed twice"
    )
    return number[1]


def test_a_day_of_a_hundred_numbers_three_desks_and_a_display(world: World, site: SiteView) -> None:
    door, board, where = Browser(), Browser(), address(site)
    with city_scope("marburg"):
        desks = [desk.id for desk in queries.list_desks(site_id=site.id)]
    staff = []
    for number, _ in enumerate(desks):
        hire(world, f"clerk{number}")
        staff.append(Desk())
        staff[-1].sign_in(f"clerk{number}")
    drawn: list[str] = []
    called: list[str] = []
    minute = 0
    while len(called) < PEOPLE:
        world.now += timedelta(minutes=2)
        minute += 1
        if len(drawn) < PEOPLE:
            drawn.append(draw(door, where))
            if len(drawn) == 7:
                assert "Person" in text(door.get(where)) and "Minuten" in text(door.get(where))
        at = minute % 3
        with city_scope("marburg"):
            busy = Ticket.objects.filter(state="called", desk_id=desks[at]).first()
        if busy:
            act = "absent" if minute % 17 == 0 else "done"
            assert (
                staff[at]
                .post("/buero/termine/aufruf/", {"ort": site.id, "platz": desks[at], "nummer": busy.pk, "tun": act})
                .status_code
                == 302
            )
        answer = staff[at].post("/buero/termine/aufruf/", {"ort": site.id, "platz": desks[at], "tun": "next"})
        assert answer.status_code in (302, 409)
        if answer.status_code == 302:
            with city_scope("marburg"):
                now_called = Ticket.objects.filter(state="called", desk_id=desks[at]).get()
            called.append(now_called.number)
            if len(called) % 10 == 0:
                shown = text(board.get(f"/termin/aufruf/{site.id}/"))
                assert f"{now_called.number} → Platz {at + 1}" in shown
    assert called == drawn == [f"W{number}" for number in range(1, PEOPLE + 1)], "in the order they came, nobody twice"
    hire(world, "head", roles=("leitung",))
    head = Desk()
    head.sign_in("head")
    assert re.search(r"Ausweis.*100", text(head.get(f"/buero/termine/zahlen/?ort={site.id}")))


def test_outside_the_hours_and_with_a_wrong_address_there_is_no_number(world: World, site: SiteView) -> None:
    world.now = NOW.replace(hour=19)
    browser = Browser()
    where = address(site)
    assert "Gerade geben wir keine Nummern aus" in text(browser.get(where))
    answer = browser.post(where, {"wofuer": "ausweis", "key": "x"})
    assert answer.status_code == 409 and "keine Nummern" in text(answer)
    assert Browser().get("/termin/nummer/x/").status_code == 404
    assert Browser("fulda").get(where).status_code == 404


def test_what_is_not_served_gets_no_number(world: World, site: SiteView) -> None:
    assert Browser().post(address(site), {"wofuer": "pass", "key": "x"}).status_code == 409


def test_somebody_calls_for_help_and_every_list_shows_it_until_a_colleague_ends_it(
    world: World, site: SiteView
) -> None:
    desks = []
    for name in ("anna", "bert"):
        hire(world, name)
        desks.append(Desk())
        desks[-1].sign_in(name)
    anna, bert = desks
    with city_scope("marburg"):
        place = queries.list_desks(site_id=site.id)[1].id
    for _ in range(2):
        assert anna.post("/buero/termine/hilfe/", {"ort": site.id, "platz": place}).status_code == 302
    assert text(bert.get("/buero/termine/")).count("Hilfe gebraucht: Platz 2") == 1
    with city_scope("marburg"):
        [call] = queries.list_emergencies(site_ids=[site.id])
    assert "Platz 2" in text(bert.get(f"/buero/termine/hilfe/?ort={site.id}"))
    bert.post("/buero/termine/hilfe/", {"ort": site.id, "ruf": call.id})
    assert "Gerade ruft niemand" in text(anna.get(f"/buero/termine/hilfe/?ort={site.id}"))
    with city_scope("fulda"):
        assert queries.list_emergencies(site_ids=[site.id]) == ()
