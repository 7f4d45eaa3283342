"""The head of a case in the clerk's words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from allmende.domain import facts as f
from allmende.domain.matter.telling import TaskView, duty_of, office_words
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Money

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
TODAY = date(2026, 11, 2)
EURO = Money(Decimal("30.00"))
RECEIVED = f.ApplicationReceived(at=AT, reference="MR-1", received_on=TODAY)
TASK = f.TaskOpened(at=AT, task_id="t", node_id="pruefen", title="Antrag prüfen")
DEMANDED = f.PaymentDemanded(at=AT, demand_id="d", amount=EURO, reference="MR1", due_on=date(2026, 11, 16))
GRANTED = (
    f.NoticeIssued(at=AT, notice_id="n", template="grant", notice_kind="decision", title="B", outcome="granted"),
    f.NoticeProvided(at=AT, notice_id="n", title="B", channel="portal", provided_on=TODAY),
)
CLOSED = f.CaseClosed(at=AT, outcome="granted")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ((RECEIVED,), "Läuft von selbst, gleich fertig"),
        ((RECEIVED, TASK), "Noch frei: Antrag prüfen"),
        ((RECEIVED, TASK, f.TaskAssigned(at=AT, task_id="t", officer="Aylin Acker")), "Aylin Acker bearbeitet: Antrag prüfen"),
        ((RECEIVED, TASK, f.StepFailed(at=AT, node_id="x", step="x", task_id="t", reason="?")), "Störung, noch frei"),
        (
            (RECEIVED, f.TaskOpened(at=AT, task_id="o", node_id="o", title="?", asked="Feuerwehr", due_on=date(2026, 11, 9))),
            "Wartet auf Feuerwehr, bis 09.11.2026",
        ),
        ((RECEIVED, f.TaskOpened(at=AT, task_id="o", node_id="o", title="?", asked="Feuerwehr")), "Wartet auf Feuerwehr"),
        ((RECEIVED, DEMANDED), "Wartet auf Zahlung, 30,00 €, bis 16.11.2026"),
        ((RECEIVED, f.PaymentDemanded(at=AT, demand_id="d", amount=EURO, reference="1")), "Wartet auf Zahlung, 30,00 €"),
        ((RECEIVED, DEMANDED, f.PaymentUnclear(at=AT, demand_id="d")), "Zahlung unterwegs, 30,00 €"),
        ((RECEIVED, f.CorrectionRequested(at=AT, request_id="r", fields=("a",), text="?")), "Wartet auf Angaben"),
        (
            (RECEIVED, f.HearingOpened(at=AT, text="?", until=date(2026, 11, 16))),
            "Wartet auf Antwort zur Anhörung, bis 16.11.2026",
        ),
        ((RECEIVED, *GRANTED, DEMANDED), "Wartet auf Zahlung, 30,00 €, bis 16.11.2026"),
        ((RECEIVED, *GRANTED), "Erledigt: bewilligt"),
        ((RECEIVED, *GRANTED, TASK), "Noch frei: Antrag prüfen"),
        ((RECEIVED, *GRANTED, TASK, CLOSED), "Erledigt: bewilligt"),
        ((RECEIVED, DEMANDED, f.DemandExpired(at=AT, demand_id="d"), f.CaseClosed(at=AT, outcome="unpaid")), "Erledigt: nicht bezahlt"),
        ((RECEIVED, DEMANDED, f.ApplicationWithdrawn(at=AT)), "Erledigt: zurückgenommen"),
    ],
)  # fmt: skip
def test_without_a_task_at_hand_the_head_says_what_the_case_waits_for(facts: tuple[f.Fact, ...], words: str) -> None:
    assert office_words(facts, LATER, TODAY, "de") == words


@pytest.mark.parametrize(
    ("desk", "words"),
    [
        (TaskView(duty="decide", title="T", officer="Ich", mine=True), "Sie entscheiden"),
        (TaskView(duty="second_look", title="T", officer="Ich", mine=True), "Sie lesen gegen"),
        (TaskView(duty="check", title="T", officer="Ich", mine=True), "Sie prüfen, ob alles da ist"),
        (TaskView(duty="trouble", title="T", officer="Ich", mine=True), "Störung: Sie bringen es in Ordnung"),
        (TaskView(duty="work", title="Drucken", officer="Ich", mine=True), "Sie bearbeiten: Drucken"),
        (TaskView(duty="decide", title="T"), "Noch frei: entscheiden"),
        (TaskView(duty="decide", title="T", officer="Aylin Acker"), "Aylin Acker entscheidet"),
        (
            TaskView(duty="decide", title="T", officer="Aylin Acker", away_until=date(2026, 11, 9)),
            "Aylin Acker entscheidet (abwesend bis 09.11.2026)",
        ),
    ],
)
def test_a_task_at_hand_says_whose_turn_it_is(desk: TaskView, words: str) -> None:
    assert office_words((RECEIVED, TASK, DEMANDED), LATER, TODAY, "de", desk) == words


@pytest.mark.parametrize(
    ("kind", "options", "outcomes", "duty"),
    [
        ("process", {}, ("granted", "hear", "correct"), "decide"),
        ("process", {"four_eyes": "true"}, ("confirm", "return"), "second_look"),
        ("process", {}, ("complete", "correct"), "check"),
        ("process", {}, ("done",), "work"),
        ("trouble", None, (), "trouble"),
        ("message", None, (), "message"),
        ("treasury", None, (), "work"),
    ],
)
def test_what_a_task_is_about_follows_from_what_it_offers(
    kind: str, options: dict[str, str] | None, outcomes: tuple[str, ...], duty: str
) -> None:
    node = None if options is None else FlowNode(id="n", element="userTask", options=options)
    assert duty_of(kind, node, outcomes) == duty


def test_printing_or_an_appointment_is_no_message_to_answer() -> None:
    assert duty_of("message", None, (), of_step=True) == "work"
