"""What is recorded where a person looks although the machine could go on by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text

MACHINE: Mapping[str, Text] = {
    "granted": Text.named("facts.checking.granted"),
    "refused": Text.named("facts.checking.refused"),
    "done": Text.named("facts.checking.done"),
    "person": Text.named("facts.checking.person"),
    "unknown": Text.named("facts.checking.unknown"),
}
"""What the machine would have done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSampled(Fact):
    """Drawn by lot as it arrived, at `share` in a hundred: a person checks what the machine would do."""

    kind: ClassVar[str] = "case_sampled"
    office: ClassVar[Text] = Text.named("facts.checking.case_sampled_office")
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePulled(Fact):
    """An officer took the case from the machine before it had decided."""

    kind: ClassVar[str] = "case_pulled"
    office: ClassVar[Text] = Text.named("facts.checking.case_pulled_office")
    reason: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineHeld(Fact):
    """The machine leaves a sampled or pulled case to a person at that station; `would`: what it would have done (`MACHINE`)."""

    kind: ClassVar[str] = "machine_held"
    office: ClassVar[Text] = Text.named("facts.checking.machine_held_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"would": MACHINE}
    node_id: str
    would: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineChecked(Fact):
    """The person decided, with the same result as the machine would have come to, or another one."""

    kind: ClassVar[str] = "machine_checked"
    office: ClassVar[Text] = Text.named("facts.checking.machine_checked_office")
    agreement: ClassVar[Text] = Text.named("facts.checking.machine_checked_agreement")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"would": MACHINE}
    would: str
    agreed: bool
    by: str

    def told(self, language: str) -> str:
        return self._said(self.agreement if self.agreed else self.office, language)
