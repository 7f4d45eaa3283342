"""Free times for other programs are those of the page; the description is valid; a desk's calendar opens with its key alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from allmende.apps.booking import queries
from allmende.apps.booking.queries import SiteView
from allmende.entrypoints.portal.views.appointment_data import describe
from allmende.foundation.tenancy.scopes import city_scope
from tests.adversary.scene import Browser
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.entrypoints.portal.test_appointment import booked
from tests.usecases.booking.conftest import NOW, furnish
from tests.world import World


@pytest.fixture
def site(world: World) -> SiteView:
    world.now = NOW
    with city_scope("marburg"):
        return furnish(desks=1)


@pytest.fixture
def browser(site: SiteView) -> Browser:
    return Browser()


TIMES = "/api/termine/ausweis/zeiten/"


def read(browser: Browser, query: str = "") -> Any:
    answer = browser.get(TIMES + query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_what_the_feed_lists_can_be_booked_and_is_gone_afterwards(
    browser: Browser, site: SiteView, world: World
) -> None:
    offers = browser.get("/api/termine/").json()
    assert [(offer["id"], offer["minutes"], offer["sites"]) for offer in offers["offers"]] == [
        ("ausweis", 30, [site.id])
    ]
    first = read(browser)["times"][0]
    assert first["begins"] == "2026-11-02T08:00:00+01:00"
    booked(browser, world)
    assert first not in read(browser)["times"]
    assert read(browser, "?n_child=1")["minutes"] == 45
    assert {one["begins"][:10] for one in read(browser, "?from=2026-11-04&until=2026-11-05")["times"]} == {
        "2026-11-04",
        "2026-11-05",
    }
    assert read(browser, "?site=999")["times"] == []
    content = browser.get(TIMES).content.decode() + browser.get("/api/termine/").content.decode()
    assert "Erika" not in content and "example.org" not in content


@pytest.mark.parametrize("query", ["?from=gestern", "?until=2026-13-01", "?from=9999-12-31"])
def test_bad_days_are_refused_with_words(browser: Browser, query: str) -> None:
    answer = browser.get(TIMES + query)
    assert answer.status_code == 400 and answer.json()["message"]
    assert browser.get("/api/termine/nichts/zeiten/").status_code == 404
    assert browser.post(TIMES).status_code == 405


def test_the_description_names_what_is_answered(browser: Browser, site: SiteView) -> None:
    said = browser.get("/api/termine/openapi.json").json()
    assert said["openapi"] == "3.1.0" and set(said["paths"]) == {"/api/termine/", "/api/termine/{offer}/zeiten/"}
    shape = said["paths"]["/api/termine/{offer}/zeiten/"]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    answer = read(browser)
    assert set(shape["required"]) == set(answer) and set(shape["properties"]["times"]["items"]["required"]) == set(
        answer["times"][0]
    )
    assert set(said["webhooks"]) == {"availability.changed"}
    assert describe("https://x.invalid")["servers"] == [{"url": "https://x.invalid"}]


def test_a_desks_calendar_opens_with_its_key_until_there_is_a_new_one(
    browser: Browser, site: SiteView, world: World
) -> None:
    booked(browser, world)
    hire(world, "head", roles=("leitung",))
    head = Desk()
    head.sign_in("head")
    set_up = f"/buero/termine/einrichten/?ort={site.id}"
    with city_scope("marburg"):
        desk = queries.list_desks(site_id=site.id)[0]
    head.post("/buero/termine/einrichten/", {"ort": site.id, "was": "kalender", "platz": desk.id, "an": "1"})
    found = re.search(r"/termin/kalender/[^<]+\.ics", head.get(set_up).content.decode())
    assert found
    feed = browser.get(found[0])
    said = feed.content.decode()
    assert feed["Content-Type"].startswith("text/calendar") and said.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Ausweis" in said and "Erika" not in said and "example.org" not in said
    assert Browser("fulda").get(found[0]).status_code == 404
    head.post("/buero/termine/einrichten/", {"ort": site.id, "was": "kalender", "platz": desk.id, "an": "1"})
    assert browser.get(found[0]).status_code == 404
    head.post("/buero/termine/einrichten/", {"ort": site.id, "was": "kalender", "platz": desk.id, "an": "0"})
    assert "/termin/kalender/" not in readable(head.get(set_up)).replace("Unter dieser Adresse", "")
    assert browser.get("/termin/kalender/.ics").status_code == 404


def test_the_table_is_shown_before_it_is_entered(site: SiteView, world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    hire(world, "head", roles=("leitung",))
    head = Desk()
    head.sign_in("head")
    table = (
        "Datum;Beginn;Platz;Angebot;Name\n3.11.2026;10:30;Platz 1;ausweis;Erika\n3.11.2026;10:45;Platz 1;ausweis;Max\n"
    )
    where = "/buero/termine/uebernehmen/"
    looked = head.post(
        where, {"ort": site.id, "schritt": "ansehen", "tabelle": SimpleUploadedFile("a.csv", table.encode())}
    )
    words = readable(looked)
    assert "Neu: 1" in words and "Nicht übernommen: 1" in words and "schon einen anderen Termin" in words
    with city_scope("marburg"):
        assert queries.list_booked(site_id=site.id, since=world.now) == ()
    done = readable(head.post(where, {"ort": site.id, "schritt": "eintragen", "inhalt": table}))
    assert "Eingetragen: 1" in done
    with city_scope("marburg"):
        assert len(queries.list_booked(site_id=site.id, since=world.now)) == 1
    hire(world, "clerk")
    clerk = Desk()
    clerk.sign_in("clerk")
    assert clerk.get(f"{where}?ort={site.id}").status_code == 404
