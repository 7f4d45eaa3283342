"""What a letter may say of a hearing comes from the facts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from allmende.domain import facts as f
from allmende.domain.matter.hearing import hearing_names


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


INVITED = f.HearingOpened(at=at(2), text="Anhörung", until=date(2026, 11, 20))
NEVER = {"invited_on": None, "until": None, "answered": False, "answered_on": None, "posted_on": None, "counted_from": None}
SILENT = NEVER | {"invited_on": date(2026, 11, 2), "until": date(2026, 11, 20)}
ANSWERED = SILENT | {"answered": True, "answered_on": date(2026, 11, 8)}


def wrote(day: int, hour: int = 10) -> f.MessageReceived:
    return f.MessageReceived(at=at(day, hour), message_id=f"m{day}")


def decided(day: int) -> f.DecisionTaken:
    return f.DecisionTaken(at=at(day), outcome="refused", automatic=False, decided_on=date(2026, 11, day))


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ((), NEVER),
        ((wrote(1),), NEVER),
        ((wrote(1), INVITED), SILENT),
        ((INVITED, decided(21), wrote(22)), SILENT),
        ((INVITED, wrote(7, 23), wrote(9), decided(21)), ANSWERED),
        ((INVITED, wrote(7, 23), f.HearingOpened(at=at(12), text="Neu", until=date(2026, 11, 30))),
         SILENT | {"invited_on": date(2026, 11, 12), "until": date(2026, 11, 30)}),
    ],
)  # fmt: skip
def test_only_a_message_between_invitation_and_decision_is_an_answer(
    facts: tuple[f.Fact, ...], names: dict[str, object]
) -> None:
    assert hearing_names(facts) == names
