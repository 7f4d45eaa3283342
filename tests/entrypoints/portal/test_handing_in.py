"""What may follow, on the portal: marked, listed before sending, listed afterwards, handed in without a request."""

from __future__ import annotations

import re

import pytest

from tests.entrypoints.portal.conftest import Browser, readable
from tests.entrypoints.portal.test_form import png
from tests.world import END, PERSON, World


@pytest.fixture
def draft(browser: Browser) -> str:
    """Everything filled in but the proof for a dangerous dog."""
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    browser.step(draft, "hunde", anzahl="1", kampfhund="true")
    browser.step(draft, "abschluss", **END)
    return draft


@pytest.fixture
def case(browser: Browser, draft: str, world: World) -> str:
    assert browser.send(draft).status_code == 302
    world.work()
    return draft


def test_the_page_says_what_may_follow_and_takes_it_empty(browser: Browser, draft: str) -> None:
    page = browser.get(f"/antrag/{draft}/schritt/hunde/").content.decode()
    field = re.search(r'<fieldset[^>]*id="f-nachweis".*?</fieldset>', page, re.DOTALL)
    assert field
    hint = re.search(r'id="f-nachweis-hint">([^<]*)<', field[0])
    assert hint
    assert hint[1].endswith("Das können Sie nachreichen.")
    assert 'aria-describedby="f-nachweis-hint"' in field[0]
    assert "freiwillig" not in field[0]
    assert "aria-required" not in field[0]
    assert "Was Sie freiwillig angeben oder nachreichen können, ist so gekennzeichnet." in page
    english = browser.text(f"/en/antrag/{draft}/schritt/hunde/")
    assert "You can send this later." in english


def test_the_summary_lists_what_is_missing_and_that_today_counts(browser: Browser, draft: str) -> None:
    text = browser.text(f"/antrag/{draft}/pruefen/")
    for words in (
        "Das fehlt noch Nachweis",
        "Bitte reichen Sie es bis Montag, 16. November 2026 nach.",
        "Ihr Antrag zählt trotzdem ab dem Tag, an dem er bei uns ankommt.",
    ):
        assert words in text, words
    english = browser.text(f"/en/antrag/{draft}/pruefen/")
    assert "Please send it by Monday, 16 November 2026." in english
    assert "Das fehlt noch" not in browser.text(f"/antrag/{browser.fill()}/pruefen/")


def test_the_case_lists_it_with_the_way_to_hand_it_in(browser: Browser, case: str) -> None:
    text = browser.text(f"/vorgang/{case}/")
    for words in (
        "Das fehlt noch Nachweis",
        "bis Montag, 16. November 2026",
        "Ihr Antrag gilt trotzdem als eingegangen: am 02.11.2026.",
        "Sie können es auch schicken oder bringen:",
    ):
        assert words in text, words
    assert f'href="/vorgang/{case}/nachreichen/"' in browser.get(f"/vorgang/{case}/").content.decode()
    english = browser.text(f"/en/vorgang/{case}/")
    assert "Still missing Nachweis" in english
    assert "It arrived on 2 November 2026." in english


def test_handing_in_takes_the_file_and_the_list_is_empty(browser: Browser, case: str, world: World) -> None:
    url = f"/vorgang/{case}/nachreichen/"
    page = browser.get(url).content.decode()
    assert '<h1 class="kern-heading-large">Nachreichen</h1>' in page
    assert 'name="_f.anzahl"' not in page
    empty = browser.post(url, {"nachweis": ""})
    assert "Hier ist noch nichts. Bitte reichen Sie etwas nach." in readable(empty)
    assert 'href="#f-nachweis-datei"' in empty.content.decode()
    world.wait(days=1)
    sent = browser.post(url, {"nachweis": "", "nachweis._files": png()})
    assert sent["Location"] == f"/vorgang/{case}/"
    text = browser.text(f"/vorgang/{case}/")
    assert "Das fehlt noch" not in text
    assert "Sie haben etwas nachgereicht." in text
    assert "Ihr Antrag ist vollständig." in text
    assert browser.get(url)["Location"] == f"/vorgang/{case}/"


def test_a_stranger_sees_nothing(browser: Browser, case: str) -> None:
    assert Browser().get(f"/vorgang/{case}/nachreichen/").status_code == 404
