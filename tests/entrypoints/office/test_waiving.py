"""A missing power of attorney: nothing is granted without it unless a second person agrees, for a ground of the law."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from allmende.apps.cases import operations
from allmende.apps.cases.models import Task
from allmende.domain import facts as f
from allmende.foundation.tenancy.scopes import city_scope
from tests.acting import ADDRESS, PROXY, fill, write_commons
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import Visitor, World

GRANT = {"outcome": "granted", "_action": "decide", "despite_missing": "Wird schon stimmen."}
WAIVER = {"was": "vollmacht", "grund": "not_demanded", "worte": "Die Tochter ist uns bekannt."}


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    services, cities = write_commons(tmp_path / "commons")
    assert found.load(services, cities).problems == []
    yield found


@pytest.fixture
def case(world: World) -> str:
    """The address of a paid case of a proxy who sent no power of attorney."""
    with city_scope("marburg"):
        visitor = Visitor(world)
        fill(visitor, PROXY)
        visitor.submit()
        world.work()
        visitor.pay()
    return f"/buero/vorgang/{visitor.id}/"


@pytest.fixture
def second(world: World) -> Desk:
    hire(world, "second")
    found = Desk()
    found.sign_in("second")
    return found


def task(case: str, kind: str) -> str:
    with city_scope("marburg"):
        return f"/buero/aufgabe/{Task.objects.get(case_id=case.split('/')[3], kind=kind, done_at=None).pk}/"


def facts(case: str, kind: type[f.Fact]) -> list[Any]:
    with city_scope("marburg"):
        return [x for x in operations.read_facts(case_id=case.split("/")[3]) if isinstance(x, kind)]


def test_words_alone_grant_nothing(case: str, desk: Desk) -> None:
    answer = desk.post(desk.take_first(), GRANT)
    assert answer.status_code == 422
    assert "Es fehlt: Vollmacht. Fordern Sie es nach" in readable(answer)
    assert 'href="#wahl-verzicht"' in answer.content.decode()
    assert 'id="wahl-verzicht"' in answer.content.decode()
    assert ">Wird schon stimmen.</textarea>" in answer.content.decode()
    assert facts(case, f.DecisionTaken) == []


def test_a_second_person_agrees_and_then_it_is_granted(world: World, case: str, desk: Desk, second: Desk) -> None:
    page = desk.read(case)
    assert "Es gibt keinen Anlass, den Nachweis zu verlangen (§ 14 Abs. 1 Satz 3 HVwVfG)." in page
    there = f"{case}ohne-nachweis/"
    assert desk.post(there, WAIVER).status_code == 302
    assert "Liegt einer zweiten Person vor. Frau Clerk" in desk.read(case)
    assert there not in desk.get(case).content.decode(), "once"
    assert desk.post(task(case, "process"), GRANT).status_code == 422, "not before she agrees"
    own = desk.post(task(case, "waiver"), {"outcome": "confirm", "_action": "decide"})
    assert own.status_code == 422
    assert "Hier entscheidet eine zweite Person." in readable(own)
    second.post(f"{task(case, 'waiver')}nehmen/")
    form = second.read(task(case, "waiver"))
    for words in ("Gegenlesen: ohne „Vollmacht“ entscheiden", "Die Tochter ist uns bekannt.", "Einverstanden"):
        assert words in form
    assert second.post(task(case, "waiver"), {"outcome": "confirm", "_action": "decide"}).status_code == 302
    (asked,), (settled,) = facts(case, f.WaiverAsked), facts(case, f.WaiverSettled)
    assert (asked.ground, asked.by, settled.agreed, settled.by) == ("not_demanded", "Frau Clerk", True, "Frau Second")
    assert "Ohne Nachweis weiter" not in desk.read(case)
    assert "ohne „Vollmacht“ einverstanden" in desk.read(case)
    assert desk.post(task(case, "process"), {"outcome": "granted", "_action": "decide"}).status_code == 302
    with city_scope("marburg"):
        world.work()
    assert [fact.outcome for fact in facts(case, f.DecisionTaken)] == ["granted"]
    assert facts(case, f.DecidedIncomplete) == [], "no further words are needed for it"


def test_she_may_not_agree_and_says_why(case: str, desk: Desk, second: Desk) -> None:
    desk.post(f"{case}ohne-nachweis/", WAIVER)
    bare = second.post(task(case, "waiver"), {"outcome": "return", "_action": "decide"})
    assert bare.status_code == 422
    assert "Bitte schreiben Sie, warum nicht." in readable(bare)
    no = {"outcome": "return", "reason": "Fordern Sie sie an.", "_action": "decide"}
    assert second.post(task(case, "waiver"), no).status_code == 302
    assert "ohne „Vollmacht“ nicht einverstanden: Fordern Sie sie an." in desk.read(case)
    assert desk.post(task(case, "process"), GRANT).status_code == 422
    assert desk.post(f"{case}ohne-nachweis/", WAIVER).status_code == 302, "it may be put forward again"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"grund": ""}, "Bitte wählen Sie den Grund."),
        ({"grund": "register"}, "Bitte wählen Sie den Grund."),
        ({"worte": " "}, "Bitte schreiben Sie, was genau vorliegt oder warum."),
        ({"was": "name"}, "Hier fehlt dazu nichts mehr."),
    ],
)
def test_what_cannot_be_put_forward_stays_in_the_form(case: str, desk: Desk, more: dict[str, str], words: str) -> None:
    answer = desk.post(f"{case}ohne-nachweis/", {**WAIVER, **more})
    assert answer.status_code == 422
    assert words in readable(answer)
    if "was" not in more and "worte" not in more:
        assert "Die Tochter ist uns bekannt.</textarea>" in answer.content.decode()
    assert facts(case, f.WaiverAsked) == []


def test_the_agreement_ends_with_the_answers_it_was_given_on(case: str, desk: Desk, second: Desk, world: World) -> None:
    desk.post(f"{case}ohne-nachweis/", WAIVER)
    second.post(task(case, "waiver"), {"outcome": "confirm", "_action": "decide"})
    with city_scope("marburg"):
        changed = f.CorrectionReceived(at=world.now, request_id="r")
        operations.append(
            case_id=case.split("/")[3], facts=[("c", changed)], now=world.now, today=world.today, actor="test"
        )
    assert desk.post(task(case, "process"), GRANT).status_code == 422


def test_once_the_power_is_revoked_its_proof_bars_nothing(case: str, desk: Desk) -> None:
    desk.post(f"{case}vollmacht-widerrufen/", {"tag": "2.11.2026", "wie": "Brief", "adresse": ADDRESS})
    assert "Ohne Nachweis weiter" not in desk.read(case)
    assert desk.post(task(case, "process"), GRANT).status_code == 302


def test_nobody_else_puts_it_forward_or_agrees(world: World, case: str, desk: Desk, second: Desk) -> None:
    hire(world, "stranger", units=("bauamt",))
    stranger = Desk()
    stranger.sign_in("stranger")
    assert stranger.post(f"{case}ohne-nachweis/", WAIVER).status_code == 404
    desk.post(f"{case}ohne-nachweis/", WAIVER)
    assert stranger.post(task(case, "waiver"), {"outcome": "confirm", "_action": "decide"}).status_code == 404
    assert facts(case, f.WaiverSettled) == []


def test_the_form_names_each_control_once(case: str, desk: Desk) -> None:
    ids = re.findall(r' id="([^"]+)"', desk.get(case).content.decode())
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


def test_nobody_there_to_agree_is_said_before_it_is_put(case: str, desk: Desk) -> None:
    answer = desk.post(f"{case}ohne-nachweis/", WAIVER)
    assert answer.status_code == 422
    assert "Außer Ihnen darf das zurzeit niemand gegenlesen." in readable(answer)
    assert ">Die Tochter ist uns bekannt.</textarea>" in answer.content.decode()
    assert facts(case, f.WaiverAsked) == []
