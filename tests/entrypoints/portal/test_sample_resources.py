"""The demo's seats, rooms and vehicles: in each of the six cities a citizen books a seat, waits for one, and books a room."""

from __future__ import annotations

import re
from typing import Any

import pytest

from allmende.apps.booking import queries
from allmende.apps.booking.models import Reservation, WaitingEntry
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.booking import proof, sample, waiting
from tests.adversary.scene import Browser
from tests.other_process import ROOT
from tests.usecases.booking.conftest import NOW
from tests.world import World

CITIES = ("fulda", "giessen", "limburg", "marburg", "offenbach", "wetzlar")
DAY = "4.11.2026"
"""A Wednesday, on which there is one time for a seat."""


@pytest.fixture
def world(world: World) -> World:
    world.now = NOW
    assert world.load(ROOT / "services", ROOT / "cities").problems == []
    assert sample.set_up_sample() == len(CITIES)
    assert sample.set_up_sample() == 0
    return world


def times(answer: Any) -> list[str]:
    return re.findall(r'name="zeit" value="(\d+\.\d+)"', answer.content.decode())


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def book(browser: Browser, offer: str, time: str, who: str, city: str) -> str:
    """From the list to the appointment, by the page and the link of the mail; its address."""
    form = browser.post(f"/termin/{offer}/", {"zeit": time})
    assert form.status_code == 302, text(form)
    asked = browser.post(form["Location"], {"name": who, "email": f"{who}@example.org", "phone": ""})
    assert asked["Location"] == f"{form['Location']}?post=1", text(asked)
    with city_scope(city):
        held = queries.find(reservation_id=str(Reservation.objects.get(state="held", person__name=who).pk))
        assert held
        link = proof.token_of(city=city, booked=held)
    done = browser.post(f"/termin/bestaetigen/{link}/", {})
    assert done.status_code == 302, text(done)
    assert "Ihr Termin ist gebucht" in text(browser.get(done["Location"]))
    return str(done["Location"])


def wait(browser: Browser, offer: str, who: str, city: str) -> str:
    """On the waiting list, and confirmed by the link of the mail; its address."""
    joined = browser.post(
        f"/termin/{offer}/warteliste/?ab={DAY}", {"name": who, "email": f"{who}@example.org", "bis": DAY}
    )
    assert joined.status_code == 302, text(joined)
    with city_scope(city):
        there = f"/termin/warteliste/{waiting.token_of(city=city, entry_id=str(WaitingEntry.objects.get().pk))}/"
    assert browser.post(there, {"tun": "warten"}).status_code == 302
    assert "Sie stehen auf der Warteliste" in text(browser.get(there))
    return there


def test_each_city_lends_seats_with_a_waiting_list_and_a_room(world: World) -> None:
    assert tuple(sorted(City.objects.filter(active=True).values_list("key", flat=True))) == CITIES
    for number, city in enumerate(CITIES):
        browser = Browser(city, REMOTE_ADDR=f"192.0.2.{number}")
        offers = text(browser.get("/termin/"))
        assert "Sitzplatz im Lesesaal" in offers and "Besprechungsraum" in offers and "Lastenrad" in offers, city
        page = browser.get(f"/termin/lesesaal/?ab={DAY}")
        assert "(Beispiel)" in text(page), city
        time = times(page)[0]
        seats = [book(browser, "lesesaal", time, f"gast{seat}", city) for seat in range(sample.SEATS)]
        assert time not in times(browser.get(f"/termin/lesesaal/?ab={DAY}")), city

        there = wait(browser, "lesesaal", "zoe", city)
        with city_scope(city):
            assert waiting.offer_times(city=city, now=world.now) == 0, city
        browser.post(f"{seats[0]}absagen/", {})
        with city_scope(city):
            assert waiting.offer_times(city=city, now=world.now) == 1, city
        assert "Diese Zeit ist für Sie frei" in text(browser.get(there)), city
        taken = browser.post(there, {"tun": "annehmen"})
        assert taken.status_code == 302, city
        assert "Sitzplatz im Lesesaal" in text(browser.get(browser.get(there)["Location"])), city

        for offer in ("raum", "lastenrad"):
            first = times(browser.get(f"/termin/{offer}/?ab={DAY}"))[0]
            book(browser, offer, first, offer, city)
            assert first not in times(browser.get(f"/termin/{offer}/?ab={DAY}")), (city, offer)
