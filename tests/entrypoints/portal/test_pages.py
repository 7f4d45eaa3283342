"""Pages before an application: start, search, service, legal texts, the city's look, errors."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allmende.apps.applications.models import Draft
from allmende.apps.catalogue.operations import stop_service
from allmende.entrypoints.portal import services
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.portal.conftest import Browser, readable
from tests.world import World


def test_home_greets_by_the_city_and_lists_what_it_offers(browser: Browser) -> None:
    text = browser.text("/")
    assert "Willkommen in Marburg" in text
    assert "Tiere" in text
    assert "Hund anmelden Melden Sie Ihren Hund an." in text


def test_home_costs_few_statements(browser: Browser, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    browser.get("/")
    with django_assert_max_num_queries(4):
        browser.get("/")


@pytest.mark.parametrize("typed", ["hund", "Hundesteuer", "Hund anmeldn"])
def test_search_finds(browser: Browser, typed: str) -> None:
    assert "1 Treffer" in readable(browser.get("/suche/", {"q": typed}))


def test_search_without_a_hit_says_what_to_do(browser: Browser) -> None:
    text = readable(browser.get("/suche/", {"q": "<script>xyz"}))
    assert "Nichts gefunden für „<script>xyz“" in text
    assert "Alle Leistungen zeigen" in text


def test_a_service_the_city_does_not_offer_is_named_plainly_with_whom_to_ask(browser: Browser, world: World) -> None:
    with city_scope("marburg"):
        stop_service(city="marburg", service_id="hund-anmelden", actor="officer:1", today=world.today, now=world.now)
    text = readable(browser.get("/suche/", {"q": "Hund anmelden"}))
    assert "„Hund anmelden“ bietet Marburg noch nicht online an." in text
    assert "@" in text.partition("Fragen Sie uns:")[2]
    assert "bietet Marburg noch nicht" not in readable(browser.get("/suche/", {"q": "xyzabc"}))


def test_tiles_name_services_of_the_city_and_nothing_else(browser: Browser) -> None:
    tiles = re.findall(r'<div class="al-tile">.*?<p>(.*?)</p>', browser.get("/").content.decode())
    assert tiles
    links = set(
        re.findall(r'class="kern-link" href="/leistungen/[^"]+">([^<]+)<', browser.get("/suche/").content.decode())
    )
    assert {name for tile in tiles for name in tile.removesuffix(" und mehr").split(", ")} <= links


def test_a_long_list_stands_under_its_letters(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_ON_ONE_LIST", 0)
    home, every = (browser.get(url).content.decode() for url in ("/", "/suche/"))
    letters = re.findall(r'href="/suche/#(buchstabe-.)"', home)
    assert "buchstabe-H" in letters
    assert "Melden Sie Ihren Hund an." not in home
    assert re.findall(r'<h3 class="kern-heading-medium" id="([^"]+)"', every) == letters
    assert "Melden Sie Ihren Hund an." in every


def test_what_is_searched_for_is_escaped(browser: Browser) -> None:
    assert b"<script>xyz" not in browser.get("/suche/", {"q": "<script>xyz"}).content


def test_too_many_searches_are_slowed_down(browser: Browser) -> None:
    answers = [browser.get("/suche/", {"q": "hund"}).status_code for _number in range(302)]
    assert answers[:300] == [200] * 300
    assert answers[-1] == 429


def test_service_page_says_everything_before_the_start(browser: Browser) -> None:
    text = browser.text("/leistungen/hund-anmelden/")
    for words in (
        "Hund anmelden",
        "30,00 € je Hund",
        "Zwei Wochen",
        "Impfpass",
        "Wer einen Hund hält.",
        "§ 1 der Satzung",
        "Steueramt",
        "Jetzt beginnen",
    ):
        assert words in text, words
    assert "Anmelden und beginnen" not in text, "nothing follows from a sign-in here"


def test_each_city_shows_its_own_fee_and_name(world: World) -> None:
    fulda = Client(HTTP_HOST="fulda.localhost")
    text = readable(fulda.get("/leistungen/hund-anmelden/"))
    assert "Marburg" not in text
    assert "Fulda" in text


@pytest.mark.parametrize(
    "url",
    [
        "/leistungen/gibt-es-nicht/",
        "/lebenslage/xyz/",
        "/lebenslage/wahl/",
        "/nirgendwo",
        "/antrag/abc/",
        "/vorgang/1/",
    ],
)
def test_what_is_not_there_is_a_kind_404(browser: Browser, url: str) -> None:
    answer = browser.get(url)
    assert answer.status_code == 404
    assert "Diese Seite gibt es nicht." in readable(answer)
    assert "Zur Startseite" in readable(answer)


@pytest.mark.parametrize(
    "url",
    ["/impressum/", "/datenschutz/", "/barrierefreiheit/", "/pruefen/", "/anmelden/", "/suche/", "/lebenslage/tiere/"],
)
def test_every_page_exists_in_both_languages(browser: Browser, url: str) -> None:
    german, english = browser.get(url), browser.get(f"/en{url}")
    assert (german.status_code, english.status_code) == (200, 200)
    assert b'<html lang="de"' in german.content
    assert b'<html lang="en"' in english.content
    assert f'href="/en{url}" lang="en"'.encode() in german.content
    assert f'href="{url}" lang="de"'.encode() in english.content


def test_the_other_language_keeps_the_query(browser: Browser) -> None:
    assert b'href="/en/suche/?q=hund" lang="en"' in browser.get("/suche/", {"q": "hund"}).content


def test_imprint_comes_from_the_city(browser: Browser) -> None:
    assert "Der Magistrat der Stadt Marburg Markt 1 35037 Marburg" in browser.text("/impressum/")


def test_accessibility_statement_has_a_way_to_report(browser: Browser) -> None:
    assert "Durchsetzungs- und Überwachungsstelle" in browser.text("/barrierefreiheit/")


def test_the_citys_look_is_a_file_kept_for_ever(browser: Browser) -> None:
    colours = browser.get("/stadt/farben.css")
    assert "--al-brand:#14477a" in colours.content.decode()
    assert colours["Cache-Control"] == "public, max-age=31536000, immutable"
    for picture in ("/stadt/zeichen.svg", "/stadt/bild.svg"):
        assert browser.get(picture)["Content-Type"].startswith("image/svg+xml")


def test_no_page_needs_anything_inline_or_foreign(browser: Browser) -> None:
    for url in ("/", "/leistungen/hund-anmelden/", "/pruefen/", "/anmelden/"):
        page = browser.get(url).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert "<script>" not in page
        assert 'src="http' not in page
        assert '<link rel="stylesheet" href="http' not in page


def test_the_platform_page_lists_the_cities(world: World) -> None:
    text = readable(Client(HTTP_HOST="localhost").get("/"))
    assert "Stadt Marburg" in text
    assert "Fulda" in text


def test_writing_methods_are_refused_where_nothing_is_written(browser: Browser, marburg_scope: None) -> None:
    assert browser.post("/").status_code == 405
    assert browser.get("/leistungen/hund-anmelden/beginnen/")["Location"] == "/leistungen/hund-anmelden/"
    assert not Draft.objects.exists()


def test_the_privacy_notice_of_a_service_says_who_gets_what_and_how_long(browser: Browser) -> None:
    assert 'href="/datenschutz/hund-anmelden/"' in browser.get("/leistungen/hund-anmelden/").content.decode()
    assert 'href="/datenschutz/hund-anmelden/"' in browser.get("/datenschutz/").content.decode()
    text = browser.text("/datenschutz/hund-anmelden/")
    for words in (
        "Datenschutz: Hund anmelden",
        "Art. 6 Abs. 1 Buchst. e DSGVO, § 3 HDSIG",
        "Betreiber dieser Plattform",
        "Zahlungsdienst der Stadt: Betrag und Verwendungszweck",
        "3 Jahre nach dem Ende des Vorgangs",
        "Die Gebühr berechnet der Computer und fordert sie an. Alles andere entscheidet immer ein Mensch.",
    ):
        assert words in text
    assert browser.get("/datenschutz/gibt-es-nicht/").status_code == 404
