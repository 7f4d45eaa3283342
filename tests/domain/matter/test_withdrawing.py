"""Until when an application can be withdrawn, on the facts of played examples."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allmende.domain import facts as f
from allmende.domain.matter.withdrawing import CLOSED, DECIDED, ENTERED, ISSUED, why_bound
from allmende.domain.values import Problem
from tests.playing import played


@pytest.mark.parametrize(
    ("service", "example", "by", "why"),
    [
        ("hundesteuer-anmeldung", "angemeldet", f.RegisterConsulted, ENTERED),
        ("meldebescheinigung", "elektronisch_sofort", f.NoticeIssued, ISSUED),
        ("meldebescheinigung", "papier_rente_frei", f.TaskDone, ISSUED),
    ],
)
def test_what_cannot_be_undone_ends_the_right_to_withdraw(
    service: str, example: str, by: type[f.Fact], why: Problem
) -> None:
    matter = played(service, example)
    answers = [why_bound(replace(matter, facts=matter.facts[:known])) for known in range(len(matter.facts) + 1)]
    last = next(number for number, one in enumerate(answers) if one)
    assert isinstance(matter.facts[last - 1], by)
    assert answers[last] is why
    assert None not in answers[last:]
    assert answers[-1] is CLOSED


def test_after_a_step_back_the_letter_counts_no_more() -> None:
    matter = played("meldebescheinigung", "elektronisch_sofort")
    issued = next(x for x in matter.facts if isinstance(x, f.NoticeIssued) and x.notice_kind == "certificate")
    back = f.SteppedBack(at=issued.at, task_id="t", node_id="pruefen", title="Prüfen")
    assert why_bound(replace(matter, facts=(issued,))) is ISSUED
    assert why_bound(replace(matter, facts=(issued, back))) is None


def test_a_decision_ends_it() -> None:
    matter = played("meldebescheinigung", "elektronisch_sofort")
    at = matter.facts[0].at
    taken = f.DecisionTaken(at=at, outcome="refused", automatic=False, decided_on=at.date())
    assert why_bound(replace(matter, facts=(taken,))) is DECIDED
