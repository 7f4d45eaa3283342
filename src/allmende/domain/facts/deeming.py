"""A permission that counts as granted because nobody decided in time (§ 42a HVwVfG)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPeriodExtended(Fact):
    """The one extension of the period after which the permission counts as granted, with its reason; told in the case's messages."""

    kind: ClassVar[str] = "decision_period_extended"
    citizen: ClassVar[Text | None] = Text.named("facts.deeming.extended_citizen")
    office: ClassVar[Text] = Text.named("facts.deeming.extended_office")
    until: date
    before: date
    reason: str
    by: str
    officer: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDeemed(Fact):
    """The period ended on `day` without a decision: from the day after, the permission counts as granted by `basis`."""

    kind: ClassVar[str] = "approval_deemed"
    citizen: ClassVar[Text | None] = Text.named("facts.deeming.deemed_citizen")
    office: ClassVar[Text] = Text.named("facts.deeming.deemed_office")
    day: date
    counted_from: date
    basis: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeemedProofAsked(Fact):
    """The person wants it in writing that it counts as granted (§ 42a Abs. 3 HVwVfG); a task stands beside this fact."""

    kind: ClassVar[str] = "deemed_proof_asked"
    citizen: ClassVar[Text | None] = Text.named("facts.deeming.proof_asked_citizen")
    office: ClassVar[Text] = Text.named("facts.deeming.proof_asked_office")
    task_id: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeemedProofSettled(Fact):
    """An officer issues the certificate, or says why not: then the words are in the case's messages (`message_id`)."""

    kind: ClassVar[str] = "deemed_proof_settled"
    citizen: ClassVar[Text | None] = Text.named("facts.deeming.proof_issued_citizen")
    office: ClassVar[Text] = Text.named("facts.deeming.proof_issued_office")
    declined: ClassVar[Text] = Text.named("facts.deeming.proof_declined_citizen")
    declined_office: ClassVar[Text] = Text.named("facts.deeming.proof_declined_office")
    task_id: str
    issued: bool
    by: str
    officer: str
    reason: str = ""
    message_id: str = ""

    def spoken(self, language: str) -> str:
        return self._said(self.citizen if self.issued and self.citizen else self.declined, language)

    def told(self, language: str) -> str:
        return self._said(self.office if self.issued else self.declined_office, language)
