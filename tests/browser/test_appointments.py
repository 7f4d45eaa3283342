"""Appointments in real pages: booked without an account, at 320 px, with and without scripts; the office's day and set-up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from allmende.apps.applications.rules import hashed
from allmende.apps.booking import operations, queries
from allmende.apps.booking.models import Reservation
from allmende.domain.booking import MIDNIGHT, OpenHours
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.booking import proof, queue
from allmende.usecases.booking.sample import set_up_sample
from allmende.usecases.invite_demo_staff import PASSWORD, invite_demo_staff
from tests.browser.conftest import House
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

KIOSK = "a-key-that-a-clerk-made"


@pytest.fixture(autouse=True)
def sites(house: House) -> None:
    """Marburg's sites and those of five other cities."""
    assert set_up_sample() == 6
    assert set_up_sample() == 0


def send(visitor: Visitor) -> None:
    with visitor.page.expect_navigation():
        visitor.page.locator("form.al-form button[type=submit]").click()


def book(visitor: Visitor) -> str:
    """From the start page to the booked appointment; its address."""
    visitor.open("/")
    visitor.press("Termin im Bürgerbüro buchen")
    visitor.inspect("offers")
    visitor.press("Wohnsitz anmelden oder ummelden")
    visitor.inspect("times")
    visitor.page.locator("select#n_person").select_option("1")
    visitor.press("Zeiten zeigen")
    with visitor.page.expect_navigation():
        visitor.page.locator("button[name=zeit]").first.click()
    visitor.inspect("form")
    send(visitor)
    assert visitor.page.locator("#f-name-error").count() == 1
    visitor.inspect("form with errors")
    visitor.complaints[:] = [
        complaint for complaint in visitor.complaints if "422" not in complaint
    ]  # the console tells the status of that page
    visitor.fill(name="Erika Muster", email="erika@example.org")
    send(visitor)
    confirm(visitor)
    visitor.inspect("booked")
    return visitor.page.url


def confirm(visitor: Visitor) -> None:
    """A mail is on its way; its link makes the appointment firm."""
    assert visitor.page.locator("h1").inner_text() == "Bitte sehen Sie in Ihre E-Mails"
    visitor.inspect("mailed")
    with city_scope("marburg"):
        held = queries.find(reservation_id=str(Reservation.objects.get(state="held").pk))
        assert held
        address = proof.link_of(city="marburg", booked=held, language="de")
    visitor.open("/" + address.split("/", 3)[3])
    visitor.inspect("confirming")
    visitor.press("Ja, Termin buchen")
    assert visitor.page.locator("h1").inner_text() == "Ihr Termin ist gebucht"


def test_a_citizen_books_moves_and_calls_off(visitor: Visitor) -> None:
    there = book(visitor)
    visitor.press("Verschieben")
    visitor.inspect("moving")
    with visitor.page.expect_navigation():
        visitor.page.locator("button[name=zeit]").nth(3).click()
    assert visitor.page.url == there
    visitor.press("Absagen")
    visitor.inspect("cancelling")
    visitor.press("Ja, Termin absagen")
    visitor.inspect("cancelled")
    assert visitor.page.locator("h1").inner_text() == "Dieser Termin ist abgesagt"


def test_a_time_is_chosen_and_booked_by_keyboard(visitor: Visitor) -> None:
    visitor.open("/termin/wohnsitz/")
    visitor.page.locator("button[name=zeit]").first.focus()
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.page.locator("#f-name").focus()
    visitor.page.keyboard.type("Erika Muster")
    for _ in range(2):
        visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type("06421 12345")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    assert visitor.page.locator("h1").inner_text() == "Ihr Termin ist gebucht"


def test_the_office_sees_gives_closes_and_sets_up(visitor: Visitor) -> None:
    invite_demo_staff(now=timezone.now())
    book(visitor)
    visitor.open("/buero/")
    visitor.page.fill("#name", "leitung")
    visitor.page.fill("#passwort", PASSWORD)
    visitor.press("Anmelden")
    visitor.press("Termine")
    visitor.inspect("day")
    visitor.press("Nummer geben")
    visitor.inspect("day with a number")
    visitor.press("Termin vergeben")
    visitor.inspect("giving")
    visitor.page.fill("#name", "Hans Hörer")
    with visitor.page.expect_navigation():
        visitor.page.locator("button[name=zeit]").first.click()
    visitor.inspect("appointment")
    visitor.press("Zur Tagesliste")
    visitor.press("Schließen")
    visitor.page.fill("#tag", visitor.page.input_value("#tag"))
    visitor.press("Ansehen, wen es trifft")
    visitor.inspect("closing")
    with city_scope("marburg"):
        site = Reservation.objects.filter(state="booked").values_list("desk__site_id", flat=True)[0]
    visitor.open(f"/buero/termine/einrichten/?ort={site}")
    visitor.inspect("set-up")
    with visitor.page.expect_navigation():
        visitor.page.locator("section[aria-labelledby=woche] button").first.click()
    visitor.inspect("preview")
    visitor.open(f"/buero/termine/zahlen/?ort={site}")
    visitor.inspect("figures")


def test_the_call_display_keeps_itself_current_and_says_when_it_cannot(visitor: Visitor) -> None:
    with city_scope("marburg"):
        site = queries.list_sites()[0]
    visitor.open(f"/termin/aufruf/{site.id}/")
    visitor.inspect("call display, nobody called")
    lost = visitor.page.locator(".al-calls__lost")
    visitor.page.route("**/termin/aufruf/**", lambda route: route.abort())
    expect(lost).to_be_visible(timeout=30_000)
    visitor.inspect("call display without a server")
    now, clerk = timezone.now(), Officer(username="x")
    with city_scope("marburg"):
        desk = queries.list_desks(site_id=site.id)[0]
        queue.issue_ticket(site=site, offer_key=desk.offers[0], now=now)
        assert queue.call_next(site=site, officer=clerk, desk_id=desk.id, now=now) is None
    visitor.page.unroute("**/termin/aufruf/**")
    expect(visitor.page.locator(".al-calls__number")).to_have_text("W1", timeout=30_000)
    expect(lost).to_be_hidden()
    visitor.inspect("call display")
    visitor.complaints[:] = [complaint for complaint in visitor.complaints if "ERR_FAILED" not in complaint]


def test_who_finds_no_time_joins_the_waiting_list(visitor: Visitor) -> None:
    visitor.open("/termin/wohnsitz/warteliste/")
    visitor.inspect("waiting list")
    send(visitor)
    visitor.inspect("waiting list with errors")
    visitor.complaints[:] = [complaint for complaint in visitor.complaints if "422" not in complaint]
    until = timezone.localdate() + timedelta(days=20)
    visitor.fill(name="Max Muster", email="max@example.org", bis=f"{until:%d.%m.%Y}")
    send(visitor)
    assert visitor.page.locator("h1").inner_text() == "Bitte sehen Sie in Ihre E-Mails"
    visitor.inspect("waiting")


def test_without_scripts_it_is_the_same_way(plain_visitor: Visitor) -> None:
    visitor = plain_visitor
    visitor.open("/termin/wohnsitz/")
    with visitor.page.expect_navigation():
        visitor.page.locator("button[name=zeit]").first.click()
    visitor.fill(name="Erika Muster", email="erika@example.org")
    send(visitor)
    confirm(visitor)


def test_the_device_at_the_door_and_a_call_for_help(plain_visitor: Visitor) -> None:
    visitor = plain_visitor
    invite_demo_staff(now=timezone.now())
    with city_scope("marburg"):
        site = queries.list_sites()[0]
        whole_day = tuple((day, OpenHours(0, MIDNIGHT)) for day in range(7))
        operations.put_weekly(site_id=site.id, desk_id=None, rows=whole_day)
        operations.add_device(site_id=site.id, name="Eingang", key_hash=hashed(KIOSK), now=timezone.now())
        operations.add_exception(site_id=site.id, desk_id=None, on=timezone.localdate(), opens=True, hours=OpenHours(0, MIDNIGHT), reason="")  # fmt: skip
    visitor.open(f"/termin/nummer/{KIOSK}/")
    visitor.inspect("device")
    with visitor.page.expect_navigation():
        visitor.page.locator("button[name=wofuer]").first.click()
    assert visitor.page.locator(".al-kiosk__number").inner_text() == "W1"
    visitor.inspect("number")
    visitor.open("/buero/")
    visitor.page.fill("#name", "leitung")
    visitor.page.fill("#passwort", PASSWORD)
    visitor.press("Anmelden")
    visitor.open(f"/buero/termine/?ort={site.id}")
    visitor.press("Um Hilfe rufen")
    visitor.inspect("day with a call for help")
    visitor.open(f"/buero/termine/hilfe/?ort={site.id}")
    visitor.inspect("calls for help")
    visitor.open(f"/buero/termine/uebernehmen/?ort={site.id}")
    visitor.inspect("take over")
    table = b"Datum;Beginn;Platz;Angebot;Name\n31.2.2026;10:30;Platz 1;ausweis;Erika\n"
    visitor.page.set_input_files("#tabelle", {"name": "a.csv", "mimeType": "text/csv", "buffer": table})
    visitor.press("Ansehen, was daraus wird")
    visitor.inspect("take over, looked")
