"""Steps of the process become true: state, facts and everything that follows, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases.queries import Loaded, results_to_json
from allmende.apps.notices import operations as notices
from allmende.apps.payments import operations as payments
from allmende.apps.postbox import operations as postbox
from allmende.domain.facts import PaymentRefunded
from allmende.domain.matter import outcome as o
from allmende.domain.matter.walk import KeyedFact, Moved
from allmende.domain.ports.engine import ProcessEngine
from allmende.foundation.blobs import store as blobs
from allmende.foundation.jobs import publish


@transaction.atomic
def store_moves(
    *, case_id: str, loaded: Loaded, moves: Sequence[Moved], engine: ProcessEngine, now: datetime, today: date
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
    if any(isinstance(effect, o.ExpireDemands) for moved in moves for effect in moved.effects):
        # Whoever books a payment holds the case before its demands; so does this.
        cases.lock(case_id=case_id)
    for moved in moves:
        for effect in moved.effects:
            keep_effect(loaded=loaded, effect=effect, facts=moved.facts, now=now)
    facts = [fact for moved in moves for fact in moved.facts]
    known = loaded.matter.facts
    cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="machine", known=known, fresh=True)
    if due is not None and due > now:
        publish("timer_set", {"case_id": case_id}, unique=f"timer:{case_id}:{due.isoformat()}", run_at=due)
    return True


def keep_effect(*, loaded: Loaded, effect: o.Effect, facts: tuple[KeyedFact, ...], now: datetime) -> None:
    """Keep one thing a step brought about. The caller holds the transaction."""
    case_id = loaded.matter.case_id
    match effect:
        case o.OpenDemand():
            payments.open_demand(case_id=case_id, work_key=effect.demand_id, demand=effect, now=now)
        case o.MoveDemand():
            payments.move_day(demand_id=effect.demand_id, due_on=effect.due_on)
        case o.ExpireDemands():
            payments.expire_open(case_id=case_id)
        case o.OpenTask():
            cases.open_task(case_id=case_id, task=effect, unit=loaded.unit, now=now)
            _note_refund(facts)
        case o.DropTask():
            cases.finish_task(task_id=effect.task_id, outcome="dropped", officer_id=None, now=now)
        case o.OpenCorrection():
            cases.open_correction(case_id=case_id, request=effect, now=now)
        case o.WriteMessage():
            cases.write_message(
                case_id=case_id,
                message_id=effect.message_id,
                key=effect.message_id,
                from_citizen=False,
                author=effect.author,
                subject=effect.subject,
                text=effect.text,
                now=now,
            )
        case _:
            _keep_letter(loaded, effect, facts, now)


def _keep_letter(loaded: Loaded, effect: o.Effect, facts: tuple[KeyedFact, ...], now: datetime) -> None:
    case_id = loaded.matter.case_id
    match effect:
        case o.KeepNotice():
            notices.keep(case_id=case_id, work_key=effect.notice_id, notice=effect, now=now)
        case o.KeepPdf():
            stored = blobs.store(effect.pdf, "application/pdf", now)
            notices.keep_pdf(notice_id=effect.notice_id, blob_id=stored.id, sealed=effect.sealed, now=now)
        case o.ProvideNotice():
            notices.provide(provided=effect, now=now)
            postbox.put(
                case_id=case_id, account_id=loaded.account_id, notice_id=effect.notice_id, title=effect.title, now=now
            )
        case o.RouteCase():
            cases.route(case_id=case_id, unit=effect.unit)
        case _:
            # CloseCase: the fact itself closes the case.
            pass


def _note_refund(facts: tuple[KeyedFact, ...]) -> None:
    for _, fact in facts:
        if isinstance(fact, PaymentRefunded):
            payments.mark_refunded(demand_id=fact.demand_id)
