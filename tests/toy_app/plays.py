"""Run by `tests/architecture/test_new_app.py` in a process of its own, with `tests.toy_app.settings`."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

from django.test import Client

from allmende.apps.cases import operations as cases
from allmende.config import wiring
from allmende.domain.matter.outcome import StepContext
from allmende.foundation import owns
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.leave import CityExported, leave
from allmende.usecases.leaving import contents
from allmende.usecases.retaining import retain
from tests.toy_app.facts import VisitKept
from tests.toy_app.models import Visit
from tests.toy_app.operations import KeepVisit
from tests.world import Clerk, Visitor, World

DAY = date(2026, 11, 2)


def visit(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    step = StepContext(case_id=visitor.id, account_id=None, unit="", facts=(), now=world.now)
    for keep in owns.keepers(KeepVisit):
        keep(KeepVisit(day=DAY), step)
    fact = VisitKept(at=world.now, day=DAY)
    cases.append(case_id=visitor.id, facts=[("visit", fact)], now=world.now, today=DAY, actor="machine")


def test_an_effect_keeps_a_row_and_a_fact_wakes_its_job(world: World, visitor: Visitor) -> None:
    visit(world, visitor)
    assert Visit.objects.get().confirmed is False
    world.work()
    assert Visit.objects.get().confirmed is True
    stored = cases.read_facts(case_id=visitor.id)
    assert VisitKept(at=world.now, day=DAY) in stored


def test_the_clock_starts_its_job() -> None:
    assert wiring.CRON["confirm_visits"].task == "tests.toy_app.jobs.confirm_visits"


def test_its_page_answers_in_both_languages(city: City) -> None:
    for address in ("/besuche/", "/en/besuche/"):
        assert Client(HTTP_HOST=city.host).get(address).content.decode() == "So läuft ein Besuch ab."


def test_its_rows_go_along_with_the_city(world: World, visitor: Visitor, tmp_path: Path) -> None:
    assert "visits" in {table.name for table in contents.everything()}
    visit(world, visitor)
    left = leave(city="marburg", folder=tmp_path / "out", made_on=DAY, now=world.now)
    assert isinstance(left, CityExported), left
    (found,) = (tmp_path / "out" / "cases").glob("*/case.json")
    assert json.loads(found.read_text())["visits"][0]["day"] == "2026-11-02"
    shutil.rmtree(tmp_path)


def test_its_rows_are_deleted_with_the_case(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visit(world, visitor)
    visitor.pay()
    clerk.decide("granted")
    world.work()
    matter = retain.case_queries.find_matter(case_id=visitor.id, today=world.today)
    with city_scope("marburg"):
        retain._delete(matter, retain.read_period(matter), world.now, world.today)
    assert Visit.objects.count() == 0
