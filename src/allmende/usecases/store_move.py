"""One step of the process becomes true: state, facts and everything that follows, in one transaction or not at all."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from allmende.apps.applications import queries as applications
from allmende.apps.cases import operations as cases
from allmende.apps.cases.queries import Running, results_to_json
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
def store_move(
    *, case_id: str, running: Running | None, moved: Moved, engine: ProcessEngine, now: datetime, today: date, unit: str
) -> bool:
    """Keep the move. False when somebody else moved the process meanwhile: then nothing of it is kept."""
    due = engine.next_due(moved.state)
    finished = now if engine.finished(moved.state) else None
    if running is None:
        kept = cases.start_process(case_id=case_id, state=moved.state, next_due_at=due, finished_at=finished)
    else:
        kept = cases.move_process(
            case_id=case_id,
            version=running.version,
            state=moved.state,
            results=results_to_json(moved.matter.results),
            next_due_at=due,
            finished_at=finished,
        )
    if not kept:
        return False
    for effect in moved.effects:
        keep_effect(case_id=case_id, effect=effect, facts=moved.facts, now=now, unit=unit)
    cases.append(case_id=case_id, facts=moved.facts, now=now, today=today, actor="machine")
    if due is not None:
        publish("timer_set", {"case_id": case_id}, unique=f"timer:{case_id}:{due.isoformat()}", run_at=due)
    return True


def keep_effect(*, case_id: str, effect: o.Effect, facts: tuple[KeyedFact, ...], now: datetime, unit: str) -> None:
    """Keep one thing a step brought about. The caller holds the transaction."""
    match effect:
        case o.OpenDemand():
            payments.open_demand(case_id=case_id, work_key=effect.demand_id, demand=effect, now=now)
        case o.ExpireDemands():
            payments.expire_open(case_id=case_id)
        case o.OpenTask():
            cases.open_task(case_id=case_id, task=effect, unit=unit, now=now)
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
            _keep_letter(case_id, effect, facts, now)


def _keep_letter(case_id: str, effect: o.Effect, facts: tuple[KeyedFact, ...], now: datetime) -> None:
    match effect:
        case o.KeepNotice():
            notices.keep(case_id=case_id, work_key=effect.notice_id, notice=effect, now=now)
        case o.KeepPdf():
            stored = blobs.store(effect.pdf, "application/pdf", now)
            notices.keep_pdf(notice_id=effect.notice_id, blob_id=stored.id, sealed=effect.sealed, now=now)
        case o.ProvideNotice():
            notices.provide(provided=effect, now=now)
            application = applications.get_application(application_id=case_id)
            postbox.put(
                case_id=case_id,
                account_id=application.account_id,
                notice_id=effect.notice_id,
                title=effect.title,
                now=now,
            )
        case o.NotifyCitizen():
            key = facts[0][0] if facts else "note"
            postbox.note_mail(case_id=case_id, key=key, subject=effect.subject, text=effect.text, now=now)
        case o.RouteCase():
            cases.route(case_id=case_id, unit=effect.unit)
        case _:
            # CloseCase: the fact itself closes the case.
            pass


def _note_refund(facts: tuple[KeyedFact, ...]) -> None:
    for _, fact in facts:
        if isinstance(fact, PaymentRefunded):
            payments.mark_refunded(demand_id=fact.demand_id)
