"""The state of one decision: a FEEL run that also keeps the trace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from allmende.domain.decisions.trace import DecisionStep
from allmende.feel import Budget, Function
from allmende.feel.runtime.run import DEFAULT_BUDGET, Run

MAX_STEPS = 1_000


class DecisionRun(Run):
    """One budget, one list of warnings and one trace for all decisions that one answer needs."""

    __slots__ = ("_room", "steps_taken")

    def __init__(
        self,
        budget: Budget = DEFAULT_BUDGET,
        functions: Mapping[str, Function] | None = None,
        now: datetime | None = None,
    ) -> None:
        super().__init__(budget, functions, now)
        self.steps_taken: list[DecisionStep] = []
        self._room = budget.result_size

    def record(self, step: DecisionStep) -> None:
        """Add a step to the trace; the first thousand are kept.

        The values of the whole trace together are bounded as one result is: whoever stores it writes them all.
        """
        if len(self.steps_taken) < MAX_STEPS:
            self._room = self.measure(step.values(), self._room)
            self.steps_taken.append(step)
