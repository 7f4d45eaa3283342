"""What is recorded where the office goes on without something the law lets it ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverAsked(Fact):
    """An officer wants to decide without `bar` (called `name`) and says why; a second person is asked at that task.

    `ground`: a key of `waiving.GROUNDS`; `reason`: her words on it.
    """

    kind: ClassVar[str] = "waiver_asked"
    office: ClassVar[Text] = Text.named("facts.waiving.waiver_asked_office")
    task_id: str
    bar: str
    name: str
    ground: str
    reason: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverSettled(Fact):
    """A second person agreed that it may be decided without `bar`, or did not."""

    kind: ClassVar[str] = "waiver_settled"
    office: ClassVar[Text] = Text.named("facts.waiving.waiver_settled_office")
    agreement: ClassVar[Text] = Text.named("facts.waiving.waiver_settled_agreement")
    task_id: str
    bar: str
    name: str
    agreed: bool
    by: str
    officer: str
    reason: str = ""

    def told(self, language: str) -> str:
        return self._said(self.agreement if self.agreed else self.office, language)
