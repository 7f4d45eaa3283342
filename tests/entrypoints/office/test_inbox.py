"""The inbox as a page: the address holds tab, filter and page, and every task is reached by links."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest

from allmende.apps.cases import inbox
from allmende.apps.cases.models import Task
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, readable
from tests.world import SERVICE, Clerk, Visitor, World


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    with city_scope("marburg"):
        Clerk(world)
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
        world.work()
        pattern = Task.objects.get(case_id=visitor.id, done_at=None)
        columns = {
            concrete_field.attname: getattr(pattern, concrete_field.attname)
            for concrete_field in Task._meta.concrete_fields
        }
        Task.objects.bulk_create(
            [
                Task(**{**columns, "id": uuid.uuid4(), "work_key": f"copy:{n}", "title": f"Aufgabe {n}"})
                for n in range(4)
            ]
        )
    found = Desk()
    found.sign_in()
    yield found


def next_of(page: str) -> str:
    match = re.search(r'href="([^"]+)" rel="next"', page)
    return unescape(match[1]) if match else ""


def test_links_lead_to_every_task_and_keep_the_filter(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox.list_page, "__kwdefaults__", {**inbox.list_page.__kwdefaults__, "limit": 2})
    address, seen = f"/buero/?wer=free&leistung={SERVICE}", []
    while address:
        page = desk.get(address).content.decode()
        seen += re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]+)</a>', page)
        assert "5 Aufgaben" in page
        assert f'<option value="{SERVICE}" selected>' in page
        address = next_of(page)
        assert not address or f"wer=free&leistung={SERVICE}&nach=" in address
    assert len(seen) == 5
    assert {f"Aufgabe {n}" for n in range(4)} < set(seen)


def test_a_number_too_large_to_count_is_told_as_such(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MOST_COUNTED", 3)
    assert "Mehr als 3 Aufgaben" in desk.read("/buero/")


def test_a_filter_nothing_fits_offers_the_way_out(desk: Desk) -> None:
    answer = desk.get("/buero/?wer=open&frist=late&leistung=gibt-es-nicht")
    assert "Dazu gibt es keine Aufgabe" in readable(answer)
    assert 'href="/buero/?wer=open">Alles zeigen' in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["wer=x", "frist=x", "art=x", "nach=x", "nach=00000000-0000-0000-0000-000000000000", "wer=done&frist=late"]
)
def test_what_an_address_says_wrongly_filters_nothing(desk: Desk, query: str) -> None:
    assert desk.get(f"/buero/?{query}").status_code == 200


def test_tabs_keep_the_rest_of_the_filter(desk: Desk) -> None:
    page = unescape(desk.get("/buero/?art=process&frist=none").content.decode())
    assert 'href="/buero/?wer=mine&art=process&frist=none"' in page
    assert 'href="/buero/?wer=done&art=process"' in page


def test_finished_tasks_are_not_called_free(desk: Desk, world: World) -> None:
    assert "noch frei" in desk.read("/buero/?wer=open")
    with city_scope("marburg"):
        Task.objects.update(done_at=world.now, outcome="dropped", officer=None)
    page = desk.read("/buero/?wer=done")
    table = page[page.index("Erledigte Aufgaben, die neueste zuerst") :]
    assert "noch frei" not in table


def view_of(desk: Desk, name: str, query: str = "wer=mine&frist=late") -> None:
    assert desk.post("/buero/ansicht/", {"name": name, "ansicht": query}).status_code == 302


def test_a_view_is_saved_stands_as_a_tab_and_is_removed(desk: Desk) -> None:
    view_of(desk, "Umzüge  diese Woche")
    page = unescape(desk.get("/buero/?frist=late&wer=mine").content.decode())
    assert '<a href="/buero/?wer=mine&frist=late" aria-current="page">Umzüge diese Woche</a>' in page
    assert page.count('aria-current="page"') == 1
    view_of(desk, "Umzüge diese Woche", "wer=free")
    page = unescape(desk.get("/buero/").content.decode())
    assert '<a href="/buero/?wer=free">Umzüge diese Woche</a>' in page
    number = re.search(r'name="ansicht" value="(\d+)"', page)
    assert number
    desk.post("/buero/ansicht/entfernen/", {"ansicht": number[1]})
    assert "Umzüge diese Woche" not in desk.read("/buero/")


@pytest.mark.parametrize(
    ("name", "says"), [("  ", "Bitte geben Sie der Ansicht einen Namen"), ("x" * 61, "höchstens 60 Zeichen")]
)
def test_a_name_that_cannot_be_taken_stays_in_its_field(desk: Desk, name: str, says: str) -> None:
    answer = desk.post("/buero/ansicht/", {"name": name, "ansicht": "wer=waiting"})
    assert (answer.status_code, says in readable(answer)) == (422, True)
    assert f'value="{name}"' in answer.content.decode()
    assert "Wartet auf" in readable(answer)


def test_there_are_so_many_views_and_no_more(desk: Desk) -> None:
    for number in range(12):
        view_of(desk, f"Ansicht {number}")
    answer = desk.post("/buero/ansicht/", {"name": "Noch eine", "ansicht": ""})
    assert (answer.status_code, "Entfernen Sie zuerst eine" in readable(answer)) == (422, True)
    view_of(desk, "Ansicht 3", "wer=free")


def test_nobody_sees_or_removes_the_views_of_a_colleague(desk: Desk, world: World) -> None:
    view_of(desk, "Nur meine")
    number = re.search(r'name="ansicht" value="(\d+)"', desk.get("/buero/").content.decode())
    assert number
    with city_scope("marburg"):
        Clerk(world, username="other")
    other = Desk()
    other.sign_in("other")
    assert "Nur meine" not in other.read("/buero/")
    for forged in (number[1], "0", "x", "²", "9" * 30):
        assert other.post("/buero/ansicht/entfernen/", {"ansicht": forged}).status_code == 302
    assert "Nur meine" in desk.read("/buero/")


def test_waiting_cases_have_a_tab_with_whom_they_wait_for(desk: Desk, world: World) -> None:
    with city_scope("marburg"):
        Visitor(world).apply()
        world.work()
    assert "Die Gebühr ist noch nicht bezahlt" in desk.read("/buero/?wer=waiting&auf=payment")
    assert "Dazu wartet kein Vorgang" in desk.read("/buero/?wer=waiting&auf=office")


def test_what_is_late_says_why(desk: Desk, world: World) -> None:
    with city_scope("marburg"):
        opened = world.now - timedelta(days=9)
        Task.objects.update(opened_at=opened, due_at=opened + timedelta(days=4))
    page = desk.read("/buero/?frist=late")
    assert "4 Tage seit" in page
    assert "hat noch niemand genommen" in page


def chosen_of(desk: Desk) -> list[str]:
    return re.findall(r'name="auswahl" value="([^"]+)"', desk.get("/buero/").content.decode())


def test_chosen_lines_are_previewed_then_moved_and_the_way_back_keeps_the_filter(desk: Desk) -> None:
    lines, here = chosen_of(desk), "wer=open&art=process"
    assert len(lines) == 5
    page = desk.post("/buero/auswahl/", {"auswahl": lines[:2], "ansicht": here})
    assert "Was soll geschehen?" in readable(page)
    wish = {"auswahl": lines[:2], "ansicht": here, "was": "aside", "bis": "10.11.2026", "warum": "Ortstermin"}
    page = desk.post("/buero/auswahl/", {**wish, "_action": "preview"})
    assert (page.status_code, "Bei 2 Aufgaben geht es." in readable(page)) == (200, True)
    assert readable(page).count("wird bis 10.11.2026 zurückgestellt") == 2
    assert len(chosen_of(desk)) == 5
    page = desk.post("/buero/auswahl/", {**wish, "_action": "do"})
    assert "2 Aufgaben sind erledigt wie gewünscht." in readable(page)
    assert f'href="/buero/?{here}"' in unescape(page.content.decode())
    assert len(chosen_of(desk)) == 3
    assert "zurückgestellt bis 10. November" in desk.read("/buero/?wer=aside")
    page = desk.post("/buero/auswahl/", {**wish, "_action": "do"})
    assert "Geht nicht: Hier hat sich inzwischen etwas geändert." in readable(page)


def test_a_wish_with_mistakes_keeps_what_was_typed(desk: Desk) -> None:
    wish = {"auswahl": chosen_of(desk)[:1], "was": "aside", "bis": "gestern", "warum": "Weil", "_action": "do"}
    page = desk.post("/buero/auswahl/", wish)
    assert page.status_code == 422
    assert 'value="gestern"' in page.content.decode()
    assert 'value="Weil"' in page.content.decode()
    assert len(chosen_of(desk)) == 5


@pytest.mark.parametrize(
    "chosen", [[], ["x"], ["00000000-0000-0000-0000-000000000000"], ["' OR 1.1"], ["x.9999999999"]]
)
def test_nothing_that_can_be_chosen_says_so(desk: Desk, chosen: list[str]) -> None:
    page = desk.post("/buero/auswahl/", {"auswahl": chosen})
    assert (page.status_code, "Bitte wählen Sie mindestens eine Aufgabe." in readable(page)) == (422, True)
    assert desk.get("/buero/auswahl/").status_code == 302
