"""Signing in: nothing to guess, to plant, to replay, to redirect, to climb."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from allmende.domain.ports.identity import ProvenIdentity
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Account, Officer, SignIn
from allmende.foundation.tenancy.scopes import city_scope
from tests.adversary.scene import NOBODY, PASSWORD, Browser, Town
from tests.world import World

ROOT = Path(__file__).parent.parent.parent

WAYS_OUT = [
    "https://evil.example/", "//evil.example/", "///evil.example/", "/\\evil.example/", "\\\\evil.example", "http:evil.example",
    "javascript:alert(1)", "/\t/evil.example/", "\t//evil.example", "\x01//evil.example/", "https:evil.example", "@evil.example",
    "https://marburg.localhost@evil.example/", "/konto/\r\nSet-Cookie: a=b", "/" + "x" * 5000, "data:text/html,x", " //evil.example",
    "/buero/\nX", "/buero/\rX", "/buero/\tX", "/buero/\x00", "/buero/ X", "/buero/\\x", "/buero/\u2028", "/buero/ä", "/werkstatt/\x7f", "/buero/\n",
]  # fmt: skip


def go(world: World, browser: Browser, weiter: str = "/konto/", level: str = "high", **posted: str) -> tuple[str, Any]:
    """To the provider and, as somebody of that level, back; the state, and the answer to the return."""
    away = browser.post("/anmelden/", {"weiter": weiter, "stufe": "basic", **posted})
    assert away.status_code == 302
    state = away["Location"].partition("state=")[2]
    world.identity._arrived[state] = ProvenIdentity(provider="memory", subject="s-1", level=level)  # type: ignore[arg-type]
    return state, browser.get("/anmelden/zurueck/", {"state": state})


def accounts() -> int:
    with city_scope("marburg"):
        return Account.objects.count()


def test_no_address_leads_out_of_the_house(world: World, home: Town) -> None:
    for way in WAYS_OUT:
        browser = Browser()
        page = browser.get("/anmelden/", {"weiter": way}).content.decode()
        kept = re.search(r'name="weiter" value="([^"]*)"', page)
        assert kept is not None, way
        assert "evil.example" not in kept[1], way
        _, back = go(world, browser, way)
        onward = str(back.headers.get("Location", "/konto/"))
        assert (back.status_code in (302, 400), onward[:1]) == (True, "/"), way
        assert not onward.startswith(("//", "/\\")), way
        assert "evil.example" not in onward, way
        assert "\n" not in onward, way
        staff = Browser()
        staff.cookies.clear()
        answer = staff.post("/buero/anmelden/", {"name": f"x{WAYS_OUT.index(way)}", "passwort": "x", "weiter": way})
        kept = re.search(r'name="weiter" value="([^"]*)"', answer.content.decode())
        assert kept is not None, way
        assert kept[1] in ("/buero/", "/werkstatt/"), way  # without the signs nobody sees, some are addresses of ours


@pytest.mark.parametrize(
    "weiter", [f"/antrag/{'-' * 36}/", f"/antrag/{'0' * 36}/x", f"/antrag/{NOBODY}/", "/antrag/1/"]
)
def test_a_forged_application_on_the_way_is_not_taken_along(weiter: str, world: World) -> None:
    _, back = go(world, Browser(), weiter)
    assert (back.status_code, back["Location"]) == (302, weiter)


def test_somebody_elses_draft_is_not_taken_along(world: World, home: Town) -> None:
    draft = home.citizen.begin()
    thief = Browser()
    go(world, thief, f"/antrag/{draft}/pruefen/")
    assert thief.get(f"/antrag/{draft}/").status_code == 404


def test_a_return_counts_once_and_in_its_own_browser_only(world: World) -> None:
    victim, thief = Browser(), Browser()
    state, back = go(world, victim)
    assert back["Location"] == "/konto/"
    before = accounts()
    assert thief.get("/anmelden/zurueck/", {"state": state})["Location"] == "/anmelden/"
    assert victim.get("/anmelden/zurueck/", {"state": state})["Location"] == "/anmelden/"
    thief.post("/anmelden/", {"weiter": "/konto/"})
    answer = thief.get("/anmelden/zurueck/", {"state": state})
    assert (answer.status_code, "nicht geklappt" in answer.content.decode()) == (200, True)
    assert "allmende_sitzung" not in thief.cookies
    assert accounts() == before


@pytest.mark.parametrize(
    "query", ["", "state=", "state=%00", "state=a&state=b", "code=x", "error=access_denied", "state=" + "x" * 9000]
)
def test_a_return_with_nonsense_signs_nobody_in(query: str, world: World) -> None:
    browser = Browser()
    browser.post("/anmelden/", {"weiter": "/konto/"})
    answer = browser.get(f"/anmelden/zurueck/?{query}")
    assert answer.status_code in (200, 302, 400)
    assert "allmende_sitzung" not in browser.cookies


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "." * 3000, "eyJzdGF0ZSI6e319:1:x", "\x80"])
def test_a_forged_way_is_no_way(cookie: str, browser: Browser) -> None:
    browser.cookies["allmende_anmeldung"] = cookie
    assert browser.get("/anmelden/zurueck/", {"state": "x"})["Location"] == "/anmelden/"


def test_a_way_begun_in_one_city_ends_in_no_other(world: World) -> None:
    here, there = Browser("marburg"), Browser("fulda")
    away = here.post("/anmelden/", {"weiter": "/konto/"})
    state = away["Location"].partition("state=")[2]
    world.identity._arrived[state] = ProvenIdentity(provider="memory", subject="s-1", level="high")
    there.cookies["allmende_anmeldung"] = here.cookies["allmende_anmeldung"].value
    assert there.get("/anmelden/zurueck/", {"state": state})["Location"] == "/anmelden/"
    assert "allmende_sitzung" not in there.cookies


def test_a_late_return_is_too_late(world: World, browser: Browser) -> None:
    away = browser.post("/anmelden/", {"weiter": "/konto/"})
    state = away["Location"].partition("state=")[2]
    world.identity._arrived[state] = ProvenIdentity(provider="memory", subject="s-1", level="high")
    world.now += timedelta(minutes=16)
    browser.get("/anmelden/zurueck/", {"state": state})
    assert "allmende_sitzung" not in browser.cookies


def test_a_level_lower_than_asked_for_does_not_enter(world: World, browser: Browser) -> None:
    _, back = go(world, browser, level="basic", stufe="high")
    assert back.status_code == 200
    assert "allmende_sitzung" not in browser.cookies


def test_a_planted_session_is_worth_nothing_after_signing_in(world: World, browser: Browser) -> None:
    planted = "x" * 43
    browser.cookies["allmende_sitzung"] = planted
    go(world, browser)
    assert browser.cookies["allmende_sitzung"].value != planted
    thief = Browser()
    thief.cookies["allmende_sitzung"] = planted
    assert thief.get("/konto/").status_code == 302


def test_signing_out_ends_the_session_everywhere_it_was_copied(home: Town) -> None:
    thief = Browser()
    thief.cookies["allmende_sitzung"] = home.citizen.cookies["allmende_sitzung"].value
    assert thief.get("/konto/").status_code == 200
    home.citizen.post("/abmelden/")
    assert thief.get("/konto/").status_code == 302


def test_signing_out_closes_the_matters_of_the_account_on_a_shared_computer(home: Town) -> None:
    """The matter of somebody without an account stays: its key is all they have."""
    case = home.ids["done"]
    assert home.citizen.get(f"/vorgang/{case}/").status_code == 200
    home.citizen.post("/abmelden/")
    assert home.citizen.get(f"/vorgang/{case}/").status_code == 404
    anonymous = home.citizen.begin()
    home.citizen.post("/abmelden/")
    assert home.citizen.get(f"/antrag/{anonymous}/schritt/person/").status_code == 200


def test_a_staff_session_is_no_citizens_and_the_other_way_round(home: Town) -> None:
    assert home.clerk.get("/konto/").status_code == 302
    assert home.citizen.get("/buero/").status_code == 302
    assert home.clerk.get(f"/vorgang/{home.ids['open']}/").status_code == 404


def test_guessing_a_password_is_braked_even_for_the_right_one(home: Town, world: World) -> None:
    for number in range(12):
        answer = Browser().post("/buero/anmelden/", {"name": "clerk", "passwort": f"guess {number}"})
        assert answer.status_code == 422
    assert "Zu viele Versuche" in answer.content.decode()
    late = Browser().post("/buero/anmelden/", {"name": "CLERK", "passwort": PASSWORD})
    assert late.status_code == 422
    world.now += timedelta(minutes=16)
    assert Browser().post("/buero/anmelden/", {"name": "clerk", "passwort": PASSWORD}).status_code == 302


def test_trying_one_password_with_many_names_is_braked_by_address(home: Town) -> None:
    for number in range(60):
        answer = Browser().post("/buero/anmelden/", {"name": f"name{number}", "passwort": "allmende"})
    assert "Zu viele Versuche" in answer.content.decode()


def test_a_wrong_name_and_a_wrong_password_read_the_same(home: Town) -> None:
    pages = [
        Browser().post("/buero/anmelden/", {"name": name, "passwort": "wrong"}).content.decode().replace(name, "")
        for name in ("clerk", "clerx")
    ]
    hide = [
        page[: page.index("csrfmiddlewaretoken")] + page[page.index("csrfmiddlewaretoken") + 100 :] for page in pages
    ]
    assert hide[0] == hide[1]


def test_no_odd_name_signs_in(home: Town) -> None:
    for odd in ("' OR 1=1--", "admin'/*", "\u0441lerk", "x" * 10_000, "", "%"):
        assert Browser().post("/buero/anmelden/", {"name": odd, "passwort": PASSWORD}).status_code == 422, odd[:20]


def test_a_member_of_staff_who_left_is_out_at_once(home: Town) -> None:
    with city_scope("marburg"):
        Officer.objects.filter(username="clerk").update(active=False)
    assert home.clerk.get("/buero/").status_code == 302
    with city_scope("marburg"):
        assert SignIn.objects.filter(officer__username="clerk").count() == 0


def test_a_changed_password_ends_every_session(home: Town) -> None:
    with city_scope("marburg"):
        officers.set_password(Officer.objects.get(username="clerk"), "another long password")
    assert home.clerk.get("/buero/").status_code == 302


def test_a_role_posted_is_no_role(home: Town) -> None:
    """Nothing a form says makes anybody more than the row says."""
    low = home.hire("azubi", roles=(), units=("amt",))
    task = home.ids["task"]
    for posted in ({"roles": "sachbearbeitung"}, {"officer_id": NOBODY, "role": "leitung"}):
        assert low.post(f"/buero/aufgabe/{task}/nehmen/", posted).status_code == 404
        answer = low.post(f"/buero/aufgabe/{task}/", {"outcome": "granted", "_action": "decide", **posted})
        assert answer.status_code == 404
    with city_scope("marburg"):
        assert Officer.objects.get(username="azubi").roles == []


def test_a_decision_nobody_offered_is_refused(home: Town) -> None:
    home.clerk.post(f"/buero/aufgabe/{home.ids['task']}/nehmen/")
    for outcome in ("", "granted!", "refused", "close", "__class__", "x" * 500):
        answer = home.clerk.post(
            f"/buero/aufgabe/{home.ids['task']}/", {"outcome": outcome, "ground": "x", "_action": "decide"}
        )
        assert answer.status_code == 422, outcome


def test_a_post_without_our_token_is_refused_everywhere(home: Town) -> None:
    from tests.adversary.routes import list_routes, values_of

    for route in list_routes():
        if route.kind == "machine":
            continue
        for posted in ({}, {"csrfmiddlewaretoken": "x" * 64}, {"csrfmiddlewaretoken": ""}):
            strict = Client(HTTP_HOST="marburg.localhost", enforce_csrf_checks=True, raise_request_exception=False)
            strict.cookies.update((home.clerk if route.kind == "officer" else home.citizen).cookies)
            answer = strict.post(route.address(values_of(home, "open")), posted)
            assert answer.status_code == 403, route.pattern
            assert "noch einmal absenden" in answer.content.decode(), route.pattern


def test_a_token_of_another_browser_is_refused(home: Town) -> None:
    strict = Client(HTTP_HOST="marburg.localhost", enforce_csrf_checks=True)
    other = Client(HTTP_HOST="marburg.localhost", enforce_csrf_checks=True)
    strict.get("/anmelden/")
    other.get("/anmelden/")
    foreign = other.cookies["allmende_csrf"].value
    assert strict.post("/anmelden/", {"csrfmiddlewaretoken": foreign}).status_code == 403
    own = strict.cookies["allmende_csrf"].value
    assert strict.post("/anmelden/", {"csrfmiddlewaretoken": own}).status_code == 302
    sent = strict.post("/anmelden/", {"csrfmiddlewaretoken": own}, headers={"Origin": "http://evil.example"})
    assert sent.status_code == 403
    sent = strict.post("/anmelden/", {"csrfmiddlewaretoken": own}, headers={"Origin": "http://fulda.localhost"})
    assert sent.status_code == 403


def test_a_device_key_opens_nothing_an_account_owns(world: World) -> None:
    """Begun before signing in and taken along, a draft's key dies wherever it was copied to. Begun signed in, it has none."""
    late, holder, other = Browser(), Browser(), Browser()
    draft = late.begin()
    address = f"/antrag/{draft}/schritt/person/"
    holder.take_over_secrets(late)
    other.take_over_secrets(late)
    other.sign_in(world, "other", family_name="Anders")
    assert holder.get(address).status_code == 200
    go(world, late, address)
    assert late.get(address).status_code == 200
    assert f"allmende_antrag_{draft}" not in late.cookies
    for thief in (holder, other):
        assert thief.get(address).status_code == 404

    world.load(services=ROOT / "services", cities=ROOT / "cities")
    owner = Browser()
    owner.sign_in(world, "owner", family_name="Geheimnis", given_names="Eva", date_of_birth="1964-08-12")
    assert "Geheimnis" in owner.get(f"/antrag/{owner.begin('meldebescheinigung')}/", follow=True).content.decode()
    assert not [name for name in owner.cookies if name.startswith("allmende_antrag_")]


def test_what_a_level_opened_does_not_open_at_a_lower_one(world: World) -> None:
    world.load(services=ROOT / "services", cities=ROOT / "cities")
    strong, weak = Browser(), Browser()
    strong.sign_in(world, "owner", level="substantial")
    draft = strong.begin("meldebescheinigung")
    weak.sign_in(world, "owner", level="basic")
    assert strong.get(f"/antrag/{draft}/").status_code == 302
    refused = weak.get(f"/antrag/{draft}/")
    assert refused.status_code == 404
    assert "Sicherer anmelden" in refused.content.decode()
    weak.sign_in(world, "owner", level="high")
    assert weak.get(f"/antrag/{draft}/").status_code == 302


def test_when_the_session_ends_so_does_what_it_opened(home: Town, world: World) -> None:
    case, letter = home.ids["done"], f"/vorgang/{home.ids['done']}/dokumente/{home.ids['notice']}.pdf"
    assert home.citizen.get(letter).status_code == 200
    world.now += timedelta(hours=3)
    for address in (f"/vorgang/{case}/", letter, f"/antrag/{home.ids['draft']}/"):
        assert home.citizen.get(address).status_code == 404


def test_nobody_learns_from_a_refusal_whether_a_matter_exists(home: Town) -> None:
    pages = [
        Browser().get(f"/vorgang/{case}/").content.decode().replace(case, "") for case in (home.ids["done"], NOBODY)
    ]
    assert pages[0] == pages[1]
    assert "Anmelden" in pages[0]
