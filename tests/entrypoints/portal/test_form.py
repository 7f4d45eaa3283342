"""The steps of an application, without scripts and as fragments; wrong, forged and foreign input."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from allmende.apps.applications.models import Draft
from tests.entrypoints.portal.conftest import HOST, Browser, readable
from tests.entrypoints.portal.test_account import sign_in
from tests.world import DOGS, PERSON, World


def png(name: str = "nachweis.png") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def fields_of(page: str) -> str:
    """The fields of a whole page, between the markers of the fragment."""
    found = re.search(r'<div id="felder" class="al-fields">(.*?)</div>\n<div class="al-actions">', page, re.DOTALL)
    assert found
    return found[1]


def test_starting_gives_this_browser_a_secret_nobody_else_sees(browser: Browser) -> None:
    draft = browser.begin()
    cookie = browser.cookies[f"allmende_antrag_{draft}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie.value not in browser.get(f"/antrag/{draft}/schritt/person/").content.decode()


def test_the_first_step_shows_progress_title_and_fields(browser: Browser) -> None:
    draft = browser.begin()
    text = browser.text(f"/antrag/{draft}/schritt/person/")
    for words in (
        "Schritt 1 von 4",
        "Zu Ihnen",
        "Name",
        "E-Mail",
        "Wir brauchen alle Angaben auf dieser Seite.",
        "Weiter",
    ):
        assert words in text
    assert "Zurück zum" not in text


def test_a_form_page_costs_at_most_four_statements(
    browser: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    browser.get(f"/antrag/{draft}/schritt/hunde/")
    with django_assert_max_num_queries(4):
        browser.get(f"/antrag/{draft}/schritt/hunde/")


def test_a_first_form_view_stays_light(browser: Browser) -> None:
    import gzip
    from pathlib import Path

    draft = browser.begin()
    page = gzip.compress(browser.get(f"/antrag/{draft}/schritt/person/").content)
    colours = gzip.compress(browser.get("/stadt/farben.css").content)
    mark = gzip.compress(browser.get("/stadt/zeichen.svg").content)
    static = Path(__file__).parents[3] / "src/allmende/ui/static/allmende"
    files = sum((static / name).stat().st_size for name in ("allmende.css.gz", "allmende.js.gz"))
    assert len(page) + len(colours) + len(mark) + files < 60_000


def test_wrong_values_come_back_with_messages_and_everything_typed(browser: Browser) -> None:
    draft = browser.begin()
    answer = browser.step(draft, "person", name="", email="keine <Adresse>")
    page = answer.content.decode()
    assert "2 Angaben fehlen noch oder stimmen nicht" in readable(answer)
    assert 'href="#f-name" data-field' in page
    assert 'href="#f-email" data-field' in page
    assert 'value="keine &lt;Adresse&gt;"' in page
    assert page.count('aria-invalid="true"') == 2
    assert "<title>Fehler: Zu Ihnen" in page


def test_what_was_wrong_is_kept_all_the_same(browser: Browser) -> None:
    draft = browser.begin()
    browser.step(draft, "person", name="Erika", email="falsch")
    page = browser.get(f"/antrag/{draft}/schritt/person/").content.decode()
    assert 'value="falsch"' in page
    assert "al-errors" not in page


def test_going_on_and_back_loses_nothing(browser: Browser) -> None:
    draft = browser.begin()
    answer = browser.step(draft, "person", **PERSON)
    assert answer["Location"] == f"/antrag/{draft}/schritt/hunde/"
    back = browser.step(draft, "hunde", _action="back", anzahl="7")
    assert back["Location"] == f"/antrag/{draft}/schritt/person/"
    assert 'value="7"' in browser.get(f"/antrag/{draft}/schritt/hunde/").content.decode()


def test_leaving_the_page_keeps_what_was_typed(browser: Browser) -> None:
    draft = browser.begin()
    answer = browser.step(draft, "person", _action="keep", name="Halb getippt")
    assert answer.status_code == 204
    assert "Halb getippt" in browser.get(f"/antrag/{draft}/schritt/person/").content.decode()


def test_changing_the_language_saves_first(browser: Browser) -> None:
    draft = browser.begin()
    answer = browser.step(draft, "person", _action="language", name="Erika")
    assert answer["Location"] == f"/en/antrag/{draft}/schritt/person/"
    english = browser.get(answer["Location"])
    assert "Step 1 of 4" in readable(english)
    assert 'value="Erika"' in english.content.decode()
    back = browser.post(f"/en/antrag/{draft}/schritt/person/", {"_action": "language", "name": "Erika"})
    assert back["Location"] == f"/antrag/{draft}/schritt/person/"


def test_stations_lead_back_but_not_past_what_was_never_seen(browser: Browser) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    page = browser.get(f"/antrag/{draft}/schritt/hunde/").content.decode()
    assert 'value="goto:person"' in page
    assert 'value="goto:abschluss"' not in page
    assert browser.step(draft, "hunde", _action="goto:person")["Location"] == f"/antrag/{draft}/schritt/person/"


@pytest.mark.parametrize(
    "wish",
    [
        "goto:gibt-es-nicht",
        "unsinn",
        "add:gibtsnicht",
        "remove:tiere:99",
        "remove:tiere:x",
        "upload:",
        "unlink::",
        "x" * 5000,
    ],
)
def test_forged_buttons_change_nothing_and_never_fail(browser: Browser, wish: str) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    answer = browser.step(draft, "hunde", _action=wish, anzahl="2", kampfhund="false")
    assert answer.status_code in (200, 302)
    assert browser.get(f"/antrag/{draft}/schritt/hunde/").status_code == 200


def test_rows_are_added_and_removed_by_plain_buttons(browser: Browser) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    url = f"/antrag/{draft}/schritt/hunde/"
    answer = browser.step(draft, "hunde", _action="add:tiere", anzahl="2", **{"tiere._rows": "0"})
    assert answer["Location"] == f"{url}#f-tiere-0"
    browser.step(draft, "hunde", _action="add:tiere", **{"tiere._rows": "1", "tiere.0.rufname": "Bello"})
    page = browser.get(url).content.decode()
    assert 'name="_f.tiere.0.rufname" value="Bello"' in page
    assert 'name="_f.tiere.1.rufname" value=""' in page
    browser.step(
        draft,
        "hunde",
        _action="remove:tiere:0",
        **{"tiere._rows": "2", "tiere.0.rufname": "Bello", "tiere.1.rufname": "Rex"},
    )
    page = browser.get(url).content.decode()
    assert 'name="_f.tiere.0.rufname" value="Rex"' in page
    assert "Bello" not in page


def test_no_more_rows_than_allowed(browser: Browser) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    many = {f"tiere.{n}.rufname": f"Hund {n}" for n in range(500)}
    answer = browser.step(draft, "hunde", anzahl="2", kampfhund="false", **many)
    assert answer.status_code == 200
    page = browser.get(f"/antrag/{draft}/schritt/hunde/")
    assert page.content.decode().count('name="_f.tiere.') <= 5


def test_a_condition_shows_its_field_without_scripts_too(browser: Browser) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    answer = browser.step(draft, "hunde", anzahl="1", kampfhund="true")
    assert "Hier ist eine Frage dazugekommen." in readable(answer)
    assert "Nachweis" in readable(answer)
    assert 'type="file"' in answer.content.decode()
    again = browser.step(draft, "hunde", anzahl="1", kampfhund="true", nachweis="")
    assert again["Location"] == f"/antrag/{draft}/schritt/abschluss/"


def test_the_fragment_equals_the_page_fetched_anew(browser: Browser) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    url = f"/antrag/{draft}/schritt/hunde/"
    for posted in (
        {"kampfhund": "true", "anzahl": "3"},
        {"kampfhund": "false", "anzahl": "x"},
        {"tiere._rows": "1", "tiere.0.rufname": "Rex"},
    ):
        fragment = browser.post(url, posted, headers={"HX-Request": "true"})
        whole = browser.get(url)
        assert fragment.content.decode() == fields_of(whole.content.decode())


def test_fields_that_decide_are_marked_and_others_not(browser: Browser) -> None:
    draft = browser.begin()
    page = browser.get(f"/antrag/{draft}/schritt/hunde/").content.decode()
    assert page.count("data-decides") == 1
    assert re.search(r'<fieldset[^>]*id="f-kampfhund"[^>]*data-decides', page)


def test_uploads_are_stored_listed_and_removed(browser: Browser, world: World) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    url = f"/antrag/{draft}/schritt/hunde/"
    posted = {
        "_action": "upload:nachweis",
        "kampfhund": "true",
        "anzahl": "1",
        "nachweis": "",
        "nachweis._files": png(),
    }
    answer = browser.post(url, posted)
    assert answer["Location"] == f"{url}#f-nachweis"
    page = browser.get(url).content.decode()
    assert "nachweis.png" in page
    upload = re.search(r'value="unlink:nachweis:([^"]+)"', page)
    assert upload
    gone = {"_action": f"unlink:nachweis:{upload[1]}", "kampfhund": "true", "anzahl": "1", "nachweis": ["", upload[1]]}
    browser.post(url, gone)
    assert "nachweis.png" not in browser.get(url).content.decode()


def test_a_file_chosen_but_not_uploaded_goes_with_the_page(browser: Browser) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    url = f"/antrag/{draft}/schritt/hunde/"
    answer = browser.post(
        url, {"_action": "next", "kampfhund": "true", "anzahl": "1", "nachweis": "", "nachweis._files": png()}
    )
    assert answer["Location"] == f"/antrag/{draft}/schritt/abschluss/"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("x.pdf", b"kein pdf"), "Format"),
        (SimpleUploadedFile("leer.pdf", b""), ""),
        (SimpleUploadedFile("kaputt.pdf", b"%PDF-1.7 kaputt"), "lässt sich nicht öffnen"),
    ],
)
def test_a_refused_file_says_why_at_the_field(browser: Browser, file: SimpleUploadedFile, words: str) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    file.seek(0)
    answer = browser.post(
        f"/antrag/{draft}/schritt/hunde/",
        {"_action": "upload:nachweis", "kampfhund": "true", "anzahl": "4", "nachweis": "", "nachweis._files": file},
    )
    page = answer.content.decode()
    assert words in readable(answer)
    assert 'id="f-nachweis-error"' in page
    assert 'value="4"' in page


def test_a_file_for_a_field_that_takes_none_is_ignored(browser: Browser) -> None:
    draft = browser.begin()
    answer = browser.post(
        f"/antrag/{draft}/schritt/person/", {"name": "x", "name._files": png(), "email": "e@example.org"}
    )
    assert answer.status_code in (200, 302)


def test_unknown_and_hidden_fields_are_not_stored(browser: Browser) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON, geheim="1", anzahl="3")
    page = browser.get(f"/antrag/{draft}/schritt/hunde/").content.decode()
    assert 'id="f-anzahl" name="_f.anzahl" value=""' in page


@pytest.mark.parametrize("step", ["gibt-es-nicht", "pruefen2", "%00"])
def test_an_unknown_step_is_not_there(browser: Browser, step: str) -> None:
    draft = browser.begin()
    assert browser.get(f"/antrag/{draft}/schritt/{step}/").status_code == 404
    assert browser.step(draft, step, name="x").status_code == 404


def test_a_later_step_may_be_looked_at_but_not_sent_without_the_first(browser: Browser) -> None:
    draft = browser.begin()
    assert browser.get(f"/antrag/{draft}/schritt/abschluss/").status_code == 200
    answer = browser.get(f"/antrag/{draft}/pruefen/")
    assert answer["Location"] == f"/antrag/{draft}/schritt/person/?pruefen=1&fehler=1"
    assert "2 Angaben fehlen noch" in browser.text(answer["Location"])


def test_a_stranger_does_not_learn_whether_a_draft_exists(browser: Browser, world: World) -> None:
    draft = browser.begin()
    stranger, unknown = Browser(), "00000000-0000-4000-8000-000000000000"
    stranger.cookies[f"allmende_antrag_{draft}"] = "geraten"
    for url in ("", "schritt/person/", "pruefen/", "weiter/"):
        theirs, nobodys = stranger.get(f"/antrag/{draft}/{url}"), stranger.get(f"/antrag/{unknown}/{url}")
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert stranger.step(draft, "person", name="Mallory").status_code == 404
    assert "Mallory" not in browser.get(f"/antrag/{draft}/schritt/person/").content.decode()


def test_another_city_does_not_know_the_draft(browser: Browser) -> None:
    draft = browser.begin()
    browser.defaults["HTTP_HOST"] = "fulda.localhost"
    assert browser.get(f"/antrag/{draft}/schritt/person/").status_code == 404
    assert browser.step(draft, "person", **PERSON).status_code == 404


def test_huge_and_strange_values_are_cut_not_fatal(browser: Browser) -> None:
    draft = browser.begin()
    answer = browser.step(draft, "person", name="ä" * 300_000, email="\x00\ud7ff")
    assert answer.status_code == 200
    assert browser.get(f"/antrag/{draft}/schritt/person/").status_code == 200


def test_draft_address_leads_to_where_it_was_left(browser: Browser) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    browser.step(draft, "hunde", **DOGS)
    assert browser.get(f"/antrag/{draft}/")["Location"] == f"/antrag/{draft}/schritt/hunde/"


def test_forms_need_their_token(browser: Browser) -> None:
    draft = browser.begin()
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    answer = strict.step(draft, "person", **PERSON)
    assert answer.status_code == 403
    assert "Bitte noch einmal absenden" in readable(answer)


# --- Two windows ------------------------------------------------------------------------------------------------------


def page_marks(browser: Browser, address: str) -> dict[str, str]:
    """What an open page of the form says of itself."""
    return marks_in(browser.get(address))


def marks_in(answer: Any) -> dict[str, str]:
    page = answer.content.decode()
    return {name: unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1]) for name in ("_page", "_shown")}  # type: ignore[index]


def test_a_stale_window_overwrites_nothing_unseen_and_loses_nothing(browser: Browser, marburg_scope: None) -> None:
    draft = browser.begin()
    address = f"/antrag/{draft}/schritt/person/"
    browser.step(draft, "person", name="Erika", email="alt@example.org")
    stale, fresh = page_marks(browser, address), page_marks(browser, address)
    browser.step(draft, "person", name="Erika", email="neu@example.org", **fresh)
    answer = browser.step(draft, "person", name="Erika Muster", email="alt@example.org", **stale)
    text = readable(answer)
    assert "In einem anderen Fenster steht etwas anderes" in text
    assert "neu@example.org" in text
    assert 'value="Erika Muster"' in answer.content.decode()
    assert Draft.objects.get().entries["email"] == "neu@example.org"
    browser.step(draft, "person", name="Erika Muster", email="alt@example.org", **marks_in(answer))
    assert Draft.objects.get().entries == {"name": "Erika Muster", "email": "alt@example.org"}


def test_a_corrected_error_is_no_other_window(browser: Browser, marburg_scope: None) -> None:
    draft = browser.begin()
    marks = page_marks(browser, f"/antrag/{draft}/schritt/person/")
    for typed in ({"name": "", "email": "falsch"}, {"name": "Erika", "email": "falsch"}, {"name": "", "email": " "}):
        answer = browser.step(draft, "person", **typed, **marks)
        assert "In einem anderen Fenster" not in readable(answer), typed
        assert 'class="kern-error"' in answer.content.decode(), typed
        marks = marks_in(answer)
    answer = browser.step(draft, "person", name="Erika", email="erika@example.org", **marks)
    assert answer["Location"] == f"/antrag/{draft}/schritt/hunde/"


def test_what_another_window_left_empty_is_no_difference(browser: Browser, marburg_scope: None) -> None:
    draft = browser.begin()
    address = f"/antrag/{draft}/schritt/person/"
    one, other = page_marks(browser, address), page_marks(browser, address)
    browser.step(draft, "person", name="", email="", **other)
    answer = browser.step(draft, "person", name="Erika", email="erika@example.org", **one)
    assert answer["Location"] == f"/antrag/{draft}/schritt/hunde/"


def test_errors_stand_before_what_another_window_says_and_rows_are_in_words(
    browser: Browser, marburg_scope: None
) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    address = f"/antrag/{draft}/schritt/hunde/"
    one, other = page_marks(browser, address), page_marks(browser, address)
    browser.step(draft, "hunde", **{**DOGS, "tiere.0.rufname": "Rex"}, **other)
    answer = browser.step(draft, "hunde", **{**DOGS, "anzahl": "viele", "tiere.0.rufname": "Waldi"}, **one)
    text = readable(answer)
    assert text.index("Bitte") < text.index("In einem anderen Fenster steht etwas anderes")
    assert "Rex" in text.partition("In einem anderen Fenster")[2].partition("Unten stehen")[0]
    assert "{" not in text


def test_a_windows_own_saving_is_no_other_window(browser: Browser, marburg_scope: None) -> None:
    draft = browser.begin()
    marks = page_marks(browser, f"/antrag/{draft}/schritt/person/")
    browser.step(draft, "person", name="E", email="", _action="keep", **marks)
    browser.step(draft, "person", name="Er", email="x@example.org", _action="keep", **marks)
    answer = browser.step(draft, "person", name="Erika", email="erika@example.org", **marks)
    assert answer["Location"] == f"/antrag/{draft}/schritt/hunde/"


def test_what_a_signed_out_window_typed_is_kept_until_one_signs_in_again(
    browser: Browser, world: World, marburg_scope: None
) -> None:
    sign_in(browser, world)
    draft = browser.begin()
    browser.post("/abmelden/")
    typed = {"_f.name": "Erika <b>Muster", "_f.email": "erika@example.org", "_action": "next"}
    answer = browser.step(draft, "person", **typed)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Ihre Angaben sind noch da" in page
    assert "Das öffnet sich hier gerade nicht." in page.partition("</title>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    hidden.pop("csrfmiddlewaretoken", None)
    assert {name: unescape(value) for name, value in hidden.items()} == typed
    sign_in(browser, world)
    saved = browser.step(draft, "person", **typed)
    assert saved["Location"] == f"/antrag/{draft}/schritt/hunde/"
    assert Draft.objects.get().entries["name"] == "Erika <b>Muster"


@pytest.mark.parametrize("origin", [f"http://{HOST}", "http://evil.example", ""])
def test_a_page_open_too_long_keeps_what_was_typed_if_it_was_ours(world: World, origin: str) -> None:
    strict = Browser(enforce_csrf_checks=True)
    draft = "00000000-0000-4000-8000-000000000000"
    headers = {"Origin": origin} if origin else {}
    answer = strict.post(f"/antrag/{draft}/schritt/person/", {"name": "Erika Muster"}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "<title>Bitte noch einmal absenden" in page
    assert ('value="Erika Muster"' in page) is (origin == f"http://{HOST}")
