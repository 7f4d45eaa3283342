"""A decision that is out is put right, withdrawn, revoked, or its case is opened again; each by letter, with what follows.

Whatever an officer proposes is rehearsed first: what cannot be composed and delivered is not accepted. Where the person's rights
are touched, a second officer reads the same letter and agrees.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.matter import amending
from allmende.domain.matter.amending import ProposalInput
from allmende.domain.matter.amending.proposing import CHANGED, NO_STATION, needs_second
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.rehearsal import Rehearsal, check_seen
from allmende.domain.values import Problem
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case, second_person
from allmende.usecases.advance_case import foresee, walk_of
from allmende.usecases.clock import local_day
from allmende.usecases.store_moves import store_moves
from allmende.usecases.take_task import DONE


def foresee_amendment(*, city: str, case_id: str, officer: Officer, typed: ProposalInput, now: datetime) -> Rehearsal:
    """The letter that would go out, and what would follow; `problems` where something is missing. Changes nothing.

    Error: `NotFound` without the right to write to the person.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    loaded = queries.load(case_id=case_id)
    if typed.act == "reopen":
        return Rehearsal(problems=amending.check_reopening(loaded.matter, typed, local_day(now)))
    asked = _proposed(loaded, officer, typed, now)
    return Rehearsal(problems=asked) if isinstance(asked, tuple) else _foreseen(city, loaded, asked, now)


def amend_decision(
    *, city: str, case_id: str, officer: Officer, typed: ProposalInput, now: datetime, seen: str | None = None
) -> tuple[Problem, ...]:
    """Do it, or put it to a second person where rights are touched. Empty: done. Error: `NotFound` as above.

    `seen`: the stamp of the letter a page showed her; another is refused. None: no page stands before.

    The case is held from the question to the answer; what is proposed while something else is under way is refused.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    if typed.act == "reopen":
        return _reopen(city, case_id, officer, typed, now)
    loaded = queries.load(case_id=case_id)
    asked = _proposed(loaded, officer, typed, now)
    if isinstance(asked, tuple):
        return asked
    foreseen = _foreseen(city, loaded, asked, now)
    return foreseen.problems or check_seen(foreseen, seen) or _put(loaded, asked, now)


def foresee_settled(*, city: str, loaded: LoadedCase, task_id: str, now: datetime) -> Rehearsal:
    """What the second person reads: the letter as it would go out."""
    asked = amending.find_amendment(loaded.matter.facts, task_id)
    return _foreseen(city, loaded, asked, now, known=True) if asked else Rehearsal()


def settle_amendment(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """The second person agrees, and it is carried out in the background; or she gives it back. The caller asked whether she may."""
    asked = amending.find_amendment(loaded.matter.facts, task.id)
    if asked is None:
        return (DONE,)
    settled = amending.settle(
        loaded.matter.facts, asked, decision.outcome, decision.reason, by=officer.name, officer=str(officer.pk), now=now
    )
    if isinstance(settled, Problem):
        return (settled,)
    facts: list[tuple[str, f.Fact]] = [
        second_person.done_by(task, officer, decision, now),
        (f"{task.id}:settled", settled),
    ]
    with transaction.atomic():
        if not second_person.finish(task, officer, decision, facts, now):
            return (DONE,)
        _audit(task.case_id, asked, officer, now, settled=decision.outcome)
    return ()


def _proposed(
    loaded: LoadedCase, officer: Officer, typed: ProposalInput, now: datetime
) -> f.AmendmentProposed | tuple[Problem, ...]:
    decision = amending.find_decision(loaded.matter.facts)
    latest = amending.latest_version(loaded.matter.facts, decision.notice_id) if decision else ""
    document = notices.get_document(notice_id=latest) if latest else None
    return amending.propose(
        loaded.matter, typed, document, by=officer.name, officer=str(officer.pk), now=now, today=local_day(now)
    )


def _foreseen(
    city: str, loaded: LoadedCase, asked: f.AmendmentProposed, now: datetime, *, known: bool = False
) -> Rehearsal:
    """As if a second person had agreed already."""
    agreed = f.AmendmentSettled(
        at=now, amendment_id=asked.amendment_id, act=asked.act, agreed=True, by="", officer=""
    )  # fmt: skip
    return foresee(city=city, loaded=loaded, facts=[agreed] if known else [asked, agreed], now=now)


def _put(loaded: LoadedCase, asked: f.AmendmentProposed, now: datetime) -> tuple[Problem, ...]:
    case_id, today = loaded.matter.case_id, local_day(now)
    facts: list[tuple[str, f.Fact]] = [(f"{asked.amendment_id}:proposed", asked)]
    with transaction.atomic():
        cases.lock(case_id=case_id)
        known = cases.read_facts(case_id=case_id)
        if len(known) != len(loaded.matter.facts):
            return (CHANGED,)
        if needs_second(asked):
            task = amending.task_of_second(loaded.matter, asked)
            if alone := second_person.refuse_alone(loaded.matter, task, asked.officer, today):
                return (alone,)
            cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
            facts.append((task.work_key, task.fact(now)))
        for waiting in amending.list_due(known):
            if cases.finish_task(task_id=waiting.task_id, outcome="dropped", officer_id=None, now=now):
                dropped = f.TaskDropped(at=now, task_id=waiting.task_id)
                facts.append((f"{waiting.task_id}:dropped", dropped))
        cases.append(case_id=case_id, facts=facts, now=now, today=today, actor=f"officer:{asked.officer}", known=known)
        _audit(case_id, asked, None, now)
    return ()


def _reopen(city: str, case_id: str, officer: Officer, typed: ProposalInput, now: datetime) -> tuple[Problem, ...]:
    with transaction.atomic():
        cases.hold_process(case_id=case_id)
        cases.lock(case_id=case_id)
        loaded = queries.load(case_id=case_id)
        problems = amending.check_reopening(loaded.matter, typed, local_day(now))
        if problems or loaded.state is None:
            return problems or (NO_STATION,)
        reopened = amending.reopen(loaded.matter, typed, by=officer.name, officer=str(officer.pk), now=now)
        walk = walk_of(
            city=city, matter=loaded.matter, now=now, find=lambda notice_id: notices.get_document(notice_id=notice_id)
        )
        moved = walk.reopen(loaded.state, loaded.matter, reopened)
        if moved is None:
            return (NO_STATION,)
        if not store_moves(
            case_id=case_id, loaded=loaded, moves=(moved,), engine=walk.engine, now=now, today=local_day(now)
        ):
            return (CHANGED,)
        details = {"act": "reopen", "ground": reopened.ground, "basis": reopened.basis}
        audit.append(
            actor=f"officer:{officer.pk}",
            action="decision.reopened",
            subject=f"case:{case_id}",
            now=now,
            details=details,
        )
    return ()


def _audit(
    case_id: str, asked: f.AmendmentProposed, officer: Officer | None, now: datetime, settled: str = "proposed"
) -> None:
    details = {"act": asked.act, "ground": asked.ground, "basis": asked.basis, "is": settled}
    actor = str(officer.pk) if officer else asked.officer
    audit.append(
        actor=f"officer:{actor}", action="decision.amended", subject=f"case:{case_id}", now=now, details=details
    )
