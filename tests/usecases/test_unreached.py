"""A letter that came back notified nobody: no refusal after its hearing, no money due by it, until it goes out once more."""

from __future__ import annotations

from datetime import date, timedelta

from allmende.apps.cases import operations as cases
from allmende.domain import facts as f
from allmende.domain.matter.decision import OfficerDecision
from allmende.usecases.decide_task import decide_task
from tests.world import Clerk, Visitor, World

LETTER = "5f0c0e7a-8f52-4a3b-9d56-0d6c7b1f7a11"


def note(world: World, visitor: Visitor, *facts: f.Fact) -> None:
    keyed = [(f"{fact.kind}:{fact.at.isoformat()}", fact) for fact in facts]
    cases.append(case_id=visitor.id, facts=keyed, now=world.now, today=world.today, actor="test")


def issued(world: World, kind: str) -> f.NoticeIssued:
    return f.NoticeIssued(at=world.now, notice_id=LETTER, template="t", notice_kind=kind, title="Schreiben", outcome="")


def posted(world: World) -> f.LetterPosted:
    return f.LetterPosted(at=world.now, task_id=LETTER, notice_id=LETTER, posted_on=world.today, channel="post")


def returned(world: World) -> f.LetterReturned:
    return f.LetterReturned(at=world.now, notice_id=LETTER, returned_on=world.today, by="Frau Post")


def heard(world: World, until: date) -> f.HearingOpened:
    return f.HearingOpened(at=world.now, text="Warum?", until=until, notice_id=LETTER, counted_from=world.today)


def refuse(clerk: Clerk, why: str = "") -> list[str]:
    (task,) = (task for task in clerk.tasks() if task.kind == "process")
    decision = OfficerDecision("refused", ground="zu_gross", reason="50 cm groß", despite_missing=why)
    found = decide_task(city="marburg", task_id=task.id, officer_id=clerk.id, decision=decision, now=clerk.world.now)
    return [one.code for one in found]


def test_nobody_is_refused_after_a_hearing_that_came_back(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    world.work()
    visitor.pay()
    world.work()
    note(world, visitor, issued(world, "information"), posted(world), heard(world, world.today + timedelta(days=14)))
    world.wait(days=20)
    note(world, visitor, returned(world))
    assert "decision.unheard" in refuse(clerk)
    note(world, visitor, posted(world), heard(world, world.today + timedelta(days=18)))
    assert "decision.unheard" in refuse(clerk), "the time after the new dispatch runs"
    assert "decision.unheard" not in refuse(clerk, "Die Person ist unbekannt verzogen; öffentlich zugestellt.")


def test_the_reason_why_nobody_is_heard_goes_on_file(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    world.work()
    visitor.pay()
    world.work()
    note(world, visitor, issued(world, "information"), posted(world), heard(world, world.today + timedelta(days=14)))
    world.wait(days=20)
    note(world, visitor, returned(world))
    assert refuse(clerk, "Gefahr im Verzug.") == []
    waived = [x for x in visitor.facts() if isinstance(x, f.HearingWaived)]
    assert [(x.reason, x.by) for x in waived] == [("Gefahr im Verzug.", "Frau Clerk")]


def test_no_demand_expires_while_its_decision_is_not_notified(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    note(world, visitor, issued(world, "decision"), posted(world))
    world.wait(days=3)
    note(world, visitor, returned(world))
    world.wait(days=30)
    assert "demand_expired" not in visitor.kinds()
    note(world, visitor, posted(world))
    world.wait(days=2)
    assert "demand_expired" in visitor.kinds(), "its day holds again, once the letter is out"
