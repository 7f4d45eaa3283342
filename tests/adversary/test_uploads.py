"""Files: looked at by content, refused in words at the field, never executed, never a way to fill or stop the house."""

from __future__ import annotations

import errno
import re
import resource
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from allmende.adapters.memory.scanner import EICAR
from allmende.apps.applications.models import Upload
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import upload_file
from tests.adversary import hostile_files as hostile
from tests.adversary.scene import Browser, Town, file_of, png
from tests.world import World

OPEN = {"anzahl": "2", "kampfhund": "true", "nachweis": ""}


def send(browser: Browser, draft: str, *files: Any, field: str = "nachweis") -> Any:
    return browser.save(draft, "hunde", {**OPEN, f"{field}._files": list(files)})


def kept(city: str = "marburg") -> list[tuple[str, str]]:
    with city_scope(city):
        return list(Upload.objects.order_by("uploaded_at", "name").values_list("name", "content_type"))


@pytest.fixture
def draft(browser: Browser) -> str:
    return browser.begin()


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "program named pdf": (lambda: hostile.EXE, "ausweis.pdf", "Diese Art von Datei"),
    "page named png": (lambda: hostile.HTML, "bild.png", "Diese Art von Datei|nicht erlaubt|PDF"),
    "drawing with script": (lambda: hostile.SVG, "bild.svg", "Diese Art von Datei|PDF"),
    "nothing": (lambda: b"", "leer.pdf", "leer"),
    "virus": (lambda: EICAR, "eicar.pdf", "Diese Art von Datei|PDF|Schadsoftware"),
    "virus in a pdf": (lambda: hostile.pdf() + EICAR, "eicar.pdf", "Schadsoftware"),
    "pdf with script on a page": (lambda: hostile.pdf(page_script="app.alert(1)"), "a.pdf", "Programme oder Makros"),
    "pdf with script in a note": (lambda: hostile.pdf(note_script="app.alert(1)"), "a.pdf", "Programme oder Makros"),
    "pdf with script on closing": (lambda: hostile.pdf(root_script="app.alert(1)"), "a.pdf", "Programme oder Makros"),
    "zip named pdf": (lambda: hostile.archive(a=b"b"), "a.pdf", "Diese Art von Datei"),
    "archive that begins like a pdf": (lambda: b"%PDF-1.7\n" + hostile.archive(a=b"b"), "a.pdf", "lässt sich nicht öffnen"),
    "half a photo": (lambda: hostile.picture("JPEG", 64)[:-200], "a.jpg", "ein Teil von ihr fehlt"),
    "program attached to a pdf": (hostile.ACTIVE_PDFS["program attached"], "a.pdf", "Programme oder Makros"),
    "word bomb": (lambda: hostile.docx_bomb(301), "a.docx", "lässt sich nicht öffnen"),
    "picture bomb": (lambda: hostile.png_of(60_000, 60_000), "a.png", "zu aufwendig"),
    "half a picture": (lambda: png()[:50], "a.png", "lässt sich nicht öffnen"),
    "too large": (lambda: b"%PDF-1.7" + bytes(10_000_001), "a.pdf", "zu groß|höchstens|größer"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_file_is_refused_at_its_field(case: str, browser: Browser, draft: str) -> None:
    made, name, words = REFUSED[case]
    answer = send(browser, draft, file_of(made(), name))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert any(word in page for word in words.split("|")), page[page.find("nachweis") :][:1500]
    assert "alert(1)" not in page
    assert kept() == []


def test_a_pdf_that_unpacks_to_gigabytes_costs_this_process_nothing(browser: Browser, draft: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = send(browser, draft, file_of(hostile.pdf_bomb(100), "a.pdf"))
    assert answer.status_code in (200, 302)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # kilobytes


def test_a_link_in_a_pdf_is_no_program(browser: Browser, draft: str) -> None:
    send(browser, draft, file_of(hostile.pdf(link="https://example.org/"), "a.pdf"))
    assert kept() == [("a.pdf", "application/pdf")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("\u202egnp.exe", "gnp.exe"),
        ("x" * 300 + ".png", "x" * 146 + ".png"),
        ("<script>.png", "<script>.png"),
    ],
)
def test_a_name_is_only_a_label(name: str, shown: str, browser: Browser, draft: str) -> None:
    """The name is kept for people, escaped in pages; content lies under its own digest, headers never quote it."""
    send(browser, draft, file_of(png(), name))
    assert kept() == [(shown, "image/png")]
    page = browser.get(f"/antrag/{draft}/schritt/hunde/").content.decode()
    assert "<script>." not in page


@pytest.mark.parametrize(
    "disposition",
    [
        "form-data; name=\"nachweis._files\"; filename*=nonsense''a.png",
        "form-data; name=\"nachweis._files\"; filename*=utf-8''%ED%A0%80%00%0d%0aX-Evil:1.png",
        'form-data; name="nachweis._files"; filename="a\tb.png"',
        'form-data; name="nachweis._files._files"; filename="a.png"',
        'form-data; name="_files"; filename="a.png"',
        'form-data; name="gibtsnicht._files"; filename="a.png"',
    ],
)
def test_a_forged_part_is_absorbed(disposition: str, browser: Browser, draft: str) -> None:
    plain = b'--b\r\nContent-Disposition: form-data; name="nachweis"\r\n\r\n\r\n'
    part = b"--b\r\nContent-Disposition: " + disposition.encode() + b"\r\nContent-Type: image/png\r\n\r\n"
    body = plain + part + png() + b"\r\n--b--\r\n"
    answer = browser.generic("POST", f"/antrag/{draft}/schritt/hunde/", body, "multipart/form-data; boundary=b")
    assert answer.status_code in (200, 302, 400)
    assert "X-Evil" not in answer.headers


def test_a_file_for_a_field_that_takes_none_is_refused(browser: Browser, draft: str) -> None:
    answer = browser.save(draft, "hunde", {**OPEN, "anzahl._files": file_of(png(), "a.png")})
    assert answer.status_code == 200
    assert kept() == []


def test_sixty_files_and_no_more(browser: Browser, draft: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_file, "MOST_FILES", 3)
    answer = send(browser, draft, *(file_of(png(), f"{number}.png") for number in range(4)))
    assert answer.status_code == 200
    assert "zu viele Dateien" in answer.content.decode()
    assert len(kept()) == 3


def test_a_field_takes_no_more_than_it_says_however_they_come(browser: Browser, draft: str) -> None:
    answer = send(browser, draft, *(file_of(png(), f"{number}.png") for number in range(7)))
    assert "Hier sind höchstens 5 Dateien möglich" in answer.content.decode()
    assert len(kept()) == 5
    answer = send(browser, draft, file_of(png(), "more.png"))
    assert "Hier sind höchstens 5 Dateien möglich" in answer.content.decode()
    assert len(kept()) == 5


def test_what_an_address_and_a_city_send_in_an_hour_is_bounded(
    browser: Browser, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit, words in (("KILOBYTES_OF_ADDRESS", "Internetanschluss"), ("KILOBYTES_OF_CITY", "gerade keine Dateien")):
        monkeypatch.setattr(upload_file, limit, 0)
        answer = send(browser, draft, file_of(png(), "a.png"))
        monkeypatch.undo()
        assert words in answer.content.decode()
    assert kept() == []
    send(browser, draft, file_of(png(), "a.png"))
    assert kept() == [("a.png", "image/png")]


def test_a_full_disk_is_a_sentence_at_the_field_and_leaves_nothing(
    browser: Browser, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = set((settings.VAR / "blobs").rglob("*.*"))
    monkeypatch.setattr("os.fsync", full)
    fresh = file_of(hostile.picture("PNG", 16), "a.png")
    answer = browser.save(draft, "hunde", {**OPEN, "anzahl": "3", "nachweis._files": [fresh]})
    monkeypatch.undo()
    assert "gerade keine Dateien annehmen" in answer.content.decode()
    assert kept() == []
    assert set((settings.VAR / "blobs").rglob("*.*")) == before
    assert 'value="3"' in browser.get(f"/antrag/{draft}/schritt/hunde/").content.decode()


def test_too_little_room_is_left_to_what_must_be_stored(
    browser: Browser, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_file, "RESERVE", 1 << 60)
    assert "gerade keine Dateien" in send(browser, draft, file_of(png(), "a.png")).content.decode()
    assert kept() == []


def test_files_too_large_together_are_refused_at_the_field_and_the_rest_is_kept(
    browser: Browser, draft: str, settings: Any
) -> None:
    settings.MAX_FILES_BYTES = 100_000
    files = [file_of(png(), "a.png"), file_of(bytes(200_000), "b.png")]
    answer = browser.save(draft, "hunde", {**OPEN, "anzahl": "3", "nachweis._files": files})
    assert "zusammen zu groß" in answer.content.decode()
    assert kept() == [("a.png", "image/png")]
    assert 'value="3"' in browser.get(f"/antrag/{draft}/schritt/hunde/").content.decode()


def test_two_uploads_from_pages_that_did_not_know_of_each_other_are_both_kept(browser: Browser, draft: str) -> None:
    for name in ("a.png", "b.png"):
        answer = browser.save(
            draft,
            "hunde",
            {**OPEN, "_page": name, "_action": "upload:nachweis", "nachweis._files": [file_of(png(), name)]},
        )
        assert answer.status_code == 302
    page = browser.get(f"/antrag/{draft}/schritt/hunde/").content.decode()
    assert page.count('value="unlink:nachweis:') == 2
    browser.save(draft, "hunde", {**OPEN, "_page": "a.png"})
    page = browser.get(f"/antrag/{draft}/schritt/hunde/").content.decode()
    ids = re.findall(r'value="unlink:nachweis:([^"]+)"', page)
    assert len(ids) == 2
    browser.save(draft, "hunde", {**OPEN, "nachweis": ids, "_action": f"unlink:nachweis:{ids[0]}"})
    page = browser.get(f"/antrag/{draft}/schritt/hunde/").content.decode()
    assert re.findall(r'value="unlink:nachweis:([^"]+)"', page) == ids[1:]


def test_two_hundred_files_at_once_are_a_page_that_says_so(browser: Browser, draft: str) -> None:
    answer = send(browser, draft, *(file_of(b"x", f"{number}.png") for number in range(200)))
    assert answer.status_code == 400
    assert "zu viele auf einmal" in answer.content.decode()
    assert kept() == []


@pytest.mark.parametrize("limit", ["OPENINGS_OF_BUDGET", "OPENINGS_OF_ADDRESS"])
def test_files_are_counted_before_they_are_opened_whatever_comes_of_it(
    browser: Browser, draft: str, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(upload_file, limit, 2)
    for number in range(2):
        assert "sehr viele Dateien" not in send(browser, draft, file_of(hostile.EXE, f"{number}.png")).content.decode()
    monkeypatch.setattr(upload_file, "open_file", None)
    assert "sehr viele Dateien" in send(browser, draft, file_of(png(), "a.png")).content.decode()
    assert kept() == []


def test_the_file_of_another_application_cannot_be_named(browser: Browser, home: Town) -> None:
    draft = browser.begin()
    answer = browser.save(draft, "hunde", {**OPEN, "nachweis": home.ids["upload"]})
    assert home.ids["upload"] not in answer.content.decode().replace(f'value="{home.ids["upload"]}"', "")
    assert "a.png" not in answer.content.decode()
    browser.save(draft, "hunde", {**OPEN, "_action": f"unlink:nachweis:{home.ids['upload']}"})
    with city_scope("marburg"):
        assert Upload.objects.filter(pk=home.ids["upload"]).exists()


def test_what_the_office_opens_is_never_taken_for_a_page(home: Town) -> None:
    answer = home.clerk.get(f"/buero/vorgang/{home.ids['open']}/anlage/{home.ids['upload']}/")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith('inline; filename="anlage-')


def test_an_oversize_body_is_refused_with_a_page(browser: Browser, draft: str) -> None:
    answer = browser.generic(
        "POST", f"/antrag/{draft}/schritt/hunde/", b"x", "multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(settings.MAX_BODY_BYTES + 1),
    )  # fmt: skip
    assert answer.status_code == 413
    assert "Das ist zu groß" in answer.content.decode()


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-", b"x" * 100, hostile.pdf_bomb(2), hostile.pdf(), b"%PDF-1.7 /ByteRange [0 1 2 3]", hostile.EXE],
    ids=["empty", "head", "text", "bomb", "unsealed", "range", "program"],
)
def test_the_verification_page_takes_anything(content: bytes, browser: Browser, world: World) -> None:
    from allmende.adapters.pades.service import FolderSeals
    from allmende.foundation import plugs
    from allmende.foundation.plugs import sockets

    plugs.replace({("marburg", sockets.SEAL): FolderSeals(settings.VAR / "no-seals-here")})
    answer = browser.post("/pruefen/", {"datei": file_of(content, "a.pdf")})
    assert answer.status_code == 200
    assert "Das Dokument ist echt und unverändert" not in answer.content.decode()
