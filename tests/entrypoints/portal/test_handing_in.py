"""What may follow, on the portal: marked, listed before sending, listed afterwards, handed in without a request."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from allmende.apps.cases.operations import read_facts
from allmende.apps.cases.queries import find_matter
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.portal.conftest import HOST, Browser, readable
from tests.entrypoints.portal.test_form import png
from tests.joint import change
from tests.world import COMMONS, DOGS, END, PERSON, World


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


def test_only_sending_hands_in_what_is_kept_waits(browser: Browser, case: str, world: World) -> None:
    """The page's script posts what is typed when the page goes away; nobody pressed a button then."""
    url = f"/vorgang/{case}/nachreichen/"
    before = facts(case)
    for action in ("keep", "upload", "unlink:nachweis:x", "add:nachweis", "later", "irgendwas"):
        answer = browser.post(url, {"nachweis": "", "nachweis._files": png(), "_action": action})
        assert answer.status_code in (204, 302), action
    assert facts(case) == before
    assert "Das fehlt noch Nachweis" in browser.text(f"/vorgang/{case}/")
    kept = re.findall(r'name="_f.nachweis" value="([^"]+)"', browser.get(url).content.decode())
    assert kept
    assert browser.post(url, {"nachweis": kept[0], "_action": "next"})["Location"] == f"/vorgang/{case}/"
    assert facts(case)[len(before) :] == ["answers_handed_in", "application_completed", "task_opened"]


def test_what_arrived_is_named_on_the_page_in_the_story_and_by_mail(browser: Browser, case: str, world: World) -> None:
    browser.post(f"/vorgang/{case}/nachreichen/", {"nachweis": "", "nachweis._files": png()})
    page = browser.text(f"/vorgang/{case}/")
    name = png().name
    assert f"Das ist angekommen Nachweis: {name}" in page
    assert "Sie haben etwas nachgereicht. Nachweis." in page
    mails = len(world.mail.sent)
    world.work()
    (mail,) = [one for one in world.mail.sent[mails:] if "nachgereicht" in one.subject]
    assert "Was Sie nachgereicht haben, ist bei uns angekommen." in mail.text
    world.wait(minutes=2)
    assert "Das ist angekommen" not in browser.text(f"/vorgang/{case}/")


def test_an_error_is_shown_by_get_so_that_back_works(browser: Browser, case: str) -> None:
    url = f"/vorgang/{case}/nachreichen/"
    answer = Client(HTTP_HOST=HOST, headers={"cookie": cookies(browser)}).post(url, {"_f.nachweis": ""})
    assert (answer.status_code, answer["Location"]) == (302, f"{url}?fehler=1")
    page = browser.get(f"{url}?fehler=1").content.decode()
    assert "<title>Fehler: Nachreichen" in page
    assert re.search(r'id="fehler"[^>]*data-focus|data-focus[^>]*id="fehler"|al-errors[^>]*data-focus', page)
    assert "Hier ist noch nichts." not in browser.text(url)


def cookies(browser: Browser) -> str:
    return "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())


def facts(case: str) -> list[str]:
    with city_scope("marburg"):
        return [fact.kind for fact in read_facts(case_id=case)]


@pytest.fixture
def rows_world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """The small world, where every animal needs a picture that may follow."""
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    monkeypatch.setattr(timezone, "localdate", lambda: found.today)
    found.plug_in()
    shutil.copytree(COMMONS, tmp_path, dirs_exist_ok=True)
    here = tmp_path / "services" / "hund-anmelden"
    row = "          - {id: rufname, type: text, required: true}\n"
    picture = "          - {id: bild, type: file, required: true, needed_to: decide, accept: [pdf, png]}\n"
    change(here / "form.yaml", (row, row + picture))
    change(
        here / "texts" / "de.yaml",
        ("    rufname: {label: Rufname}\n", "    rufname: {label: Rufname}\n    bild: {label: Bild}\n"),
    )
    assert found.load(tmp_path / "services", tmp_path / "cities").problems == []
    return found


def test_handing_in_changes_nothing_but_what_is_missing(rows_world: World) -> None:
    """Forged: another answer of the same row, a third row, a removed row, an answer that nobody asked for."""
    browser = Browser()
    case = browser.begin()
    browser.step(case, "person", **PERSON)
    browser.step(case, "hunde", **DOGS, **{"tiere.0.rufname": "Rex", "tiere.1.rufname": "Waldi"})
    browser.step(case, "abschluss", **END)
    assert browser.send(case).status_code == 302
    with city_scope("marburg"):
        rows_world.work()
    url = f"/vorgang/{case}/nachreichen/"
    page = browser.get(url).content.decode()
    assert 'name="_f.tiere.1.bild' in page
    for other in ("tiere.0.rufname", 'value="add:tiere', 'value="remove:tiere', "_f.anzahl"):
        assert other not in page, other
    forged = {"tiere.0.rufname": "Fremd", "tiere.2.rufname": "Dazu", "tiere._rows": "3", "anzahl": "7"}
    assert "Hier ist noch nichts." in readable(browser.post(url, {**forged, "_action": "next"}))
    for action in ("remove:tiere:0", "add:tiere", "keep"):
        browser.post(url, {**forged, "_action": action})
    first = {"tiere.0.bild": "", "tiere.0.bild._files": png(), "tiere.2.bild": "", "tiere.2.bild._files": png()}
    assert browser.post(url, {**forged, **first, "_action": "next"})["Location"] == f"/vorgang/{case}/"
    assert names(case) == [("Rex", 1), ("Waldi", 0)]
    text = browser.text(f"/vorgang/{case}/")
    assert re.search(r"Das ist angekommen \S+ 1: Bild: ", text), text
    page = browser.get(url).content.decode()
    assert 'name="_f.tiere.1.bild' in page
    assert 'name="_f.tiere.0.bild' not in page
    browser.post(url, {"tiere.1.bild": "", "tiere.1.bild._files": png(), "tiere._rows": "1", "_action": "next"})
    assert names(case) == [("Rex", 1), ("Waldi", 1)]


def names(case: str) -> list[tuple[str, int]]:
    """The animals as the file holds them, each with how many pictures."""
    with city_scope("marburg"):
        matter = find_matter(case_id=case, today=timezone.localdate())
        assert matter.answers["anzahl"] == 2
        return [(row["rufname"], len(row["bild"] or ())) for row in matter.answers["tiere"]]
