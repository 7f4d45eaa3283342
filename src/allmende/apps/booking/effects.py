"""How effects of a step are kept here; the caller holds the transaction."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.apps.booking import operations
from allmende.domain.matter.outcome import Effect, EndRepresentation, InviteToBook, StepContext
from allmende.foundation.owns import Keep


def invite_to_book(effect: InviteToBook, step: StepContext) -> None:
    operations.invite(matter=step.case_id, effect=effect, unit=step.unit, now=step.now)


def renew_links(effect: EndRepresentation, step: StepContext) -> None:
    operations.renew_links(matter=step.case_id, email="")


EFFECTS: Mapping[type[Effect], Keep] = {InviteToBook: invite_to_book, EndRepresentation: renew_links}
