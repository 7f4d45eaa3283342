"""One city never sees another: every door of city A with the ids of city B."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import office
from allmende.apps.cases import queries as cases
from allmende.apps.cases.rules import Staff
from allmende.apps.notices import queries as notices
from allmende.apps.payments import queries as payments
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import pay, save_for_later, take_task
from allmende.usecases.answer_correction import answer_correction
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.retrieve_notice import retrieve_notice
from allmende.usecases.save_step import save_step
from allmende.usecases.submit_application import submit_application
from allmende.usecases.upload_file import upload_file
from allmende.usecases.withdraw import withdraw
from allmende.usecases.write_message import write_as_citizen, write_as_officer
from tests.world import PERSON, Clerk, Visitor, World, list_items, staff


class Foreign:
    """Everything that exists in Fulda, looked at from Marburg with the right keys."""

    def __init__(self, world: World) -> None:
        self.world = world
        with city_scope("fulda"):
            self.visitor = Visitor(world, "fulda")
            self.visitor.apply()
            world.work()
            self.attempt = self.visitor.pay()
            self.officer = Clerk(world, "fulda")
            self.task = self.officer.tasks()[0].id
            self.officer.decide("granted")
            world.work()
            self.notice = notices.list_notices(city="fulda", case_id=self.visitor.id)[-1].id
            self.draft = Visitor(world, "fulda")
            self.draft.begin()

    @property
    def everybody(self) -> Staff:
        """Marburg's staff with every right there is."""
        return staff(self.world, "sachbearbeitung", "leitung", "kasse")


@pytest.fixture
def foreign(world: World) -> Foreign:
    return Foreign(world)


READS: dict[str, Callable[[Foreign], Any]] = {
    "draft": lambda f: applications.get_draft(
        city="marburg", draft_id=f.draft.id, access=f.draft.access, today=f.world.today
    ),
    "uploads": lambda f: dict(applications.list_uploads(draft_id=f.draft.id)) or None,
    "case": lambda f: cases.get_case(
        city="marburg", case_id=f.visitor.id, access=f.visitor.access, today=f.world.today
    ),
    "office case": lambda f: office.get_case_for_office(
        city="marburg", staff=f.everybody, case_id=f.visitor.id, today=f.world.today
    ),
    "task": lambda f: office.find_task(city="marburg", staff=f.everybody, task_id=f.task, today=f.world.today),
    "demands": lambda f: payments.list_demands(city="marburg", case_id=f.visitor.id) or None,
    "notices": lambda f: notices.list_notices(city="marburg", case_id=f.visitor.id) or None,
    "postbox": lambda f: list_items(f.visitor.id) or None,
    "notice": lambda f: retrieve_notice(
        city="marburg", case_id=f.visitor.id, notice_id=f.notice, access=f.visitor.access, now=f.world.now
    ),
    "payment status": lambda f: (
        None if pay.payment_status(city="marburg", case_id=f.visitor.id) == "none" else "something"
    ),
}

ACTS: dict[str, Callable[[Foreign, Clerk], Any]] = {
    "save": lambda f, c: save_step(
        city="marburg", draft_id=f.draft.id, access=f.draft.access, step_id="person", posted=PERSON, now=f.world.now
    ),
    "submit": lambda f, c: submit_application(
        city="marburg",
        draft_id=f.draft.id,
        access=f.draft.access,
        key="k",
        reviewed="",
        now=f.world.now,
        today=f.world.today,
    ),
    "upload": lambda f, c: upload_file(
        city="marburg",
        draft_id=f.draft.id,
        access=f.draft.access,
        path="nachweis",
        filename="a",
        content=b"a",
        now=f.world.now,
    ),
    "save for later": lambda f, c: save_for_later.save_for_later(
        sender="192.0.2.1",
        city="marburg",
        draft_id=f.draft.id,
        access=f.draft.access,
        email="a@example.org",
        now=f.world.now,
    ),
    "pay": lambda f, c: pay.begin_payment(
        city="marburg", case_id=f.visitor.id, access=f.visitor.access, way_back=str, now=f.world.now
    ),
    "return": lambda f, c: pay.return_from_payment(city="marburg", token=pay.return_token(f.attempt), now=f.world.now),
    "look again": lambda f, c: pay.look_again(
        city="marburg", case_id=f.visitor.id, access=f.visitor.access, now=f.world.now
    ),
    "correct": lambda f, c: answer_correction(
        city="marburg", case_id=f.visitor.id, access=f.visitor.access, posted={}, now=f.world.now
    ),
    "withdraw": lambda f, c: withdraw(city="marburg", case_id=f.visitor.id, access=f.visitor.access, now=f.world.now),
    "write": lambda f, c: write_as_citizen(
        city="marburg", case_id=f.visitor.id, access=f.visitor.access, text="x", key="x", now=f.world.now
    ),
    "write from the office": lambda f, c: write_as_officer(
        city="marburg", case_id=f.visitor.id, officer_id=c.id, subject="x", text="x", key="x", now=f.world.now
    ),
    "take": lambda f, c: take_task.take_task(city="marburg", task_id=f.task, officer_id=c.id, now=f.world.now),
    "decide": lambda f, c: decide_task(
        city="marburg", task_id=f.task, officer_id=c.id, decision=OfficerDecision("granted"), now=f.world.now
    ),
    "decide as the other city's officer": lambda f, c: decide_task(
        city="marburg", task_id=f.task, officer_id=f.officer.id, decision=OfficerDecision("granted"), now=f.world.now
    ),
}


@pytest.mark.parametrize("door", sorted(READS))
def test_nothing_of_another_city_is_read(world: World, foreign: Foreign, door: str) -> None:
    with city_scope("marburg"):
        assert READS[door](foreign) is None


@pytest.mark.parametrize("door", sorted(ACTS))
def test_nothing_of_another_city_is_changed(world: World, foreign: Foreign, clerk: Clerk, door: str) -> None:
    with city_scope("fulda"):
        before = foreign.visitor.kinds()
    with city_scope("marburg"), pytest.raises(NotFound):
        ACTS[door](foreign, clerk)
    with city_scope("fulda"):
        assert foreign.visitor.kinds() == before


def test_the_doors_do_open_in_their_own_city(world: World, foreign: Foreign) -> None:
    with city_scope("fulda"):
        assert foreign.visitor.view().closed
        assert retrieve_notice(
            city="fulda",
            case_id=foreign.visitor.id,
            notice_id=foreign.notice,
            access=foreign.visitor.access,
            now=world.now,
        )
