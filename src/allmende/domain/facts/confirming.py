"""Somebody else applied for an adult, too: she is asked to confirm it, and does so or not.

ConfirmationAsked ─┬─ ConfirmationGiven
                   ├─ ConfirmationDeclined ─ ApplicationWithdrawn
                   └─ ConfirmationOverdue                        (the day has passed: a task on the desk)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationAsked(Fact):
    """Until `until` the person should say whether she applies. Later is taken, too, as long as nothing is decided."""

    kind: ClassVar[str] = "confirmation_asked"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.confirming.confirmation_asked_citizen")
    office: ClassVar[Text] = Text.named("facts.confirming.confirmation_asked_office")
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationGiven(Fact):
    """The person applies herself. `by`: the officer who recorded it, where she came in person or wrote; `how`: her words on it."""

    kind: ClassVar[str] = "confirmation_given"
    citizen: ClassVar[Text | None] = Text.named("facts.confirming.confirmation_given_citizen")
    office: ClassVar[Text] = Text.named("facts.confirming.confirmation_given_office")
    recorded: ClassVar[Text] = Text.named("facts.confirming.confirmation_given_recorded")
    by: str = ""
    how: str = ""

    def told(self, language: str) -> str:
        return self._said(self.recorded if self.by else self.office, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationDeclined(Fact):
    """The person does not apply; her application ends as withdrawn. `by`, `how`: the officer who recorded it, and her words."""

    kind: ClassVar[str] = "confirmation_declined"
    citizen: ClassVar[Text | None] = Text.named("facts.confirming.confirmation_declined_citizen")
    office: ClassVar[Text] = Text.named("facts.confirming.confirmation_declined_office")
    recorded: ClassVar[Text] = Text.named("facts.confirming.confirmation_declined_recorded")
    by: str = ""
    how: str = ""

    def told(self, language: str) -> str:
        return self._said(self.recorded if self.by else self.office, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationOverdue(Fact):
    """The day has passed without a word: a person in the office takes it up."""

    kind: ClassVar[str] = "confirmation_overdue"
    office: ClassVar[Text] = Text.named("facts.confirming.confirmation_overdue_office")
    until: date
