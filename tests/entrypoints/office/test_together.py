"""A joint application in the office: the other cases beside each one, the missing confirmation before a decision, the task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.apps.applications.joint import list_joint
from allmende.apps.cases.models import Task
from allmende.domain.matter import confirming
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import PASSWORD, Desk
from tests.joint import ADULT, CHILD, fill, write_commons
from tests.world import Clerk, Visitor, World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    services, cities = write_commons(tmp_path / "commons")
    assert found.load(services, cities).problems == []
    return found


@pytest.fixture
def cases(world: World) -> dict[str, str]:
    with city_scope("marburg"):
        visitor = Visitor(world)
        fill(visitor, ADULT, CHILD)
        visitor.submit()
        world.work()
        Clerk(world)
        return {one.party.name: one.id for one in list_joint(application_id=visitor.id)}


@pytest.fixture
def desk(cases: dict[str, str]) -> Iterator[Desk]:
    found = Desk()
    assert found.sign_in("clerk", PASSWORD).status_code == 302
    yield found


def test_each_case_leads_to_the_others(desk: Desk, cases: dict[str, str]) -> None:
    page = desk.get(f"/buero/vorgang/{cases['Kind']}/").content.decode()
    box = page.partition('id="mit"')[2].partition("</section>")[0]
    assert re.findall(r'href="/buero/vorgang/([^/]+)/"', box) == [cases["Muster"], cases["Mann"]]
    assert "hat den Antrag gesendet" in box
    assert "noch nicht bestätigt" in box


def take(desk: Desk, case_id: str) -> str:
    offered = re.search(
        r'action="(/buero/aufgabe/[^"]+nehmen/)"', desk.get(f"/buero/vorgang/{case_id}/").content.decode()
    )
    assert offered
    answer = desk.post(offered[1])
    assert answer.status_code == 302
    return str(answer["Location"]).partition("?")[0]


def test_before_she_confirms_there_is_nothing_to_do_in_her_case(desk: Desk, cases: dict[str, str]) -> None:
    desk.sign_in()
    assert "nehmen/" not in desk.get(f"/buero/vorgang/{cases['Mann']}/").content.decode()
    assert take(desk, cases["Kind"])


def test_the_task_of_a_silent_adult_is_closed_with_how_she_confirmed(
    desk: Desk, cases: dict[str, str], world: World
) -> None:
    with city_scope("marburg"):
        world.wait(days=15)
        (task,) = Task.objects.filter(kind=confirming.KIND)
    desk.sign_in()
    url = f"/buero/aufgabe/{task.pk}/"
    assert "Bestätigung fehlt" in desk.read("/buero/")
    assert desk.post(f"{url}nehmen/").status_code == 302
    page = desk.read(url)
    assert "Bestätigung eintragen" in page
    assert "Nicht bestätigt" in page
    assert desk.post(url, {"_action": "decide", "outcome": "confirmed", "reason": ""}).status_code == 422
    assert (
        desk.post(url, {"_action": "decide", "outcome": "confirmed", "reason": "Am Schalter, mit Ausweis"}).status_code
        == 302
    )
    text = desk.read(f"/buero/vorgang/{cases['Mann']}/")
    assert "Bestätigung eingetragen (Am Schalter, mit Ausweis)" in text
