"""An objection succeeds or does not: no state, mail or line of the office calls it an application that is granted."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from allmende.domain import facts as f
from allmende.domain.matter.telling import office_words
from allmende.domain.matter.telling.mails import OBJECTION_NOTES
from allmende.domain.matter.telling.objections import OBJECTION_ROWS
from allmende.domain.matter.telling.states import standing
from allmende.domain.matter.telling.told import row_of
from allmende.domain.values import Text

NOW, TODAY = datetime(2026, 11, 2, 9, tzinfo=UTC), date(2026, 11, 2)
NEVER = {"confirm"}
"""States no objection is in: nobody objects for another adult."""


def objection(outcome: str) -> tuple[f.Fact, ...]:
    return (
        f.ApplicationReceived(at=NOW, reference="MR-2", received_on=TODAY),
        f.NoticeContested(
            at=NOW, contested_case="c", reference="MR-1", notice_id="n", title="Bescheid", service="s", issued_on=TODAY
        ),
        f.DecisionTaken(at=NOW, outcome=outcome, automatic=False, decided_on=TODAY, by="Sabine", objection=True),
        f.NoticeIssued(at=NOW, notice_id="a", template="t", notice_kind="decision", title="Bescheid", outcome=outcome),
        f.NoticeProvided(at=NOW, notice_id="a", title="Bescheid", channel="portal", provided_on=TODAY),
        f.CaseClosed(at=NOW, outcome=outcome, objection=True),
    )


@pytest.mark.parametrize(
    ("outcome", "subject", "office", "decided", "closed"),
    [
        ("granted", "Ihr Widerspruch hatte Erfolg", "erfolgreich", "dem Widerspruch stattgegeben", "erfolgreich"),
        (
            "partly",
            "Ihr Widerspruch hatte zum Teil Erfolg",
            "zum Teil",
            "zum Teil stattgegeben",
            "zum Teil erfolgreich",
        ),
        ("refused", "Ihr Widerspruch hatte keinen Erfolg", "zurückgewiesen", "zurückgewiesen", "ohne Erfolg"),
    ],
)
def test_the_result_of_an_objection(outcome: str, subject: str, office: str, decided: str, closed: str) -> None:
    facts = objection(outcome)
    row = row_of(standing(facts, NOW, TODAY))
    assert row.subject.spoken("de") == subject
    assert office in office_words(facts, NOW, TODAY, "de")
    assert decided in facts[2].told("de")
    assert closed in facts[-1].told("de")


def test_no_word_of_an_application_stands_in_what_is_said_of_an_objection() -> None:
    rows = [row for state, row in OBJECTION_ROWS.items() if state not in NEVER]
    said = [getattr(row, part.name) for row in (*rows, *OBJECTION_NOTES.values()) for part in fields(row)]
    wrong = [
        words.spoken("de")
        for words in said
        if isinstance(words, Text) and ("Antrag" in words.spoken("de") or "ewilligt" in words.spoken("de"))
    ]
    assert wrong == []
