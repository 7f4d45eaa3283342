"""A person should look at what a machine decided.

ReviewAsked ── (somebody who took no part) ── ReviewSettled ── MessageSent
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAsked(Fact):
    """The person wants somebody to look at the machine's decision in the letter `notice_id`; her words are in the case's messages.

    `until`: the last day of the remedy against it; None while it is not notified, or where there is none. `late`: it has passed.
    """

    kind: ClassVar[str] = "review_asked"
    citizen: ClassVar[Text | None] = Text.named("facts.reviewing.asked_citizen")
    office: ClassVar[Text] = Text.named("facts.reviewing.asked_office")
    task_id: str
    notice_id: str
    title: str
    due_on: date
    until: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSettled(Fact):
    """Somebody who took no part has looked: the decision stays, or is changed by an act of its own. `message_id`: what she wrote."""

    kind: ClassVar[str] = "review_settled"
    citizen: ClassVar[Text | None] = Text.named("facts.reviewing.settled_citizen")
    office: ClassVar[Text] = Text.named("facts.reviewing.settled_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "outcome": {
            "stays": Text.named("facts.reviewing.stays"),
            "changes": Text.named("facts.reviewing.changes"),
        }
    }
    task_id: str
    notice_id: str
    outcome: str
    by: str
    officer: str
    message_id: str
