"""What an officer chose and wrote at a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from allmende.domain import facts as f


@dataclass(frozen=True, slots=True)
class OfficerDecision:
    """What the officer chose. `outcome` is one the task offers, `correct`, or `done`.

    `grounds` are ids of refusal grounds (`ground` alone where there is one), `stated` what she states with each (ground →
    statement → text as typed), `decided` the data of the decision as typed, `instead_of` what was applied for where
    these depart from it (found by `stating`, never typed), `weighing` why so where the law leaves a choice or the data
    depart, `despite` why a ground holds although the facts speak against it. `reason` her own words, `fields` the paths
    to be corrected, `choice` the id of the register entry that is meant, `answers` what she enters to mend an incident, or
    the day of an inspection.
    `despite_missing` says why she decides although something is missing that the decision needs.
    `letter`: passages of its letters as typed (`letter_edits.key_of` → text); `edits`: those that differ from the draft, found
    by `letter_edits`, never typed.
    """

    outcome: str
    ground: str | None = None
    reason: str = ""
    fields: tuple[str, ...] = ()
    choice: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    grounds: tuple[str, ...] = ()
    stated: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    decided: Mapping[str, str] = field(default_factory=dict)
    instead_of: Mapping[str, str] = field(default_factory=dict)
    weighing: str = ""
    despite: str = ""
    despite_missing: str = ""
    letter: Mapping[str, str] = field(default_factory=dict)
    edits: tuple[f.LetterEdit, ...] = ()


class Grounded(Protocol):
    """A decision, or a fact that keeps one."""

    @property
    def ground(self) -> str | None: ...
    @property
    def grounds(self) -> tuple[str, ...]: ...


def chosen_grounds(grounded: Grounded) -> tuple[str, ...]:
    """All grounds named; facts from before there could be several have only the one."""
    return grounded.grounds or ((grounded.ground,) if grounded.ground else ())


def named_last(facts: tuple[f.Fact, ...]) -> f.Reasoned | None:
    """The latest choice that names grounds."""
    return next((x for x in reversed(facts) if isinstance(x, f.Reasoned) and chosen_grounds(x)), None)
