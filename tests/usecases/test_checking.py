"""A person looks although the machine could decide: drawn by lot as the application arrives, or taken out by an officer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from allmende.apps.cases import figures
from allmende.apps.cases import queries as cases
from allmende.apps.cases.figures import Figures
from allmende.apps.cases.models import Case, CountedFigures, Task
from allmende.apps.cases.rules import Staff
from allmende.domain import facts as f
from allmende.foundation import chance
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from allmende.ui.speak import spoken_date
from allmende.usecases import advance_case
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.pull_case import pull_case
from allmende.usecases.read_figures import count_figures
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.parking import PAGES, SERVICE, erika, paid, settle
from tests.world import World

STAFF = Staff("1", units=frozenset({"strassenverkehr"}))
PERIOD = {"gueltig_ab": "2.11.2026", "gueltig_bis": "1.11.2027"}


@pytest.fixture
def town(world: World, tmp_path: Path) -> Iterator[World]:
    settle(world, tmp_path)
    with city_scope("marburg"):
        yield world


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chance, "draw", lambda below: 4)


def applied(world: World) -> str:
    browser = erika(world)
    draft = browser.begin(SERVICE)
    for step, posted in PAGES.items():
        assert browser.save(draft, step, posted).status_code == 302
    assert browser.send(draft).status_code == 302
    world.work()
    return draft


def clerk() -> Officer:
    return Officer.objects.get(username="amt")


def decide(world: World, case_id: str, outcome: str, **more: Any) -> None:
    """The clerk's own task of the process."""
    (task,) = [x for x in Task.objects.filter(case_id=case_id, done_at=None) if x.kind == "process"]
    where: dict[str, Any] = {
        "city": "marburg",
        "task_id": str(task.pk),
        "officer_id": str(clerk().pk),
        "now": world.now,
    }
    assert decide_task(**where, decision=OfficerDecision(outcome, **more)) == ()
    world.work()


def pull(world: World, case_id: str, reason: str = "Die Zone ist strittig.") -> str:
    problem = pull_case(city="marburg", case_id=case_id, officer=clerk(), reason=reason, now=world.now)
    world.work()
    return problem.code if problem else ""


def facts(case_id: str) -> tuple[f.Fact, ...]:
    return cases.load(case_id=case_id).matter.facts


def kinds(case_id: str) -> list[str]:
    return [x.kind for x in facts(case_id)]


def test_a_drawn_case_goes_to_a_person_who_sees_what_the_machine_would_have_done(town: World, drawn: None) -> None:
    case = applied(town)
    told = facts(case)
    assert [x.share for x in told if isinstance(x, f.CaseSampled)] == [5]
    assert [x.would for x in told if isinstance(x, f.MachineHeld)] == ["granted"]
    assert [x.node_id for x in told if isinstance(x, f.TaskOpened)] == ["pruefen"]
    assert "payment_demanded" not in kinds(case)


def test_the_lot_is_drawn_once_however_often_a_worker_is_killed(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(chance, "draw", lambda below: drawn.append(below) or len(drawn) - 1)
    store, deaths = advance_case.store_moves, []

    def killed(**kept: Any) -> bool:
        deaths.append(kept)
        if len(deaths) <= 2:
            raise KeyboardInterrupt
        return store(**kept)

    monkeypatch.setattr(advance_case, "store_moves", killed)
    browser = erika(town)
    draft = browser.begin(SERVICE)
    for step, posted in PAGES.items():
        assert browser.save(draft, step, posted).status_code == 302
    assert browser.send(draft).status_code == 302
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            advance_case.advance_case(city="marburg", case_id=draft, now=town.now)
    advance_case.advance_case(city="marburg", case_id=draft, now=town.now)
    assert drawn == [100]
    assert [kinds(draft).count(one) for one in ("case_sampled", "machine_held", "task_opened")] == [1, 1, 1]


def test_whether_the_person_agrees_with_the_machine_is_kept(town: World, drawn: None) -> None:
    case = applied(town)
    decide(town, case, "granted", decided=PERIOD)
    assert [(x.would, x.agreed, x.by) for x in facts(case) if isinstance(x, f.MachineChecked)] == [
        ("granted", True, "Frau Amt")
    ]
    paid(town, case)
    assert "case_closed" in kinds(case)


def test_a_share_of_nothing_draws_nobody(town: World) -> None:
    assert "case_sampled" not in kinds(applied(town))


def test_a_case_that_waits_for_money_is_taken_out_and_lies_with_a_person(town: World) -> None:
    case = applied(town)
    assert "payment_demanded" in kinds(case)
    assert pull(town, case) == ""
    told = kinds(case)
    assert [x.would for x in facts(case) if isinstance(x, f.MachineHeld)] == ["granted"]
    assert (
        told.index("case_pulled") < told.index("stepped_back") < told.index("machine_held") < told.index("task_opened")
    )
    assert "demand_expired" in told
    decide(town, case, "granted", decided=PERIOD)
    paid(town, case)
    assert kinds(case).count("notice_issued") >= 1
    assert [x.automatic for x in facts(case) if isinstance(x, f.DecisionTaken)] == [False]


def test_it_is_taken_out_once_with_a_reason_and_not_after_the_decision(town: World) -> None:
    case = applied(town)
    assert pull(town, case, " ") == "checking.reason"
    assert pull(town, case, "x" * 3000) == "checking.too_long"
    assert "case_pulled" not in kinds(case)
    assert [pull(town, case), pull(town, case)] == ["", "checking.already"]
    other = applied(town)
    paid(town, other)
    before = kinds(other)
    assert pull(town, other) == "checking.closed"
    assert kinds(other) == before


def test_a_worker_that_moves_the_case_meanwhile_begins_again(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine is about to decide as the officer takes the case out: what it did does not count."""
    case = applied(town)
    store, tries = advance_case.store_moves, []

    def interrupted(**kept: Any) -> bool:
        tries.append(kept)
        if len(tries) == 1:
            assert pull_case(city="marburg", case_id=case, officer=clerk(), reason="Strittig.", now=town.now) is None
        return store(**kept)

    monkeypatch.setattr(advance_case, "store_moves", interrupted)
    paid(town, case)
    assert "decision_taken" not in kinds(case)
    assert kinds(case).count("machine_held") == 1
    assert len(tries) > 1


def test_the_page_offers_it_says_why_it_cannot_and_tells_what_the_machine_would_do(town: World) -> None:
    case, desk = applied(town), Desk()
    desk.sign_in("amt")
    page = f"/buero/vorgang/{case}/"
    assert "Warum prüfen Sie selbst?" in desk.read(page)
    refused = desk.post(f"{page}selbst-pruefen/", {"grund": ""})
    assert refused.status_code == 422
    assert "Bitte schreiben Sie, warum Sie den Vorgang selbst prüfen." in readable(refused)
    assert desk.post(f"{page}selbst-pruefen/", {"grund": "Die Zone ist strittig."}).status_code == 302
    town.work()
    words = desk.read(page)
    assert "Von Frau Amt zur eigenen Prüfung herausgenommen: Die Zone ist strittig." in words
    assert "Die Maschine hätte bewilligt." in words
    late = desk.post(f"{page}selbst-pruefen/", {"grund": "Noch einmal."})
    assert late.status_code == 422
    assert "Dieser Vorgang wird schon von einem Menschen geprüft." in readable(late)


def test_numbers_are_told_from_five_cases_on(town: World, drawn: None, monkeypatch: pytest.MonkeyPatch) -> None:
    hire(town, "leitung", roles=("leitung",), units=("strassenverkehr",))
    case = applied(town)
    decide(town, case, "granted", decided=PERIOD)
    paid(town, case)
    row = Case.objects.get(pk=case)
    assert (row.touches, row.checked, row.agreed) == (1, "sampled", True)
    boss = Desk()
    boss.sign_in("leitung")
    assert "In dieser Zeit ist nichts abgeschlossen." in boss.read("/buero/kennzahlen/"), "today is not over"
    tomorrow(town)
    boss.sign_in("leitung")
    assert "Bewohnerparkausweis zu wenige zu wenige zu wenige" in boss.read("/buero/kennzahlen/")
    year = figures.read_figures(city="marburg", units=STAFF.units, today=town.today + timedelta(days=1))
    assert year.services == (Figures(SERVICE, 1, 1, 1, 1, 0, 1, 0),)
    more = replace(year.services[0], closed=200, counted=200, touches=368, sampled=10, pulled=3, compared=10, differs=5)
    monkeypatch.setattr(figures, "read_figures", lambda **_: replace(year, services=(more,)))
    assert "Bewohnerparkausweis 200 1,8 5,0 Prozent zu wenige 50,0 Prozent" in boss.read("/buero/kennzahlen/")
    clerk_desk = Desk()
    clerk_desk.sign_in("amt")
    assert clerk_desk.get("/buero/kennzahlen/").status_code == 403


def test_what_was_counted_in_the_night_stays_true_of_the_days_it_names(town: World, drawn: None) -> None:
    """A case closed since is in no figure until the next night, and the page names the days it counts."""
    hire(town, "leitung", roles=("leitung",), units=("strassenverkehr",))
    first, second = applied(town), applied(town)
    boss, today = Desk(), town.today

    def told() -> tuple[str, list[int]]:
        year = figures.read_figures(city="marburg", units=STAFF.units, today=town.today)
        return f"{year.first_on} {year.last_on}", [one.closed for one in year.services]

    decide(town, first, "granted", decided=PERIOD)
    paid(town, first)
    count_figures(city="marburg", now=town.now)
    days = f"{today - timedelta(days=365)} {today - timedelta(days=1)}"
    assert told() == (days, [])
    tomorrow(town)
    assert told() == (days, []), "not counted again yet, and so it says"
    count_figures(city="marburg", now=town.now)
    Case.objects.filter(pk=second).update(closed_at=town.now)
    days = f"{today - timedelta(days=364)} {today}"
    assert told() == (days, [1])
    count_figures(city="marburg", now=town.now)
    assert told() == (days, [1]), "twice is once"
    assert CountedFigures.objects.count() == 1
    boss.sign_in("leitung")
    assert spoken_date(today, "de") in boss.read("/buero/kennzahlen/")
    tomorrow(town)
    count_figures(city="marburg", now=town.now)
    assert told()[1] == [2]


def test_other_offices_see_none_of_it(town: World, drawn: None) -> None:
    case = applied(town)
    decide(town, case, "granted", decided=PERIOD)
    paid(town, case)
    tomorrow(town)
    count_figures(city="marburg", now=town.now)
    assert figures.read_figures(city="marburg", units={"standesamt"}, today=town.today).services == ()


def tomorrow(town: World) -> None:
    town.now += timedelta(days=1)
