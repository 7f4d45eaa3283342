"""Facts survive storage exactly and speak to people."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from allmende.domain import facts
from allmende.domain.facts import KINDS, Fact, FeeLine, Footing, LetterEdit, Replaced
from allmende.domain.values import Money, Text
from allmende.formats.package.registers import earlier_registers

NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)

EXTRAS: dict[str, dict[str, Any]] = {
    "fee_set": {
        "lines": (
            FeeLine("jahr", Text("Jahresgebühr", "Yearly fee"), Money(Decimal("30.00")), Decimal(1), None, "§ 6a"),
        ),
        "total": Money(Decimal("30.00")),
        "trace": ("Regel 1",),
    },
    "correction_requested": {"fields": ("person.name", "kinder.0.pass")},
    "lookup_wanted": {"asked": {"family_name": "Muster"}},
    "lookup_answered": {"outcome": "found", "entries": ({"family_name": "Muster", "blocked": "false"}, {})},
    "amendment_proposed": {"replaced": (Replaced("Muster", "Mustermann"),)},
    "task_done": {"edits": (LetterEdit(template="grant", place="reasons.own", draft="Weil.", text="Darum."),)},
    "case_moved": {
        "source": Footing(version="1.0.0", release="a1", edition="b1", since=date(2026, 1, 1)),
        "target": Footing(version="1.1.0", release="a2", edition="b2", since=date(2026, 11, 1)),
    },
}
SAMPLES: dict[str, Any] = {
    "str": "Wort",
    "date": date(2026, 11, 2),
    "date | None": date(2026, 12, 7),
    "str | None": "grund",
    "bool": True,
    "int": 3,
    "Text": Text("Wort", "word"),
    "Money": Money(Decimal("12.50")),
    "tuple[str, ...]": ("a", "b"),
    "dict[str, Any]": {"x": 1},
}


def sample(cls: type[Fact]) -> Fact:
    from dataclasses import fields

    known = EXTRAS.get(cls.kind, {})
    values = {f.name: known.get(f.name, SAMPLES.get(str(f.type))) for f in fields(cls) if f.name != "at"}
    return cls(at=NOON, **values)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_fact_survives_json_unchanged(kind: str) -> None:
    fact = sample(KINDS[kind])
    assert facts.from_json(json.loads(json.dumps(fact.to_json()))) == fact


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_fact_has_a_sentence_without_holes(kind: str, language: str) -> None:
    fact = sample(KINDS[kind])
    sentences = [fact.told(language), fact.spoken(language)] if fact.public else [fact.told(language)]
    assert all(sentence and "{" not in sentence for sentence in sentences)
    assert fact.public == bool(fact.spoken(language))


def test_money_and_days_are_said_as_people_write_them() -> None:
    back = facts.PaymentRefunded(at=NOON, demand_id="d", amount=Money(Decimal("1234.50")))
    hearing = facts.HearingOpened(at=NOON, text="…", until=date(2026, 12, 1))
    assert back.spoken("de") == "Wir erstatten Ihnen 1.234,50 €."
    assert back.spoken("en") == "We are refunding €1,234.50 to you."
    assert hearing.spoken("de").endswith("bis 01.12.2026.")
    assert hearing.spoken("en").endswith("until 1 December 2026.")


def test_a_move_is_told_to_the_citizen_only_when_she_notices_it() -> None:
    moved = sample(KINDS["case_moved"])
    silent = replace(moved, noticed=False)
    assert moved.spoken("de").startswith("Für Ihren Antrag gilt jetzt die Fassung 1.1.0")
    assert (silent.public, silent.spoken("de")) == (False, "")
    assert silent.told("de") == "Umgezogen auf Fassung 1.1.0, bisher 1.0.0 (Wort): Wort"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(facts.UnknownFact):
        facts.from_json({"kind": "moon_landed", "at": NOON.isoformat()})


def test_a_fact_stored_by_an_older_version_takes_defaults_for_new_fields() -> None:
    stored = {"kind": "case_closed", "at": NOON.isoformat(), "dropped_long_ago": 1}
    assert facts.from_json(stored) == facts.CaseClosed(at=NOON, outcome="")


def test_a_moment_without_zone_and_a_machine_decision_without_law_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        facts.CaseClosed(at=datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="legal basis"):
        facts.DecisionTaken(at=NOON, outcome="granted", automatic=True, decided_on=date(2026, 11, 2))


@pytest.mark.parametrize(
    ("fact", "german", "english"),
    [
        (
            facts.DecisionTaken(
                at=NOON, outcome="granted", automatic=False, decided_on=NOON.date(), by="Sabine Sommer"
            ),
            "Sabine Sommer hat bewilligt",
            "Sabine Sommer granted the application",
        ),
        (
            facts.DecisionTaken(at=NOON, outcome="refused", automatic=True, decided_on=NOON.date(), basis="§ 46 StVO"),
            "Automatisch abgelehnt (§ 46 StVO)",
            "Automatically refused the application (§ 46 StVO)",
        ),
        (
            facts.TaskDone(at=NOON, task_id="t", node_id="n", outcome="done", by="Sabine Sommer"),
            "Sabine Sommer hat die Aufgabe erledigt",
            "Sabine Sommer finished the task",
        ),
        (
            facts.TaskDone(at=NOON, task_id="t", node_id="n", outcome="done", by="Sabine Sommer", reason="In 4 Raten."),
            "Sabine Sommer hat die Aufgabe erledigt: „In 4 Raten.“",
            "Sabine Sommer finished the task: “In 4 Raten.”",
        ),
        (
            facts.TaskDone(at=NOON, task_id="t", node_id="n", outcome="correct", by="Sabine Sommer"),
            "Sabine Sommer hat Unterlagen nachgefordert",
            "Sabine Sommer asked for missing documents",
        ),
        (
            facts.TaskDone(at=NOON, task_id="t", node_id="n", outcome="any_code"),
            "Die Aufgabe erledigt",
            "Finished the task",
        ),
        (
            facts.PaymentReceived(
                at=NOON, demand_id="d", amount=Money(Decimal("30.00")), paid_on=NOON.date(), method="OTHER"
            ),
            "Zahlung eingegangen: 30,00 €",
            "Payment received: €30.00",
        ),
        (
            facts.PaymentFailed(at=NOON, demand_id="d", reason="canceled"),
            "Zahlung nicht zustande gekommen: abgebrochen",
            "No payment came about: stopped by the payer",
        ),
        (
            facts.NoticeProvided(at=NOON, notice_id="n", title="Bescheid", channel="post", provided_on=NOON.date()),
            "Kommt mit der Post: Bescheid",
            "Comes by post: Bescheid",
        ),
        (
            facts.NotificationDeemed(at=NOON, notice_id="n", day=date(2026, 11, 6), rule="r", basis="§ 41"),
            "Bekanntgabe am 06.11.2026 (§ 41)",
            "Notification on 6 November 2026 (§ 41)",
        ),
        (facts.CaseClosed(at=NOON, outcome="unpaid"), "Vorgang abgeschlossen: nicht bezahlt", "Case closed: not paid"),
        (facts.CaseClosed(at=NOON, outcome="any_code"), "Vorgang abgeschlossen", "Case closed"),
        (
            facts.LookupAnswered(
                at=NOON,
                task_id="t",
                step="s",
                register="residents",
                act="residents.find",
                outcome="none",
                source="Fachverfahren",
                by="Sabine Sommer",
            ),
            "Melderegister, „Fachverfahren“: nachgesehen, kein Eintrag (Sabine Sommer)",
            "Residents’ register, “Fachverfahren”: looked up, no entry (Sabine Sommer)",
        ),
        (
            facts.LookupChecked(
                at=NOON, task_id="t", step="s", register="claims", agreed=False, reason="Falsches Jahr", by="A"
            ),
            "Forderungen der Stadtkasse, noch einmal: Falsches Jahr (A)",
            "Claims of the treasury, once more: Falsches Jahr (A)",
        ),
        (
            facts.RegisterConsulted(at=NOON, consult_id="c", register="residents", summary="1 Treffer"),
            "Melderegister: 1 Treffer",
            "Residents’ register: 1 Treffer",
        ),
    ],
)
def test_the_history_of_the_office_has_subject_verb_and_object_and_no_code(
    fact: Fact, german: str, english: str
) -> None:
    (named,) = facts.with_register_names((fact,), {key: spec.name for key, spec in earlier_registers().items()})
    assert (named.told("de"), named.told("en")) == (german, english)
