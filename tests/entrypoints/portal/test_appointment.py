"""Pages of an appointment without account and without JavaScript: found, held, booked, moved, called off."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.booking import operations, queries
from allmende.apps.booking.models import Reservation
from allmende.apps.booking.queries import SiteView
from allmende.domain.booking import OpenHours
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.booking import asking, proof
from allmende.usecases.booking.hold import HOLD
from tests.adversary.scene import Browser
from tests.usecases.booking.conftest import NOW, furnish
from tests.world import World

ERIKA = {"name": "Erika Muster", "email": "erika@example.org", "phone": ""}
LIST = "/termin/ausweis/"


@pytest.fixture
def site(world: World) -> SiteView:
    world.now = NOW
    with city_scope("marburg"):
        return furnish(desks=1)


@pytest.fixture
def browser(site: SiteView) -> Browser:
    return Browser()


def times(answer: Any) -> list[str]:
    return re.findall(r'name="zeit" value="(\d+\.\d+)"', answer.content.decode())


def hold(browser: Browser, number: int = 0, query: str = "") -> str:
    """The address of the form for a held time."""
    answer = browser.post(LIST + query, {"zeit": times(browser.get(LIST + query))[number]})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def asked(browser: Browser, address: str, person: dict[str, str] = ERIKA) -> None:
    """What was typed is sent: a mail is on its way."""
    assert browser.post(address, person)["Location"] == address + "?post=1"


def mailed(world: World, to: str = ERIKA["email"]) -> str:
    """The address in the last mail that asks."""
    world.work()
    mail = [one for one in world.mail.sent if one.to == to and "/termin/bestaetigen/" in one.text][-1]
    return re.findall(r"/termin/bestaetigen/[^/]+/", mail.text)[0]


def booked(browser: Browser, world: World, person: dict[str, str] = ERIKA) -> str:
    address = hold(browser)
    asked(browser, address, person)
    assert browser.post(mailed(world, person["email"]), {})["Location"] == address
    return address


def states() -> list[str]:
    with city_scope("marburg"):
        return list(Reservation.objects.order_by("made_at", "begins").values_list("state", flat=True))


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_way_from_the_start_page_to_an_appointment(browser: Browser, world: World) -> None:
    assert 'href="/termin/"' in browser.get("/").content.decode()
    assert f'href="{LIST}"' in browser.get("/termin/").content.decode()
    page = browser.get(LIST)
    assert "Montag, 2. November 2026" in text(page) and "08:00 Uhr" in text(page) and "alten Ausweis" in text(page)
    address = hold(browser)
    form = browser.get(address)
    assert "noch 15 Minuten, bis 07:15 Uhr" in text(form)
    asked(browser, address)
    waits = text(browser.get(address + "?post=1"))
    assert "Bitte sehen Sie in Ihre E-Mails" in waits and "Erika" not in waits
    assert browser.post(mailed(world), {})["Location"] == address
    done = text(browser.get(address))
    assert "Ihr Termin ist gebucht" in done and "Erika" not in done
    world.work()
    assert world.mail.sent[-1].to == ERIKA["email"]
    assert address in world.mail.sent[-1].text


def test_the_calendar_file_is_there_once_it_is_booked(browser: Browser, world: World) -> None:
    address = hold(browser)
    assert browser.get(address + "termin.ics").status_code == 404
    asked(browser, address)
    assert browser.get(address + "termin.ics").status_code == 404
    browser.post(mailed(world), {})
    file = browser.get(address + "termin.ics")
    assert file["Content-Type"].startswith("text/calendar")
    assert b"DTSTART:20261102T070000Z" in file.content


def test_a_get_changes_nothing_and_two_presses_call_it_off(browser: Browser, world: World) -> None:
    address = booked(browser, world)
    for tail in ("", "absagen/", "verschieben/", "termin.ics"):
        assert browser.get(address + tail).status_code == 200
        browser.generic("HEAD", address + tail)
    assert states() == ["booked"]
    assert browser.post(address + "absagen/", {})["Location"] == address
    assert "abgesagt" in text(browser.get(address))
    assert browser.post(address + "absagen/", {})["Location"] == address
    assert browser.get(address + "verschieben/")["Location"] == address
    assert states() == ["cancelled"]
    assert "08:00 Uhr" in text(browser.get(LIST))


def test_it_is_moved_and_the_old_time_is_free(browser: Browser, world: World) -> None:
    address = booked(browser, world)
    page = browser.get(address + "verschieben/")
    assert browser.post(address + "verschieben/", {"zeit": times(page)[1]})["Location"] == address
    assert "09:00 Uhr" in text(browser.get(address))
    assert browser.post(address + "verschieben/", {"zeit": "1.1"}).status_code == 409
    assert states() == ["booked"]


def test_two_people_on_one_time_and_the_second_reads_what_is_free(browser: Browser) -> None:
    time = times(browser.get(LIST))[0]
    assert browser.post(LIST, {"zeit": time}).status_code == 302
    late = browser.post(LIST, {"zeit": time})
    assert late.status_code == 409
    assert "gerade vergeben" in text(late) and time not in times(late) and times(late)


def test_a_time_lost_while_typing_keeps_what_was_typed_and_one_press_books_another(
    browser: Browser, world: World
) -> None:
    address = hold(browser)
    world.now += HOLD + timedelta(minutes=1)
    booked(Browser(), world, {**ERIKA, "email": "max@example.org"})
    lost = browser.post(address, ERIKA)
    assert lost.status_code == 409
    assert 'value="Erika Muster"' in lost.content.decode()
    answer = browser.post(address, {**ERIKA, "zeit": times(lost)[0]})
    assert answer.status_code == 302
    browser.post(mailed(world), {})
    assert "Ihr Termin ist gebucht" in text(browser.get(answer["Location"]))
    assert sorted(states()) == ["booked", "booked", "expired"]


def test_what_is_missing_is_said_at_its_field_and_the_time_is_kept_longer(browser: Browser, world: World) -> None:
    address = hold(browser)
    world.now += timedelta(minutes=10)
    answer = browser.post(address, {"name": "", "email": "quatsch", "phone": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="quatsch"' in page and 'id="f-name-error"' in page and 'id="f-email-error"' in page
    assert "bis 07:25 Uhr" in text(answer)


def test_a_second_appointment_of_one_person_is_told_to_her_alone(browser: Browser, world: World) -> None:
    booked(browser, world)
    address = hold(browser)
    asked(browser, address)
    answer = browser.post(mailed(world), {})
    assert answer.status_code == 409
    assert "schon einen Termin" in text(answer)


def without_secrets(answer: Any) -> str:
    """A page without what is drawn for each request, and without the time that was chosen."""
    page = re.sub(
        r"/buchung/[^/\"?]+|csrfmiddlewaretoken\" value=\"[^\"]+|\d{2}:\d{2}|nonce-[^\"]+", "", answer.content.decode()
    )
    return re.sub(r'(nonce|data-proof)="[^"]*"', "", page)


def test_no_page_tells_whether_a_typed_address_is_known(browser: Browser, world: World) -> None:
    """Known: has the appointment, waits, and had more mails than go out in an hour. The page and what it costs are the same."""
    booked(browser, world)
    for _ in range(asking.PER_ADDRESS + 1):
        asked(browser, hold(browser))
    world.work()
    stranger, seen = Browser(), []
    for email in (ERIKA["email"], "niemand@example.org"):
        address = hold(stranger)
        with city_scope("marburg"), CaptureQueriesContext(connection) as caught:
            answer = stranger.post(address, {**ERIKA, "email": email})
        kinds = [re.sub(r"'[^']*'|\d+|[0-9a-f]{32}", "", one["sql"]) for one in caught]
        page = stranger.get(answer["Location"])
        seen.append((answer.status_code, without_secrets(page), kinds))
    assert seen[0] == seen[1]
    world.work()
    before = len(world.mail.sent)
    waits = []
    for email in (ERIKA["email"], "niemand@example.org"):
        for _ in range(2):
            said = {"name": "X", "email": email, "bis": "20.11.2026"}
            answer = stranger.post(LIST + "warteliste/", said)
            waits.append((answer.status_code, answer["Location"]))
    assert len(set(waits)) == 1
    world.work()
    assert {mail.to for mail in world.mail.sent[before:]} == {"niemand@example.org"}


def test_a_stranger_who_types_her_address_takes_nothing_from_her(browser: Browser, world: World) -> None:
    stranger = Browser()
    stranger.defaults["REMOTE_ADDR"] = "198.51.100.9"
    for _ in range(8):
        if times(stranger.get(LIST)):
            asked(stranger, hold(stranger), {**ERIKA, "name": "Eve"})
    first = mailed(world)
    world.now += proof.CONFIRM
    assert len(world.mail.sent) == asking.PER_ADDRESS, "no mail flood"
    address = hold(browser)
    asked(browser, address)
    world.work()
    assert len(world.mail.sent) == asking.PER_ADDRESS
    page = browser.get(first)
    [other] = re.findall(r'href="(/termin/bestaetigen/[^"]+)"', page.content.decode())
    assert browser.post(other, {})["Location"] == address
    assert "Ihr Termin ist gebucht" in text(browser.get(address))


def test_another_time_gives_the_held_one_back_with_the_extras_kept(browser: Browser) -> None:
    address = hold(browser, query="?n_child=2")
    assert "2 × Kind" in text(browser.get(address))
    assert browser.post(address + "zurueckgeben/", {})["Location"] == LIST + "?n_child=2"
    assert states() == ["cancelled"]


def test_filters_stand_in_the_address_and_what_cannot_be_read_is_said(browser: Browser) -> None:
    assert "Dienstag, 3. November" in text(browser.get(LIST + "?ab=3.11.2026"))
    assert "Montag, 2. November" not in text(browser.get(LIST + "?ab=3.11.2026"))
    assert "keine Zeit frei" in text(browser.get(LIST + "?zeit=late"))
    assert "verstehen wir nicht" in text(browser.get(LIST + "?ab=irgendwann"))
    for odd in ("?ort=x", "?ort=99999999999999999999", "?n_child=-1", "?zeit=x", "?ab=1.1.9999", "?ab=31.02.2026", "?tag=1"):  # fmt: skip
        assert browser.get(LIST + odd).status_code == 200, odd


@pytest.mark.parametrize("said", ["", "x", "1", "1.", ".1", "1.x", "-1.5", "1.99999999999", "²³.²", "1.2.3"])
def test_a_forged_time_is_refused_kindly(browser: Browser, said: str) -> None:
    assert browser.post(LIST, {"zeit": said}).status_code == 409


def test_an_unknown_or_foreign_link_is_no_page(browser: Browser, world: World) -> None:
    address = booked(browser, world)
    assert browser.get("/termin/buchung/x/").status_code == 404
    assert Browser("fulda").get(address).status_code == 404
    assert browser.get("/termin/unbekannt/").status_code == 404


def test_a_city_without_desks_says_whom_to_call(world: World) -> None:
    assert "keine Termine" in text(Browser("fulda").get("/termin/"))


def test_english_is_complete(browser: Browser) -> None:
    assert "The next free times" in text(browser.get("/en" + LIST))


def test_a_wish_narrows_the_times_and_stands_on_the_appointment(browser: Browser, site: SiteView) -> None:
    with city_scope("marburg"):
        wishes = [{"id": "dgs", "name": {"de": "Gebärdensprache", "en": "Sign language"}}]
        furnish(desks=1, wishes=wishes)
        operations.put_desk(site_id=site.id, name="Platz 2", offers=("ausweis",), skills=("dgs",))
        wednesday = ((2, OpenHours.of("10:00", "11:00")),)
        desk = next(desk.id for desk in queries.list_desks(site_id=site.id) if desk.skills)
        operations.put_weekly(site_id=site.id, desk_id=desk, rows=wednesday)
    assert "Gebärdensprache" in text(browser.get(LIST)) and "Montag" in text(browser.get(LIST))
    wished = browser.get(LIST + "?w_dgs=1")
    assert "Mittwoch, 4. November" in text(wished) and "Montag, 2." not in text(wished)
    assert 'name="w_dgs" value="1" checked' in wished.content.decode()
    address = hold(browser, query="?w_dgs=1")
    assert "Gebärdensprache" in text(browser.get(address))
    assert browser.post(address + "zurueckgeben/", {})["Location"] == LIST + "?w_dgs=1"
    assert "w_dgs=1" in wished.content.decode().partition("warteliste/")[2][:40]
    assert "Sign language" in text(browser.get(f"/en{LIST}warteliste/?w_dgs=1"))
