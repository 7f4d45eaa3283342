"""What lies between a folder and the commons, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from allmende.apps.commons.queries import DraftView
from allmende.domain.package.merge import DraftConflict
from allmende.domain.values import Problem, Text
from allmende.usecases.keeping.files import Move


@dataclass(frozen=True, slots=True)
class Step:
    """One service or city: where it stands in the folder, where in the commons, and what lies between.

    name     `hund-anmelden`, `marburg`
    here     what the folder was last in step with, in words; empty: never
    there    what the commons has now
    """

    kind: str
    name: str
    here: str
    there: str
    moves: tuple[Move, ...] = ()

    def of(self, *what: str) -> tuple[str, ...]:
        return tuple(move.path for move in self.moves if move.what in what)


@dataclass(frozen=True, slots=True)
class Looked:
    """What pull and push would do. `clashes`: shared parts that do not fit together, by package and part."""

    steps: tuple[Step, ...]
    clashes: tuple[tuple[str, str], ...] = ()
    fresh: tuple[str, ...] = ()
    """Services in the folder that the commons does not know yet."""

    @property
    def in_step(self) -> bool:
        return not self.fresh and not any(step.moves for step in self.steps)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What was fetched: steps with the files written and deleted. `kept`: own versions that gave way, now under `.allmende/ours`."""

    steps: tuple[Step, ...]
    count: int
    kept: int
    clashes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Nothing was fetched: these files were changed here and there."""

    steps: tuple[Step, ...]


@dataclass(slots=True)
class Pushed:
    """What became of each service: sentences of the changes, or what stood against it. Nothing is done halfway."""

    drafts: list[tuple[str, DraftView, tuple[Text, ...]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[tuple[str, DraftConflict]] = field(default_factory=list)
    cities: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems and not self.conflicts
