"""Enforcement of a fee is suspended while an objection runs: asked for, decided, its effect on the day to pay, and its end."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.notices import queries as notices
from allmende.apps.payments import queries as payments
from allmende.domain import facts as f
from allmende.domain.matter import by_post
from allmende.domain.matter.demands import latest
from allmende.domain.matter.reached import due_day, list_not_due
from allmende.domain.matter.suspending import SuspensionInput
from allmende.domain.matter.suspension import spoken
from allmende.domain.matter.telling import tell
from allmende.domain.values import Money
from allmende.foundation.audit.models import Entry
from allmende.foundation.identity.models import Officer
from allmende.usecases import announce, contest_notice
from allmende.usecases import suspend_enforcement as module
from allmende.usecases.begin_application import BegunDraft
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.record_objection import RecordedObjection, record_objection
from allmende.usecases.submit_application import Submitted
from allmende.usecases.suspend_enforcement import foresee_suspension, suspend_enforcement
from allmende.usecases.write_message import write_as_citizen
from tests import objecting
from tests.world import Clerk, Visitor, World

WHY = "Der Hund ist klein."


@pytest.fixture
def owing(world: World, visitor: Visitor, tmp_path: Path) -> Visitor:
    """A case that waits for its fee, with a decision that is out."""
    objecting.owe(world, visitor, tmp_path)
    return visitor


@pytest.fixture
def objection(owing: Visitor, clerk: Clerk) -> str:
    """Id of the case of an objection to that decision."""
    return lodge(owing, clerk)


def lodge(owing: Visitor, clerk: Clerk) -> str:
    found = record_objection(
        city="marburg", case_id=owing.id, officer=Officer.objects.get(pk=clerk.id), notice_id=objecting.letter_of(owing),
        typed="2.11.2026", way="paper", words="Zu viel.", now=owing.world.now,
    )  # fmt: skip
    assert isinstance(found, RecordedObjection), found
    owing.world.work()
    return found.case_id


def act(clerk: Clerk, case_id: str, name: str, **typed: Any) -> list[str]:
    """What is missing; the worker then does what follows."""
    usual = {"reason": WHY, **({"ground": "doubts"} if name == "grant" else {})}
    found = suspend_enforcement(
        city="marburg", case_id=case_id, officer=Officer.objects.get(pk=clerk.id),
        typed=SuspensionInput(act=name, **{**usual, **typed}), now=clerk.world.now,
    )  # fmt: skip
    clerk.world.work()
    return [one.code.removeprefix("suspending.") for one in found]


def letter(case_id: str) -> str:
    facts = queries.find_matter(case_id=case_id, today=date(2026, 11, 2)).facts
    written = [x.notice_id for x in facts if isinstance(x, f.NoticeIssued) and x.template.startswith("_suspension")]
    return str(notices.get_document(notice_id=written[-1]))


def owed(visitor: Visitor) -> f.PaymentDemanded:
    return next(x for x in reversed(visitor.facts()) if isinstance(x, f.PaymentDemanded))


def due(visitor: Visitor) -> date | None:
    """The last day to pay as everybody reads it."""
    return due_day(visitor.facts(), owed_now(visitor))


def owed_now(visitor: Visitor) -> f.PaymentDemanded:
    last = latest(visitor.facts())
    assert last is not None
    return last.demanded


def told(visitor: Visitor) -> str:
    found = visitor.view()
    said = tell(found.matter, visitor.world.now, visitor.world.today, "de")
    return " ".join((said.headline, *said.sentences, said.last_day))


def end_objection(visitor: Visitor, objection: str, outcome: str) -> None:
    ended = f.ObjectionEnded(
        at=visitor.world.now, objection=objection, reference="MR-2", notice_id=objecting.letter_of(visitor), outcome=outcome
    )  # fmt: skip
    cases.append(
        case_id=visitor.id, facts=[("ended", ended)], now=visitor.world.now, today=visitor.world.today, actor="machine"
    )
    visitor.world.work()


def test_a_suspended_fee_is_due_on_no_day_and_nobody_is_asked_to_pay(
    world: World, owing: Visitor, objection: str, clerk: Clerk
) -> None:
    before = due(owing)
    assert before is not None
    assert "Bitte zahlen Sie" in told(owing)
    assert act(clerk, objection, "grant") == []
    assert due(owing) is None
    assert owed(owing).demand_id in list_not_due(owing.facts())
    assert "Vollziehung ausgesetzt, bis über den Widerspruch entschieden ist, weil wir ernsthaft" in told(owing)
    assert "Bitte zahlen Sie" not in told(owing)
    text = letter(objection)
    assert "Sie müssen vorerst nicht zahlen" in text
    assert WHY in text
    world.now += (before - world.today) + timedelta(days=30)
    world.work()
    assert "demand_expired" not in owing.kinds(), "no timer runs"
    actions = Entry.objects.filter(action="enforcement.suspension").values_list("subject", flat=True)
    assert set(actions) == {f"case:{owing.id}", f"case:{objection}"}


@pytest.mark.parametrize("outcome", ["refused", "withdrawn", "rest_refused"])
def test_with_the_end_of_the_objection_the_fee_is_due_anew_and_its_day_is_told(
    world: World, owing: Visitor, objection: str, clerk: Clerk, outcome: str
) -> None:
    assert act(clerk, objection, "grant") == []
    world.wait(days=60)
    end_objection(owing, objection, outcome)
    day = due(owing)
    assert day is not None
    assert day > world.today + timedelta(days=14)
    assert payments.list_demands(city="marburg", case_id=owing.id)[-1].due_on == day
    assert "Bitte zahlen Sie bis" in told(owing)
    assert "Vollziehung" not in told(owing)
    assert any("bezahl" in mail.subject.lower() or "zahl" in mail.subject.lower() for mail in world.mail.sent[-2:])
    world.now += (day - world.today) + timedelta(days=2)
    world.work()
    assert "demand_expired" in owing.kinds(), "the day runs"
    assert owing.kinds().count("suspension_ended") == 1


def test_a_last_day_ends_it_by_the_clock(world: World, owing: Visitor, objection: str, clerk: Clerk) -> None:
    assert act(clerk, objection, "grant", until="1.3.2027") == []
    assert "Vollziehung ausgesetzt bis Montag, 1. März 2027, weil" in told(owing)
    assert "bis Montag, 1. März 2027, aber nicht länger" in letter(objection)
    world.now = world.now.replace(year=2027, month=3, day=1)
    world.work()
    assert due(owing) is None
    world.wait(days=1)
    assert due(owing) == date(2027, 3, 22)
    (over,) = (x for x in owing.facts() if isinstance(x, f.SuspensionEnded))
    assert over.why == "until"


def test_while_a_success_is_not_carried_out_nobody_is_asked_to_pay(
    world: World, owing: Visitor, objection: str, clerk: Clerk
) -> None:
    assert act(clerk, objection, "grant") == []
    end_objection(owing, objection, "partly")
    assert due(owing) is None
    task = next(x for x in clerk.tasks() if x.kind == "objection")
    lower = OfficerDecision("lower_fee", reason="Nur ein Hund.", answers={"fee": "10,00"})
    assert decide_task(city="marburg", task_id=task.id, officer_id=clerk.id, decision=lower, now=world.now) == ()
    world.work()
    assert owed(owing).amount == Money(Decimal(10))
    assert due(owing) is not None
    assert [x.why for x in owing.facts() if isinstance(x, f.SuspensionEnded)] == ["granted"]


def test_a_part_is_suspended_and_the_rest_stays_due_on_its_day(
    world: World, owing: Visitor, objection: str, clerk: Clerk
) -> None:
    whole, day = owed(owing).amount, due(owing)
    assert act(clerk, objection, "grant", amount="30,00") == []
    assert owed(owing).amount == whole - Money(Decimal(30))
    assert due(owing) == day
    text = letter(objection)
    assert "30,00" in text
    assert "neues Kassenzeichen" in text
    owing.pay()
    assert not owing.view().closed, "the part that is suspended is still open"
    assert due(owing) is None
    world.wait(days=60)
    end_objection(owing, objection, "refused")
    assert owed(owing).amount == Money(Decimal(30))
    assert due(owing) is not None
    owing.pay()
    assert sum((x.amount for x in owing.facts() if isinstance(x, f.PaymentReceived)), Money(Decimal(0))) == whole


def test_a_paid_fee_stays_paid_and_is_refused_in_words(
    world: World, owing: Visitor, objection: str, clerk: Clerk
) -> None:
    owing.pay()
    assert act(clerk, objection, "grant") == ["settled"]
    assert act(clerk, objection, "revoke") == ["not_suspended"]


def test_paid_meanwhile_it_is_over_and_nothing_goes_back(
    world: World, owing: Visitor, objection: str, clerk: Clerk
) -> None:
    attempt = owing.go_to_payment()
    assert attempt.url
    assert act(clerk, objection, "grant") == []
    transaction = payments.list_attempts(case_id=owing.id)[-1].transaction_id
    world.payments.settle(transaction, "paid", world.now)
    world.wait(minutes=3)
    assert [x.why for x in owing.facts() if isinstance(x, f.SuspensionEnded)] == ["paid"]
    assert "payment_received" in owing.kinds()
    assert "payment_refunded" not in owing.kinds()
    assert "Vollziehung" not in told(owing)


def test_it_is_revoked_by_letter_with_the_new_day(world: World, owing: Visitor, objection: str, clerk: Clerk) -> None:
    assert act(clerk, owing.id, "grant", conditions="Sie zahlen 5 € im Monat.") == [], (
        "from the case of the notice, too"
    )
    assert "Sie zahlen 5 € im Monat." in letter(objection)
    world.wait(days=40)
    assert act(clerk, objection, "revoke", reason="") == ["reason"]
    assert act(clerk, objection, "revoke", reason="Sie haben nicht gezahlt.") == []
    day = due(owing)
    assert day is not None
    assert f"bis {objecting.spoken(day)}" in letter(objection)
    assert act(clerk, objection, "revoke") == ["not_suspended"]
    assert act(clerk, objection, "grant") == [], "and granted anew"
    assert due(owing) is None


def test_refused_with_reasons_the_fee_stays_due(world: World, owing: Visitor, objection: str, clerk: Clerk) -> None:
    day = due(owing)
    assert act(clerk, objection, "refuse", reason="") == ["reason"]
    assert act(clerk, objection, "refuse") == []
    assert due(owing) == day
    assert "Sie müssen pünktlich zahlen" in letter(objection)


def test_what_is_missing_or_wrong_is_said_and_nothing_is_done(owing: Visitor, objection: str, clerk: Clerk) -> None:
    wrong: tuple[tuple[dict[str, str], list[str]], ...] = (
        ({"ground": ""}, ["ground"]),
        ({"until": "2.11.2026"}, ["until"]),
        ({"until": "bald"}, ["until"]),
        ({"amount": "0"}, ["amount"]),
        ({"amount": "5000"}, ["amount"]),
        ({"reason": "", "ground": "", "until": "x", "amount": "y"}, ["reason", "ground", "until", "amount"]),
    )
    for typed, codes in wrong:
        assert act(clerk, objection, "grant", **typed) == codes
    assert act(clerk, objection, "forget") == ["act"]
    assert "suspension_decided" not in owing.kinds()


def test_a_longer_time_keeps_the_amount(owing: Visitor, objection: str, clerk: Clerk) -> None:
    assert act(clerk, objection, "grant", amount="30", until="1.3.2027") == []
    assert act(clerk, objection, "grant", amount="20", until="1.4.2027") == ["running"]
    assert act(clerk, objection, "grant", amount="30", until="1.4.2027") == []
    assert "1. April 2027" in told(owing)


def test_two_officers_at_once_the_second_learns_it(
    world: World, owing: Visitor, objection: str, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Clerk(world, username="second")
    keep, raced = module._keep, []

    def race(*given: Any) -> Any:
        if not raced:
            raced.append(1)
            assert act(other, objection, "refuse") == []
        return keep(*given)

    monkeypatch.setattr(module, "_keep", race)
    assert act(clerk, objection, "grant") == ["changed"]
    assert [x.act for x in owing.facts() if isinstance(x, f.SuspensionDecided)] == ["refuse"]


def test_only_what_was_shown_goes_out(owing: Visitor, objection: str, clerk: Clerk, world: World) -> None:
    where: dict[str, Any] = {
        "city": "marburg", "case_id": objection, "officer": Officer.objects.get(pk=clerk.id), "now": world.now,
        "typed": SuspensionInput(act="refuse", reason=WHY),
    }  # fmt: skip
    shown = foresee_suspension(**where)
    assert [one.subject for one in shown.letters] == ["Sie müssen pünktlich zahlen"]
    assert [x.code for x in suspend_enforcement(**where, seen="")] == ["rehearsal.unseen"]
    assert suspend_enforcement(**where, seen=shown.stamp) == ()


def test_whoever_may_not_write_finds_no_case(world: World, owing: Visitor, objection: str) -> None:
    for roles, units in ((("sachbearbeitung",), ("anderswo",)), (("kasse",), ("amt",))):
        stranger = Clerk(world, username=f"{roles[0]}-{units[0]}", roles=roles, units=units)
        for case_id in (owing.id, objection):
            with pytest.raises(NotFound):
                act(stranger, case_id, "grant")


def test_without_an_objection_there_is_nothing_to_suspend(owing: Visitor, clerk: Clerk) -> None:
    assert act(clerk, owing.id, "grant") == ["no_objection"]


def test_what_the_treasury_has_it_is_told_at_both_ends(
    world: World, owing: Visitor, objection: str, clerk: Clerk
) -> None:
    day = due(owing)
    assert day is not None
    closed = f.CaseClosed(at=world.now, outcome="done")
    expired = f.DemandExpired(at=world.now, demand_id=owed(owing).demand_id)
    cases.append(
        case_id=owing.id, facts=[("x", expired), ("c", closed)], now=world.now, today=world.today, actor="machine"
    )
    treasury = Clerk(world, username="kasse", roles=("kasse",))
    assert act(clerk, objection, "grant", until="1.3.2027") == []
    (task,) = (x for x in treasury.tasks() if x.kind == "suspension")
    assert "nicht einziehen" in task.title
    heeded = OfficerDecision("done")
    assert decide_task(city="marburg", task_id=task.id, officer_id=treasury.id, decision=heeded, now=world.now) == ()
    assert act(clerk, objection, "revoke") == []
    assert "Die Stadtkasse schreibt Ihnen" in letter(objection)
    assert [x.title.split(":")[0] for x in treasury.tasks() if x.kind == "suspension"] == ["Aussetzung zu Ende"]


def test_a_letter_that_waits_for_the_post_holds_no_later_one_up_and_each_goes_out(
    world: World, owing: Visitor, objection: str, clerk: Clerk
) -> None:
    assert act(clerk, objection, "grant") == []
    assert act(clerk, objection, "revoke") == []
    for task in [x for x in clerk.tasks() if x.kind == by_post.KIND and x.case_id == objection]:
        there = queries.find_matter(case_id=objection, today=world.today)
        order = by_post.find_order(there.facts, task.id)
        assert order is not None
        sent = OfficerDecision(
            by_post.list_ways(there.service, there.facts, order)[0], answers={by_post.POSTED_ON.id: "2.11.2026"}
        )
        assert decide_task(city="marburg", task_id=task.id, officer_id=clerk.id, decision=sent, now=world.now) == ()
        world.work()
    facts = queries.find_matter(case_id=objection, today=world.today).facts
    written = {x.notice_id for x in facts if isinstance(x, f.NoticeIssued) and x.template.startswith("_suspension")}
    provided = [x.notice_id for x in facts if isinstance(x, f.NoticeProvided) and x.notice_id in written]
    assert sorted(provided) == sorted(written)
    assert len(written) == 2


def test_who_does_not_read_online_is_told_the_new_day_by_post(
    world: World, owing: Visitor, objection: str, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert act(clerk, objection, "grant") == []
    monkeypatch.setattr(announce, "why_unread", lambda *, case_id: announce.NOBODY)
    world.wait(days=30)
    end_objection(owing, objection, "refused")
    ordered = [x for x in owing.facts() if isinstance(x, f.PaperOrdered) and owed(owing).demand_id in x.about]
    assert len(ordered) == 1


@pytest.mark.parametrize("ticked", [True, False])
def test_with_the_tick_in_the_form_it_is_a_task_that_only_the_page_decides(
    world: World, owing: Visitor, clerk: Clerk, ticked: bool
) -> None:
    begun = contest_notice.begin_objection(
        city="marburg", case_id=owing.id, notice_id=objecting.letter_of(owing), access=owing.access, account_id=None,
        level="none", language="de", now=world.now, today=world.today,
    )  # fmt: skip
    assert isinstance(begun, BegunDraft), begun
    own = Visitor(world)
    own.id, own.access = begun.draft_id, MatterAccess(secret=begun.secret)
    wish = {"aussetzen": ["true"], "warum_aussetzen": ["Ich habe kein Geld."]} if ticked else {"aussetzen": ["false"]}
    own.save("widerspruch", umfang=["ganz"], gruende=["Zu viel."], **wish)
    own.save("person", **objecting.PERSON)
    own.save("abschluss", zustellweg=["post"], richtigkeit=["true"])
    assert isinstance(own.submit(), Submitted)
    world.work()
    tasks = [x for x in clerk.tasks() if x.kind == "suspension"]
    assert [x.case_id for x in tasks] == ([own.id] if ticked else [])
    if not ticked:
        return
    done = decide_task(
        city="marburg", task_id=tasks[0].id, officer_id=clerk.id, decision=OfficerDecision("done"), now=world.now
    )
    assert [x.code for x in done] == ["suspending.decide_there"]
    assert write_as_citizen(
        city="marburg", case_id=own.id, access=own.access, text="Bitte!", key="k", now=world.now, suspend=True
    ) is None  # fmt: skip
    assert own.kinds().count("suspension_asked") == 1, "it lies on the desk already"
    assert act(clerk, own.id, "refuse") == []
    assert not [x for x in clerk.tasks() if x.kind == "suspension"]
    assert write_as_citizen(
        city="marburg", case_id=own.id, access=own.access, text="Doch!", key="l", now=world.now, suspend=True
    ) is None  # fmt: skip
    assert own.kinds().count("suspension_asked") == 2, "and can be asked for again"


def test_it_is_said_in_both_languages(owing: Visitor, objection: str, clerk: Clerk) -> None:
    assert act(clerk, objection, "grant", ground="other", until="1.3.2027") == []
    facts = queries.find_matter(case_id=owing.id, today=owing.world.today).facts
    assert spoken(facts, "en").startswith("Enforcement suspended until Monday, 1 March 2027, for this reason: Der Hund")
