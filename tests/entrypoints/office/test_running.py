"""The head of an office sees what hinders her city, and tries dead jobs again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from allmende.foundation.identity import officers
from allmende.foundation.jobs import outbox
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import PASSWORD, Desk


@pytest.fixture
def desk_of(world):
    def open_desk(name, *roles, city="marburg"):
        with city_scope(city):
            officers.create(username=name, name=name, password=PASSWORD, roles=roles, units=("amt",), now=world.now)
        desk = Desk(f"{city}.localhost")
        assert desk.sign_in(name).status_code == 302
        return desk

    return open_desk


@pytest.fixture
def dead(world):
    with city_scope("marburg"):
        outbox.write([outbox.row("allmende.entrypoints.jobs.clock.reconcile_payments")])
        Job.objects.filter(task__endswith="reconcile_payments").update(status="dead", finished_at=timezone.now())
        return Job.objects.get(status="dead").id


def test_the_head_tries_a_dead_job_again(desk_of, dead):
    desk = desk_of("chefin", "leitung")
    assert "Zahlungen abgleichen" in desk.read("/buero/betrieb/")
    assert desk.post("/buero/betrieb/noch-einmal/", {"auftrag": dead}).status_code == 302
    assert "Kein Auftrag ist gescheitert." in desk.read("/buero/betrieb/")
    assert desk.post("/buero/betrieb/noch-einmal/", {"auftrag": dead}).status_code == 404


def test_others_do_not(desk_of, dead):
    clerk = desk_of("clerk", "sachbearbeitung")
    assert clerk.get("/buero/betrieb/").status_code == 403
    assert clerk.post("/buero/betrieb/noch-einmal/", {"auftrag": dead}).status_code == 403
    stranger = desk_of("fremd", "leitung", city="fulda")
    assert "Zahlungen abgleichen" not in stranger.read("/buero/betrieb/")
    assert stranger.post("/buero/betrieb/noch-einmal/", {"auftrag": dead}).status_code == 404
