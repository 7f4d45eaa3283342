"""A letter by post: the clock of the law runs from the day somebody posted it, and stops when it comes back."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases.office import TaskLine
from allmende.apps.notices import queries as notices
from allmende.apps.notices.queries import NoticeView
from allmende.domain.matter.telling import state_of, tell
from allmende.foundation.identity.models import Officer
from allmende.usecases import fire_due
from allmende.usecases.decide_task import Decision, decide_task
from allmende.usecases.post_letter import note_return
from allmende.usecases.retrieve_notice import retrieve_notice
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
    (task,) = (one for one in clerk.tasks() if one.kind == "posting")
    return task


def post(clerk: Clerk, task: TaskLine, day: str) -> list[str]:
    """Somebody notes the day of posting; the codes of what is wrong with it."""
    decision = Decision("posted", answers={"posted_on": day})
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
