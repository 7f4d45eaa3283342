"""Lists cost the same with one row and with three."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.applications import queries as applications
from allmende.apps.applications.models import Application, Draft
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.cases import inbox, office
from allmende.apps.cases import queries as cases
from allmende.apps.notices import queries as notices
from allmende.apps.payments import queries as payments
from allmende.apps.postbox import queries as postbox
from allmende.foundation.identity import accounts
from allmende.foundation.tenancy.scopes import city_scope
from tests.usecases.conftest import marburg_scope, world  # noqa: F401 - the fixtures
from tests.world import Clerk, Visitor, World


class House:
    """An account with so many matters, each decided, and so many drafts."""

    def __init__(self, world: World) -> None:  # noqa: F811
        self.world = world
        account = accounts.sign_in(provider="p", subject="s", level="basic", attributes={}, now=world.now)
        self.account_id = str(account.pk)
        self.clerk = Clerk(world, username="worker")
        self.staff = self.clerk.staff
        self.last = ""

    def grow(self) -> None:
        matter, draft = Visitor(self.world), Visitor(self.world)
        matter.apply()
        draft.begin()
        Draft.objects.filter(pk__in=[matter.id, draft.id]).update(account_id=self.account_id)
        Application.objects.filter(pk=matter.id).update(account_id=self.account_id)
        matter.access = MatterAccess(account_id=self.account_id, level="basic")
        self.world.work()
        matter.pay()
        self.clerk.decide("granted")
        self.world.work()
        self.last = matter.id


LISTS: dict[str, Callable[[House], Any]] = {
    "drafts": lambda h: applications.list_drafts(city="marburg", account_id=h.account_id, today=h.world.today),
    "cases": lambda h: cases.list_cases(
        city="marburg", account_id=h.account_id, language="de", now=h.world.now, today=h.world.today
    ),
    "postbox": lambda h: postbox.list_items(city="marburg", account_id=h.account_id),
    "done tasks": lambda h: (
        inbox.list_page(city="marburg", staff=h.staff, today=h.world.today, chosen=inbox.InboxFilter("done")).lines
    ),
}

STATEMENTS = {"cases": 2, "done tasks": 2}
"""A case is told from its facts, which are read for all cases of the list at once."""


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_grows_by_rows_and_not_by_statements(world: World, marburg_scope: None, name: str) -> None:  # noqa: F811
    house = House(world)
    house.grow()
    LISTS[name](house)
    with CaptureQueriesContext(connection) as one:
        assert len(LISTS[name](house)) == 1
    house.grow()
    house.grow()
    with CaptureQueriesContext(connection) as three:
        assert len(LISTS[name](house)) == 3
    assert len(three.captured_queries) == len(one.captured_queries) == STATEMENTS.get(name, 1)


def test_letters_and_demands_of_a_case_cost_two_statements_each(world: World, marburg_scope: None) -> None:  # noqa: F811
    house = House(world)
    house.grow()
    for read in (
        lambda: notices.list_notices(city="marburg", case_id=house.last),
        lambda: payments.list_demands(city="marburg", case_id=house.last),
    ):
        with CaptureQueriesContext(connection) as captured:
            assert read()
        assert len(captured.captured_queries) == 2


def test_a_case_page_costs_at_most_six(world: World, marburg_scope: None) -> None:  # noqa: F811
    house = House(world)
    house.grow()
    with city_scope("marburg"), CaptureQueriesContext(connection) as captured:
        found = office.get_case_for_office(city="marburg", staff=house.staff, case_id=house.last, today=world.today)
    assert found is not None
    assert len(captured.captured_queries) <= 6
