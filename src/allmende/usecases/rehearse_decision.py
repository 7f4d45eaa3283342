"""What a decision would bring about: fee, letters, register entries, what is asked. Changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from allmende.apps.cases import office, queries
from allmende.domain import facts as f
from allmende.domain.matter import (
    Matter,
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
from allmende.domain.matter.letter_edits import read_edits
from allmende.domain.matter.offering import NOT_OFFERED, list_offered
from allmende.domain.matter.rehearsal import Rehearsal
from allmende.domain.matter.verdicts import check_decision, facts_of
from allmende.foundation.identity.models import Officer
from allmende.usecases import amend_decision, answer_wish, second_person, settle_incident
from allmende.usecases.advance_case import foresee
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import find_task

__all__ = ["OfficerDecision", "Rehearsal", "rehearse_decision", "told"]


def rehearse_decision(
    *, city: str, task_id: str, officer_id: str, decision: OfficerDecision, now: datetime
) -> Rehearsal:
    """What would follow if this officer decided so; `problems` where something is missing. Error: `NotFound`.

    Whoever may not read the answers is shown nothing that is made of them.
    """
    today = local_day(now)
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    loaded = queries.load(case_id=task.case_id)
    if task.kind == "trouble":
        return settle_incident.foresee_way(
            city=city, loaded=loaded, task_id=task.id, officer=officer, decision=decision, now=now
        )
    if task.kind == amending.KIND and decision.outcome == amending.AGREED:
        return amend_decision.foresee_settled(city=city, loaded=loaded, task_id=task.id, now=now)
    if task.kind in (deemed_proof.KIND, reviewing.KIND):
        return answer_wish.foresee_answer(
            city=city, loaded=loaded, task=task, officer=officer, decision=decision, now=now
        )
    if task.kind in (
        lookups.KIND,
        lookups.OFFER,
        by_post.KIND,
        arrival.KIND,
        on_paper.KIND,
        confirming.KIND,
        waiving.KIND,
        amending.KIND,
        finishing.KIND,
        redress.KIND,
    ):
        return Rehearsal()
    if appointments.find_wish(loaded.matter.facts, task.id):
        return Rehearsal()
    node = second_person.find_node(loaded.matter, task)
    if node is None and decision.outcome not in list_offered(loaded.matter, task.kind, task.id, node):
        return Rehearsal(problems=(NOT_OFFERED,))
    problems = check_decision(loaded.matter, node, decision, str(officer_id), today)
    problems = problems or certificates.check_grant(loaded.matter, decision, today)
    if problems:
        return Rehearsal(problems=problems)
    foreseen, _worded = foresee_worded(city=city, loaded=loaded, task=task, decision=decision, officer=officer, now=now)
    if "answers" not in task.acts:
        return Rehearsal(problems=foreseen.problems)
    return replace(foreseen, unread=_unread(loaded.matter, foreseen, str(officer_id), today))


def foresee_worded(
    *,
    city: str,
    loaded: queries.LoadedCase,
    task: office.TaskLine,
    decision: OfficerDecision,
    officer: Officer,
    now: datetime,
) -> tuple[Rehearsal, OfficerDecision]:
    """What would follow, with her own words in the letters; and the decision with what of them differs from the draft."""

    def follow(decided: OfficerDecision) -> Rehearsal:
        facts = told(loaded.matter, task, decided, officer.name, str(officer.pk), now, local_day(now))
        return foresee(city=city, loaded=loaded, facts=[fact for _, fact in facts], now=now)

    drafted = follow(decision)
    drafted = replace(drafted, drafts=drafted.letters)
    worded = read_edits(loaded.matter.service, drafted.letters, decision.letter)
    if not worded.edits or worded.problems:
        return replace(drafted, unworded=worded.problems), decision
    decided = replace(decision, edits=worded.edits)
    return replace(follow(decided), drafts=drafted.letters), decided


def _unread(matter: Matter, foreseen: Rehearsal, officer_id: str, today: date) -> tuple[str, ...]:
    """Second looks that nobody could do who has not worked on the case, once this officer has."""
    return tuple(
        task.title
        for task in foreseen.second
        if not second_person.list_others(
            matter=matter, role=task.role, unit=task.unit, officer_id=officer_id, today=today, four_eyes=True
        )
    )


def told(
    matter: Matter,
    task: office.TaskLine,
    decision: OfficerDecision,
    name: str,
    officer_id: str,
    now: datetime,
    today: date,
) -> list[tuple[str, f.Fact]]:
    """The facts of this officer's decision at this task."""
    opened = f.TaskOpened(at=task.opened_at, task_id=task.id, node_id=task.node_id, title=task.title)
    of_process = task.kind == "process"
    return facts_of(
        matter, opened, decision, of_process=of_process, name=name, officer=officer_id, now=now, today=today
    )
