"""How effects of a step are kept here; the caller holds the transaction."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.apps.applications import operations
from allmende.domain.matter.outcome import Effect, EndRepresentation, StepContext
from allmende.foundation.owns import Keep


def end_representation(effect: EndRepresentation, step: StepContext) -> None:
    operations.end_access(application_id=step.case_id, now=step.now, actor="machine")


EFFECTS: Mapping[type[Effect], Keep] = {EndRepresentation: end_representation}
