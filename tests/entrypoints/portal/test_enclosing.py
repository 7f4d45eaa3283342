"""Files that come with a message or a reply to a hearing: checked like any other, seen by the office, and by nobody else."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.apps.applications import queries as applications
from allmende.apps.applications.joint import list_joint
from allmende.apps.cases import operations as cases
from allmende.apps.cases.models import Message, Task
from allmende.domain import facts as f
from allmende.domain.matter.hearing import ANSWER
from allmende.foundation.tenancy.scopes import city_scope
from tests import joint
from tests.entrypoints.office.conftest import Desk, hire
from tests.entrypoints.portal.conftest import Browser, readable
from tests.entrypoints.portal.test_form import png
from tests.world import END, World

pytestmark = pytest.mark.usefixtures("marburg_scope")


@pytest.fixture
def case(browser: Browser, world: World) -> str:
    case = browser.apply()
    world.work()
    return case


def write(browser: Browser, case: str, *files: Any, text: str = "Hier der Beleg.", **more: Any) -> Any:
    sent = {"nachricht": text, "_dateien": more.pop("there", ""), "_dateien._files": list(files), "key": "k"}
    return browser.post(f"/vorgang/{case}/nachricht/", {**sent, **more})


def messages(case: str) -> list[f.MessageReceived]:
    return [x for x in cases.read_facts(case_id=case) if isinstance(x, f.MessageReceived)]


def names(case: str) -> list[str]:
    return [upload.name for upload in applications.list_uploads(draft_id=case).values()]


def hear(case: str, world: World) -> None:
    hearing = f.HearingOpened(at=world.now, text="Warum?", until=date(2026, 11, 20))
    cases.append(case_id=case, facts=[("h", hearing)], now=world.now, today=world.today, actor="test")


def stored_in(answer: Any) -> list[str]:
    """The ids of files the page holds for the next try."""
    return re.findall(r'name="_f\._dateien" value="([0-9a-f-]{36})"', answer.content.decode())


def test_a_file_goes_with_the_message_and_the_office_opens_it_there(browser: Browser, world: World, case: str) -> None:
    assert write(browser, case, png("beleg.png"), png("zweiter.png")).status_code == 302
    (message,) = messages(case)
    assert len(message.files) == 2
    text = browser.text(f"/vorgang/{case}/")
    assert "Hier der Beleg. beleg.png zweiter.png" in text
    hire(world)
    desk = Desk()
    desk.sign_in()
    page = desk.get(f"/buero/vorgang/{case}/").content.decode()
    links = [f"/buero/vorgang/{case}/anlage/{file}/" for file in message.files]
    for link in links:
        assert page.count(f'href="{link}"') == 1, "at the message"
        assert f'href="{link}ansehen/' in page, "among the attachments"
        assert desk.get(link).content.startswith(b"\x89PNG")
    assert "Nachricht vom 2. November 2026" in desk.read(f"/buero/vorgang/{case}/")


def test_files_alone_are_a_message(browser: Browser, case: str) -> None:
    assert write(browser, case, png(), text="").status_code == 302
    with city_scope("marburg"):
        (written,) = Message.objects.filter(case_id=case, from_citizen=True)
    assert written.text == "", "nothing is said in her name"
    assert "nachweis.png" in browser.text(f"/vorgang/{case}/").partition("Sie, ")[2]


def test_a_reply_to_a_hearing_takes_files_and_is_no_task_of_its_own(browser: Browser, world: World, case: str) -> None:
    hear(case, world)
    kept = write(browser, case, png("beleg.png"))
    assert "Bitte sagen Sie, ob das Ihre Antwort auf unsere Frage ist." in readable(kept)
    assert "Hier der Beleg.</textarea>" in kept.content.decode(), "what was typed stays"
    there = stored_in(kept)
    assert len(there) == 1, "and so does the file"
    assert write(browser, case, there=there, worum=ANSWER).status_code == 302
    assert [(message.about, message.files) for message in messages(case)] == [(ANSWER, tuple(there))]
    assert not Task.objects.filter(case_id=case, kind="message").exists(), "whoever decides after the hearing reads it"


def test_about_something_else_it_is_a_task(browser: Browser, world: World, case: str) -> None:
    hear(case, world)
    assert write(browser, case, worum="other").status_code == 302
    assert Task.objects.filter(case_id=case, kind="message").count() == 1


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("x.pdf", b"kein pdf"),
        SimpleUploadedFile("kaputt.pdf", b"%PDF-1.7 kaputt"),
        SimpleUploadedFile("x.txt", b"words", "text/plain"),
    ],
    ids=lambda one: one.name,
)
def test_what_is_refused_is_not_kept_and_nothing_is_sent(browser: Browser, case: str, file: SimpleUploadedFile) -> None:
    answer = write(browser, case, file)
    assert answer.status_code == 200
    assert 'id="f-_dateien-error"' in answer.content.decode()
    assert "Hier der Beleg.</textarea>" in answer.content.decode()
    assert (messages(case), names(case)) == ([], [])


def test_one_file_too_many_is_refused_and_the_others_wait(browser: Browser, case: str) -> None:
    answer = write(browser, case, *(png(f"{number}.png") for number in range(6)))
    assert "Höchstens 5 Dateien" in readable(answer) or "5 Dateien" in readable(answer)
    there = stored_in(answer)
    assert len(there) == 5
    assert write(browser, case, there=there).status_code == 302
    assert len(messages(case)[0].files) == 5


def test_uploading_and_removing_send_nothing(browser: Browser, world: World, case: str) -> None:
    uploaded = write(browser, case, png("falsch.png"), _action="upload:_dateien")
    assert (uploaded.status_code, messages(case)) == (200, [])
    there = stored_in(uploaded)
    hire(world)
    desk = Desk()
    desk.sign_in()
    assert "falsch.png" not in desk.read(f"/buero/vorgang/{case}/"), "it was not sent"
    assert desk.get(f"/buero/vorgang/{case}/anlage/{there[0]}/").status_code == 404, "as if there were none"
    removed = write(browser, case, there=there, _action=f"unlink:_dateien:{there[0]}")
    assert "Hier der Beleg.</textarea>" in removed.content.decode()
    assert (stored_in(removed), names(case), messages(case)) == ([], [], [])


def test_what_was_sent_stays(browser: Browser, case: str) -> None:
    write(browser, case, png("beleg.png"))
    (sent,) = messages(case)[0].files
    write(browser, case, there=[sent], key="again", _action=f"unlink:_dateien:{sent}")
    assert names(case) == ["beleg.png"]
    write(browser, case, there=[sent], key="other")
    assert messages(case)[1].files == (), "it came with the first message"


def test_scripts_get_the_fields_and_leaving_the_page_sends_nothing(browser: Browser, case: str) -> None:
    url = f"/vorgang/{case}/nachricht/"
    sent = {"nachricht": "Noch nicht fertig", "_dateien": "", "_dateien._files": png(), "_action": "upload:_dateien"}
    fragment = browser.post(url, sent, headers={"HX-Request": "true"}).content.decode()
    assert 'data-upload="_dateien"' in fragment
    assert "nachweis.png" in fragment
    assert "<html" not in fragment
    assert browser.post(url, {"nachricht": "Noch nicht fertig", "_action": "keep"}).status_code == 204
    assert messages(case) == []


def test_a_stranger_uploads_nothing_and_a_draft_has_no_messages(browser: Browser, case: str) -> None:
    assert write(Browser(), case, png()).status_code == 404
    assert names(case) == []
    draft = browser.fill()
    assert write(browser, draft, png()).status_code == 404
    assert names(draft) == []


def test_a_file_of_another_case_does_not_go_along(browser: Browser, case: str) -> None:
    other = browser.apply()
    there = stored_in(write(browser, other, png(), _action="upload:_dateien"))
    refused = write(browser, case, there=there)
    assert "Eine Datei ist nicht mehr da" in readable(refused)
    assert "Hier der Beleg.</textarea>" in refused.content.decode()
    assert (stored_in(refused), messages(case)) == ([], [])


def test_every_adult_sends_to_her_own_case_alone(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    services, cities = joint.write_commons(tmp_path / "commons")
    assert world.load(services, cities).problems == []
    draft = browser.begin()
    browser.step(draft, "person", **joint.PERSON)
    browser.step(draft, "hunde", **joint.dogs(joint.ADULT, joint.CHILD))
    browser.step(draft, "abschluss", **END)
    assert browser.send(draft).status_code == 302
    world.work()
    ids = {one.party.name: one.id for one in list_joint(application_id=draft)}
    mail = next(one for one in world.mail.sent if one.to == "mann@example.org")
    link = re.search(r"(/fortsetzen/[^\s/]+/)", mail.text)
    assert link
    own = Browser()
    own.post(link[1], {"angabe": "2.6.1981"})
    assert write(own, ids["Mann"], png("meins.png")).status_code == 302
    assert write(browser, ids["Mann"], png("fremd.png")).status_code == 404
    assert write(browser, ids["Kind"], png("kind.png")).status_code == 302
    assert {name: names(case) for name, case in ids.items() if names(case)} == {
        "Mann": ["meins.png"],
        "Kind": ["kind.png"],
    }
    assert "meins.png" not in browser.text(f"/vorgang/{ids['Muster']}/")
    assert "meins.png" in own.text(f"/vorgang/{ids['Mann']}/")
