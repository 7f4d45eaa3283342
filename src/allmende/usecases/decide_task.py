"""A person finishes a task: grants, refuses with a ground, asks for a correction, or simply says it is done.

A decision counts only if what follows from it can be composed and carried out: it is rehearsed first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.db import transaction

from allmende.apps.cases import drafts, queries
from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.domain.matter import (
    amending,
    appointments,
    arrival,
    by_post,
    certificates,
    confirming,
    deemed_proof,
    finishing,
    lookups,
    on_paper,
    redress,
    reviewing,
    waiving,
)
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.offering import NOT_OFFERED, list_offered
from allmende.domain.matter.rehearsal import check_seen
from allmende.domain.matter.verdicts import check_decision, offered_outcomes
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases.amend_decision import settle_amendment
from allmende.usecases.answer_lookup import answer_lookup
from allmende.usecases.answer_wish import settle_deemed_proof, settle_review
from allmende.usecases.carry_out_objection import settle_success
from allmende.usecases.clock import local_day
from allmende.usecases.confirm_party import record
from allmende.usecases.decide_money import decide_money
from allmende.usecases.make_appointment import make_appointment
from allmende.usecases.note_arrival import note_arrival
from allmende.usecases.offer_lookup import take_offer
from allmende.usecases.post_letter import post_letter
from allmende.usecases.post_words import post_words
from allmende.usecases.rehearse_decision import foresee_worded, rehearse_decision, told
from allmende.usecases.second_person import find_node
from allmende.usecases.settle_incident import settle_by_hand, settle_incident
from allmende.usecases.take_task import DONE, NOT_YOURS, find_task
from allmende.usecases.waive_proof import settle_waiver

__all__ = ["OfficerDecision", "decide_task", "offered_outcomes"]


def decide_task(
    *, city: str, task_id: str, officer_id: str, decision: OfficerDecision, now: datetime, seen: str | None = None
) -> tuple[Problem, ...]:
    """Finish the task, her own or a free one; the process goes on in the background. Empty: done. Error: `NotFound`.

    `seen`: the stamp of what a page showed her (`Rehearsal.stamp`); what would go out otherwise is refused. None: no page stands before.

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
    seen = seen if "answers" in task.acts else None  # who may not read the letter was shown none
    if beside := _BESIDE.get(task.kind):
        unseen = _check_seen_beside(city, task, officer, decision, seen, now)
        return unseen or beside(city=city, loaded=loaded, task=task, officer=officer, decision=decision, now=now)
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
        foreseen, decision = foresee_worded(
            city=city, loaded=loaded, task=task, decision=decision, officer=officer, now=now
        )
        if foreseen.problems or foreseen.unworded:
            return foreseen.problems or foreseen.unworded
        if unseen := check_seen(foreseen, seen):
            return unseen
        facts = told(loaded.matter, task, decision, officer.name, str(officer_id), now, today)
    with transaction.atomic():
        cases.lock(case_id=task.case_id)
        if not cases.finish_task(task_id=task_id, outcome=decision.outcome, officer_id=str(officer_id), now=now):
            return (DONE,)
        drafts.drop(task_id=task_id)
        cases.mark_read(case_id=task.case_id, from_citizen=True, now=now)
        cases.append(case_id=task.case_id, facts=facts, now=now, today=today, actor=f"officer:{officer_id}")
    return ()


def _check_seen_beside(
    city: str, task: TaskLine, officer: Officer, decision: OfficerDecision, seen: str | None, now: datetime
) -> tuple[Problem, ...]:
    """Of tasks beside the process: does something go out that she was not shown? What cannot go out is its own use case's to say."""
    if task.kind not in _SENDS or seen is None:
        return ()
    foreseen = rehearse_decision(
        city=city, task_id=task.id, officer_id=str(officer.pk), decision=decision, now=now
    )  # fmt: skip
    return () if foreseen.problems else check_seen(foreseen, seen)


_OWN_WORDS = frozenset(("treasury", "trouble", lookups.KIND, lookups.OFFER, by_post.KIND, on_paper.KIND, arrival.KIND))
"""Kinds of tasks whose own use case refuses what they do not offer."""


_SENDS = frozenset(("trouble", amending.KIND, deemed_proof.KIND, reviewing.KIND))
"""Kinds of tasks beside the process from which a letter or a message to the person follows."""


class _Beside(Protocol):
    """What finishes a task beside the process."""

    def __call__(
        self,
        *,
        city: str,
        loaded: LoadedCase,
        task: TaskLine,
        officer: Officer,
        decision: OfficerDecision,
        now: datetime,
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
    on_paper.KIND: lambda *, city, loaded, task, officer, decision, now: post_words(
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
    reviewing.KIND: lambda *, city, loaded, task, officer, decision, now: settle_review(
        loaded=loaded, task=task, officer=officer, decision=decision, now=now
    ),
    deemed_proof.KIND: lambda *, city, loaded, task, officer, decision, now: settle_deemed_proof(
        loaded=loaded, task=task, officer=officer, decision=decision, now=now
    ),
    redress.KIND: lambda *, city, loaded, task, officer, decision, now: settle_success(
        loaded=loaded, task=task, officer=officer, decision=decision, now=now
    ),
    arrival.KIND: lambda *, city, loaded, task, officer, decision, now: note_arrival(
        loaded=loaded, task=task, officer=officer, decision=decision, now=now
    ),
}
