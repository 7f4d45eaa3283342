"""What runs in a case: until when, from when it is counted, why, by which norm, in words for both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from allmende.domain import facts as f
from allmende.domain.matter import Matter
from allmende.domain.matter.clock import Clock, Kind, list_clocks
from allmende.domain.package.sheet import DeadlineLength
from allmende.domain.values import Money
from tests.domain.matter.test_moving import matter as plain_matter

TODAY = date(2026, 12, 21)
RECEIVED = date(2026, 12, 22)


def at(day: int, month: int = 12) -> datetime:
    return datetime(2026, month, day, 11, tzinfo=UTC)


def case(*facts: f.Fact, deadlines: tuple[DeadlineLength, ...] = (), received_on: date = RECEIVED) -> Matter:
    known = plain_matter(*facts)
    sheet = replace(known.service.sheet, deadlines=deadlines)
    return replace(known, service=replace(known.service, sheet=sheet), received_on=received_on)


def find(matter: Matter, kind: Kind, today: date = TODAY) -> Clock | None:
    return next((clock for clock in list_clocks(matter, today) if clock.kind == kind), None)


def test_working_days_name_the_holidays_of_the_state_they_leave_out() -> None:
    promised = DeadlineLength("bearbeitung", "working_days", 5, "Zusage der Städte")
    found = find(case(deadlines=(promised,)), "answer")

    assert found is not None
    assert found.day == date(2026, 12, 30)
    assert found.basis == "Zusage der Städte"
    assert found.why.spoken("de") == (
        "Der Antrag ist am 22.12.2026 eingegangen. Ab dem Tag danach zählen 5 Arbeitstage, bis zum 30.12.2026. "
        "Samstage und Sonntage zählen nicht mit. Feiertage auch nicht: 1. Weihnachtstag."
    )
    assert "public holidays: Christmas Day" in found.why.spoken("en")
    assert not found.is_over(date(2026, 12, 30))
    assert found.is_over(date(2026, 12, 31))


def test_one_working_day_and_a_period_of_the_calendar_say_how_they_are_counted() -> None:
    one = find(case(deadlines=(DeadlineLength("bearbeitung", "working_days", 1),)), "answer")
    weeks = find(case(deadlines=(DeadlineLength("bearbeitung", "weeks", 10, "§ 75 VwGO"),)), "answer")

    assert one and one.why.spoken("de").endswith(
        "Das ist der 23.12.2026, der nächste Arbeitstag. Samstage und Sonntage zählen nicht mit."
    )
    assert weeks and weeks.day == date(2027, 3, 2)
    assert "Die Frist von 10 Wochen ab 22.12.2026 endet am 02.03.2027." in weeks.why.spoken("de")
    assert weeks.basis == "§ 75 VwGO; § 31 Abs. 1 HVwVfG, §§ 187, 188 BGB"


def test_no_answer_is_awaited_without_a_promise_and_after_the_decision() -> None:
    promised = (DeadlineLength("bearbeitung", "days", 14),)
    decided = f.DecisionTaken(at=at(23), outcome="granted", automatic=False, decided_on=date(2026, 12, 23))

    assert find(case(), "answer") is None
    assert find(case(decided, deadlines=promised), "answer") is None
    assert find(case(f.ApplicationWithdrawn(at=at(23)), deadlines=promised), "answer") is None
    assert find(case(f.CaseClosed(at=at(23)), deadlines=promised), "answer") is None


def test_what_is_missing_has_its_day_from_the_arrival() -> None:
    arrived = f.ApplicationReceived(
        at=at(22), reference="R", received_on=RECEIVED, missing=("beleg",), missing_until=date(2027, 1, 5)
    )
    later = (DeadlineLength("nachreichung", "days", 14, "§ 26 Abs. 2 HVwVfG"),)
    found = find(case(arrived, deadlines=later), "missing")

    assert found and found.day == date(2027, 1, 5)
    assert "Die Frist von 14 Tagen ab 22.12.2026 endet am 05.01.2027." in found.why.spoken("de")
    assert found.basis.startswith("§ 26 Abs. 2 HVwVfG; ")
    moved = find(case(replace(arrived, missing_until=date(2027, 1, 7)), deadlines=later), "missing")
    assert moved and moved.day == date(2027, 1, 7)
    assert (moved.basis, "endet am" in moved.why.spoken("de")) == ("", False)


def test_a_request_counts_from_the_day_its_letter_arrives_and_not_at_all_where_it_came_back() -> None:
    asked = f.CorrectionRequested(at=at(22), request_id="q", fields=("name",), text="?", due_on=date(2027, 1, 8))
    by_letter = replace(asked, notice_id="n", counted_from=date(2026, 12, 26))
    back = f.LetterReturned(at=at(28), notice_id="n", returned_on=date(2026, 12, 28))

    online = find(case(asked), "correction")
    assert online and online.why.spoken("de") == "Die Bitte steht seit dem 22.12.2026 online. Ab da läuft die Zeit."
    letter = find(case(by_letter), "correction")
    assert letter and letter.why.spoken("de").startswith("Die Zeit läuft ab dem 26.12.2026")
    returned = find(case(by_letter, back), "correction")
    assert returned and returned.day is None
    assert "kam zurück" in returned.why.spoken("de")


def test_a_hearing_names_its_norm_and_stays_over_until_somebody_decides() -> None:
    opened = f.HearingOpened(at=at(7), text="?", until=date(2026, 12, 18))
    found = find(case(opened), "hearing")

    assert found and found.is_over(TODAY)
    assert found.basis == "§ 28 HVwVfG"
    answered = f.MessageReceived(at=at(9), message_id="m")
    assert find(case(opened, answered), "hearing") is None


def test_a_payment_counts_from_the_demand_or_from_the_letter_that_went_by_post() -> None:
    demand = f.PaymentDemanded(
        at=at(22), demand_id="d", amount=Money(Decimal("30.00")), reference="K", due_on=date(2027, 1, 5)
    )
    moved = f.PaymentDayMoved(at=at(23), demand_id="d", due_on=date(2027, 1, 11), posted_on=date(2026, 12, 23))

    plain = find(case(demand), "payment")
    assert plain and plain.title.spoken("de") == "Zahlen: 30,00 €"
    assert plain.why.spoken("de") == "Gefordert am 22.12.2026. Ab da läuft die Zeit."
    later = find(case(demand, moved), "payment")
    assert later and later.day == date(2027, 1, 11)
    assert "vom 23.12.2026 oder ging an diesem Tag zur Post" in later.why.spoken("de")
    assert find(case(demand, f.CaseClosed(at=at(24))), "payment") is None


ISSUED = f.NoticeIssued(at=at(1), notice_id="n", template="t", notice_kind="decision", title="Bescheid")
ONLINE = f.NoticeProvided(at=at(1), notice_id="n", title="Bescheid", channel="postbox", provided_on=date(2026, 12, 1))


def deemed(rule: str, until: date | None) -> f.NotificationDeemed:
    return f.NotificationDeemed(
        at=at(5), notice_id="n", day=date(2026, 12, 4), rule="r", basis="§ 9 OZG", appeal_until=until, appeal_rule=rule
    )


def test_a_decision_says_when_it_counts_as_notified_and_until_when_somebody_may_object() -> None:
    matter = case(ISSUED, ONLINE, deemed("appeal.objection", date(2027, 1, 4)))
    notified, remedy = find(matter, "notification"), find(matter, "remedy")

    assert notified and (notified.day, notified.runs) == (date(2026, 12, 4), False)
    assert "nach der Bereitstellung im Postfach am 01.12.2026" in notified.why.spoken("de")
    assert remedy and remedy.title.spoken("de") == "Widerspruch"
    assert remedy.day == date(2027, 1, 4)
    assert "1 Monat nach Bekanntgabe am 04.12.2026 (§ 70 Abs. 1 VwGO" in remedy.why.spoken("de")


def test_without_instruction_it_is_a_year_and_a_day_that_was_told_stands() -> None:
    year = find(case(ISSUED, ONLINE, deemed("appeal.objection.uninstructed", date(2027, 12, 6))), "remedy")
    told = find(case(ISSUED, ONLINE, deemed("appeal.objection", date(2027, 1, 8))), "remedy")

    assert year and "1 Jahr nach Bekanntgabe am 04.12.2026" in year.why.spoken("de")
    assert told and told.day == date(2027, 1, 8)
    assert told.why.spoken("de") == "Gezählt ab der Bekanntgabe am 04.12.2026."


def test_no_remedy_runs_before_the_notification_without_a_period_or_once_the_letter_is_gone() -> None:
    waiting = find(case(ISSUED, replace(ONLINE, channel="portal")), "remedy")
    assert waiting and (waiting.day, waiting.title.spoken("de")) == (None, "Rechtsbehelf")
    assert find(case(ISSUED, ONLINE, deemed("", None)), "remedy") is None
    back = f.LetterReturned(at=at(9), notice_id="n", returned_on=date(2026, 12, 9))
    assert find(case(ISSUED, ONLINE, deemed("appeal.objection", date(2027, 1, 4)), back), "remedy") is None
    gone = f.NoticeDiscarded(at=at(9), notice_id="n", title="Bescheid")
    assert find(case(ISSUED, ONLINE, gone), "notification") is None
    assert find(case(ISSUED), "notification") is None


def test_somebody_asked_to_confirm_and_a_body_outside_have_their_days() -> None:
    confirm = find(case(f.ConfirmationAsked(at=at(22), until=date(2027, 1, 5))), "confirm")
    assert confirm and confirm.day == date(2027, 1, 5)
    asked = f.PartnerAsked(
        at=at(22),
        ask_id="a",
        step="s",
        node_id="n",
        name="Feuerwehr",
        to="f@example.org",
        subject="?",
        until=date(2027, 1, 5),
    )
    opinion = find(case(asked), "opinion")
    assert opinion and opinion.day == date(2027, 1, 5)
    assert opinion.title.spoken("de") == "Antwort von Feuerwehr"
