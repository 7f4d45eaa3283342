"""Every history of facts is in exactly one state, and no state contradicts what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain import facts as f
from allmende.domain.matter.telling import STATES, office_words, standing, state_of
from allmende.domain.matter.telling.mails import announcement, still_true
from allmende.domain.matter.telling.states import ENDS, JUST_NOW, RESULTS, TURNS
from allmende.domain.values import Money

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
SOON, LATER = AT + timedelta(seconds=2), AT + timedelta(minutes=5)
TODAY = date(2026, 11, 2)
EURO = Money(Decimal("30.00"))

RECEIVED = f.ApplicationReceived(at=AT, reference="MR-1", received_on=TODAY)
STARTED = f.ProcessStarted(at=AT, version="1.0.0")
DEMANDED = f.PaymentDemanded(at=AT, demand_id="d", amount=EURO, reference="MR1", due_on=date(2026, 11, 16))
PAID = f.PaymentReceived(at=AT, demand_id="d", amount=EURO, paid_on=TODAY, method="CARD")
STOPPED = f.PaymentFailed(at=AT, demand_id="d", reason="canceled")
FAILED = f.PaymentFailed(at=AT, demand_id="d", reason="failed")
MISMATCHED = f.PaymentMismatched(
    at=AT, demand_id="d", amount=Money(Decimal("0.01")), demanded=EURO, transaction="x", reason="short", task_id="s"
)
REVERSED = f.PaymentReversed(at=AT, demand_id="d", amount=EURO, transaction="x", settled=True, task_id="s")
REOPENED = f.DemandReopened(at=AT, demand_id="d", by="Karla Kern")
UNCLEAR = f.PaymentUnclear(at=AT, demand_id="d")
EXPIRED = f.DemandExpired(at=AT, demand_id="d")
REFUNDED = f.PaymentRefunded(at=AT, demand_id="d", amount=EURO)
TASK = f.TaskOpened(at=AT, task_id="t", node_id="pruefen", title="Prüfen")
SIDE_TASK = f.TaskOpened(at=AT, task_id="s", node_id="", title="Nachricht")
ASKED_OFFICE = f.TaskOpened(at=AT, task_id="o", node_id="fragen", title="Fragen", asked="Feuerwehr")
DONE = f.TaskDone(at=AT, task_id="t", node_id="pruefen", outcome="granted")
TROUBLE = f.StepFailed(at=AT, node_id="x", step="x", task_id="t", reason="?")
ASKED = f.CorrectionRequested(at=AT, request_id="r", fields=("a",), text="Foto", due_on=date(2026, 11, 9))
ANSWERED = f.CorrectionReceived(at=AT, request_id="r")
HEARING = f.HearingOpened(at=AT, text="?", until=date(2026, 11, 16))
WROTE = f.MessageReceived(at=AT, message_id="m")
GRANTED = f.DecisionTaken(at=AT, outcome="granted", automatic=False, decided_on=TODAY)
REFUSED = f.DecisionTaken(at=AT, outcome="refused", automatic=False, decided_on=TODAY)
WITHDRAWN = f.ApplicationWithdrawn(at=AT)
CLOSED = f.CaseClosed(at=AT, outcome="done")
UNPAID = f.CaseClosed(at=AT, outcome="unpaid")


def letter(outcome: str, kind: str = "decision", name: str = "grant") -> tuple[f.Fact, f.Fact]:
    """A letter that was composed, and provided."""
    issued = f.NoticeIssued(at=AT, notice_id=name, template=name, notice_kind=kind, title="Brief", outcome=outcome)
    return issued, f.NoticeProvided(at=AT, notice_id=name, title="Brief", channel="portal", provided_on=TODAY)


OPEN = (RECEIVED, STARTED)


@pytest.mark.parametrize(
    ("facts", "soon", "later"),
    [
        ((RECEIVED,), "received", "working"),
        (OPEN, "received", "working"),
        ((*OPEN, TASK), "person", "person"),
        ((*OPEN, ASKED_OFFICE), "others", "others"),
        ((*OPEN, ASKED_OFFICE, TASK), "person", "person"),
        ((*OPEN, TASK, TROUBLE), "person", "person"),
        ((*OPEN, TASK, DONE), "received", "working"),
        ((*OPEN, DEMANDED), "to_pay", "to_pay"),
        ((*OPEN, DEMANDED, TASK), "to_pay", "to_pay"),
        ((*OPEN, DEMANDED, UNCLEAR), "payment_unclear", "payment_unclear"),
        ((*OPEN, DEMANDED, UNCLEAR, STOPPED), "payment_stopped", "payment_stopped"),
        ((*OPEN, DEMANDED, FAILED), "payment_failed", "payment_failed"),
        ((*OPEN, DEMANDED, FAILED, UNCLEAR), "payment_unclear", "payment_unclear"),
        ((*OPEN, DEMANDED, MISMATCHED), "payment_mismatched", "payment_mismatched"),
        ((*OPEN, DEMANDED, UNCLEAR, MISMATCHED, REOPENED), "to_pay", "to_pay"),
        ((*OPEN, DEMANDED, MISMATCHED, PAID), "paid", "working"),
        ((*OPEN, DEMANDED, PAID, REVERSED), "payment_reversed", "payment_reversed"),
        ((*OPEN, DEMANDED, PAID, REVERSED, REOPENED), "to_pay", "to_pay"),
        ((*OPEN, GRANTED, *letter("granted"), DEMANDED, PAID, REVERSED), "granted", "granted"),
        ((*OPEN, DEMANDED, PAID), "paid", "working"),
        ((*OPEN, DEMANDED, FAILED, PAID), "paid", "working"),
        ((*OPEN, DEMANDED, PAID, GRANTED), "paid", "working"),
        ((*OPEN, DEMANDED, EXPIRED), "received", "working"),
        ((*OPEN, ASKED), "missing", "missing"),
        ((*OPEN, ASKED, DEMANDED), "missing", "missing"),
        ((*OPEN, ASKED, ANSWERED), "answered", "working"),
        ((*OPEN, HEARING), "hearing", "hearing"),
        ((*OPEN, HEARING, WROTE, SIDE_TASK), "answered", "working"),
        ((*OPEN, HEARING, GRANTED), "received", "working"),
        ((*OPEN, GRANTED, *letter("granted")), "granted", "granted"),
        ((*OPEN, GRANTED, *letter("granted"), DEMANDED), "granted", "granted"),
        ((*OPEN, GRANTED, *letter("granted"), CLOSED), "granted", "granted"),
        ((*OPEN, GRANTED, letter("granted")[0]), "received", "working"),
        ((*OPEN, *letter("partly")), "partly", "partly"),
        ((*OPEN, *letter("not_found", "information")), "not_found", "not_found"),
        ((*OPEN, *letter("granted", "information")), "dispatched", "dispatched"),
        ((*OPEN, *letter("refused", "information")), "received", "working"),
        ((*OPEN, *letter("granted", "certificate")), "issued", "issued"),
        ((*OPEN, *letter("granted", "payment_receipt")), "received", "working"),
        ((*OPEN, *letter("other", "information")), "received", "working"),
        ((*OPEN, REFUSED, *letter("refused")), "refused", "refused"),
        ((*OPEN, WITHDRAWN), "withdrawn", "withdrawn"),
        ((*OPEN, DEMANDED, WITHDRAWN, CLOSED), "withdrawn", "withdrawn"),
        ((*OPEN, DEMANDED, EXPIRED, UNPAID), "unpaid", "unpaid"),
        ((*OPEN, DEMANDED, EXPIRED, CLOSED), "unpaid", "unpaid"),
        ((*OPEN, DEMANDED, PAID, CLOSED), "closed", "closed"),
        ((*OPEN, REFUSED, CLOSED), "refused", "refused"),
        ((*OPEN, *letter("other", "information"), CLOSED), "closed", "closed"),
    ],
)
def test_the_state_follows_from_the_facts(facts: tuple[f.Fact, ...], soon: str, later: str) -> None:
    assert (state_of(facts, SOON, TODAY), state_of(facts, LATER, TODAY)) == (soon, later)


def test_a_days_end_ends_what_was_asked_until_it() -> None:
    assert standing((*OPEN, ASKED), LATER, date(2026, 11, 9)).until == date(2026, 11, 9)
    assert state_of((*OPEN, ASKED), LATER, date(2026, 11, 10)) == "working"
    assert state_of((*OPEN, HEARING), LATER, date(2026, 11, 17)) == "working"


def test_a_hearing_nobody_answered_is_known_until_something_is_decided() -> None:
    late = date(2026, 11, 17)
    assert not standing((*OPEN, HEARING, TASK), LATER, TODAY).unheard
    assert standing((*OPEN, HEARING, TASK), LATER, late).unheard
    assert not standing((*OPEN, HEARING, WROTE, TASK), LATER, late).unheard
    assert not standing((*OPEN, HEARING, GRANTED, TASK), LATER, late).unheard


def test_a_result_with_money_still_open_says_both() -> None:
    how = standing((*OPEN, GRANTED, *letter("granted"), DEMANDED), LATER, TODAY)
    assert (how.state, how.amount, how.until, how.letter) == ("granted", EURO, date(2026, 11, 16), "grant")


def test_the_latest_result_counts_and_the_closed_case_shows_its_last_letter() -> None:
    both = (*OPEN, *letter("granted", name="first"), *letter("refused", name="second"))
    assert (standing(both, LATER, TODAY).state, standing(both, LATER, TODAY).letter) == ("refused", "second")
    told = (*OPEN, *letter("other", "information", "help"), *letter("other", "receipt", "receipt"), CLOSED)
    assert (standing(told, LATER, TODAY).state, standing(told, LATER, TODAY).template) == ("closed", "help")


@pytest.mark.parametrize(("rule", "remedy"), [("appeal.objection", "objection"), ("appeal.action", "action")])
def test_the_last_day_to_object_comes_from_the_recorded_legal_act(rule: str, remedy: str) -> None:
    deemed = f.NotificationDeemed(
        at=AT, notice_id="grant", day=TODAY, rule="x", basis="§", appeal_until=date(2026, 12, 7), appeal_rule=rule
    )
    other = f.NotificationDeemed(
        at=AT, notice_id="b", day=TODAY, rule="x", basis="§", appeal_until=date(2027, 1, 1), appeal_rule=rule
    )
    known = (*OPEN, REFUSED, *letter("refused"))
    assert standing(known, LATER, TODAY).appeal_until is None
    how = standing((*known, deemed, other), LATER, TODAY)
    assert (how.appeal_until, how.remedy) == (date(2026, 12, 7), remedy)


def surplus(reason: str, task: str = "s", amount: Money = EURO, transaction: str = "x") -> f.PaymentSurplus:
    return f.PaymentSurplus(at=AT, demand_id="d", amount=amount, transaction=transaction, reason=reason, task_id=task)


HAND = {"demand_id": "d", "amount": EURO, "transaction": "x", "task_id": "s", "by": "Karla Kern", "officer": "k"}
SENT = f.RefundSent(at=AT, **HAND)
KEPT = f.PaymentKept(at=AT, reason="Anderes Kassenzeichen", **HAND)
LOOKED_AT = f.TaskDone(at=AT, task_id="s", node_id="", outcome="done")
RESULT = (*OPEN, GRANTED, *letter("granted"))


@pytest.mark.parametrize(
    ("facts", "state", "money"),
    [
        ((*OPEN, DEMANDED, PAID, REFUNDED), "working", ["refund"]),
        ((*OPEN, DEMANDED, PAID, surplus("doubled"), TASK), "person", ["surplus"]),
        ((*OPEN, DEMANDED, PAID, surplus("doubled"), TASK, SENT, LOOKED_AT), "person", ["returned"]),
        ((*OPEN, DEMANDED, PAID, surplus("doubled"), TASK, KEPT, LOOKED_AT), "person", ["kept"]),
        ((*OPEN, DEMANDED, EXPIRED, UNPAID), "unpaid", []),
        ((*OPEN, DEMANDED, EXPIRED, UNPAID, surplus("late")), "paid_late", ["late"]),
        ((*OPEN, DEMANDED, EXPIRED, UNPAID, surplus("late"), SENT), "paid_late", ["returned"]),
        ((*OPEN, DEMANDED, MISMATCHED, EXPIRED, UNPAID), "paid_late", ["mismatched"]),
        ((*OPEN, DEMANDED, PAID, surplus("withdrawn"), WITHDRAWN, CLOSED), "withdrawn", ["withdrawn"]),
        ((*RESULT, DEMANDED, PAID, REVERSED), "granted", ["reversed"]),
        ((*RESULT, DEMANDED, PAID, REVERSED, LOOKED_AT), "granted", []),
        ((*RESULT, DEMANDED, PAID, REVERSED, REOPENED), "granted", []),
        ((*RESULT, DEMANDED, MISMATCHED, PAID), "granted", []),
        ((*RESULT, DEMANDED, PAID, surplus("doubled", "u"), REVERSED), "granted", ["reversed"]),
        ((*RESULT, DEMANDED, PAID, surplus("doubled", "u", transaction="y"), REVERSED), "granted",
         ["surplus", "reversed"]),
    ],
)  # fmt: skip
def test_money_beside_the_demands_is_told_as_it_stands_now(
    facts: tuple[f.Fact, ...], state: str, money: list[str]
) -> None:
    how = standing(facts, LATER, TODAY)
    assert (how.state, [one.says for one in how.money]) == (state, money)
    assert all(one.amount for one in how.money)


def test_a_part_that_was_asked_for_and_paid_leaves_a_rest() -> None:
    fee = f.FeeSet(at=AT, lines=(), total=Money(Decimal("50.00")), computed_on=TODAY)
    paper = letter("granted", "payment_receipt", "receipt")
    how = standing((*OPEN, fee, DEMANDED, PAID, *paper, CLOSED), LATER, TODAY)
    assert (how.state, how.rest, how.letter) == ("part_paid", Money(Decimal("20.00")), "receipt")
    whole = replace(fee, total=EURO)
    assert standing((*OPEN, whole, DEMANDED, PAID, *paper, CLOSED), LATER, TODAY).state == "closed"


MOVES: list[tuple[tuple[f.Fact, ...], tuple[f.Fact, ...], str | None]] = [
    ((*OPEN, DEMANDED, EXPIRED, UNPAID), (surplus("late"), SIDE_TASK), "paid_late"),
    ((*OPEN, DEMANDED, PAID), (surplus("withdrawn"), WITHDRAWN, CLOSED), "withdrawn"),
    ((*RESULT, DEMANDED, PAID), (REVERSED, SIDE_TASK), "money"),
    ((*OPEN, DEMANDED, PAID), (REVERSED, SIDE_TASK), "payment_reversed"),
    ((*OPEN, DEMANDED, PAID), (surplus("doubled"), SIDE_TASK), "money"),
    ((*OPEN, DEMANDED, PAID, surplus("doubled")), (KEPT, LOOKED_AT), "money"),
    ((*OPEN, DEMANDED, PAID, replace(REFUNDED, task_id="s")), (SENT, LOOKED_AT), None),
    ((*OPEN, DEMANDED), (PAID,), None),
]


@pytest.mark.parametrize(("before", "new", "says"), MOVES)
def test_each_news_about_money_is_one_mail(
    before: tuple[f.Fact, ...], new: tuple[f.Fact, ...], says: str | None
) -> None:
    assert announcement(before, new, TODAY) == says
    assert says is None or still_true(says, (*before, *new), LATER, TODAY)


EVENTS = st.sampled_from(
    [
        *(
            STARTED,
            DEMANDED,
            PAID,
            MISMATCHED,
            REVERSED,
            STOPPED,
            FAILED,
            UNCLEAR,
            EXPIRED,
            REFUNDED,
            TASK,
            SIDE_TASK,
            ASKED_OFFICE,
            DONE,
        ),
        *(TROUBLE, ASKED, ANSWERED, HEARING, WROTE, GRANTED, REFUSED, WITHDRAWN, CLOSED, UNPAID),
        *(surplus("late"), surplus("doubled", "u", transaction="y"), SENT, KEPT, LOOKED_AT),
        *letter("granted"),
        *letter("refused", name="refuse"),
        *letter("other", "information", "note"),
        *letter("granted", "certificate", "paper"),
    ]
)


def since_last(fact: f.Fact, facts: tuple[f.Fact, ...]) -> tuple[f.Fact, ...]:
    """The facts from the last one equal to it on."""
    return facts[max((number for number, one in enumerate(facts) if one == fact), default=len(facts)) :]


@given(st.lists(EVENTS, max_size=20), st.integers(min_value=0, max_value=40))
def test_any_history_has_one_state_that_contradicts_nothing(history: list[f.Fact], seconds: int) -> None:
    facts = (RECEIVED, *history)
    how = standing(facts, AT + timedelta(seconds=seconds), TODAY)
    has = {type(fact) for fact in facts}
    after = since_last(DEMANDED, facts)
    payable = DEMANDED in facts and not any(one in after for one in (PAID, EXPIRED, MISMATCHED))

    assert how.state in STATES
    if how.state in TURNS:
        assert not has & {f.CaseClosed, f.ApplicationWithdrawn}, "closed, but your turn"
    if how.state in {"to_pay", "payment_unclear", "payment_stopped", "payment_failed"} or how.amount:
        assert payable, "paid, but to pay"
    if f.PaymentReceived in has and how.state == "unpaid":
        assert UNPAID in facts, "paid, but ended unpaid"
    if how.state == "unpaid":
        assert not has & {f.PaymentReceived, f.PaymentMismatched, f.PaymentSurplus}, "money came, but none is told"
    assert not ({f.RefundSent, f.PaymentKept} & has and not how.money), "what the treasury did is not told"
    if {f.CaseClosed, f.ApplicationWithdrawn} & has:
        assert how.state in ENDS, "over, but something is still to be expected"
    if how.state == "hearing":
        assert f.DecisionTaken not in {type(x) for x in since_last(HEARING, facts)}, "decided, but a hearing"
    provided = {x.notice_id for x in facts if isinstance(x, f.NoticeProvided)}
    issued = {x.notice_id for x in facts if isinstance(x, f.NoticeIssued)}
    if provided & issued & {"grant", "refuse", "paper"}:
        assert how.state in RESULTS, "the result is there, but something else is the headline"
    if how.state in {"received", "paid", "answered"}:
        assert timedelta(seconds=seconds) <= JUST_NOW


def test_what_was_missing_on_arrival_is_her_turn_in_every_list_until_it_came() -> None:
    lacking = f.ApplicationReceived(
        at=AT, reference="MR-1", received_on=AT.date(), missing=("nachweis", "familie.0.pass"), missing_until=date(2026, 11, 23)
    )  # fmt: skip
    started = f.ProcessStarted(at=AT, version="1.0.0")
    later = AT + timedelta(minutes=5)

    def at(*facts: f.Fact, day: date = date(2026, 11, 2)) -> tuple[str, bool, date | None]:
        how = standing((lacking, started, *facts), later, day)
        return how.state, how.later, how.until

    assert at() == ("missing", True, date(2026, 11, 23))
    assert at(day=date(2026, 12, 1)) == ("missing", True, None)
    one = f.AnswersHandedIn(at=AT, request_id="r", fields=("nachweis",))
    assert at(one)[1], "one of two"
    assert at(f.ApplicationCompleted(at=AT)) == ("working", False, None)
    assert at(f.DecidedIncomplete(at=AT, reason="Es genügt.")) == ("working", False, None)
    assert "Wartet auf Angaben" in office_words((lacking, started), later, AT.date(), "de")
