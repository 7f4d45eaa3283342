"""That the answer takes longer than it was said at first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDelayed(Fact):
    """An interim notice (Zwischennachricht): until when the answer now comes, and why; the words are in the case's messages."""

    kind: ClassVar[str] = "answer_delayed"
    citizen: ClassVar[Text | None] = Text.named("facts.delay.answer_delayed_citizen")
    office: ClassVar[Text] = Text.named("facts.delay.answer_delayed_office")
    until: date
    before: date | None
    reason: str
    by: str
    officer: str
    message_id: str
