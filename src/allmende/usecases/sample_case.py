"""As a case arrives, the lot says whether a person checks what the machine would do.

Drawn in the transaction that submits the application, so before anything is done with it: once, whatever is killed later.
"""

from __future__ import annotations

from datetime import date, datetime

from allmende.apps.cases import operations as cases
from allmende.domain.facts import Fact
from allmende.domain.matter import checking
from allmende.domain.package import Service
from allmende.foundation import chance


def sample_case(*, case_id: str, service: Service, received: Fact, now: datetime, today: date) -> None:
    """Draw for this case, and note it if it was drawn. `received`: its first fact. The caller holds the transaction."""
    drawn = checking.sample(service, chance.draw(100), now)
    if drawn is not None:
        cases.append(
            case_id=case_id, facts=[("sampled", drawn)], now=now, today=today, actor="machine", known=(received,), fresh=True
        )  # fmt: skip
