"""Steps of the process become true: state, facts and everything that follows, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases.queries import LoadedCase, results_to_json
from allmende.apps.holdings import operations as holdings
from allmende.domain.matter import outcome as o
from allmende.domain.matter.walk import StepResult
from allmende.domain.ports.engine import ProcessEngine
from allmende.foundation import owns
from allmende.foundation.jobs import publish
from allmende.usecases.announce import send_open_by_post


@transaction.atomic
def store_moves(
    *, case_id: str, loaded: LoadedCase, moves: Sequence[StepResult], engine: ProcessEngine, now: datetime, today: date
) -> bool:
    """Keep the moves. False when somebody else moved the process meanwhile: then nothing of them is kept."""
    state = moves[-1].state
    due = engine.next_due(state)
    where: dict[str, Any] = {
        "case_id": case_id,
        "state": state,
        "results": results_to_json(moves[-1].matter.results),
        "next_due_at": due,
        "finished_at": now if engine.finished(state) else None,
    }
    begun = loaded.state is not None
    kept = cases.move_process(**where, version=loaded.version) if begun else cases.start_process(**where)
    if not kept:
        return False
    for ending in (effect for moved in moves for effect in moved.effects if isinstance(effect, o.EndEntries)):
        for register in sorted(register.id for register in ending.registers):
            # Whoever changes an entry by hand holds its register before the case; so does this.
            holdings.hold(register=register)
    if any(isinstance(effect, o.ExpireDemands) for moved in moves for effect in moved.effects):
        # Whoever books a payment holds the case before its demands; so does this.
        cases.lock(case_id=case_id)
    for moved in moves:
        step = o.StepContext(
            case_id=case_id, account_id=loaded.account_id, unit=loaded.unit, facts=moved.facts, now=now
        )
        for effect in moved.effects:
            for keep in owns.keepers(type(effect)):
                keep(effect, step)
    facts = [fact for moved in moves for fact in moved.facts]
    known = loaded.matter.facts
    cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="machine", known=known, fresh=True)
    if any(isinstance(effect, o.EndRepresentation) for moved in moves for effect in moved.effects):
        send_open_by_post(case_id=case_id, now=now)
    if due is not None and due > now:
        publish("timer_set", {"case_id": case_id}, unique=f"timer:{case_id}:{due.isoformat()}", run_at=due)
    return True
