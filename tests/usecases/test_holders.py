"""Who holds something is reminded before its end, once for each day of the register's file, and renews from her case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import Access
from allmende.apps.cases import queries as cases
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.holdings import operations
from allmende.domain import facts as f
from allmende.domain.registers import HolderAct, RegisterSpec
from allmende.entrypoints.portal.access import _cookie as cookie_of
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import remind_holders, renew_holding
from tests.adversary.scene import Browser
from tests.ports.test_registers import BOATS, TOLD
from tests.world import SERVICE, Visitor, World

END = date(2027, 11, 2)
LICENCES = replace(
    BOATS,
    holding=replace(
        BOATS.held, remind=(42, 14), keep="P1Y", renew=HolderAct(SERVICE, {"anzahl": "count(entry.marks)"})
    ),
)


@pytest.fixture
def holder(world: World, marburg_scope: None, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Somebody whose case entered a record that ends in a year."""
    monkeypatch.setattr(timezone, "now", lambda: world.now)
    monkeypatch.setattr(catalogue, "list_registers", lambda *, city, day: (("boats", LICENCES),))
    visitor = Visitor(world)
    visitor.apply()
    world.work()
    enter(LICENCES, f"{visitor.id}/step", world, until=END)
    return visitor


def enter(spec: RegisterSpec, key: str, world: World, **more: Any) -> Mapping[str, Any]:
    told = {**TOLD, **more}
    return operations.write(register=spec, act="enter", told=told, key=key, now=world.now, today=world.today)


def at(world: World, days: int) -> int:
    """That many days before the end: how many were reminded."""
    world.now = world.now.replace(year=END.year, month=END.month, day=END.day) - timedelta(days=days)
    return remind_holders.remind_holders(city="marburg", now=world.now)


def messages(visitor: Visitor) -> list[str]:
    return [one.text for one in cases.list_messages(case_id=visitor.id) if not one.from_citizen]


def test_the_holder_is_written_to_on_each_of_the_days_once(holder: Visitor, world: World) -> None:
    before = len(messages(holder))
    assert at(world, 43) == 0
    assert [at(world, 42), at(world, 41), at(world, 14), at(world, 13), at(world, 1)] == [1, 0, 1, 0, 0]
    told = messages(holder)[before:]
    assert len(told) == 2
    assert told[0].startswith("Liste der Boote: Ihr Eintrag B001 gilt bis 01.11.2027.")
    assert "Verlängern" in told[0]
    sent = [one for one in holder.facts() if isinstance(one, f.MessageSent)]
    assert len(sent) >= 2


def test_a_day_the_clock_missed_is_made_up_once(holder: Visitor, world: World) -> None:
    assert [at(world, 10), at(world, 9)] == [1, 0]


def test_what_nobody_applied_for_reminds_nobody_and_is_noted(holder: Visitor, world: World) -> None:
    enter(LICENCES, "office/1", world, until=END)
    assert at(world, 42) == 1
    assert at(world, 42) == 0


def test_after_a_renewal_the_new_end_counts(holder: Visitor, world: World) -> None:
    assert at(world, 42) == 1
    told = {"number": "B001", "until": date(2028, 11, 2)}
    operations.write(register=LICENCES, act="change", told=told, key="r", now=world.now, today=world.today)
    assert at(world, 41) == 0
    assert renew_holding.find_renewable(city="marburg", case_id=holder.id, today=world.today) is None


def test_the_holder_renews_with_what_is_known_filled_in(holder: Visitor, world: World) -> None:
    at(world, 43)
    assert renew_holding.find_renewable(city="marburg", case_id=holder.id, today=world.today) is None
    at(world, 40)
    begun = renew_holding.begin_renewal(
        city="marburg", case_id=holder.id, access=holder.access, account_id=None, level="none", language="de",
        now=world.now, today=world.today,
    )  # fmt: skip
    assert not isinstance(begun, renew_holding.Problem), begun
    draft = applications.get_draft(
        city="marburg", draft_id=begun.draft_id, access=Access(secret=begun.secret), today=world.today
    )
    assert draft is not None
    assert draft.entries["anzahl"] == "2"
    assert draft.entries["name"] == "Erika Muster"
    assert "richtig" not in draft.entries


def test_somebody_else_renews_nothing(holder: Visitor, world: World) -> None:
    at(world, 40)
    with pytest.raises(renew_holding.NotFound):
        renew_holding.begin_renewal(
            city="marburg", case_id=holder.id, access=Access(), account_id=None, level="none", language="de",
            now=world.now, today=world.today,
        )  # fmt: skip
    assert Browser().get(f"/vorgang/{holder.id}/verlaengern/").status_code == 404


def test_what_ended_is_kept_for_its_time_and_then_deleted(holder: Visitor, world: World) -> None:
    world.now = world.now.replace(year=2028, month=11, day=2)
    assert remind_holders.forget_ended(city="marburg", now=world.now) == 0
    world.now += timedelta(days=1)
    with city_scope("marburg"):
        assert remind_holders.forget_ended(city="marburg", now=world.now) == 1
        assert remind_holders.forget_ended(city="marburg", now=world.now) == 0


def test_the_page_asks_once_and_leads_to_a_form_that_is_filled_in(holder: Visitor, world: World) -> None:
    browser = Browser()
    browser.cookies[cookie_of(holder.id)] = holder.access.secret
    address = f"/vorgang/{holder.id}/verlaengern/"
    at(world, 60)
    assert browser.get(address).status_code == 302
    assert address not in browser.get(f"/vorgang/{holder.id}/").content.decode()
    at(world, 40)
    assert address in browser.get(f"/vorgang/{holder.id}/").content.decode()
    page = browser.get(address).content.decode()
    assert "Gültig bis 1. November 2027." in page
    assert "Das wissen wir schon" in page
    answer = browser.post(address, {"aendern": "1"})
    assert answer.status_code == 302
    assert 'value="Erika Muster"' in browser.get(answer.headers["Location"]).content.decode()
