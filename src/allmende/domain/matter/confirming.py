"""Whether the person a case is about has said herself that she applies, where another sent the application."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from allmende.domain import facts as f
from allmende.domain.matter.model import decision_of
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.domain.values import Problem, Text

Standing = Literal["", "open", "given", "declined"]
KIND = "confirmation"
"""The kind of task that asks for a confirmation nobody gave in time."""
CONFIRMED = "confirmed"
OUTCOMES = (CONFIRMED, "not_reached")
"""How such a task ends: she said so on paper or in person; or she did not, and her case ends without an application."""

TOO_LATE = Problem(
    "confirm.too_late",
    Text.named("matter.confirming.confirm_too_late"),
)


def standing(facts: Iterable[f.Fact]) -> Standing:
    """Empty where nobody was asked. What was said first counts."""
    said: Standing = ""
    for fact in facts:
        if isinstance(fact, f.ConfirmationAsked):
            said = said or "open"
        elif isinstance(fact, f.ConfirmationGiven) and said == "open":
            said = "given"
        elif isinstance(fact, f.ConfirmationDeclined) and said == "open":
            said = "declined"
    return said


def is_open(facts: tuple[f.Fact, ...]) -> bool:
    """Asked, not answered, and the answer would still count. Until then there is no application of hers: no process runs."""
    over = any(isinstance(x, (f.CaseClosed, f.ApplicationWithdrawn)) for x in facts) or decision_of(facts)
    return not over and standing(facts) == "open"


def asked_until(facts: Iterable[f.Fact]) -> date | None:
    """The day until which she should confirm."""
    return next((x.until for x in facts if isinstance(x, f.ConfirmationAsked)), None)


def task_id_of(case_id: str) -> str:
    """There is one such task a case."""
    return stable_id(case_id, "unconfirmed")


def task_about(case_id: str, until: date, *, by_post: bool = False) -> OpenTask:
    """For the desk, beside the process: reach the person another way, or record that she confirmed.

    `by_post`: nobody gave a mail address of hers, so she was not asked yet.
    """
    asked = "Zu dieser Person kennen wir keine E-Mail-Adresse. Sie" if by_post else "Die Person"
    return OpenTask(
        task_id=task_id_of(case_id),
        work_key="unconfirmed",
        kind=KIND,
        title="Person um Bestätigung bitten" if by_post else "Bestätigung fehlt: Person erreichen",
        reason=(
            f"{asked} soll bis {until:%d.%m.%Y} bestätigen, dass sie den Antrag stellt. Bitte schreiben Sie ihr "
            "oder rufen Sie an. Bestätigt sie, tragen Sie es hier ein."
        ),
    )
