"""The way to object on the page of a case: the last day, what it means for the fee, the form, and what is true afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from allmende.entrypoints.portal.access import _cookie as cookie_of
from allmende.usecases import retrieve_notice
from tests.entrypoints.portal.conftest import Browser, readable
from tests.objecting import PERSON, letter_of, refuse
from tests.world import Clerk, Visitor, World

FEE = "Die Gebühr müssen Sie trotzdem zahlen"


@pytest.fixture
def refused(world: World, browser: Browser, tmp_path: Path) -> Visitor:
    """A refusal, in the browser of whoever applied."""
    visitor = Visitor(world)
    with visitor.here():
        refuse(world, visitor, Clerk(world), tmp_path)
        browser.cookies[cookie_of(visitor.id)] = str(visitor.access.secret)
    return visitor


def open_letter(visitor: Visitor) -> None:
    with visitor.here():
        retrieve_notice.retrieve_notice(
            city="marburg",
            case_id=visitor.id,
            notice_id=letter_of(visitor),
            access=visitor.access,
            now=visitor.world.now,
        )


def page_of(visitor: Visitor) -> tuple[str, str]:
    """The case's page, and that of the objection."""
    with visitor.here():
        return f"/vorgang/{visitor.id}/", f"/vorgang/{visitor.id}/widerspruch/{letter_of(visitor)}/"


def lodge(browser: Browser, way: str) -> str:
    """Through the form; the id of the objection."""
    answer = browser.post(way)
    assert answer.status_code == 302, readable(answer)
    draft = str(answer["Location"]).split("/")[2]
    assert "Muster" in browser.get(f"/antrag/{draft}/schritt/person/").content.decode(), "what is known is filled in"
    browser.step(draft, "widerspruch", umfang=["ganz"], gruende=["Er ist klein."])
    browser.step(draft, "person", **PERSON)
    browser.step(draft, "abschluss", zustellweg=["post"], richtigkeit=["true"])
    assert browser.send(draft).status_code == 302
    return draft


def test_before_it_is_opened_the_time_has_not_begun(refused: Visitor, browser: Browser) -> None:
    case, way = page_of(refused)
    assert "Nicht einverstanden?" in browser.text(case)
    assert "Die Frist hat noch nicht begonnen." in browser.text(case)
    assert f'href="{way}"' in browser.get(case).content.decode()


def test_the_page_says_the_last_day_the_form_and_that_the_fee_stays_due(refused: Visitor, browser: Browser) -> None:
    open_letter(refused)
    case, way = page_of(refused)
    assert "Der letzte Tag für den Widerspruch ist der 3. Dezember 2026." in browser.text(case)
    told = browser.text(way)
    assert "Ihr Hund ist nicht angemeldet" in told
    assert FEE in told
    assert "unterschr" in told.lower()


def test_sent_it_has_a_number_on_the_page_of_the_notice_and_says_what_it_is_about(
    refused: Visitor, browser: Browser, world: World
) -> None:
    open_letter(refused)
    case, way = page_of(refused)
    draft = lodge(browser, way)
    with refused.here():
        world.work()
    page = browser.get(case).content.decode()
    assert "Ihr Widerspruch läuft. Nummer:" in browser.text(case)
    assert f'href="/vorgang/{draft}/"' in page
    assert way not in page, "nobody objects twice"
    own = browser.text(f"/vorgang/{draft}/")
    assert "Er richtet sich gegen: Ihr Hund ist nicht angemeldet" in own
    assert "Ihre Unterschrift muss bis zum 3. Dezember 2026 bei uns sein." in own
    assert FEE in own
    assert browser.get(way)["Location"] == case


def test_after_the_last_day_it_says_so_and_still_takes_it(refused: Visitor, browser: Browser, world: World) -> None:
    open_letter(refused)
    case, way = page_of(refused)
    with refused.here():
        world.wait(days=32)
    assert "Der letzte Tag für den Widerspruch war der 3. Dezember 2026." in browser.text(case)
    own = lodge(browser, way)
    assert "Er kam nach dem letzten Tag, dem 3. Dezember 2026." in browser.text(f"/vorgang/{own}/")


def test_after_a_year_nothing_is_offered(refused: Visitor, browser: Browser, world: World) -> None:
    open_letter(refused)
    case, way = page_of(refused)
    with refused.here():
        world.wait(days=370)
    assert "Nicht einverstanden?" not in browser.text(case)
    assert browser.post(way)["Location"] == case


def test_the_service_is_found_and_leads_to_the_case(refused: Visitor, browser: Browser) -> None:
    told = browser.text("/leistungen/widerspruch/")
    assert "Beginnen Sie an Ihrem Bescheid" in told
    assert "Jetzt beginnen" not in told
    answer = browser.post("/leistungen/widerspruch/beginnen/")
    assert "Ein Widerspruch beginnt an dem Bescheid" in readable(answer)


def test_where_only_an_action_is_open_nothing_is_offered(refused: Visitor, browser: Browser, world: World) -> None:
    """The objection's own decision leads to court: its page offers no second objection."""
    open_letter(refused)
    _, way = page_of(refused)
    own = lodge(browser, way)
    assert "Widerspruch schreiben" not in browser.text(f"/vorgang/{own}/")


def test_another_browser_sees_nothing(refused: Visitor) -> None:
    _, way = page_of(refused)
    assert Browser(raise_request_exception=False).get(way).status_code == 404
