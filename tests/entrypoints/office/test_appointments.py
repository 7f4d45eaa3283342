"""The office with appointments: the day, calling, giving by phone, closing, setting up; and who may."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from allmende.apps.booking import operations, queries
from allmende.apps.booking.models import HoursException, QueueEvent, Reservation, Ticket, WeeklyHours
from allmende.apps.booking.queries import SiteView
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.booking import book, figures, find, hold
from allmende.usecases.booking.find import Wish
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.usecases.booking.conftest import NOW, furnish
from tests.world import World

DAY = "/buero/termine/"


@pytest.fixture
def site(world: World) -> SiteView:
    world.now = NOW
    with city_scope("marburg"):
        return furnish()


@pytest.fixture
def desk(site: SiteView, world: World) -> Desk:
    return signed_in(world, "clerk")


def signed_in(world: World, name: str, **more: Any) -> Desk:
    hire(world, name, **more)
    found = Desk()
    found.sign_in(name)
    return found


def booked(world: World, count: int = 1, *, mail: bool = True, site: SiteView | None = None) -> list[str]:
    """The first free times are booked, one after the other."""
    found = []
    with city_scope("marburg"):
        offer = queries.find_offer(key="ausweis")
        assert offer
        for number in range(count):
            sites = frozenset((site.id,)) if site else None
            (free,) = find.list_free(
                city="marburg", wish=Wish(offer, sites=sites), channel="online", now=world.now, most=1
            )
            made = hold.hold_slot(
                city="marburg", offer_key="ausweis", extras={}, site_id=free.site.id, since=free.slot.since,
                channel="online", now=world.now,
            )  # fmt: skip
            assert isinstance(made, str)
            held = queries.find(reservation_id=made)
            assert held
            tag = f"{number}-{made[:6]}"
            person = book.Person(
                f"Gast {tag}", f"gast{tag}@example.org" if mail else "", "" if mail else f"06421 {number:05}"
            )
            assert (
                book.book_appointment(
                    city="marburg", booked=held, person=person, vouched="mail" if mail else "staff", now=world.now
                )
                == ()
            )
            found.append(made)
    return found


def desks(site: SiteView) -> list[int]:
    with city_scope("marburg"):
        return [one.id for one in queries.list_desks(site_id=site.id)]


def act(desk: Desk, site: SiteView, tun: str, **more: Any) -> Any:
    return desk.post(f"{DAY}aufruf/", {"ort": site.id, "platz": desks(site)[0], "tun": tun, **more})


def test_somebody_with_an_appointment_is_called_parked_handed_over_and_done(
    desk: Desk, site: SiteView, world: World
) -> None:
    (one,) = booked(world)
    page = desk.read(DAY)
    assert "Gast 0" in page and "kommt" in page and "08:00 Uhr" in page
    assert act(desk, site, "call", termin=one).status_code == 302
    with city_scope("marburg"):
        ticket = Ticket.objects.get()
    assert (ticket.number, ticket.state) == ("A1", "called")
    other = desks(site)[1]
    for said, state in (("park", "geparkt"), ("call", "aufgerufen")):
        assert act(desk, site, said, nummer=ticket.pk).status_code == 302
        assert state in desk.read(DAY)
    assert (
        desk.post(f"{DAY}aufruf/", {"ort": site.id, "platz": other, "tun": "call", "nummer": ticket.pk}).status_code
        == 302
    )
    assert act(desk, site, "done", nummer=ticket.pk).status_code == 302
    late = act(desk, site, "park", nummer=ticket.pk)
    assert late.status_code == 409 and "jemand anderes" in readable(late)
    with city_scope("marburg"):
        events = list(QueueEvent.objects.order_by("pk").values_list("act", "desk_id"))
    mine = desks(site)[0]
    assert events == [
        ("issued", None),
        ("called", mine),
        ("parked", mine),
        ("called", mine),
        ("called", other),
        ("done", mine),
    ]


def test_walk_ins_get_numbers_and_are_called_in_turn_after_who_has_an_appointment(
    desk: Desk, site: SiteView, world: World
) -> None:
    (one,) = booked(world)
    for number in (1, 2, 3):
        answer = desk.post(f"{DAY}nummer/", {"ort": site.id, "wofuer": "ausweis"})
        assert f"neu=W{number}" in answer["Location"]
    assert "Die neue Nummer ist W3. Voraussichtlich 30 Minuten Wartezeit." in desk.read(answer["Location"])
    act(desk, site, "here", termin=one)

    def called() -> str:
        assert act(desk, site, "next").status_code == 302
        with city_scope("marburg"):
            return (
                Ticket.objects.exclude(called_at=None).order_by("-called_at", "-pk").values_list("number", flat=True)[0]
            )

    order = []
    for minutes in (0, 56, 1):
        world.now += timedelta(minutes=minutes)
        order.append(called())
    assert order == ["W1", "A1", "W2"]
    act(desk, site, "next")
    assert act(desk, site, "next").status_code == 409


def test_the_call_display_shows_numbers_and_desks_the_latest_first_and_nobodys_name(
    desk: Desk, site: SiteView, world: World
) -> None:
    shown = f"/termin/aufruf/{site.id}/"
    assert "Bitte warten Sie." in desk.read(shown)
    (one,) = booked(world)
    desk.post(f"{DAY}nummer/", {"ort": site.id, "wofuer": "ausweis"})
    act(desk, site, "next")
    world.now += timedelta(minutes=1)
    desk.post(f"{DAY}aufruf/", {"ort": site.id, "platz": desks(site)[1], "tun": "call", "termin": one})
    page = desk.read(shown)
    assert "Bitte jetzt A1 → Platz 2 Davor aufgerufen W1 Platz 1" in page
    assert "Gast" not in page
    assert desk.get("/termin/aufruf/999999/").status_code == 404
    assert Desk("fulda.localhost").get(shown).status_code == 404


@pytest.mark.parametrize("day", ["31.12.9999", "1.1.0001", "29.2.2028", "quatsch", "31.2.2026"])
def test_any_day_that_is_typed_shows_a_page(desk: Desk, site: SiteView, day: str) -> None:
    assert desk.get(f"{DAY}?ort={site.id}&tag={day}").status_code == 200
    assert desk.get(f"/termin/aufruf/{10**25}/").status_code == 404


def test_figures_are_told_of_five_people_and_more(site: SiteView, world: World) -> None:
    head = signed_in(world, "head", roles=("leitung",))
    shown = f"{DAY}zahlen/?ort={site.id}"
    assert "niemand da" in head.read(shown)
    ids = booked(world, 5, mail=False)
    for number, one in enumerate(ids):
        act(head, site, "here", termin=one)
        with city_scope("marburg"):
            ticket = Ticket.objects.get(reservation_id=one)
        if number == 4:
            assert "Ausweis 5 – – 0" in head.read(shown)
        with city_scope("marburg"):
            found = queries.find(reservation_id=one)
        assert found
        world.now = found.begins + timedelta(minutes=10)
        act(head, site, "call", nummer=ticket.pk)
        act(head, site, "absent" if number == 0 else "done", nummer=ticket.pk)
    assert "Ausweis 5 – 10 0" in head.read(shown), "20 percent of five would be one person"
    assert "weniger als 5 Personen" in head.read(shown)


def test_who_has_no_desk_chosen_calls_nobody(desk: Desk, site: SiteView, world: World) -> None:
    (one,) = booked(world)
    answer = act(desk, site, "call", termin=one, platz="")
    assert answer.status_code == 409 and "zuerst Ihren Platz" in readable(answer)
    with city_scope("marburg"):
        assert not Ticket.objects.exclude(state="waiting").exists()


@pytest.mark.parametrize(
    "posted", [{}, {"tun": "x"}, {"tun": "call", "termin": "x"}, {"tun": "done", "nummer": "0" * 8}]
)
def test_forged_acts_are_refused_kindly(desk: Desk, site: SiteView, posted: dict[str, str]) -> None:
    assert desk.post(f"{DAY}aufruf/", {"ort": site.id, "platz": "9" * 30, **posted}).status_code == 409
    assert desk.post(f"{DAY}nummer/", {"ort": site.id, "wofuer": "x"}).status_code == 409


def test_an_appointment_is_given_by_phone_moved_and_called_off(desk: Desk, site: SiteView, world: World) -> None:
    page = desk.get(f"{DAY}vergeben/?ort={site.id}").content.decode()
    times = re.findall(r'name="zeit" value="(\d+)"', page)
    form = {"ort": site.id, "wofuer": "ausweis", "zeit": times[0], "name": "", "email": "", "phone": "06421 1"}
    wrong = desk.post(f"{DAY}vergeben/", form)
    assert (
        wrong.status_code == 422
        and 'id="name-fehler"' in wrong.content.decode()
        and 'value="06421 1"' in wrong.content.decode()
    )
    answer = desk.post(f"{DAY}vergeben/", {**form, "name": "Frau Ohnemail", "phone": ""})
    there = answer["Location"].partition("?")[0]
    assert "Frau Ohnemail" in desk.read(answer["Location"])
    page = desk.get(there).content.decode()
    later = re.findall(r'name="zeit" value="(\d+)"', page)[5]
    assert desk.post(there, {"zeit": later}).status_code == 302
    assert desk.post(there, {"zeit": "1"}).status_code == 409
    assert desk.post(there, {"tun": "absagen"}).status_code == 302
    assert "abgesagt" in desk.read(there)
    world.work()
    assert world.mail.sent == []


def test_closing_a_day_with_thirty_bookings_lists_all_and_moves_all_in_one_act(site: SiteView, world: World) -> None:
    head = signed_in(world, "head", roles=("leitung",))
    with city_scope("marburg"):
        furnish(desks=4)
    booked(world, 30)
    world.work()
    world.mail.sent.clear()
    form = {"ort": site.id, "tag": "2.11.2026", "zeiten": "", "platz": "", "grund": "Wasserschaden", "verlegen": "1"}
    look = head.post(f"{DAY}schliessen/", {**form, "schritt": "ansehen"})
    assert "30 Termine sind betroffen" in readable(look) and readable(look).count("Gast ") == 30
    with city_scope("marburg"):
        assert HoursException.objects.count() == 0
        assert {one.date() for one in Reservation.objects.values_list("begins", flat=True)} == {date(2026, 11, 2)}
    done = head.post(f"{DAY}schliessen/", {**form, "schritt": "schliessen"})
    assert "30 Termine sind betroffen" in readable(done)
    with city_scope("marburg"):
        assert {one.date() for one in Reservation.objects.values_list("begins", flat=True)} == {date(2026, 11, 3)}
    world.work()
    assert len(world.mail.sent) == 30
    assert {mail.subject.partition(":")[0] for mail in world.mail.sent} == {"Wir mussten Ihren Termin verschieben"}
    again = head.post(f"{DAY}schliessen/", {**form, "schritt": "schliessen"})
    assert "0 Termine" in readable(again)


def test_what_is_closed_without_moving_stays_listed_as_not_fitting(site: SiteView, world: World) -> None:
    head = signed_in(world, "head", roles=("leitung",))
    booked(world, 1, mail=False)
    head.post(f"{DAY}schliessen/", {"ort": site.id, "tag": "2.11.2026", "zeiten": "8-9", "schritt": "schliessen"})
    assert "passen nicht zu den Zeiten" in head.read(f"{DAY}einrichten/?ort={site.id}")
    for wrong in ({"tag": "1.11.2026"}, {"tag": "quatsch"}, {"tag": "2.11.2026", "zeiten": "immer"}):
        assert head.post(f"{DAY}schliessen/", {"ort": site.id, "schritt": "schliessen", **wrong}).status_code == 422


def test_a_week_is_seen_before_it_is_kept_with_whom_it_hits(site: SiteView, world: World) -> None:
    head = signed_in(world, "head", roles=("leitung",))
    booked(world)
    there = f"{DAY}einrichten/"
    week = {f"tag{number}": "" if number > 3 else "9:00-12:00" for number in range(7)}
    form = {"ort": site.id, "was": "woche", "platz": "", **week}
    look = head.post(there, {**form, "schritt": "ansehen"})
    assert "Noch ist nichts gespeichert" in readable(look) and "Trotzdem speichern" in readable(look)
    with city_scope("marburg"):
        assert set(WeeklyHours.objects.values_list("since", flat=True)) == {480}
    assert head.post(there, {**form, "schritt": "speichern"}).status_code == 302
    with city_scope("marburg"):
        assert sorted(WeeklyHours.objects.values_list("weekday", "since")) == [(0, 540), (1, 540), (2, 540), (3, 540)]
        assert Reservation.objects.filter(state="booked").count() == 1
    wrong = head.post(there, {**form, "tag2": "vormittags", "schritt": "speichern"})
    assert wrong.status_code == 422 and 'value="vormittags"' in wrong.content.decode()


def test_an_extra_day_is_opened_copied_and_struck(site: SiteView, world: World) -> None:
    head = signed_in(world, "head", roles=("leitung",))
    there = f"{DAY}einrichten/"
    form = {"ort": site.id, "was": "oeffnen", "tag": "7.11.2026", "zeiten": "10-12"}
    assert "Noch ist nichts gespeichert" in readable(head.post(there, {**form, "schritt": "ansehen"}))
    assert head.post(there, {**form, "schritt": "speichern"}).status_code == 302
    assert (
        head.post(there, {"ort": site.id, "was": "uebertragen", "aus": "2.11.2026", "nach": "9.11.2026"}).status_code
        == 302
    )
    with city_scope("marburg"):
        rows = list(HoursException.objects.order_by("on").values_list("pk", "on", "opens"))
    assert [row[1:] for row in rows] == [(date(2026, 11, 7), True), (date(2026, 11, 14), True)]
    assert head.post(there, {"ort": site.id, "was": "streichen", "eintrag": rows[0][0]}).status_code == 302
    assert "Samstag, 14. November 2026" in head.read(f"{there}?ort={site.id}")
    assert "Samstag, 7. November 2026" not in head.read(f"{there}?ort={site.id}")


def test_offers_and_desks_are_changed_by_form(site: SiteView, world: World) -> None:
    head = signed_in(world, "head", roles=("leitung",))
    there = f"{DAY}einrichten/"
    offer = {
        "ort": site.id,
        "was": "angebot",
        "schluessel": "ausweis",
        "name_de": "Pass",
        "minutes": "20",
        "step": "20",
        "aktiv": "1",
    }
    assert head.post(there, {**offer, "schritt": "speichern"}).status_code == 302
    with city_scope("marburg"):
        found = queries.find_offer(key="ausweis")
    assert found and (found.offer.name["de"], found.offer.minutes, len(found.offer.extras)) == ("Pass", 20, 1)
    wrong = head.post(there, {**offer, "minutes": "viele", "schritt": "speichern"})
    assert wrong.status_code == 422 and 'value="viele"' in wrong.content.decode()
    desk = {"ort": site.id, "was": "platz", "name": "Platz 9", "angebot": ["ausweis", "unbekannt"], "aktiv": "1"}
    assert "Noch ist nichts gespeichert" in readable(head.post(there, {**desk, "schritt": "ansehen"}))
    assert head.post(there, {**desk, "schritt": "speichern"}).status_code == 302
    with city_scope("marburg"):
        assert [one.offers for one in queries.list_desks(site_id=site.id)][-1] == ("ausweis",)


def test_only_who_serves_in_the_office_sees_its_visitors_and_only_its_head_changes_the_rules(
    site: SiteView, world: World
) -> None:
    (one,) = booked(world)
    serving = {"clerk": (("sachbearbeitung",), ("amt",)), "head": (("leitung",), ("amt",))}
    others = {
        "elsewhere": (("sachbearbeitung", "leitung"), ("anderswo",)), "treasury": (("kasse",), ("amt",)),
        "auditor": (("leseprotokoll", "gestaltung"), ("amt",)), "nobody": ((), ("amt",)),
    }  # fmt: skip
    reads = [f"{DAY}?ort={site.id}", f"{DAY}{one}/", f"{DAY}vergeben/?ort={site.id}"]
    posts = [f"{DAY}aufruf/", f"{DAY}nummer/", f"{DAY}vergeben/"]
    rules = [f"{DAY}schliessen/?ort={site.id}", f"{DAY}einrichten/?ort={site.id}"]
    for name, (roles, units) in (serving | others).items():
        desk = signed_in(world, name, roles=roles, units=units)
        for address in reads:
            assert desk.get(address).status_code == (200 if name in serving else 404), (name, address)
        for address in posts:
            answer = desk.post(address, {"ort": site.id})
            assert (answer.status_code == 404) == (name not in serving), (name, address)
        for address in rules:
            assert desk.get(address).status_code == (200 if name == "head" else 404), (name, address)
            assert (desk.post(address.partition("?")[0], {"ort": site.id, "was": "streichen"}).status_code == 404) == (
                name != "head"
            )
        assert ("Gast" in readable(desk.get(DAY))) == (name in serving), name
        assert desk.post(f"{DAY}{one}/", {"tun": "x", "zeit": "1"}).status_code == (409 if name in serving else 404)
    foreign = Desk("fulda.localhost")
    hire(world, "clerk", city="fulda", roles=("leitung",))
    foreign.sign_in("clerk")
    for address in (*reads, *rules):
        assert foreign.get(address).status_code == 404


def test_a_head_enters_a_program_and_ends_it(site: SiteView, world: World) -> None:
    head, there = signed_in(world, "head", roles=("leitung",)), f"{DAY}einrichten/"
    refused = head.post(
        there, {"ort": site.id, "was": "meldung", "wer": "Kalender", "adresse": "http://x.example.org/"}
    )
    assert refused.status_code == 422 and "https://" in refused.content.decode()
    assert 'value="http://x.example.org/"' in refused.content.decode(), "what was typed stays"
    entered = {"ort": site.id, "was": "meldung", "wer": "Kalender", "adresse": "https://x.example.org/hook"}
    assert head.post(there, entered).status_code == 302
    page = head.read(f"{there}?ort={site.id}")
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page)
    assert secret and "https://x.example.org/hook" in page
    with city_scope("marburg"):
        one = queries.list_subscribers()[0]
    said = {"ort": site.id, "was": "meldung", "eintrag": one.id}
    head.post(there, said | {"an": "1"})
    assert secret.group(0) not in head.read(f"{there}?ort={site.id}")
    head.post(there, said | {"an": "0"})
    assert "x.example.org" not in head.read(f"{there}?ort={site.id}")


def test_a_desk_that_closes_is_stood_in_for_at_the_same_time(site: SiteView, world: World) -> None:
    [one] = booked(world)
    world.work()
    mails, head = len(world.mail.sent), signed_in(world, "head", roles=("leitung",))
    with city_scope("marburg"):
        before = Reservation.objects.get(pk=one)
    closing = {
        "ort": site.id,
        "tag": f"{before.begins:%d.%m.%Y}",
        "zeiten": "",
        "platz": before.desk_id,
        "verlegen": "1",
    }
    head.post(f"{DAY}schliessen/", closing | {"schritt": "schliessen"})
    world.work()
    with city_scope("marburg"):
        after = Reservation.objects.get(pk=one)
    assert after.desk_id != before.desk_id and after.begins == before.begins
    assert len(world.mail.sent) == mails, "for her nothing changes"


def test_figures_hide_a_second_offer_where_one_has_few_visits(site: SiteView, world: World) -> None:
    with city_scope("marburg"):
        rules = {"minutes": 5, "step": 5, "buffer": 0, "per_day": None, "extras": [], "release": {}}
        other = operations.put_offer(key="abholung", name={"de": "Abholung"}, bring={}, service="", rules=rules)
    many = booked(world, 9)
    with city_scope("marburg"):
        Reservation.objects.filter(pk__in=many[:2]).update(offer_id=other)
        day = world.today
        found = figures.count_visits(site=site, since=day, until=day + timedelta(days=7))
    assert [(one.offer.offer.id, one.visits) for one in found] == [("abholung", None), ("ausweis", None)]
