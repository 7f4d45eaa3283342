"""Posts that no page of ours would send: refused kindly or absorbed; never an error of ours, never a second case."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from django.conf import settings

from allmende.apps.applications import operations as applications
from allmende.apps.applications.models import Application, Draft, LinkToken
from allmende.apps.cases.models import Case
from allmende.foundation.tenancy.scopes import city_scope
from tests.adversary.routes import addresses_of, list_routes
from tests.adversary.scene import NOBODY, Browser, Town
from tests.world import DOGS, END, PERSON, World

FORM = "application/x-www-form-urlencoded"


def entries(draft: str) -> dict[str, Any]:
    with city_scope("marburg"):
        return dict(Draft.objects.get(pk=draft).entries)


def cases() -> int:
    with city_scope("marburg"):
        assert Application.objects.count() == Case.objects.count()
        return Case.objects.count()


# --- Order and unknown fields -----------------------------------------------------------------------------------------


def test_steps_in_any_order_make_no_case_before_all_is_right(browser: Browser) -> None:
    draft = browser.begin()
    assert browser.save(draft, "abschluss", END).status_code == 302
    assert browser.send(draft)["Location"] == f"/antrag/{draft}/schritt/person/?pruefen=1&fehler=1"
    browser.save(draft, "hunde", DOGS)
    assert browser.send(draft)["Location"] == f"/antrag/{draft}/schritt/person/?pruefen=1&fehler=1"
    assert cases() == 0
    browser.save(draft, "person", PERSON)
    assert browser.send(draft)["Location"] == f"/vorgang/{draft}/"
    assert cases() == 1


def test_a_step_takes_its_own_fields_only(browser: Browser) -> None:
    draft = browser.begin()
    browser.save(
        draft, "person", {**PERSON, "anzahl": "2", "richtig": "true", "id": "1", "account_id": "1", "fee": "0"}
    )
    assert set(entries(draft)) == {"name", "email"}


def test_hidden_fields_count_as_absent(browser: Browser) -> None:
    """The proof is asked for dangerous dogs only: what is posted for it otherwise is no answer."""
    draft = browser.begin()
    browser.save(draft, "person", PERSON)
    browser.save(draft, "hunde", {**DOGS, "nachweis": NOBODY})
    browser.save(draft, "abschluss", END)
    assert browser.send(draft).status_code == 302
    with city_scope("marburg"):
        assert "nachweis" not in Application.objects.get(pk=draft).answers


@pytest.mark.parametrize("step", ["gibtsnicht", "person.name", "..", "Person", "%2e%2e", "x" * 3000, "person%2Fx"])
def test_a_step_nobody_drew_is_not_there(step: str, browser: Browser) -> None:
    draft = browser.begin()
    for method in ("GET", "POST"):
        assert browser.generic(method, f"/antrag/{draft}/schritt/{step}/").status_code == 404
    assert entries(draft) == {}


# --- Numbers of rows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", ["10000", "-1", "٣", "²", "1e9", "9" * 5000, " 3", "3.0", "0x10", "NaN"])
def test_a_number_of_rows_is_never_more_than_the_form_allows(count: str, browser: Browser) -> None:
    draft = browser.begin()
    posted = {**DOGS, "tiere._rows": count, "tiere.0.rufname": "Rex"}
    assert browser.save(draft, "hunde", posted).status_code in (200, 302)
    assert len(entries(draft).get("tiere") or []) <= 4  # three, and one that is refused
    assert browser.get(f"/antrag/{draft}/schritt/hunde/").status_code == 200


@pytest.mark.parametrize("index", ["10000", "-1", "٣", "²", "999", "0.0", "", "__class__", "%s"])
def test_a_row_that_is_not_there_fills_no_memory(index: str, browser: Browser) -> None:
    draft = browser.begin()
    browser.save(draft, "hunde", {**DOGS, f"tiere.{index}.rufname": "Rex"})
    assert len(entries(draft).get("tiere") or []) <= 4


def test_ten_thousand_rows_at_once(browser: Browser) -> None:
    draft = browser.begin()
    rows = {f"tiere.{number}.rufname": "Rex" for number in range(1900)}
    answer = browser.save(draft, "hunde", {**DOGS, **rows})
    assert answer.status_code == 200
    assert len(entries(draft)["tiere"]) == 4
    assert browser.save(draft, "hunde", {f"tiere.{number}.rufname": "x" for number in range(10_000)}).status_code == 400


@pytest.mark.parametrize("action", ["add:tiere", "remove:tiere:0", "remove:tiere:-1", "remove:tiere:٣", "remove:x:1"])
def test_pressing_a_row_button_a_hundred_times(action: str, browser: Browser) -> None:
    draft = browser.begin()
    for _ in range(20):
        assert browser.save(draft, "hunde", {"_action": action}).status_code in (200, 302)
    assert len(entries(draft).get("tiere") or []) <= 3


# --- Size and spelling ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [20_001, 900_000, 10_000_000])
def test_a_huge_value_is_cut_or_refused_and_nothing_is_lost(size: int, browser: Browser) -> None:
    draft = browser.begin()
    browser.save(draft, "person", PERSON)
    answer = browser.generic("POST", f"/antrag/{draft}/schritt/person/", b"name=" + b"x" * size, FORM)
    if answer.status_code == 302:  # the page with what is wrong, so that Back works
        assert answer["Location"].endswith("?fehler=1")
        answer = browser.get(answer["Location"])
    assert answer.status_code in (200, 400)
    assert answer.content.startswith(b"<!doctype html>")
    assert len(entries(draft)["name"]) <= 20_000
    assert entries(draft)["email"] == "erika@example.org"


def test_a_draft_cannot_be_filled_without_end(browser: Browser) -> None:
    draft = browser.begin()
    browser.save(draft, "person", {"name": "Erika", "email": "x" * 20_000})
    for number in range(30):
        browser.save(draft, "hunde", {"anzahl": str(number) + "x" * 19_000})
    assert len(str(entries(draft))) <= 400_000


@pytest.mark.parametrize("count", [2_001, 5_000])
def test_thousands_of_fields_are_refused_with_a_page(count: int, browser: Browser) -> None:
    draft = browser.begin()
    answer = browser.save(draft, "person", {**PERSON, **{f"f{number}": "x" for number in range(count)}})
    assert answer.status_code == 400
    assert "zu viele auf einmal" in answer.content.decode()
    assert entries(draft) == {}


BODIES = {
    "json": (b'{"name": "x"}', "application/json"),
    "text": (b"name=x", "text/plain"),
    "no type": (b"name=x", ""),
    "no boundary": (b"x", "multipart/form-data"),
    "empty boundary": (b"x", "multipart/form-data; boundary="),
    "endless boundary": (b"x", "multipart/form-data; boundary=" + "b" * 5000),
    "half a part": (b'--b\r\nContent-Disposition: form-data; name="name', "multipart/form-data; boundary=b"),
    "no end": (b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nErika', "multipart/form-data; boundary=b"),
    "broken base64": (
        b'--b\r\nContent-Disposition: form-data; name="name"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--',
        "multipart/form-data; boundary=b",
    ),
    "unknown charset": (b"name=x", f"{FORM}; charset=nonsense"),
    "utf-7": (b"name=+ADw-script+AD4-", f"{FORM}; charset=utf-7"),
    "lone surrogate": (b"name=%ED%A0%80", FORM),
    "broken utf-8": (b"name=%ff%fe&%ff=%80", FORM),
    "nul": (b"name=a%00b", FORM),
    "nul in a name": (b"na%00me=a", FORM),
    "nul in multipart": (
        b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\na\0b\r\n--b--',
        "multipart/form-data; boundary=b",
    ),
    "percent": (b"name=%zz%&%%%=&&&===", FORM),
    "xml": (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "text/xml"),
}


def test_any_body_to_any_address_that_takes_posts(home: Town) -> None:
    for body, (content, kind) in BODIES.items():
        for route in list_routes():
            person = home.clerk if route.kind == "officer" else home.citizen
            if route.pattern in ("buero/abmelden/", "abmelden/"):
                continue
            for address in addresses_of(route, home, ("draft", "open")):
                answer = person.generic("POST", address, content, kind)
                assert answer.status_code < 500, (body, route.pattern)
                assert answer.status_code < 400 or answer.content or route.kind == "machine", (body, route.pattern)


# --- Methods and addresses --------------------------------------------------------------------------------------------


METHODS = ("GET", "HEAD", "POST", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND", "X")


@pytest.mark.walk
def test_any_method_at_any_address(home: Town) -> None:
    for route in list_routes():
        if route.pattern in ("buero/abmelden/", "abmelden/"):
            continue
        for method in METHODS:
            for person in (home.citizen, home.clerk, Browser()):
                for address in addresses_of(route, home, ("draft", "payable")):
                    answer = person.generic(method, address)
                    told = (method, route.pattern, answer.status_code)
                    assert answer.status_code < 500, told
                    if answer.status_code == 405:
                        assert answer.headers["Allow"], told
                        assert method == "HEAD" or b"So l\xc3\xa4sst sich diese Seite" in answer.content, told
                    if method not in ("GET", "HEAD", "POST"):
                        assert answer.status_code in (302, 403, 404, 405), told


@pytest.mark.walk
def test_looking_changes_nothing(home: Town) -> None:
    """GET and HEAD never act: mail programs and browsers fetch what they see."""
    from tests.adversary.test_foreign_city import watch

    before = watch(home)
    for route in list_routes():
        for address in addresses_of(route, home, ("draft", "payable", "asked", "open")):
            for method in ("GET", "HEAD"):
                home.citizen.generic(method, address)
                home.clerk.generic(method, address)
    after = watch(home)
    assert {table for table in before if before[table] != after[table]} == set()


@pytest.mark.parametrize(
    "path",
    [
        "/en/en/", "/en/en/en/", "/EN/", "/de/", "/en//evil.example/", "//evil.example/", "/static/../../etc/passwd",
        "/static/%2e%2e/%2e%2e/pyproject.toml", "/antrag/../../etc/", "/leistungen/%00/", "/leistungen/..%2f/",
        "/lebenslage/" + "a" * 5000 + "/", "/%ff%fe/", "/vorgang/" + "-" * 36 + "/", "/vorgang/" + "0" * 36 + "/",
        "/vorgang/" + NOBODY.replace("0", "A") + "/", "/antrag/" + NOBODY + "/", "/buero/vorgang/" + "-" * 36 + "/",
        "/antrag/1/", "/vorgang/00000000000000000000000000000000/", "/.git/config", "/.env", "/admin/", "/stadt/../",
        "/vorgang/" + NOBODY + "/dokumente/..%2f..%2fsecret_key.pdf", "/buero/aufgabe/1/", "/hooks/", "/hooks/zahlung/../",
    ],
)  # fmt: skip
def test_an_address_nobody_made_is_a_kind_404(path: str, browser: Browser) -> None:
    for method in ("GET", "POST"):
        answer = browser.generic(method, "/", PATH_INFO=unquote_to_bytes(path).decode("latin-1"))
        assert answer.status_code in ((404, 400) if method == "GET" else (404, 400, 405)), (method, path)
        page = answer.content.decode()
        assert page.startswith("<!doctype html>")
        assert "evil.example" not in page
        assert "root:" not in page


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "x" * 300,
        "marburg.localhost.evil.example",
        "[::1]",
        "\xff.localhost",
        "a b",
        "marburg.localhost@evil",
    ],
)
def test_a_host_that_is_no_city_shows_no_city(host: str, browser: Browser, world: World) -> None:
    draft = browser.begin()
    browser.defaults["HTTP_HOST"] = host
    for path in ("/suche/", f"/antrag/{draft}/", "/anmelden/", "/buero/", "/leistungen/hund-anmelden/"):
        answer = browser.get(path)
        assert answer.status_code in (400, 404), path
        assert "Marburg" not in answer.content.decode()


@pytest.mark.parametrize(
    "host", ["marburg.localhost:abc", "marburg.localhost:80@evil.example", "marburg.localhost:99999999"]
)
def test_a_host_with_a_forged_port_leads_nowhere_else(host: str, browser: Browser) -> None:
    """Addresses we send people back to come from the host: what is no host name must not get into them."""
    browser.defaults["HTTP_HOST"] = host
    for answer in (browser.post("/anmelden/", {"weiter": "/konto/"}), browser.get("/leistungen/hund-anmelden/")):
        assert answer.status_code in (200, 302, 400, 404)
        assert "evil.example" not in answer.content.decode() + str(answer.headers.get("Location", ""))


# --- Links ------------------------------------------------------------------------------------------------------------


def test_a_link_opens_nothing_without_the_second_fact_and_looking_changes_nothing(home: Town, world: World) -> None:
    address, matter = f"/fortsetzen/{home.ids['token']}/", f"/antrag/{home.ids['linked']}/"
    with city_scope("marburg"):
        before = list(LinkToken.objects.values_list())
    for method in ("GET", "HEAD", "GET"):
        answer = Browser().generic(method, address)
        assert (answer.status_code, home.person in answer.content.decode()) == (200, False)
    with city_scope("marburg"):
        assert list(LinkToken.objects.values_list()) == before
    stranger = Browser()
    for fact in ("", "1111 1111", home.person, home.mail):
        assert stranger.post(address, {"angabe": fact}).status_code == 200
        assert stranger.get(matter).status_code == 404
    for _device in range(3):
        browser = Browser()
        assert browser.post(address, {"angabe": home.code})["Location"] == matter
        assert browser.get(f"{matter}pruefen/").status_code == 302


def test_a_link_to_what_an_account_owns_leads_behind_its_sign_in(home: Town, world: World) -> None:
    with city_scope("marburg"):
        token = applications.make_link(draft_id=home.ids["open"], email=home.mail, now=world.now)
    for method in ("GET", "POST"):
        answer = Browser().generic(method, f"/fortsetzen/{token}/")
        assert answer["Location"].startswith("/anmelden/?weiter=")
    assert home.citizen.get(f"/fortsetzen/{token}/")["Location"] == f"/vorgang/{home.ids['open']}/"
    other = Browser()
    other.sign_in(world, "somebody else")
    answer = other.get(f"/fortsetzen/{token}/", follow=True)
    assert (answer.status_code, home.person in answer.content.decode()) == (404, False)


def test_an_expired_link_is_dead(home: Town, world: World) -> None:
    from datetime import timedelta

    world.now += timedelta(days=15)
    stranger = Browser()
    assert stranger.post(f"/fortsetzen/{home.ids['token']}/").status_code == 410
    assert not [name for name in stranger.cookies if name.startswith("allmende_antrag_")]


def test_links_cannot_be_guessed_without_end(browser: Browser) -> None:
    answers = {browser.get(f"/fortsetzen/{number}/").status_code for number in range(70)}
    assert answers == {410, 429}


# --- Sending ----------------------------------------------------------------------------------------------------------


def test_the_key_of_one_draft_sends_no_other(browser: Browser) -> None:
    ready, empty = browser.begin(), browser.begin()
    for step, posted in (("person", PERSON), ("hunde", DOGS), ("abschluss", END)):
        browser.save(ready, step, posted)
    assert browser.send(ready, key="same")["Location"] == f"/vorgang/{ready}/"
    assert "/schritt/person/" in browser.send(empty, key="same")["Location"]
    for step, posted in (("person", PERSON), ("hunde", DOGS), ("abschluss", END)):
        browser.save(empty, step, posted)
    assert browser.send(empty, key="same").status_code < 500
    assert cases() in (1, 2)


def test_a_sent_application_cannot_be_changed_through_its_form(home: Town) -> None:
    sent = home.ids["payable"]
    with city_scope("marburg"):
        before = Application.objects.get(pk=sent).answers
    for step, posted in (("person", {"name": "Anders", "email": "x@example.org"}), ("hunde", {"anzahl": "9"})):
        assert home.citizen.save(sent, step, posted)["Location"] == f"/vorgang/{sent}/"
    with city_scope("marburg"):
        assert Application.objects.get(pk=sent).answers == before


def test_a_correction_opens_the_named_fields_only(home: Town) -> None:
    asked = home.ids["asked"]
    answer = home.citizen.post(
        f"/vorgang/{asked}/korrektur/", {"name": "Neu", "email": "dieb@example.org", "anzahl": "1", "_action": "next"}
    )
    assert answer["Location"] == f"/vorgang/{asked}/"
    with city_scope("marburg"):
        from allmende.apps.applications.models import Supplement

        assert Supplement.objects.get(application_id=asked).answers == {"name": "Neu"}


def test_limits_are_set() -> None:
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS == 2000
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 1024 * 1024
    assert settings.MAX_BODY_BYTES == 200 * 1024 * 1024  # several files of a field at once; streamed to disk
