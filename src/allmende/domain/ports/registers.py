"""The registers a service asks and writes to: one port for all that a `RegisterSpec` describes.

An adapter instance speaks for one city; ports carry no city. What comes back is for the decision and the certificate, never
for the citizen's screen while it is uncertain whose entry it is. Errors of every call: `ports.Unavailable`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from allmende.domain.registers import Query, Record, RegisterSpec, Write
from allmende.domain.values import Problem


class RegisterAdapter(Protocol):
    def serves(self, register: RegisterSpec) -> bool:
        """Does it answer for that register? Where it does not, a person looks up."""
        ...

    def find(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        """The records that fit (`registers.fits`), in the order of their numbers: those that hold on that day or later, and
        ended ones where the query says `ended`. Which of them is meant says `registers.is_meant`."""
        ...

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date,
        before: Callable[[], None] | None = None,
    ) -> Record:  # fmt: skip
        """Enter a record and draw its number, change one or end it. Twice with one key: done once, the same record.

        `before` is called ahead of something new, while nobody else can write to the register; what it raises comes through,
        and nothing is written. Adapters of registers kept elsewhere do not call it: they cannot hold the register, and whoever
        keeps it judges what comes in.

        Errors: `LookupError` where there is none of that number; `RefusedByRegister` with what cannot be.
        """
        ...

    def problems(self, register: RegisterSpec) -> tuple[Problem, ...]:
        """What the office that keeps it should know and mend, as lines of a list that cannot be read. Asks nobody."""
        ...


class RefusedByRegister(Exception):
    """What was to be written cannot be: `problems` say what and what to do."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.text.spoken("de") for problem in problems))
