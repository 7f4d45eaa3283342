"""A head sees who has how much and who is away, and moves it from there."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.cases.models import Task
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.read_team import read_team
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import Visitor, World


@pytest.fixture
def head(world: World, case_id: str) -> Desk:
    hire(world)
    hire(world, "other")
    hire(world, "leitung", roles=("leitung",))
    with city_scope("marburg"):
        world.work()
    found = Desk()
    found.sign_in("leitung")
    return found


def test_the_load_of_each_and_the_way_to_give_it_to_others(world: World, head: Desk, case_id: str) -> None:
    clerk = Desk()
    clerk.sign_in()
    assert "1 Aufgabe ist noch frei." in head.read("/buero/team/")
    clerk.take_first()
    with city_scope("marburg"):
        ids = {name: str(key) for name, key in Officer.objects.values_list("username", "pk")}
    form = {"wer": ids["clerk"], "vertretung": ids["other"], "von": "2.11.2026", "bis": "6.11.2026"}
    assert head.post("/buero/abwesenheit/", form).status_code == 302
    page = head.get("/buero/team/")
    for words in ("Frau Clerk abwesend bis 6. November", "Vertretung: Frau Other", "vertritt Frau Clerk", "0 Aufgaben"):
        assert words in readable(page)
    way = re.search(r'href="([^"]*bei=[^"]*)"', unescape(page.content.decode()))
    assert way
    listed = head.get(way[1]).content.decode()
    lines = re.findall(r'name="seite" value="([^"]+)"', listed)
    wish = {"alle": "ja", "seite": lines, "ansicht": way[1].partition("?")[2]}
    assert "Was soll geschehen?" in readable(head.post("/buero/auswahl/", wish))
    done = {"auswahl": lines, "was": "give", "an": ids["other"], "_action": "do"}
    assert "geht an Frau Other" in readable(head.post("/buero/auswahl/", done))
    with city_scope("marburg"):
        assert str(Task.objects.get(case_id=case_id, done_at=None).officer_id) == ids["other"]


def test_nobody_but_a_head_looks_at_the_team(world: World, head: Desk) -> None:
    clerk = Desk()
    clerk.sign_in()
    assert clerk.get("/buero/team/").status_code == 403
    hire(world, "elsewhere", roles=("leitung",), units=("andere",))
    other = Desk()
    other.sign_in("elsewhere")
    assert "Frau Clerk" not in other.read("/buero/team/")
    assert "Team" in head.read("/buero/team/")


def test_tasks_count_whether_they_name_an_office_or_their_case_does(world: World, head: Desk, case_id: str) -> None:
    with city_scope("marburg"):
        clerk, leading = (Officer.objects.get(username=name) for name in ("clerk", "leitung"))
        task = Task.objects.get(case_id=case_id, done_at=None)
        assert task.unit
        assert task.service_id == task.case.service_id
        task.officer = clerk
        task.save()
        task.pk, task.work_key, task.unit = uuid4(), "another", ""
        task.save(force_insert=True)
        members, _ = read_team(city="marburg", officer=leading, now=world.now)
        assert {member.id: member.load.open for member in members}[str(clerk.pk)] == 2


def test_a_large_team_costs_no_more_statements(world: World, head: Desk) -> None:
    def statements() -> int:
        with city_scope("marburg"), CaptureQueriesContext(connection) as captured:
            read_team(city="marburg", officer=Officer.objects.get(username="leitung"), now=world.now)
        return len(captured.captured_queries)

    statements()
    before = statements()
    for number in range(5):
        hire(world, f"more{number}")
    with city_scope("marburg"):
        Visitor(world).apply()
    assert statements() == before <= 8
