"""A letter by post: the clock of the law runs from the day somebody posted it, and stops when it comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from allmende.adapters.sandbox_postbox import SandboxPostbox
from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.notices import operations
from allmende.apps.notices import queries as notices
from allmende.apps.notices.queries import NoticeView
from allmende.domain import facts as f
from allmende.domain.matter.outcome import KeepNotice
from allmende.domain.matter.recounting import say_why
from allmende.domain.matter.telling import state_of, tell
from allmende.domain.matter.tools import stable_id
from allmende.foundation.identity.models import Account, Officer
from allmende.usecases import fire_due
from allmende.usecases.correct_day import correct_day
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.post_letter import note_return, order_posting
from allmende.usecases.retrieve_notice import retrieve_notice
from allmende.usecases.take_back import take_back
from allmende.usecases.withdraw import withdraw
from tests.world import DOGS, PERSON, Clerk, Visitor, World


def decided(world: World, visitor: Visitor, clerk: Clerk, way: str) -> None:
    """Applied for, paid and granted; the answer goes that way."""
    visitor.begin()
    visitor.save("person", **PERSON)
    visitor.save("hunde", **DOGS)
    visitor.save("abschluss", zustellweg=[way], richtig=["true"])
    visitor.submit()
    world.work()
    visitor.pay()
    assert clerk.decide("granted") == ()
    world.work()


def letter(visitor: Visitor) -> NoticeView:
    return next(x for x in notices.list_notices(city="marburg", case_id=visitor.id) if x.kind == "decision")


def printing(clerk: Clerk) -> TaskLine:
    (task,) = (task for task in clerk.tasks() if task.kind == "posting")
    return task


def post(clerk: Clerk, task: TaskLine, day: str) -> list[str]:
    """Somebody notes the day of posting; the codes of what is wrong with it."""
    decision = OfficerDecision("posted", answers={"posted_on": day})
    found = decide_task(city="marburg", task_id=task.id, officer_id=clerk.id, decision=decision, now=clerk.world.now)
    return [problem.code for problem in found]


def came_back(clerk: Clerk, visitor: Visitor, day: str) -> str:
    officer = Officer.objects.get(pk=clerk.id)
    problem = note_return(
        city="marburg",
        case_id=visitor.id,
        notice_id=letter(visitor).id,
        officer=officer,
        typed=day,
        now=clerk.world.now,
    )
    return problem.code if problem else ""


def opened(visitor: Visitor) -> Any:
    return retrieve_notice(
        city="marburg", case_id=visitor.id, notice_id=letter(visitor).id, access=visitor.access, now=visitor.world.now
    )


def test_until_it_is_posted_the_case_waits_and_nothing_is_notified(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    decided(world, visitor, clerk, "post")
    assert state_of(visitor.facts(), world.now, world.today) == "printing"
    assert not visitor.view().closed
    assert not {"notice_provided", "notification_deemed"} & set(visitor.kinds())
    assert opened(visitor) is None, "what is on its way to the printer is no letter yet"
    world.wait(days=3)
    assert not visitor.view().closed


def test_while_it_is_printed_page_and_mail_say_that_it_is_granted(world: World, visitor: Visitor, clerk: Clerk) -> None:
    decided(world, visitor, clerk, "post")
    told = tell(visitor.view().matter, world.now, world.today, "de")
    assert (told.state, told.word, told.headline) == (
        "printing", "Bewilligt", "Ihr Antrag ist bewilligt. Der Bescheid kommt mit der Post.",
    )  # fmt: skip
    assert told.sentences[0].startswith("Er gilt, sobald er Ihnen bekannt gegeben ist.")
    mail = world.mail.sent[-1]
    assert mail.subject.startswith("Ihr Antrag ist bewilligt")
    assert "Der Bescheid kommt mit der Post. Er gilt, sobald er Ihnen bekannt gegeben ist." in mail.text


def test_the_days_follow_from_the_day_of_posting(world: World, visitor: Visitor, clerk: Clerk) -> None:
    decided(world, visitor, clerk, "post")
    world.wait(days=5)
    task = printing(clerk)
    assert post(clerk, task, "") == ["posting.day"]
    assert post(clerk, task, "8.11.2026") == ["posting.future"]
    assert post(clerk, task, "1.11.2026") == ["posting.before"]
    assert post(clerk, task, "6.11.2026") == []
    assert post(clerk, task, "7.11.2026") == [], "the first day counts"
    world.work()
    kinds = visitor.kinds()
    assert kinds[kinds.index("letter_posted") :] == [
        "letter_posted", "notice_provided", "notification_deemed", "citizen_notified", "filed_away", "case_closed",
    ]  # fmt: skip
    sent = letter(visitor)
    assert (sent.channel, str(sent.provided_on), str(sent.deemed_on), str(sent.appeal_until)) == (
        "post", "2026-11-06", "2026-11-09", "2026-12-09",
    )  # fmt: skip
    assert opened(visitor) is not None
    assert str(letter(visitor).deemed_on) == "2026-11-09", "reading it online changes nothing"


def test_a_letter_that_comes_back_is_not_notified_and_can_be_posted_again(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    decided(world, visitor, clerk, "post")
    assert post(clerk, printing(clerk), "2.11.2026") == []
    world.wait(days=10)
    assert came_back(clerk, visitor, "1.11.2026") == "posting.before"
    assert came_back(clerk, visitor, "11.11.2026") == ""
    assert came_back(clerk, visitor, "11.11.2026") == "letter.not_posted"
    back = letter(visitor)
    assert (back.deemed_on, back.appeal_until, str(back.ended_on)) == (None, None, "2026-11-11")
    again = printing(clerk)
    assert "kam zurück" in again.reason
    assert post(clerk, again, "12.11.2026") == []
    sent = letter(visitor)
    assert (str(sent.provided_on), str(sent.deemed_on), str(sent.appeal_until)) == (
        "2026-11-12", "2026-11-15", "2026-12-15",
    )  # fmt: skip
    assert visitor.view().closed


def test_only_who_may_write_notes_that_a_letter_came_back(world: World, visitor: Visitor, clerk: Clerk) -> None:
    decided(world, visitor, clerk, "post")
    assert post(clerk, printing(clerk), "2.11.2026") == []
    world.work()
    stranger = Clerk(world, username="stranger", units=("anderswo",))
    with pytest.raises(NotFound):
        came_back(stranger, visitor, "2.11.2026")


def test_a_decision_nobody_opens_for_ten_days_goes_another_way_once(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    decided(world, visitor, clerk, "postfach")
    world.wait(days=10)
    assert fire_due.report_unretrieved(now=world.now) == 0, "the tenth day still counts"
    world.wait(days=1)
    assert fire_due.report_unretrieved(now=world.now) == 1
    assert fire_due.report_unretrieved(now=world.now) == 0
    assert opened(visitor) is not None
    assert letter(visitor).deemed_on is None, "opened too late"
    task = printing(clerk)
    assert "zehn Tage" in task.reason
    assert post(clerk, task, "13.11.2026") == []
    assert [str(day) for day in (letter(visitor).deemed_on, letter(visitor).appeal_until)] == [
        "2026-11-16",
        "2026-12-16",
    ]


def test_served_by_the_post_it_counts_from_the_certificate_and_a_task_waits_for_it(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    decided(world, visitor, clerk, "post")
    assert bring(clerk, printing(clerk), "service_certificate", "2.11.2026") == []
    world.work()
    assert (letter(visitor).channel, letter(visitor).deemed_on) == ("service_certificate", None)
    world.wait(days=5)
    task = awaited(clerk)
    assert "§ 3 VwZG" in task.reason
    assert note(clerk, task, "arrived", "1.11.2026") == ["posting.before"]
    assert note(clerk, task, "", "4.11.2026") == ["arrival.outcome"]
    assert note(clerk, task, "arrived", "4.11.2026") == []
    served = letter(visitor)
    assert [str(x) for x in (served.arrived_on, served.deemed_on, served.appeal_until)] == [
        "2026-11-04", "2026-11-04", "2026-12-04",
    ]  # fmt: skip
    assert visitor.kinds()[-3:] == ["task_done", "letter_arrived", "notification_deemed"]


def test_where_service_failed_the_letter_goes_out_anew_to_another_address(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    decided(world, visitor, clerk, "post")
    assert bring(clerk, printing(clerk), "service_certificate", "2.11.2026") == []
    world.work()
    world.wait(days=5)
    assert note(clerk, awaited(clerk), "failed", "6.11.2026") == []
    again = printing(clerk)
    assert "kam nicht an" in again.reason
    address = {"address": "Ann Ax\nNeuer Weg 2\nGießen", "abroad": "no"}
    assert bring(clerk, again, "posted", "7.11.2026", **address) == ["posting.address"]
    address["address"] = "Ann Ax\nNeuer Weg 2\n35390 Gießen"
    assert bring(clerk, again, "posted", "7.11.2026", **address) == []
    sent = letter(visitor)
    assert [str(x) for x in (sent.channel, sent.provided_on, sent.deemed_on)] == ["post", "2026-11-07", "2026-11-10"]
    told = [(x.channel, x.address) for x in visitor.facts() if isinstance(x, f.LetterPosted)]
    assert told == [("service_certificate", ()), ("post", ("Ann Ax", "Neuer Weg 2", "35390 Gießen"))]


def test_a_letter_that_came_back_is_not_waited_for_any_more(world: World, visitor: Visitor, clerk: Clerk) -> None:
    decided(world, visitor, clerk, "post")
    assert bring(clerk, printing(clerk), "return_receipt", "2.11.2026") == []
    world.work()
    world.wait(days=5)
    assert came_back(clerk, visitor, "6.11.2026") == ""
    assert [task.kind for task in clerk.tasks()] == ["posting"]


def test_handed_over_it_counts_that_day(world: World, visitor: Visitor, clerk: Clerk) -> None:
    decided(world, visitor, clerk, "post")
    assert bring(clerk, printing(clerk), "in_person", "2.11.2026") == []
    world.work()
    sent = letter(visitor)
    assert [str(x) for x in (sent.channel, sent.deemed_on, sent.appeal_until)] == [
        "in_person", "2026-11-02", "2026-12-02",
    ]  # fmt: skip
    why = say_why(visitor.view().matter, sent.id)
    assert why is not None
    assert why["de"] == "Der Bescheid ist am 02.11.2026 übergeben worden (§ 43 Abs. 1 HVwVfG)."


def test_a_mistyped_day_is_put_right_and_the_person_learns_that_her_period_changed(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    decided(world, visitor, clerk, "post")
    world.wait(days=8)
    assert bring(clerk, printing(clerk), "posted", "2.11.2026") == []
    world.work()
    assert correct(clerk, visitor, "posted", "9.11.2026", "") == "correcting.reason"
    assert correct(clerk, visitor, "posted", "2.11.2026", "Zahlendreher") == "correcting.same"
    assert correct(clerk, visitor, "posted", "1.11.2026", "Zahlendreher") == "posting.before"
    assert correct(clerk, visitor, "arrived", "9.11.2026", "Zahlendreher") == "correcting.day"
    assert correct(clerk, visitor, "posted", "9.11.2026", "Zahlendreher") == ""
    world.work()
    right = letter(visitor)
    assert [str(x) for x in (right.provided_on, right.deemed_on, right.appeal_until)] == [
        "2026-11-09", "2026-11-12", "2026-12-14",
    ]  # fmt: skip
    told = [x.told("de") for x in visitor.facts()[-3:]]
    assert told == [
        "Frau Clerk hat berichtigt, wann das Schreiben hinausging: 09.11.2026 statt 02.11.2026. Zahlendreher",
        "Bekanntgabe am 12.11.2026 (§ 41 Abs. 2 Satz 1 HVwVfG), Rechtsbehelf bis 14.12.2026",
        "Frist neu berechnet: bis 14.12.2026, bisher 07.12.2026",
    ]
    assert world.mail.sent[-1].subject.startswith("Eine Frist hat sich geändert")
    story = visitor.facts()[-1].spoken("de")
    assert story == ("Ihre Frist hat sich geändert. Sie können bis 14.12.2026 widersprechen, nicht bis 07.12.2026.")


def test_the_day_a_letter_came_back_can_be_put_right_and_changes_nothing_else(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    decided(world, visitor, clerk, "post")
    assert bring(clerk, printing(clerk), "posted", "2.11.2026") == []
    world.wait(days=10)
    assert came_back(clerk, visitor, "11.11.2026") == ""
    assert correct(clerk, visitor, "returned", "10.11.2026", "Vertippt") == ""
    assert str(letter(visitor).ended_on) == "2026-11-10"
    assert visitor.kinds()[-1] == "day_corrected"


def test_her_own_slip_is_taken_back_before_the_letter_is_out(world: World, visitor: Visitor, clerk: Clerk) -> None:
    decided(world, visitor, clerk, "post")
    other = Clerk(world, username="other")
    assert taken_back(other, visitor, "Das war ich nicht") == "taking_back.too_late"
    assert taken_back(clerk, visitor, " ") == "taking_back.reason"
    old = printing(clerk)
    assert taken_back(clerk, visitor, "Falscher Knopf") == ""
    world.work()
    assert letter(visitor).discarded
    assert bring(clerk, old, "posted", "2.11.2026") == ["task.done"]
    assert "letter_stopped" in visitor.kinds(), "she was told that it comes"
    assert world.mail.sent[-1].subject.startswith("Wir sehen uns Ihren Antrag noch einmal an")
    assert clerk.decide("granted") == ()
    world.work()
    assert bring(clerk, printing(clerk), "posted", "2.11.2026") == []
    world.work()
    assert visitor.view().closed
    letters = [x for x in notices.list_notices(city="marburg", case_id=visitor.id) if x.kind == "decision"]
    assert sorted((x.discarded, x.deemed_on is not None) for x in letters) == [(False, True), (True, False)]
    assert taken_back(clerk, visitor, "Zu spät") == "taking_back.too_late"


def test_what_is_provided_online_is_out(world: World, visitor: Visitor, clerk: Clerk) -> None:
    decided(world, visitor, clerk, "postfach")
    assert taken_back(clerk, visitor, "Falscher Knopf") == "taking_back.too_late"


def bring(clerk: Clerk, task: TaskLine, way: str, day: str, **more: str) -> list[str]:
    """Somebody notes how the letter went out and when; the codes of what is wrong."""
    return note(clerk, task, way, day, **more)


def note(clerk: Clerk, task: TaskLine, outcome: str, day: str, **more: str) -> list[str]:
    field = "arrived_on" if task.kind == "arrival" else "posted_on"
    decision = OfficerDecision(outcome, answers={field: day, **more})
    found = decide_task(city="marburg", task_id=task.id, officer_id=clerk.id, decision=decision, now=clerk.world.now)
    return [problem.code for problem in found]


def awaited(clerk: Clerk) -> TaskLine:
    (task,) = (task for task in clerk.tasks() if task.kind == "arrival")
    return task


def correct(clerk: Clerk, visitor: Visitor, what: str, day: str, reason: str) -> str:
    problem = correct_day(
        city="marburg", case_id=visitor.id, notice_id=letter(visitor).id, what=what,
        officer=Officer.objects.get(pk=clerk.id), typed=day, reason=reason, now=clerk.world.now,
    )  # fmt: skip
    return problem.code if problem else ""


def taken_back(clerk: Clerk, visitor: Visitor, reason: str) -> str:
    officer = Officer.objects.get(pk=clerk.id)
    problem = take_back(city="marburg", case_id=visitor.id, officer=officer, reason=reason, now=clerk.world.now)
    return problem.code if problem else ""


def test_in_the_postbox_of_a_user_account_it_is_provided_once_and_its_retrieval_is_evidence(
    world: World, visitor: Visitor, clerk: Clerk, tmp_path: Path
) -> None:
    account = Account.objects.create(
        provider="bundid", subject="pseudonym", level="substantial", created_at=world.now, signed_in_at=world.now
    )
    postbox = SandboxPostbox(tmp_path / "postbox.sqlite3", now=lambda: world.now)
    world.postbox = postbox
    world.plug_in()
    visitor.account_id = str(account.pk)
    decided(world, visitor, clerk, "postfach")
    sent = letter(visitor)
    assert [str(x) for x in (sent.channel, sent.provided_on, sent.deemed_on, sent.appeal_until)] == [
        "postbox", "2026-11-02", "2026-11-06", "2026-12-07",
    ]  # fmt: skip
    assert fire_due.note_retrievals(now=world.now) == 0
    pdf = postbox.retrieve(sent.id)
    assert pdf is not None
    assert fire_due.note_retrievals(now=world.now) == 1
    assert fire_due.note_retrievals(now=world.now) == 0
    assert letter(visitor).retrieved_at == world.now
    assert str(letter(visitor).deemed_on) == "2026-11-06", "evidence moves no day"


@pytest.mark.parametrize(("kind", "stays"), [("information", False), ("payment_receipt", True)])
def test_a_withdrawal_stops_the_letters_that_wait_for_the_post(
    world: World, visitor: Visitor, clerk: Clerk, kind: str, stays: bool
) -> None:
    visitor.apply()
    world.work()
    notice_id = stable_id(visitor.id, "letter", "test")
    document = notices.get_document(
        notice_id=next(x.id for x in notices.list_notices(city="marburg", case_id=visitor.id))
    )
    kept = KeepNotice(
        notice_id=notice_id, template="t", kind=kind, title="Brief", outcome="", author="", document=document
    )
    operations.keep(case_id=visitor.id, work_key=notice_id, notice=kept, now=world.now)
    issued = f.NoticeIssued(at=world.now, notice_id=notice_id, template="t", notice_kind=kind, title="Brief")
    cases.append(case_id=visitor.id, facts=[("test:letter", issued)], now=world.now, today=world.today, actor="machine")
    order_posting(
        matter=visitor.view().matter, notice_id=notice_id, key="test", reason="", now=world.now, actor="machine"
    )
    task = printing(clerk)
    assert withdraw(city="marburg", case_id=visitor.id, access=visitor.access, now=world.now) is None
    mails = len(world.mail.sent)
    world.work()
    assert visitor.view().closed
    assert [mail.subject for mail in world.mail.sent[mails:] if "noch einmal" in mail.subject] == []
    assert [task.id for task in clerk.tasks() if task.kind == "posting"] == ([task.id] if stays else [])
    assert ("letter_stopped" in visitor.kinds()) is not stays
    found = next(x for x in notices.list_notices(city="marburg", case_id=visitor.id) if x.id == notice_id)
    assert found.discarded is not stays
    assert bring(clerk, task, "posted", "2.11.2026") == ([] if stays else ["task.done"])
    assert ("notice_provided" in visitor.kinds()) is stays
