"""How effects of a step are kept here; the caller holds the transaction."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.apps.postbox import operations
from allmende.domain.matter.outcome import Effect, ProvideNotice, StepContext
from allmende.foundation.owns import Keep


def put_notice(effect: ProvideNotice, step: StepContext) -> None:
    operations.put(
        case_id=step.case_id, account_id=step.account_id, notice_id=effect.notice_id, title=effect.title, now=step.now
    )


EFFECTS: Mapping[type[Effect], Keep] = {ProvideNotice: put_notice}
