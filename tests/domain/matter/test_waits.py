"""Whom a case waits for follows from its facts alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from allmende.domain import facts as f
from allmende.domain.matter.waits import WORDS, Wait, wait_of
from tests.domain.matter import test_status as s

CONSULTED = replace(s.TASK, asked="Feuerwehr", due_on=date(2026, 11, 20))
MADE = f.AppointmentMade(at=s.AT, task_id="t", day=date(2026, 11, 5), time="10:20", place="Markt", by="Frau A")
LACKING = replace(s.RECEIVED, missing=("nachweis",), missing_until=date(2026, 11, 30))
WITHDRAWN = f.ApplicationWithdrawn(at=s.AT)
PAY, MISSING = Wait("payment", "pay"), Wait("citizen", "missing", date(2026, 11, 30))
COMPLETE, HEARD = Wait("citizen", "correction", date(2026, 11, 9)), Wait("citizen", "hearing", date(2026, 11, 16))
OPINION = Wait("office", "opinion", date(2026, 11, 20), "Feuerwehr")


@pytest.mark.parametrize(
    ("facts", "waits"),
    [
        ((s.RECEIVED, s.STARTED), None),
        ((s.STARTED, s.TASK), None),
        ((s.STARTED, s.DEMANDED, s.TASK), None),
        ((s.STARTED, s.DEMANDED), PAY),
        ((s.STARTED, s.DEMANDED, s.SIDE_TASK), PAY),
        ((s.STARTED, s.DEMANDED, s.PAID), None),
        ((s.STARTED, s.ASKED), COMPLETE),
        ((s.STARTED, s.ASKED, s.ANSWERED), None),
        ((s.STARTED, s.HEARING), HEARD),
        ((s.STARTED, s.HEARING, s.DEMANDED), HEARD),
        ((s.STARTED, s.HEARING, s.WROTE), None),
        ((s.STARTED, CONSULTED), OPINION),
        ((s.STARTED, CONSULTED, s.DONE), None),
        ((s.STARTED, CONSULTED, replace(s.TASK, task_id="own")), None),
        ((LACKING, s.STARTED), MISSING),
        ((LACKING, s.STARTED, CONSULTED), OPINION),
        ((s.STARTED, MADE), Wait("appointment", "appointment", date(2026, 11, 5))),
        ((s.STARTED, replace(MADE, day=date(2026, 11, 1))), None),
        ((s.STARTED, s.DEMANDED, WITHDRAWN), None),
        ((s.STARTED, s.DEMANDED, s.CLOSED), None),
    ],
)
def test_the_first_rule_that_holds_decides(facts: tuple[f.Fact, ...], waits: Wait | None) -> None:
    assert wait_of(facts, s.TODAY) == waits


def test_every_reason_has_words() -> None:
    assert OPINION.spoken("de") == "Feuerwehr nimmt Stellung"
    assert all("en" in words for words in WORDS.values())
