"""How effects of a step are kept here; the caller holds the transaction."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.apps.applications import operations, queries
from allmende.domain.matter.outcome import Effect, EndRepresentation, StepContext
from allmende.foundation.owns import Keep


def end_representation(effect: EndRepresentation, step: StepContext) -> None:
    """What comes of the case (an objection begun by who acted until now) ends with it."""
    ended = queries.list_following(application_id=step.case_id)
    operations.end_access(application_ids=ended, now=step.now, actor="machine")


EFFECTS: Mapping[type[Effect], Keep] = {EndRepresentation: end_representation}
