"""Where nobody reads online, what asks something of the person goes by post, and its time runs from there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from allmende.apps.applications import operations as applications
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.cases.models import Task
from allmende.apps.postbox import operations as postbox
from allmende.domain import facts as f
from allmende.domain.matter import on_paper, status
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.hearing import why_unheard
from allmende.domain.matter.outcome import OpenCorrection
from allmende.domain.matter.reached import is_asked, list_not_due
from allmende.usecases.announce import announce, send_open_by_post
from allmende.usecases.decide_task import decide_task
from tests.world import Clerk, Visitor, World

REQUEST = "5f0c0e7a-8f52-4a3b-9d56-0d6c7b1f7a10"


def nobody_reads(world: World, visitor: Visitor) -> None:
    applications.end_access(application_ids=(visitor.id,), now=world.now, actor="test")


def note(world: World, visitor: Visitor, *facts: f.Fact) -> None:
    keyed = [(f"{fact.kind}:{fact.at.isoformat()}", fact) for fact in facts]
    cases.append(case_id=visitor.id, facts=keyed, now=world.now, today=world.today, actor="test")


def papers(visitor: Visitor) -> list[Task]:
    return list(Task.objects.filter(case_id=visitor.id, kind=on_paper.KIND).order_by("opened_at", "id"))


def post(world: World, clerk: Clerk, task: Task, day: date, outcome: str = "posted") -> tuple[str, ...]:
    decision = OfficerDecision(outcome, answers={"posted_on": f"{day:%d.%m.%Y}"})
    found = decide_task(city="marburg", task_id=str(task.pk), officer_id=clerk.id, decision=decision, now=world.now)
    return tuple(problem.code for problem in found)


def asked_for_more(world: World, visitor: Visitor, clerk: Clerk) -> None:
    """Paid, then nobody reads any more, then the office asks for an answer."""
    visitor.apply()
    world.work()
    visitor.pay()
    world.work()
    nobody_reads(world, visitor)
    until, words = world.today + timedelta(days=14), "Wie viele Hunde sind es?"
    request = OpenCorrection(request_id=REQUEST, fields=("anzahl",), text=words, due_on=until)
    cases.open_correction(case_id=visitor.id, request=request, now=world.now)
    asked = f.CorrectionRequested(
        at=world.now, request_id=REQUEST, fields=("anzahl",), text=words, due_on=until, counted_from=world.today
    )
    note(world, visitor, asked)
    world.work()


def request_of(visitor: Visitor) -> f.CorrectionRequested:
    return next(x for x in reversed(visitor.facts()) if isinstance(x, f.CorrectionRequested))


def test_a_request_nobody_reads_is_a_letter_and_nobody_is_asked_until_it_went(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    asked_for_more(world, visitor, clerk)
    (task,) = papers(visitor)
    assert task.title == "Mit der Post schreiben: Uns fehlt noch etwas von Ihnen"
    case = queries.find_matter(case_id=visitor.id, today=world.today)
    for words in (
        "Online liest das niemand: Zum Vorgang gehören weder Konto noch E-Mail-Adresse.",
        "Wie viele Hunde sind es?",
        "Das fehlt noch:\n– ",
        "Bitte schicken Sie es uns bis ",
        "Unsere Anschrift:\n",
        f"Aktenzeichen an: {case.reference}",
    ):
        assert words in task.reason, (words, task.reason)
    first = request_of(visitor)
    assert not is_asked(visitor.facts(), first)
    assert case.names(world.today)["correction"]["due_on"] is None

    world.wait(days=40)
    assert "correction_received" not in visitor.kinds()
    assert status.open_correction(visitor.facts(), world.today), "no time ran"
    assert post(world, clerk, task, world.today) == ()
    world.work()
    again = request_of(visitor)
    assert again.due_on
    assert first.due_on
    assert first.counted_from
    assert again.counted_from == world.today + timedelta(days=4)
    assert again.due_on >= world.today + timedelta(days=4) + (first.due_on - first.counted_from)
    assert is_asked(visitor.facts(), again)
    assert len(papers(visitor)) == 1, "asked once more is not written once more"


def test_the_letter_names_the_day_that_holds_when_it_goes_today(world: World, visitor: Visitor, clerk: Clerk) -> None:
    asked_for_more(world, visitor, clerk)
    (task,) = papers(visitor)
    assert post(world, clerk, task, world.today) == ()
    due = request_of(visitor).due_on
    assert due
    assert (
        f"bis {['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag'][due.weekday()]}, {due.day}. " in task.reason
    )


def test_a_day_before_the_words_were_written_or_none_is_refused(world: World, visitor: Visitor, clerk: Clerk) -> None:
    asked_for_more(world, visitor, clerk)
    (task,) = papers(visitor)
    assert post(world, clerk, task, world.today - timedelta(days=1)) == ("posting.before",)
    assert post(world, clerk, task, world.today, "done") == ("posting.way",), "the request waits for it"


def test_a_demand_nobody_reads_names_amount_account_and_reference(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    nobody_reads(world, visitor)
    world.work()
    (task,) = papers(visitor)
    (demand,) = (x for x in visitor.facts() if isinstance(x, f.PaymentDemanded))
    account = queries.find_matter(case_id=visitor.id, today=world.today).service.city.payment
    assert account
    assert "Jetzt bezahlen" not in task.reason
    for words in ("Bitte überweisen Sie 60,00\xa0€ bis ", account.holder, account.iban[:4], demand.reference):
        assert words in task.reason or words.replace("\xa0", " ") in task.reason, (words, task.reason)
    assert list_not_due(visitor.facts()) == {demand.demand_id}
    assert any(isinstance(x, f.TransferAwaited) for x in visitor.facts()), "the treasury watches the account"
    world.wait(days=40)
    assert "demand_expired" not in visitor.kinds()
    assert post(world, clerk, task, world.today) == ()
    world.work()
    (moved,) = (x for x in visitor.facts() if isinstance(x, f.PaymentDayMoved))
    assert moved.due_on > world.today
    assert list_not_due(visitor.facts()) == frozenset()
    world.wait(days=40)
    assert "demand_expired" in visitor.kinds()


def test_what_is_open_when_the_authority_ends_goes_by_post(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    assert papers(visitor) == []
    nobody_reads(world, visitor)
    for _ in range(2):
        send_open_by_post(case_id=visitor.id, now=world.now)
    (task,) = papers(visitor)
    assert task.title.startswith("Mit der Post schreiben: Bitte zahlen Sie 60,00")


def test_told_twice_is_one_letter_and_a_dead_address_is_one_too(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    world.work()
    (demanded,) = (n for n, x in enumerate(visitor.facts(), start=1) if isinstance(x, f.PaymentDemanded))
    contact = queries.find_matter(case_id=visitor.id, today=world.today).answers["email"]
    postbox.note_failure(about=visitor.id, email=contact, reason="unknown", now=world.now)
    for _ in range(2):
        announce(case_id=visitor.id, first=demanded, last=demanded, now=world.now)
    (task,) = papers(visitor)
    assert "E-Mails an die Adresse der Person kommen nicht an." in task.reason


def test_who_answered_meanwhile_needs_no_letter(world: World, visitor: Visitor, clerk: Clerk) -> None:
    asked_for_more(world, visitor, clerk)
    (task,) = papers(visitor)
    note(world, visitor, f.CorrectionReceived(at=world.now, request_id=request_of(visitor).request_id))
    assert post(world, clerk, task, world.today, "done") == ()
    assert "paper_posted" not in visitor.kinds()


@pytest.mark.parametrize("by_letter", [False, True])
def test_nobody_is_heard_until_the_hearing_went_by_post(
    world: World, visitor: Visitor, clerk: Clerk, by_letter: bool
) -> None:
    visitor.apply()
    world.work()
    visitor.pay()
    world.work()
    nobody_reads(world, visitor)
    letter = "5f0c0e7a-8f52-4a3b-9d56-0d6c7b1f7a11" if by_letter else ""
    heard = f.HearingOpened(
        at=world.now, text="Warum?", until=world.today + timedelta(days=14), notice_id=letter, counted_from=world.today
    )
    cases.write_message(
        case_id=visitor.id, message_id=letter or "5f0c0e7a-8f52-4a3b-9d56-0d6c7b1f7a12", key="h", from_citizen=False,
        author="", subject="Anhörung", text="Warum ist er so groß?", now=world.now,
    )  # fmt: skip
    sent = f.MessageSent(at=world.now, message_id=letter or "5f0c0e7a-8f52-4a3b-9d56-0d6c7b1f7a12")
    issued = f.NoticeIssued(at=world.now, notice_id=letter, template="t", notice_kind="information", title="Anhörung")
    note(world, visitor, *((issued,) if by_letter else ()), heard, sent)
    world.work()
    assert why_unheard(visitor.facts(), world.today) == ("unposted", heard)
    assert status.open_hearing(visitor.facts(), world.today) is None
    if by_letter:
        assert papers(visitor) == []
        (task,) = Task.objects.filter(case_id=visitor.id, kind="posting")
        assert task.title == "Auf anderem Weg bekannt geben: Anhörung"
        return
    (task,) = papers(visitor)
    assert "Warum ist er so groß?\n\nBitte schreiben Sie uns bis " in task.reason
    world.wait(days=20)
    assert post(world, clerk, task, world.today) == ()
    why = why_unheard(visitor.facts(), world.today)
    assert why
    assert why[0] == "running"
    assert why[1].until >= world.today + timedelta(days=18)
    world.wait(days=25)
    assert why_unheard(visitor.facts(), world.today) is None


def test_a_decided_request_of_the_desk_is_a_letter_too(world: World, visitor: Visitor, clerk: Clerk) -> None:
    """As it happened: paid, the authority ended, the desk asks; no mail, no message, no letter."""
    visitor.apply()
    world.work()
    visitor.pay()
    world.work()
    nobody_reads(world, visitor)
    assert clerk.decide("correct", fields=("anzahl",), reason="Wie viele?") == ()
    world.work()
    (task,) = papers(visitor)
    assert "Wie viele?\n\nDas fehlt noch:\n– " in task.reason
    assert not is_asked(visitor.facts(), request_of(visitor))
    assert post(world, clerk, task, world.today) == ()
    assert is_asked(visitor.facts(), request_of(visitor))
