"""How effects of a step are kept here; the caller holds the transaction."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.apps.holdings import operations
from allmende.domain.matter.outcome import Effect, EndEntries, StepContext
from allmende.foundation.owns import Keep


def end_entries(effect: EndEntries, step: StepContext) -> None:
    operations.end_of_case(ending=effect, case_id=step.case_id, now=step.now)


EFFECTS: Mapping[type[Effect], Keep] = {EndEntries: end_entries}
