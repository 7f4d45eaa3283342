"""Who holds something is reminded before its end, once for each day of the register's file, and renews from her case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from allmende.apps.applications import operations as operate
from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.cases import queries as cases
from allmende.apps.cases.models import Task
from allmende.apps.cases.operations import append
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.holdings import operations
from allmende.apps.holdings.models import Holding, HoldingReminder
from allmende.domain import facts as f
from allmende.domain.forms import StoredUpload
from allmende.domain.registers import HolderAct, RegisterSpec
from allmende.entrypoints.portal.access import _cookie as cookie_of
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import remind_holders, renew_holding
from allmende.usecases.submit_application import Submitted
from allmende.usecases.upload_file import upload_file
from tests import acting
from tests.adversary.hostile_files import pdf
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
    return [message.text for message in cases.list_messages(case_id=visitor.id) if not message.from_citizen]


def test_the_holder_is_written_to_on_each_of_the_days_once(holder: Visitor, world: World) -> None:
    before = len(messages(holder))
    assert at(world, 43) == 0
    assert [at(world, 42), at(world, 41), at(world, 14), at(world, 13), at(world, 1)] == [1, 0, 1, 0, 0]
    told = messages(holder)[before:]
    assert len(told) == 2
    assert told[0].startswith("Liste der Boote: Ihr Eintrag B001 gilt bis 01.11.2027.")
    assert "Verlängern" in told[0]
    sent = [fact for fact in holder.facts() if isinstance(fact, f.MessageSent)]
    assert len(sent) >= 2


def test_where_nobody_reads_online_the_reminder_is_a_task_to_write_by_post(holder: Visitor, world: World) -> None:
    operate.end_access(application_ids=(holder.id,), now=world.now, actor="test")
    assert at(world, 42) == 1
    world.work()
    (task,) = Task.objects.filter(case_id=holder.id, done_at=None, work_key__startswith="by_post:")
    assert task.title.startswith("Mit der Post schreiben: ")
    assert "Ihr Eintrag B001 gilt bis 01.11.2027" in task.reason
    assert at(world, 41) == 0
    world.work()
    assert Task.objects.filter(work_key__startswith="by_post:").count() == 1


def test_a_renewal_begun_by_who_may_not_any_more_is_closed_too(holder: Visitor, world: World) -> None:
    at(world, 40)
    begun = renew_holding.begin_renewal(
        city="marburg", case_id=holder.id, access=holder.access, account_id=None, level="none", language="de",
        now=world.now, today=world.today,
    )  # fmt: skip
    assert not isinstance(begun, renew_holding.Problem), begun
    assert applications.find_origin(application_id=begun.draft_id) == holder.id
    assert set(applications.list_following(application_id=holder.id)) == {holder.id, begun.draft_id}


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
        city="marburg", draft_id=begun.draft_id, access=MatterAccess(secret=begun.secret), today=world.today
    )
    assert draft is not None
    assert draft.entries["anzahl"] == "2"
    assert draft.entries["name"] == "Erika Muster"
    assert "richtig" not in draft.entries


@pytest.mark.parametrize("revoked", [False, True])
def test_the_proof_of_who_acts_comes_along_while_it_holds(
    world: World, marburg_scope: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, revoked: bool
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: world.now)
    monkeypatch.setattr(catalogue, "list_registers", lambda *, city, day: (("boats", LICENCES),))
    assert [
        str(one) for one in world.load(*acting.write_commons(tmp_path / "commons")).problems if one.severity == "error"
    ] == []
    visitor = Visitor(world)
    acting.fill(visitor, acting.PROXY)
    given = upload_file(
        city="marburg",
        draft_id=visitor.id,
        access=visitor.access,
        path="vollmacht",
        filename="v.pdf",
        content=pdf(),
        now=world.now,
    )
    assert isinstance(given, StoredUpload), given
    visitor.save("person", **acting.PROXY, vollmacht=[given.id])
    assert isinstance(visitor.submit(), Submitted)
    world.work()
    enter(LICENCES, f"{visitor.id}/step", world, until=END)
    at(world, 40)
    if revoked:
        gone = f.AuthorityRevoked(
            at=world.now, received_on=world.today, how="Brief", address=("X",), by="K", officer="1"
        )
        append(case_id=visitor.id, facts=[("gone", gone)], now=world.now, today=world.today, actor="test")
    begun = renew_holding.begin_renewal(
        city="marburg", case_id=visitor.id, access=visitor.access, account_id=None, level="none", language="de",
        now=world.now, today=world.today,
    )  # fmt: skip
    assert not isinstance(begun, renew_holding.Problem), begun
    draft = applications.get_draft(
        city="marburg", draft_id=begun.draft_id, access=MatterAccess(secret=begun.secret), today=world.today
    )
    assert draft is not None
    assert [upload.name for upload in draft.uploads.values()] == ([] if revoked else ["v.pdf"])
    assert draft.entries.get("vollmacht", []) == list(draft.uploads)
    assert given.id not in draft.uploads, "a file of its own: the old case keeps its"


def test_somebody_else_renews_nothing(holder: Visitor, world: World) -> None:
    at(world, 40)
    with pytest.raises(renew_holding.NotFound):
        renew_holding.begin_renewal(
            city="marburg", case_id=holder.id, access=MatterAccess(), account_id=None, level="none", language="de",
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


def test_the_latest_of_her_cases_is_written_to_and_offers_the_renewal(holder: Visitor, world: World) -> None:
    """The case that made the entry may be years old, with an address of then; what changed it since knows the holder of today."""
    later = Visitor(world)
    later.apply()
    world.work()
    told = {"number": "B001", "marks": ["MR-XY 9"]}
    operations.write(
        register=LICENCES, act="change", told=told, key=f"{later.id}/step", now=world.now, today=world.today
    )
    before = len(messages(holder)), len(messages(later))
    assert at(world, 42) == 1
    assert (len(messages(holder)), len(messages(later))) == (before[0], before[1] + 1)
    for visitor in (holder, later):
        found = renew_holding.find_renewable(city="marburg", case_id=visitor.id, today=world.today)
        assert found is not None


def test_whoever_held_it_before_is_neither_written_to_nor_offered_anything(holder: Visitor, world: World) -> None:
    Holding.objects.update(owner="somebody/else/1970-01-01")
    before = len(messages(holder))
    assert at(world, 42) == 0
    assert len(messages(holder)) == before
    assert renew_holding.find_renewable(city="marburg", case_id=holder.id, today=world.today) is None
    assert [one.told for one in HoldingReminder.objects.all()] == [False], "an office sees whom nobody reminded"
