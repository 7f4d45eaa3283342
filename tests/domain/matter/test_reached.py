"""What rests on a letter that came back: nobody was heard, asked, or owes anything by it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import status
from allmende.domain.matter.hearing import hearing_names, why_unheard
from allmende.domain.matter.model import payment_names
from allmende.domain.matter.posting_days import ask_again
from allmende.domain.matter.reached import Reach, is_asked, list_not_due, reach_of, request_day
from allmende.domain.matter.telling.states import standing
from allmende.domain.values import Money

TODAY = date(2026, 11, 25)


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 10, tzinfo=UTC)


def issued(kind: str) -> f.NoticeIssued:
    return f.NoticeIssued(at=at(2), notice_id="n", template="t", notice_kind=kind, title="T", outcome="")


def posted(day: int, channel: str = "post") -> f.LetterPosted:
    return f.LetterPosted(at=at(day), task_id=f"t{day}", notice_id="n", posted_on=date(2026, 11, day), channel=channel)


BACK = f.LetterReturned(at=at(10), notice_id="n", returned_on=date(2026, 11, 10))
ARRIVED = f.LetterArrived(at=at(9), task_id="a", notice_id="n", arrived_on=date(2026, 11, 9))
DEEMED = f.NotificationDeemed(at=at(9), notice_id="n", day=date(2026, 11, 9), rule="r", basis="§ 41")
ORDERED = f.PrintingOrdered(at=at(2), task_id="t3", notice_id="n", title="T", channel="post")
DISCARDED = f.NoticeDiscarded(at=at(9), notice_id="n", title="T")


@pytest.mark.parametrize(
    ("kind", "facts", "reach"),
    [
        ("information", (), "out"),
        ("information", (posted(3),), "out"),
        ("information", (ORDERED,), "ordered"),
        ("information", (ORDERED, posted(3)), "out"),
        ("information", (ORDERED, posted(3), BACK), "back"),
        ("decision", (ORDERED, posted(3, "post_abroad")), "awaited"),
        ("information", (posted(3), BACK), "back"),
        ("information", (posted(3), BACK, posted(12)), "out"),
        ("information", (DISCARDED,), "back"),
        ("information", (posted(3, "service_certificate"),), "awaited"),
        ("information", (posted(3, "service_certificate"), ARRIVED), "out"),
        ("information", (posted(3, "post_abroad"),), "out"),
        ("decision", (posted(3, "post_abroad"),), "awaited"),
        ("decision", (posted(3, "post_abroad"), DEEMED), "out"),
        ("decision", (posted(3, "return_receipt"), ARRIVED, BACK), "back"),
    ],
)
def test_how_a_letter_stands(kind: str, facts: tuple[f.Fact, ...], reach: Reach) -> None:
    assert reach_of((issued(kind), *facts), "n") == reach
    assert reach_of((issued(kind), *facts), "other") == "out"


HEARING = f.HearingOpened(
    at=at(3), text="Anhörung", until=date(2026, 11, 20), notice_id="n", counted_from=date(2026, 11, 6),
    posted_on=date(2026, 11, 3),
)  # fmt: skip
HEARD = (issued("information"), posted(3), HEARING)
AGAIN = f.HearingOpened(
    at=at(12), text="Anhörung", until=date(2026, 11, 29), notice_id="n", counted_from=date(2026, 11, 15),
    posted_on=date(2026, 11, 12),
)  # fmt: skip
WAIVED = f.HearingWaived(at=at(25), reason="Gefahr im Verzug", by="Frau Clerk")
WROTE = f.MessageReceived(at=at(8), message_id="m")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (HEARD, None),
        ((*HEARD, BACK), "back"),
        ((*HEARD, WROTE, BACK), None),
        ((*HEARD, BACK, posted(12), AGAIN), "running"),
        ((*HEARD, BACK, posted(3), HEARING), None),
        ((*HEARD, BACK, WAIVED), None),
        ((*HEARD, BACK, posted(12, "service_certificate")), "awaited"),
    ],
)
def test_why_a_hearing_counts_for_nothing_yet(facts: tuple[f.Fact, ...], why: str | None) -> None:
    found = why_unheard(facts, TODAY)
    assert (found[0] if found else None) == why


def test_after_it_came_back_no_letter_says_that_she_was_heard() -> None:
    assert hearing_names(HEARD)["invited_on"] == date(2026, 11, 3)
    for facts in ((*HEARD, BACK), (*HEARD, BACK, WAIVED), (*HEARD, BACK, posted(12), WAIVED)):
        assert (hearing_names(facts)["invited_on"], hearing_names(facts)["until"]) == (None, None)
    assert hearing_names((*HEARD, WROTE, BACK))["answered"] is True, "she answered all the same"
    assert hearing_names((*HEARD, BACK, posted(12), AGAIN))["until"] == date(2026, 11, 29)


def test_page_and_desk_name_no_day_of_a_hearing_that_reached_nobody() -> None:
    assert status.open_hearing(HEARD, date(2026, 11, 12)) == HEARING
    assert status.open_hearing((*HEARD, BACK), date(2026, 11, 12)) is None
    assert not status.is_unheard((*HEARD, BACK), TODAY)
    assert status.unanswered_hearing((*HEARD, BACK)) == HEARING, "she may still answer"


REQUEST = f.CorrectionRequested(
    at=at(3), request_id="r", fields=("miete",), text="Bitte", due_on=date(2026, 11, 20), notice_id="n",
    counted_from=date(2026, 11, 6),
)  # fmt: skip
ASKED = (issued("information"), posted(3), REQUEST)


def test_a_request_that_came_back_asked_for_nothing_and_stays_open_without_a_day() -> None:
    assert is_asked(ASKED, REQUEST)
    back = (*ASKED, BACK)
    assert not is_asked(back, REQUEST)
    assert request_day(back, REQUEST) is None
    still = status.open_correction(back, TODAY)
    assert still is not None and still.due_on is None
    assert status.open_correction(ASKED, TODAY) is None, "its day passed"
    assert is_asked((*back, f.CorrectionReceived(at=at(12), request_id="r")), REQUEST)


def test_brought_once_more_the_request_has_as_much_time_again() -> None:
    back = (*ASKED, BACK)
    (again,) = ask_again(back, "n", date(2026, 11, 16), date(2026, 11, 13), at(13), "HE")
    assert (again.request_id, again.due_on, again.counted_from) == ("r", date(2026, 11, 30), date(2026, 11, 16))
    assert is_asked((*back, posted(13), again), again)
    assert ask_again((*back, f.CorrectionReceived(at=at(12), request_id="r")), "n", None, TODAY, at(13), "HE") == ()
    assert ask_again(back, "other", None, TODAY, at(13), "HE") == ()


DEMAND = f.PaymentDemanded(
    at=at(2), demand_id="d", amount=Money(Decimal("93.00")), reference="K1", due_on=date(2026, 12, 7)
)
OWED = (DEMAND, issued("decision"), posted(3), DEEMED)


def test_what_a_decision_demands_is_not_due_before_it_is_notified() -> None:
    assert list_not_due(OWED) == frozenset()
    assert list_not_due((*OWED, BACK)) == {"d"}
    assert list_not_due((DEMAND, issued("decision"), posted(3, "post_abroad"))) == {"d"}
    assert list_not_due((DEMAND, issued("information"), posted(3), BACK)) == frozenset(), "no decision demands it"
    assert payment_names((*OWED, BACK))["due_on"] is None
    assert payment_names((*OWED, BACK, posted(12), DEEMED))["due_on"] == date(2026, 12, 7)


def test_the_citizen_reads_no_last_day_to_pay_of_a_decision_that_came_back() -> None:
    assert standing(OWED, at(25), TODAY).until == date(2026, 12, 7)
    back = standing((*OWED, BACK), at(25), TODAY)
    assert (back.until, back.amount) == (None, None)
    again = standing((*OWED, BACK, posted(12), DEEMED), at(25), TODAY)
    assert (again.until, again.amount) == (date(2026, 12, 7), DEMAND.amount)
    awaited = standing((DEMAND, issued("decision"), posted(3, "service_certificate")), at(25), TODAY)
    assert (awaited.until, awaited.amount) == (None, DEMAND.amount), "she may pay before the day is known"


def test_while_nobody_noted_that_the_letter_went_to_the_post_no_time_runs() -> None:
    asked = (issued("information"), ORDERED, REQUEST)
    assert not is_asked(asked, REQUEST) and request_day(asked, REQUEST) is None
    still = status.open_correction(asked, TODAY)
    assert still is not None and still.due_on is None
    assert request_day((*asked, posted(3)), REQUEST) == REQUEST.due_on
    heard = (issued("information"), ORDERED, HEARING)
    assert status.open_hearing(heard, date(2026, 11, 12)) is None
    assert why_unheard(heard, TODAY) == ("unposted", HEARING)
    owed = (DEMAND, issued("decision"), ORDERED)
    assert list_not_due(owed) == {"d"} and payment_names(owed)["due_on"] is None
    assert list_not_due((*owed, posted(3), DEEMED)) == frozenset()
    told = standing(owed, at(25), TODAY)
    assert (told.until, told.amount) == (None, DEMAND.amount), "she may pay before it arrives"
