"""Registers asked by a person: what is wanted of her, what she found or entered, and what a second person says of it.

  RegisterSilent ─ LookupChosen ─┐
                                 └─ LookupWanted ─ LookupAnswered ─┬─────────────── RegisterConsulted
                                                                   └─ LookupChecked ┘

The only facts that hold what a register says about a person: it is what the officer states, kept as she typed it. None of
their sentences tells it; the office reads it at the task, the rules through `RegisterConsulted` and the working data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.facts.kinds import OfRegister, RegisterConsulted
from allmende.domain.values import Text

Row = Mapping[str, str]
"""Values by name, spelled for machines: days as ISO 8601, amounts with a point, `true` and `false`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupWanted(OfRegister):
    """A person must look into a register or enter something there. `task_id` is her task, `step` the work that waits.

    `act` as the port calls it (`dogs.own`), `asked` what is to be looked for or entered. `checks`: the task is that of
    the second person, who reads what the first one found.
    """

    kind: ClassVar[str] = "lookup_wanted"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text.named("facts.lookups.lookup_wanted_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = RegisterConsulted.spellings
    task_id: str
    step: str
    act: str
    asked: Row = field(default_factory=dict)
    checks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupAnswered(OfRegister):
    """What she found (`entries`, one row each) or entered (one row). `outcome`: found, none, entered, gone.

    `source` is where she looked or entered it, in her words; `by` her name, `officer` her account.
    """

    kind: ClassVar[str] = "lookup_answered"
    office: ClassVar[Text] = Text.named("facts.lookups.lookup_answered_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        **RegisterConsulted.spellings,
        "outcome": {
            "found": Text.named("facts.lookups.found"),
            "none": Text.named("facts.lookups.none"),
            "entered": Text.named("facts.lookups.entered"),
            "gone": Text.named("facts.lookups.gone"),
        },
    }
    task_id: str
    step: str
    act: str
    outcome: str
    source: str
    entries: tuple[Row, ...] = ()
    by: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupChecked(OfRegister):
    """The second person agrees with what was found or entered, or has it done again, for a `reason`."""

    kind: ClassVar[str] = "lookup_checked"
    office: ClassVar[Text] = Text.named("facts.lookups.lookup_checked_office")
    again: ClassVar[Text] = Text.named("facts.lookups.lookup_checked_again")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = RegisterConsulted.spellings
    task_id: str
    step: str
    agreed: bool
    reason: str = ""
    by: str = ""
    officer: str = ""

    def told(self, language: str) -> str:
        return self._said(self.office if self.agreed else self.again, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSilent(OfRegister):
    """A register has not answered for hours; at `task_id` somebody may choose to look up herself."""

    kind: ClassVar[str] = "register_silent"
    office: ClassVar[Text] = Text.named("facts.lookups.register_silent_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = RegisterConsulted.spellings
    task_id: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupChosen(Fact):
    """The registers do not answer: from now on people look up for this case what the machine cannot."""

    kind: ClassVar[str] = "lookup_chosen"
    office: ClassVar[Text] = Text.named("facts.lookups.lookup_chosen_office")
    by: str = ""
