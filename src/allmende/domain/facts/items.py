"""The applicant takes a part of the application back: one of several things applied for in one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWithdrawn(Fact):
    """Row `row` (from 1) of the repeated question `group` is not applied for any more; the rows that stay are with the application.

    `title`: what the form calls the row. `left`: how many stay.
    """

    kind: ClassVar[str] = "item_withdrawn"
    citizen: ClassVar[Text | None] = Text.named("facts.items.withdrawn_citizen")
    office: ClassVar[Text] = Text.named("facts.items.withdrawn_office")
    request_id: str
    group: str
    row: int
    title: Text
    left: int
