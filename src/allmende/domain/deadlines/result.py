"""What a legal clock answers: the day, the rule that gave it, and a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day of the calendar (Europe/Berlin, the whole day counts) and why it is that day.

    `rule` is the stable id of the rule applied, `basis` its legal basis. `confirmed` is False where the
    wording in force could not be read and a city's legal office must confirm the rule (`docs/law/`).
    """

    day: date
    rule: str
    basis: str
    sentence: Text
    confirmed: bool = True
