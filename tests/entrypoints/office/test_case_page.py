"""A case on one screen: head, deadlines, what changed, files in a viewer, notes, the person's other cases, what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from allmende.apps.applications import operations as applications
from allmende.apps.applications.models import Application, Upload
from allmende.apps.cases import operations as cases
from allmende.apps.cases.models import Case, Task
from allmende.domain import facts as f
from allmende.domain.matter.outcome import OpenTask
from allmende.foundation.audit import chain
from allmende.foundation.blobs import store as blobs
from allmende.foundation.identity import accounts
from allmende.foundation.tenancy.scopes import city_scope
from tests import joint
from tests.browsing import Browsing
from tests.entrypoints.office.conftest import PASSWORD, Desk, hire, readable
from tests.entrypoints.portal.conftest import Browser
from tests.world import Clerk, Visitor, World

PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def page(case_id: str) -> str:
    return f"/buero/vorgang/{case_id}/"


def box(desk: Browsing, page: str, id: str) -> str:
    """The words of the box with that heading; empty where there is none."""
    found = re.search(rf'<section[^>]*aria-labelledby="{id}">.*?</section>', desk.get(page).content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""


def append(world: World, case_id: str, fact: f.Fact) -> None:
    with city_scope("marburg"):
        cases.append(case_id=case_id, facts=[("k", fact)], now=world.now, today=world.today, actor="x")


def attach(world: World, case_id: str, name: str, kind: str, content: bytes) -> str:
    """A file sent with the application; where it opens."""
    with city_scope("marburg"):
        blob = blobs.store(content, kind, world.now).id
        made = Upload.objects.create(
            draft_id=case_id, path="x", name=name, content_type=kind, size=len(content), blob_id=blob, uploaded_at=world.now
        )  # fmt: skip
    return f"/buero/vorgang/{case_id}/anlage/{made.pk}/"


def read_entries(case_id: str) -> list[object]:
    with city_scope("marburg"):
        return [one.details["what"] for one in reversed(chain.list_reads(f"case:{case_id}", limit=9))]


# ── head ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_head_says_how_it_stands_and_leads_to_the_next_act(desk: Desk, page: str, world: World) -> None:
    head = desk.get(page).content.decode().partition('class="al-case__head"')[2].partition('class="al-case"')[0]
    assert "Noch frei" in head
    assert re.search(r'<a [^>]*href="#aufgabe"><span class="kern-label">Anmeldung prüfen</span></a>', head)

    task = desk.take_first()
    mine = desk.get(task).content.decode().partition('class="al-case__head"')[2].partition('class="al-case"')[0]
    assert "Sie entscheiden" in mine
    assert 'href="#brief"' in mine


def test_where_nothing_is_to_be_done_there_is_no_button(desk: Desk, case_id: str, page: str, world: World) -> None:
    with city_scope("marburg"):
        hire(world, "second")
        Clerk(world, username="third").decide("granted")
        world.work()
    assert 'href="#aufgabe"' not in desk.get(page).content.decode()


# ── deadlines ─────────────────────────────────────────────────────────────────────────────────────


def test_both_sides_read_the_same_deadline_and_why(desk: Desk, world: World) -> None:
    citizen = Browser()
    case_id = citizen.apply()
    with city_scope("marburg"):
        world.work()
    office, hers = box(desk, f"/buero/vorgang/{case_id}/", "fristen"), box(citizen, f"/vorgang/{case_id}/", "wann")
    for said in (
        "Ab dem Tag danach zählen 10 Arbeitstage, bis zum 16.11.2026.",
        "Zahlen: 60,00 €",
        "Gefordert am 02.11.2026. Ab da läuft die Zeit.",
    ):
        assert said in office
        assert said in hers


def test_a_decision_shows_its_period_and_who_took_it(desk: Desk, case_id: str, page: str, world: World) -> None:
    with city_scope("marburg"):
        Clerk(world, username="third").decide("refused", grounds=("zu_gross",), reason="Weil der Hund zu groß ist.")
        world.work()
    text = box(desk, page, "fristen")
    assert "Bescheid bekannt gegeben" in text
    assert "Antwort der Stadt" not in text
    decided = box(desk, page, "entscheidungen")
    assert "Entschieden von Frau Third" in decided
    assert "§ 4 der Satzung" in decided
    assert "Weil der Hund zu groß ist." in decided


# ── the application and what changed ──────────────────────────────────────────────────────────────


def test_what_came_later_stands_beside_what_was_there(desk: Desk, case_id: str, page: str, world: World) -> None:
    assert "seitdem unverändert" in box(desk, page, "antrag")
    assert box(desk, page, "geaendert") == ""
    with city_scope("marburg"):
        applications.add_supplement(
            application_id=case_id, request_id="r", answers={"anzahl": 3, "name": None}, now=world.now
        )
    append(world, case_id, f.AnswersHandedIn(at=world.now, request_id="r", fields=("anzahl",)))

    changed = box(desk, page, "geaendert")
    assert re.search(r"vorher: 2 .*jetzt: 3", changed)
    assert re.search(r"vorher: Erika Muster .*zurückgenommen", changed)
    assert "zuletzt geändert am 2. November 2026" in box(desk, page, "antrag")


# ── files ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_is_shown_in_a_frame_of_our_own_and_both_looks_are_recorded(
    desk: Desk, case_id: str, page: str, world: World
) -> None:
    file = attach(world, case_id, "hund.png", "image/png", PICTURE)
    shown = desk.get(page)
    assert f'href="{file}ansehen/" target="blatt"' in shown.content.decode()
    assert '<iframe name="blatt" title="Anlage">' in shown.content.decode()
    assert "frame-src 'self'" in shown["Content-Security-Policy"]
    sheet = desk.get(f"{file}ansehen/")
    assert f'<img src="{file}" alt="hund.png">' in sheet.content.decode()
    assert desk.get(file).content == PICTURE
    for answer in (sheet, desk.get(file)):
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert read_entries(case_id) == ["page", "viewer", "file", "file"]


def test_a_pdf_stands_in_the_sheet_and_anything_else_is_only_saved(desk: Desk, case_id: str, world: World) -> None:
    pdf = attach(world, case_id, "brief.pdf", "application/pdf", b"%PDF-")
    page = attach(world, case_id, "seite.html", "text/html", b"<script>alert(1)</script>")
    assert f'src="{pdf}" title="brief.pdf"' in desk.get(f"{pdf}ansehen/").content.decode()
    sheet = desk.get(f"{page}ansehen/").content.decode()
    assert "<iframe" not in sheet
    assert "<img" not in sheet
    saved = desk.get(page)
    assert saved["Content-Disposition"].startswith("attachment")
    assert (saved["X-Frame-Options"], "frame-ancestors 'none'" in saved["Content-Security-Policy"]) == ("DENY", True)


def test_nobody_looks_at_a_file_of_another_case(desk: Desk, case_id: str, world: World) -> None:
    file = attach(world, case_id, "hund.png", "image/png", PICTURE)
    other = Visitor(world)
    with other.here():
        other.apply()
    assert desk.get(file.replace(case_id, other.id) + "ansehen/").status_code == 404


# ── notes ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_note_is_kept_once_and_the_person_does_not_read_it(desk: Desk, case_id: str, page: str, world: World) -> None:
    for _ in range(2):
        sent = desk.post(f"{page}notiz/", {"notiz": "Rief an, kommt Dienstag.", "key": "same"})
        assert (sent.status_code, sent["Location"]) == (302, f"{page}?neues=notiert#notizen")
    assert box(desk, page, "notizen").count("Rief an, kommt Dienstag.") == 1
    assert "Frau Clerk" in box(desk, page, "notizen")
    assert "Rief an" not in box(desk, page, "verlauf"), "it stands beside the history, not in it"
    with city_scope("marburg"):
        (note,) = [x for x in cases.read_facts(case_id=case_id) if isinstance(x, f.NoteWritten)]
    assert not note.public
    assert note.told("de") == "Notiz von Frau Clerk: Rief an, kommt Dienstag.", "the copy of the file prints it"


def test_a_note_that_cannot_be_kept_stays_in_its_field(desk: Desk, case_id: str, page: str) -> None:
    empty = desk.post(f"{page}notiz/", {"notiz": "  "})
    assert empty.status_code == 422
    assert "Bitte schreiben Sie etwas in die Notiz." in readable(empty)
    long = desk.post(f"{page}notiz/", {"notiz": "x" * 5001})
    assert "Bitte kürzen Sie die Notiz auf 5000 Zeichen." in readable(long)
    assert "x" * 5001 in long.content.decode()


# ── the person's other cases ──────────────────────────────────────────────────────────────────────


class Registry:
    """Cases of somebody whose form asks for name and day of birth."""

    def __init__(self, world: World, tmp_path: Path) -> None:
        services, places = joint.write_commons(tmp_path / "commons")
        assert world.load(services, places).problems == []
        self.world = world

    def apply(self, born: str = "1.5.1980", account: str | None = None) -> str:
        visitor = Visitor(self.world)
        with visitor.here():
            visitor.begin()
            visitor.save("person", **{**joint.PERSON, "geburtsdatum": [born]})
            visitor.save("hunde", **joint.dogs())
            visitor.save("abschluss", zustellweg=["postfach"], richtig=["true"])
            visitor.submit()
            self.world.work()
            if account:
                Application.objects.filter(pk=visitor.id).update(account_id=account)
        return visitor.id


@pytest.fixture
def registry(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registry]:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    yield Registry(found, tmp_path)


def clerk(world: World, **more: tuple[str, ...]) -> Desk:
    hire(world, **more)  # type: ignore[arg-type]
    found = Desk()
    assert found.sign_in(password=PASSWORD).status_code == 302
    return found


def test_other_cases_of_the_person_are_there_by_name_and_day_of_birth_or_by_account(registry: Registry) -> None:
    with city_scope("marburg"):
        account = str(
            accounts.sign_in(provider="p", subject="s", level="basic", attributes={}, now=registry.world.now).pk
        )
    here, same = registry.apply(account=account), registry.apply()
    namesake, mine = registry.apply(born="2.5.1980"), registry.apply(born="3.3.1990", account=account)
    desk = clerk(registry.world)
    page = desk.get(f"/buero/vorgang/{here}/").content.decode()
    listed = page.partition('id="auch"')[2].partition("</section>")[0]
    assert set(re.findall(r"/buero/vorgang/([^/]+)/", listed)) == {same, mine}
    assert f"/buero/vorgang/{namesake}/" not in page
    assert "gleicher Name und Geburtstag" in listed
    assert "mit demselben Konto" in listed
    with city_scope("marburg"):
        (entry,) = chain.list_reads(f"case:{here}", limit=1)
    assert entry.details["related"] == 2
    assert 'id="auch"' not in desk.get(f"/buero/vorgang/{namesake}/").content.decode()


def test_cases_of_other_offices_are_not_even_counted(registry: Registry) -> None:
    here, other = registry.apply(), registry.apply()
    with city_scope("marburg"):
        Case.objects.filter(pk=other).update(unit="anderes")
        Task.objects.filter(case_id=other).update(unit="anderes")
    desk = clerk(registry.world)
    assert 'id="auch"' not in desk.get(f"/buero/vorgang/{here}/").content.decode()
    with city_scope("marburg"):
        (entry,) = chain.list_reads(f"case:{here}", limit=1)
    assert "related" not in entry.details


# ── who looked ────────────────────────────────────────────────────────────────────────────────────


def test_the_way_to_the_read_log_is_there_for_whoever_may_read_it(desk: Desk, page: str, world: World) -> None:
    assert 'id="gelesen"' not in desk.get(page).content.decode()
    hire(world, "both", roles=("sachbearbeitung", "leseprotokoll"))
    both = Desk()
    both.sign_in("both")
    link = re.search(r'href="(/buero/protokoll/\?nummer=[^"]+)"', both.get(page).content.decode())
    assert link
    assert "Frau Clerk" in both.read(link[1])


# ── cost ──────────────────────────────────────────────────────────────────────────────────────────


def count(desk: Desk, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(page).status_code == 200
    return len(captured.captured_queries)


def test_a_page_costs_the_same_with_many_files_tasks_notes_and_other_cases(registry: Registry) -> None:
    world, here = registry.world, registry.apply()
    registry.apply()
    desk = clerk(world)
    page = f"/buero/vorgang/{here}/"
    _grow(world, here, 1)
    desk.get(page)
    few = count(desk, page)
    _grow(world, here, 9)
    for _ in range(3):
        registry.apply()
    assert count(desk, page) == few
    assert few <= MOST


MOST = 26
"""Statements of a case's page for a clerk who may read all of it, with everything at hand that a request needs anyway."""


def _grow(world: World, case_id: str, many: int) -> None:
    for number in range(many):
        attach(world, case_id, f"{number}.png", "image/png", PICTURE)
        key = f"{many}.{number}"
        with city_scope("marburg"):
            note = f.NoteWritten(at=world.now, text="x", by="y", officer="z")
            cases.append(case_id=case_id, facts=[(key, note)], now=world.now, today=world.today, actor="x")
            Task.objects.create(
                case_id=case_id, work_key=key, kind="message", title="Lesen", unit="amt", opened_at=world.now
            )


def test_the_decision_the_case_waits_for_comes_before_a_message_that_lies_longer(
    world: World, case_id: str, page: str, desk: Desk
) -> None:
    with city_scope("marburg"):
        waiting = Task.objects.get(case_id=case_id, done_at=None)
        message = OpenTask(task_id=str(uuid4()), work_key="m", kind="message", title="Nachricht lesen")
        cases.open_task(case_id=case_id, task=message, unit=waiting.unit, now=world.now - timedelta(days=30))
        Task.objects.filter(pk=message.task_id).update(role=waiting.role)
    form = 'action="/buero/aufgabe/{}/"'
    assert form.format(waiting.pk) in desk.get(page).content.decode()
    desk.post(f"/buero/aufgabe/{message.task_id}/nehmen/", {})
    assert form.format(waiting.pk) not in desk.get(page).content.decode(), "what she took goes first"
