"""Cases from before the office listed whom they wait for are told so from their facts. Later ones say it with every fact."""

from __future__ import annotations

from datetime import datetime

from allmende.apps.cases import operations, queries
from allmende.domain.matter.waits import wait_of
from allmende.usecases.clock import local_day

BATCH = 2_000


def note_missing(*, city: str, now: datetime) -> int:
    """Work out so many of the city in scope at most; how many that were."""
    untold = queries.list_untold(city=city, limit=BATCH)
    for case_id in untold:
        facts = operations.read_facts(case_id=case_id)
        operations.store_wait(case_id=case_id, wait=wait_of(facts, local_day(now)), known=len(facts))
    return len(untold)
