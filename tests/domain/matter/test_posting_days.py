"""Nobody owes before the letter that says so is notified: the last day to pay follows the posting of the decision."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from allmende.domain import facts as f
from allmende.domain.matter.demands import latest
from allmende.domain.matter.posting_days import move_payment, renew_payment
from allmende.domain.values import Money


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 10, tzinfo=UTC)


DEMAND = f.PaymentDemanded(
    at=at(2), demand_id="d", amount=Money(Decimal("30.00")), reference="MR1", due_on=date(2026, 11, 20)
)
LETTER = f.NoticeIssued(at=at(2), notice_id="n", template="grant", notice_kind="decision", title="Bescheid")
HEARING = f.NoticeIssued(at=at(2), notice_id="n", template="anhoerung", notice_kind="information", title="Anhörung")
PAID = f.PaymentReceived(
    at=at(3), demand_id="d", amount=Money(Decimal("30.00")), transaction="t", method="X", paid_on=date(2026, 11, 3)
)


def posted(
    *facts: f.Fact, letter: f.NoticeIssued = LETTER, counted_from: date | None = date(2026, 11, 16)
) -> list[date]:
    found = move_payment(facts, letter, counted_from, date(2026, 11, 13), at(13), "HE")
    return [x.due_on for x in found]


def test_the_time_to_pay_runs_from_the_notification_of_the_decision() -> None:
    assert posted(DEMAND, LETTER) == [date(2026, 12, 4)]
    assert posted(DEMAND, LETTER, counted_from=None) == [date(2026, 12, 7)], "a Saturday moves to Monday"
    assert posted(DEMAND, LETTER, counted_from=date(2026, 11, 1)) == [], "a day that was told stays"


def test_only_the_open_demand_of_that_decision_moves() -> None:
    assert posted(DEMAND, LETTER, PAID) == []
    assert posted(LETTER, DEMAND) == [], "demanded after the letter, which does not name it"
    assert posted(DEMAND, HEARING, letter=HEARING) == []
    assert posted(LETTER) == []


def test_the_new_day_is_the_one_everybody_sees() -> None:
    moved = move_payment((DEMAND, LETTER), LETTER, date(2026, 11, 16), date(2026, 11, 13), at(13), "HE")
    standing = latest((DEMAND, LETTER, *moved))
    assert standing is not None
    assert (standing.status, standing.demanded.due_on) == ("open", date(2026, 12, 4))


def renewed(*facts: f.Fact, today: date = date(2026, 11, 18)) -> list[date]:
    return [x.due_on for x in renew_payment(facts, today, at(18), "HE")]


def test_a_decision_written_days_after_the_demand_grants_the_whole_time() -> None:
    """18 days were granted; two were left when the second person had looked at it."""
    assert renewed(DEMAND) == [date(2026, 12, 7)], "a Sunday moves to Monday"
    assert renewed(DEMAND, today=date(2026, 11, 2)) == [], "written with the demand, the day stays"
    assert renewed(DEMAND, PAID) == []
    assert renewed() == []
