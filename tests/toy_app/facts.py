"""What a case's timeline tells of visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.facts import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitKept(Fact):
    """The person was at the office."""

    kind: ClassVar[str] = "visit_kept"
    citizen: ClassVar[Text] = Text("Sie waren am {day} bei uns.", "You visited us on {day}.")
    office: ClassVar[Text] = Text("Besuch am {day}", "Visit on {day}")
    day: date
