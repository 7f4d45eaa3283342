"""A person finishes a task: grants, refuses with a ground, asks for a correction, or simply says it is done.

A decision counts only if what follows from it can be composed and carried out: it is rehearsed first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import Loaded
from allmende.domain.matter import (
    amending,
    appointments,
    arrival,
    by_post,
    certificates,
    confirming,
    finishing,
    lookups,
    waiving,
)
from allmende.domain.matter.decision import Decision
from allmende.domain.matter.offering import NOT_OFFERED, list_offered
from allmende.domain.matter.verdicts import check_decision, offered_outcomes
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases.advance_case import foresee
from allmende.usecases.amend_decision import settle_amendment
from allmende.usecases.answer_lookup import answer_lookup
from allmende.usecases.clock import local_day
from allmende.usecases.confirm_party import record
from allmende.usecases.decide_money import decide_money
from allmende.usecases.make_appointment import make_appointment
from allmende.usecases.note_arrival import note_arrival
from allmende.usecases.offer_lookup import take_offer
from allmende.usecases.post_letter import post_letter
from allmende.usecases.rehearse_decision import find_node, told
from allmende.usecases.settle_incident import settle_by_hand, settle_incident
from allmende.usecases.take_task import DONE, NOT_YOURS, find_task
from allmende.usecases.waive_proof import settle_waiver

__all__ = ["Decision", "decide_task", "offered_outcomes"]


def decide_task(*, city: str, task_id: str, officer_id: str, decision: Decision, now: datetime) -> tuple[Problem, ...]:
    """Finish the task, her own or a free one; the process goes on in the background. Empty: done. Error: `NotFound`.

    Clicked twice or by two people at once, the first one counts and the other learns it.
    """
    today = local_day(now)
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    if task.done_at:
        return () if task.officer_id == str(officer_id) and task.outcome == decision.outcome else (DONE,)
    if task.officer_id not in (None, str(officer_id)):
        return (NOT_YOURS,)
    loaded = queries.load(case_id=task.case_id)
    node = find_node(loaded.matter, task)
    checked = node is not None or task.kind in _OWN_WORDS
    if not checked and decision.outcome not in list_offered(loaded.matter, task.kind, task.id, node):
        return (NOT_OFFERED,)
    if appointments.find_wish(loaded.matter.facts, task.id):
        return make_appointment(loaded=loaded, task=task, officer=officer, decision=decision, now=now)
    if beside := _BESIDE.get(task.kind):
        return beside(city=city, loaded=loaded, task=task, officer=officer, decision=decision, now=now)
    facts = told(loaded.matter, task, decision, officer.name, str(officer_id), now, today)
    if task.kind == "treasury":
        state = loaded.matter.service.city.state
        return decide_money(
            task=task, decision=decision, by=officer.name, officer_id=str(officer_id), state=state, done=facts, now=now
        )
    problems = check_decision(loaded.matter, node, decision, str(officer_id), today)
    problems = problems or certificates.check_grant(loaded.matter, decision, today)
    if problems:
        return problems
    if task.kind == "process":
        foreseen = foresee(city=city, loaded=loaded, facts=[fact for _, fact in facts], now=now)
        if foreseen.problems:
            return foreseen.problems
    with transaction.atomic():
        cases.lock(case_id=task.case_id)
        if not cases.finish_task(task_id=task_id, outcome=decision.outcome, officer_id=str(officer_id), now=now):
            return (DONE,)
        cases.mark_read(case_id=task.case_id, from_citizen=True, now=now)
        cases.append(case_id=task.case_id, facts=facts, now=now, today=today, actor=f"officer:{officer_id}")
    return ()


_OWN_WORDS = frozenset(("treasury", "trouble", lookups.KIND, lookups.OFFER, by_post.KIND, arrival.KIND))
"""Kinds of tasks whose own use case refuses what they do not offer."""


class _Beside(Protocol):
    """What finishes a task beside the process."""

    def __call__(
        self, *, city: str, loaded: Loaded, task: TaskLine, officer: Officer, decision: Decision, now: datetime
    ) -> tuple[Problem, ...]: ...


_BESIDE: dict[str, _Beside] = {
    "trouble": lambda *, city, loaded, task, officer, decision, now: settle_incident(
        city=city, loaded=loaded, task_id=task.id, officer=officer, decision=decision, now=now
    ),
    lookups.KIND: lambda *, city, loaded, task, officer, decision, now: answer_lookup(
        loaded=loaded, task=task, officer=officer, decision=decision, now=now
    ),
    lookups.OFFER: lambda *, city, loaded, task, officer, decision, now: take_offer(
        task=task, officer=officer, decision=decision, now=now
    ),
    confirming.KIND: lambda *, city, loaded, task, officer, decision, now: record(
        task=task, officer=officer, decision=decision, now=now
    ),
    by_post.KIND: lambda *, city, loaded, task, officer, decision, now: post_letter(
        loaded=loaded, task=task, officer=officer, decision=decision, now=now
    ),
    waiving.KIND: lambda *, city, loaded, task, officer, decision, now: settle_waiver(
        loaded=loaded, task=task, officer=officer, decision=decision, now=now
    ),
    finishing.KIND: lambda *, city, loaded, task, officer, decision, now: settle_by_hand(
        loaded=loaded, task=task, officer=officer, decision=decision, now=now
    ),
    amending.KIND: lambda *, city, loaded, task, officer, decision, now: settle_amendment(
        loaded=loaded, task=task, officer=officer, decision=decision, now=now
    ),
    arrival.KIND: lambda *, city, loaded, task, officer, decision, now: note_arrival(
        loaded=loaded, task=task, officer=officer, decision=decision, now=now
    ),
}
