"""The one page tells the truth: what runs where, who is late, who waits and why, how far it is online."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.catalogue import operations as catalogue
from allmende.apps.catalogue import queries
from allmende.apps.catalogue.models import Adoption, CityEdition, Release
from allmende.apps.commons import booking
from allmende.domain.package import Overlay, OverlayChange
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import rate_releases
from tests import cooperating as c
from tests.entrypoints.studio.conftest import Worker
from tests.entrypoints.studio.cooperation.conftest import ROOM, Hire, postpone, release
from tests.world import SERVICE, World

DETAIL = f"{ROOM}leistung/{SERVICE}/"
STICHTAG = date(2026, 12, 1)


def adopt(world: World, city: str, sha: str) -> None:
    """The city goes over to the release today, with a longer deadline of its own."""
    own = Overlay((OverlayChange("set", "laenger", "deadline.zahlung.days", 21, reason="Satzung"),))
    with city_scope(city):
        catalogue.adopt_one(
            city=city, service_id=SERVICE, release_sha=sha, edition_id=queries.get_present(city=city).edition_id,
            effective_from=world.today, overlay=own, today=world.today, now=world.now, decided_by="Frau Uwe",
        )  # fmt: skip


def test_all_run_the_same_version(world: World, leader: Worker) -> None:
    words = leader.words(ROOM)
    assert "Leistungen in Betrieb 1 von 1 gemeinsamen" in words
    assert "Hund anmelden 1.0.0 2 2 0 0 0 0" in words
    assert "Gerade wartet kein Vorschlag" in words
    assert "Überfällig nach dem Stichtag" not in words


def test_a_coming_release_is_announced_and_nobody_is_late(world: World, leader: Worker) -> None:
    release(world, STICHTAG)
    words = leader.words(ROOM)
    assert "1.1.0 ab 1. Dezember 2026" in words
    assert "Überfällig nach dem Stichtag" not in words


def test_who_does_nothing_until_the_day_is_overdue_and_stands_first(world: World, leader: Worker) -> None:
    sha = release(world, STICHTAG)
    world.now += timedelta(days=30)
    leader.sign_in("lena")
    adopt(world, "fulda", sha)
    words = leader.words(ROOM)
    assert "Hund melden : 1 Stadt ist überfällig. Fassung 1.1.0 gilt seit 1. Dezember 2026." in words
    detail = leader.words(f"{DETAIL}?zustand=overdue")
    assert "1 Stadt " in detail
    assert "Marburg 1.0.0 1. Januar 2026 überfällig" in detail
    assert "Fulda" not in detail.partition("Reifegrad")[0].partition("1 Stadt ")[2]
    assert "Fulda 1.1.0 2. Dezember 2026 aktuell Frist „zahlung“: 14 → 21 Tage. Grund: Satzung" in leader.words(DETAIL)


def test_who_said_why_she_waits_is_not_overdue(world: World, leader: Worker) -> None:
    sha = release(world, STICHTAG)
    postpone(world, "marburg", sha, date(2027, 3, 1), "Die Satzung kommt erst im Februar.")
    world.now += timedelta(days=30)
    leader.sign_in("lena")
    words = leader.words(DETAIL)
    assert "verschoben bis 1. März 2027" in words
    assert "Wartet mit 1.1.0: Die Satzung kommt erst im Februar. Entschieden von Frau Uwe" in words
    assert "1 Stadt ist überfällig" in leader.words(ROOM)
    assert "1.0.0 1. Januar 2026 überfällig" in words.partition("Marburg")[0]


def test_proposals_say_for_whom_they_wait(world: World, leader: Worker) -> None:
    with city_scope("marburg"):
        c.proposed(world)
    words = leader.words(ROOM)
    assert "Klarer (Hund melden, Greta Graf (Fulda)): wartet auf:" in words
    assert "Recht" in words.partition("wartet auf:")[2][:80]


def test_search_and_state_are_kept_in_the_address(world: World, leader: Worker) -> None:
    assert "1 Leistung " in leader.words(f"{ROOM}?suche=hund")
    assert "0 Leistungen" in leader.words(f"{ROOM}?suche=katze")
    assert "0 Leistungen" in leader.words(f"{ROOM}?zustand=overdue")
    page = leader.page(f"{ROOM}?suche=%22%3E%3Cb%3E&zustand=quatsch&seite=-4&jahr=x")
    assert 'value="&quot;&gt;&lt;b&gt;"' in page


def test_hours_and_cases_show_what_was_saved(world: World, leader: Worker, designer: Worker) -> None:
    with city_scope("fulda"):
        booking.store_counts(city="fulda", year=2026, counts={SERVICE: 8}, now=world.now)
    form = designer.form(f"{ROOM}stunden/")
    designer.post(f"{ROOM}stunden/", {**form, "service": SERVICE, "kind": "design", "hours": "4"})
    words = leader.words(ROOM)
    assert "Gemeinsame Arbeit 4 Stunden das sind 200,00 €" in words
    assert "Gespart 2 Stunden das sind 100,00 € aus 8 Fällen" in words
    assert "Saved 2 hours worth €100.00, from 8 cases" in leader.words(f"/en{ROOM}")


def test_a_service_says_how_far_it_is_online_and_who_made_it(world: World, leader: Worker) -> None:
    assert "Aus der Werkstatt ist noch keine Fassung entstanden." in leader.words(DETAIL)
    release(world)
    words = leader.words(DETAIL)
    assert "Reifegrad nach dem OZG Stufe" in words
    assert "In Ihrer Stadt: Stufe" in words
    assert "Greta Graf Fulda Gestaltung" in words
    assert "Rita Roth Marburg Rechtliche Prüfung" in words
    assert "Greta Graf Fulda Design" in leader.words(f"/en{DETAIL}")


def test_the_page_of_a_city_shows_its_services(world: World, leader: Worker) -> None:
    words = leader.words(f"{ROOM}stadt/fulda/")
    assert "Leistungen in Fulda" in words
    assert "Hund anmelden 1.0.0 1. Januar 2026 aktuell" in words


@pytest.mark.parametrize("place", ["stadt/atlantis/", "leistung/gibt-es-nicht/"])
def test_what_is_not_there_is_not_found(world: World, leader: Worker, place: str) -> None:
    leader.page(ROOM + place, 404)


def test_case_workers_have_no_business_here(world: World, hire: Hire) -> None:
    hire("carla", "sachbearbeitung").page(ROOM, 403)


def test_the_rating_of_the_worker_is_shown(world: World, leader: Worker) -> None:
    before = leader.words(ROOM).partition("Reifegrad nach dem OZG")[2]
    rate_releases.rate_releases(now=world.now)
    assert leader.words(ROOM).partition("Reifegrad nach dem OZG")[2] == before
    assert "noch nicht bewertet" not in before


def many(world: World, cities: int, services: int) -> None:
    """More of everything, without going through the front door."""
    content = Release.objects.get().content
    City.objects.bulk_create([City(key=f"c{n}", name=f"Stadt {n}", host=f"c{n}.localhost") for n in range(cities)])
    hosts.forget()
    Release.objects.bulk_create(
        Release(
            service_id=f"s{n}", version="1.0.0", rank="1", sha256=f"{n:064}", content=content,
            loaded_at=world.now, title={"de": f"Leistung {n}", "en": f"Service {n}"},
        )
        for n in range(services)
    )  # fmt: skip
    releases = list(Release.objects.exclude(service_id=SERVICE))
    for n in range(cities):
        with city_scope(f"c{n}"):
            edition = CityEdition.objects.create(sha256=f"e{n}", data={}, loaded_at=world.now)
            Adoption.objects.bulk_create(
                Adoption(
                    service_id=one.service_id, release=one, edition=edition, effective_from=date(2026, 2, 1),
                    created_at=world.now,
                )
                for one in releases
            )  # fmt: skip


@pytest.mark.parametrize("place", ["", f"leistung/{SERVICE}/", "stadt/marburg/", "abrechnung/2026/"])
def test_no_page_asks_more_often_when_cities_and_services_grow(world: World, leader: Worker, place: str) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            leader.page(ROOM + place)
        return len(asked)

    rate_releases.rate_releases(now=world.now)
    statements()
    few = statements()
    many(world, cities=12, services=30)
    statements()
    assert statements() == few


def test_long_lists_come_in_pages(world: World, leader: Worker) -> None:
    many(world, cities=3, services=30)
    first, second = leader.page(ROOM), leader.words(f"{ROOM}?seite=2&suche=leistung")
    assert 'rel="next"' in first
    assert "Seite 2 von 2" in second
    assert second.count("1.0.0") == 5


def test_the_cities_of_a_service_come_in_pages(world: World, leader: Worker) -> None:
    many(world, cities=60, services=1)
    words = leader.words(f"{ROOM}leistung/s0/?seite=2")
    assert "60 Städte" in words
    assert "Seite 2 von 2" in words
    assert "1 Stadt " in leader.words(f"{ROOM}leistung/s0/?suche=stadt+59")
