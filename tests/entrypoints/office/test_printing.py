"""Print and post: what to print and where to at the task, all that wait as one stack, sent and come back each for itself."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from allmende.apps.cases import operations as cases
from allmende.apps.cases.models import Task
from allmende.apps.notices.models import Notice
from allmende.domain import facts as f
from allmende.foundation.audit.models import Entry
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import DOGS, PERSON, Visitor, World


class TwoPages:
    """Every letter has two sheets' worth of paper: a front and a back page, and one more."""

    def render(self, document: Any, attachments: tuple[Any, ...] = ()) -> bytes:
        out, kept = pikepdf.new(), io.BytesIO()
        for _ in range(3):
            out.add_blank_page(page_size=(595, 842))
        out.save(kept)
        return kept.getvalue()


class NoSeal:
    def has_key(self, city: str) -> bool:
        return True

    def seal(self, pdf: bytes, city: str, *, now: Any) -> bytes:
        return pdf

    def verify(self, pdf: bytes) -> Any:
        raise NotImplementedError


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.press = TwoPages()
    monkeypatch.setattr("tests.world.PlainSeal", NoSeal)
    found.plug_in()
    assert found.load().problems == []
    yield found


def to_post(world: World) -> str:
    """A granted application whose notice waits for the post; the case's id."""
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.begin()
        visitor.save("person", **PERSON)
        visitor.save("hunde", **DOGS)
        visitor.save("abschluss", zustellweg=["post"], richtig=["true"])
        visitor.submit()
        world.work()
        visitor.pay()
    return visitor.id


def granted(world: World, desk: Desk) -> str:
    case_id = to_post(world)
    with city_scope("marburg"):
        task = Task.objects.get(case_id=case_id, kind="process", done_at=None)
    assert desk.post(f"/buero/aufgabe/{task.pk}/", {"outcome": "granted", "_action": "decide"}).status_code == 302
    with city_scope("marburg"):
        world.work()
    return case_id


def task_of(case_id: str) -> str:
    with city_scope("marburg"):
        return str(Task.objects.get(case_id=case_id, kind="posting", done_at=None).pk)


def facts_of(case_id: str, kind: type[f.Fact]) -> list[Any]:
    with city_scope("marburg"):
        return [x for x in cases.read_facts(case_id=case_id) if isinstance(x, kind)]


def pages_of(answer: Any) -> int:
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as file:
        return len(file.pages)


def test_the_task_shows_file_pages_address_and_way(world: World, desk: Desk) -> None:
    case_id = granted(world, desk)
    for url in (f"/buero/vorgang/{case_id}/", desk.take_first()):
        page = desk.read(url)
        for words in ("Zu drucken", "(PDF)", "Seiten 3 Seiten", "Anschrift im Fenster Erika Muster",
                      "Versandart Einfacher Brief genügt."):  # fmt: skip
            assert words in page, words
    link = f"/buero/aufgabe/{task_of(case_id)}/schreiben.pdf"
    assert f'href="{link}"' in desk.get(f"/buero/vorgang/{case_id}/").content.decode()
    assert pages_of(desk.get(link)) == 3
    with city_scope("marburg"):
        assert Entry.objects.filter(subject=f"case:{case_id}", body__contains='"what":"letter"').count() == 1


def test_the_list_names_each_letter_the_oldest_first(world: World, desk: Desk) -> None:
    first = granted(world, desk)
    world.now += world.now - world.now.replace(hour=8)
    second = granted(world, desk)
    page = desk.get("/buero/post/").content.decode()
    assert page.index(task_of(first)) < page.index(task_of(second))
    text = desk.read("/buero/post/")
    assert "2 Schreiben" in text
    assert "Erika Muster" in text
    assert 'value="02.11.2026"' in page


def test_one_pdf_holds_the_list_and_the_letters_as_they_are(world: World, desk: Desk) -> None:
    tasks = [task_of(granted(world, desk)) for _ in range(2)]
    assert pages_of(desk.post("/buero/post/drucken/", {"brief": tasks})) == 3 + 3 + 3
    both = desk.post("/buero/post/drucken/", {"brief": tasks, "beidseitig": "1"})
    assert pages_of(both) == 4 + 4 + 3, "each letter begins on a sheet of its own"
    with city_scope("marburg"):
        read = Entry.objects.filter(body__contains='"what":"letter"').count()
    assert read == 4, "who printed what is in the read log"
    assert not facts_of_all(tasks), "printing sends nothing"


def facts_of_all(tasks: list[str]) -> list[f.LetterPosted]:
    with city_scope("marburg"):
        ids = [str(one) for one in Task.objects.filter(pk__in=tasks).values_list("case_id", flat=True)]
    return [fact for case_id in ids for fact in facts_of(case_id, f.LetterPosted)]


def test_nothing_chosen_says_so(world: World, desk: Desk) -> None:
    granted(world, desk)
    for where in ("drucken", "versandt", "zurueck"):
        answer = desk.post(f"/buero/post/{where}/", {"tag": "2.11.2026"})
        assert answer.status_code == 422
        assert "mindestens ein Schreiben" in readable(answer)


def test_dispatch_is_recorded_piece_by_piece_and_returns_as_well(world: World, desk: Desk) -> None:
    ids = [granted(world, desk) for _ in range(3)]
    tasks = [task_of(one) for one in ids]
    ways = {f"weg-{tasks[0]}": "posted", f"weg-{tasks[1]}": "registered"}
    sent = desk.post("/buero/post/versandt/", {"brief": tasks[:2], "tag": "2.11.2026", **ways})
    assert (sent.status_code, sent["Location"]) == (302, "/buero/post/?neues=versandt&n=2")
    assert "2 Schreiben sind eingetragen." in desk.read(sent["Location"])
    posted = [fact for one in ids for fact in facts_of(one, f.LetterPosted)]
    assert [(one.posted_on, one.channel) for one in posted] == [
        (date(2026, 11, 2), "post"),
        (date(2026, 11, 2), "registered"),
    ]
    assert tasks[2] in desk.get("/buero/post/").content.decode()
    with city_scope("marburg"):
        world.work()
    went = desk.get("/buero/post/?wer=weg").content.decode()
    assert all(task in went for task in tasks[:2])
    back = desk.post("/buero/post/zurueck/", {"brief": [tasks[0]], "tag": "2.11.2026", "wer": "weg"})
    assert (back.status_code, back["Location"]) == (302, "/buero/post/?wer=weg&neues=zurueck&n=1")
    assert len(facts_of(ids[0], f.LetterReturned)) == 1
    assert facts_of(ids[1], f.LetterReturned) == []
    again = desk.read("/buero/post/")
    assert "Anschrift an der Aufgabe klären" in again, "a letter that came back goes alone"
    assert "kam zurück" in desk.read("/buero/post/?wer=weg")


def test_what_cannot_be_noted_keeps_no_other_from_it_and_stays_chosen(world: World, desk: Desk) -> None:
    ids = [granted(world, desk) for _ in range(2)]
    tasks = [task_of(one) for one in ids]
    ways = {f"weg-{tasks[0]}": "posted", f"weg-{tasks[1]}": "balloon"}
    answer = desk.post("/buero/post/versandt/", {"brief": tasks, "tag": "2.11.2026", **ways})
    assert answer.status_code == 422
    assert "1 Schreiben ist eingetragen." in readable(answer)
    assert "Bitte wählen Sie, wie das Schreiben hinausging." in readable(answer)
    assert re.search(rf'value="{tasks[1]}" checked', answer.content.decode())
    assert (len(facts_of(ids[0], f.LetterPosted)), facts_of(ids[1], f.LetterPosted)) == (1, [])
    wrong = desk.post("/buero/post/versandt/", {"brief": tasks[1:], "tag": "9.11.2026", f"weg-{tasks[1]}": "posted"})
    assert "liegt in der Zukunft" in readable(wrong)
    assert 'value="9.11.2026"' in wrong.content.decode(), "what was typed stays"


def test_a_colleagues_letter_is_shown_and_not_chosen(world: World, desk: Desk) -> None:
    case_id = granted(world, desk)
    hire(world, "other")
    other = Desk()
    other.sign_in("other")
    other.post(f"/buero/aufgabe/{task_of(case_id)}/nehmen/")
    assert "liegt bei Frau Other" in desk.read("/buero/post/")
    answer = desk.post(
        "/buero/post/versandt/", {"brief": [task_of(case_id)], "tag": "2.11.2026", f"weg-{task_of(case_id)}": "posted"}
    )
    assert answer.status_code == 422
    assert facts_of(case_id, f.LetterPosted) == []


def test_what_a_colleague_noted_meanwhile_is_named_by_its_number(world: World, desk: Desk) -> None:
    case_id = granted(world, desk)
    task = task_of(case_id)
    posted = {"brief": [task], "tag": "2.11.2026", f"weg-{task}": "posted"}
    hire(world, "other")
    other = Desk()
    other.sign_in("other")
    assert other.post("/buero/post/versandt/", posted).status_code == 302
    answer = desk.post("/buero/post/versandt/", {**posted, f"weg-{task}": "registered"})
    assert answer.status_code == 422
    with city_scope("marburg"):
        reference = Task.objects.get(pk=task).case.reference
    assert f"{reference}: Diese Aufgabe ist schon erledigt." in readable(answer)


STRANGERS = {
    "another office": {"units": ("bauamt",)},
    "another role": {"roles": ("kasse",)},
    "no office": {"units": ()},
    "another city": {"city": "fulda"},
}


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_sees_prints_or_notes_it(world: World, desk: Desk, who: str) -> None:
    case_id = granted(world, desk)
    task = task_of(case_id)
    hire(world, "stranger", **STRANGERS[who])  # type: ignore[arg-type]
    stranger = Desk("fulda.localhost" if who == "another city" else "marburg.localhost")
    stranger.sign_in("stranger")
    assert "Erika Muster" not in stranger.read("/buero/post/")
    assert stranger.get(f"/buero/aufgabe/{task}/schreiben.pdf").status_code == 404
    for where in ("drucken", "versandt", "zurueck"):
        said = {"brief": [task], "tag": "2.11.2026", f"weg-{task}": "posted"}
        assert stranger.post(f"/buero/post/{where}/", said).status_code == 404
    assert facts_of(case_id, f.LetterPosted) == []


def test_another_offices_printer_opens_the_one_letter_and_no_other(world: World, desk: Desk) -> None:
    case_id = granted(world, desk)
    task = task_of(case_id)
    with city_scope("marburg"):
        Task.objects.filter(pk=task).update(unit="druckstelle", role="druck")
        letters = [str(one) for one in Notice.objects.filter(case_id=case_id).values_list("pk", flat=True)]
    hire(world, "printer", roles=("druck",), units=("druckstelle",))
    printer = Desk()
    printer.sign_in("printer")
    assert pages_of(printer.get(f"/buero/aufgabe/{task}/schreiben.pdf")) == 3
    assert all(printer.get(f"/buero/vorgang/{case_id}/schreiben/{letter}.pdf").status_code == 404 for letter in letters)
    sent = {"brief": [task], "tag": "2.11.2026", f"weg-{task}": "posted"}
    assert printer.post("/buero/post/versandt/", sent).status_code == 302
    assert printer.get(f"/buero/aufgabe/{task}/schreiben.pdf").status_code == 404, "it went; the need is over"


def test_the_list_goes_on_in_pages_that_cost_the_same(world: World, desk: Desk) -> None:
    case_id = granted(world, desk)
    with city_scope("marburg"):
        task = Task.objects.get(pk=task_of(case_id))
        order = facts_of(case_id, f.PrintingOrdered)[0]
        for number in range(119):
            more = Task.objects.create(
                case_id=case_id, service_id=task.service_id, work_key=f"more:{number}", kind="posting", title=task.title,
                role=task.role, unit=task.unit,
                opened_at=task.opened_at,
            )  # fmt: skip
            fact = f.PrintingOrdered(
                at=world.now, task_id=str(more.pk), notice_id=order.notice_id, title=order.title, channel="post"
            )
            cases.append(
                case_id=case_id, facts=[(f"more:{number}", fact)], now=world.now, today=world.today, actor="test"
            )
    seen: list[str] = []
    counts: list[int] = []
    url = "/buero/post/"
    while url:
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(url).content.decode()
        counts.append(len(queries.captured_queries))
        seen += re.findall(r'id="brief-([0-9a-f-]+)"', page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        url = found[1].replace("&amp;", "&") if found else ""
    assert (len(seen), len(set(seen))) == (120, 120)
    assert max(counts) - min(counts) <= 2, counts


def test_a_letter_without_an_address_goes_alone_to_one_that_is_typed(world: World, desk: Desk) -> None:
    case_id = granted(world, desk)
    with city_scope("marburg"):
        notice = Notice.objects.get(pk=facts_of(case_id, f.PrintingOrdered)[0].notice_id)
        notice.document["addressee"] = []
        notice.save()
    page = desk.read("/buero/post/")
    assert "ohne Anschrift" in page
    assert "Anschrift an der Aufgabe klären" in page
    form = desk.read(desk.take_first())
    assert "Auf dem Schreiben steht keine Anschrift." in form
    assert "Andere Anschrift" in form
