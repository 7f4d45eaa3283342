"""A person settles an incident: puts a value right, has the step tried again, goes back, or refuses and refunds.

Whatever she chooses is walked in memory first. What would fail again is said and changes nothing: an incident stays one task.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain import forms
from allmende.domain.matter import finishing, incidents
from allmende.domain.matter.completeness import completion
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.incidents import BACK, BY_HAND, MEND, REFUSE, RETRY, Incident
from allmende.domain.matter.rehearsal import Rehearsal
from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity.models import Officer
from allmende.usecases import second_person
from allmende.usecases.advance_case import foresee, walk_of
from allmende.usecases.clock import local_day
from allmende.usecases.find_cases import index_case
from allmende.usecases.take_task import DONE

AGAIN = Problem(
    "incident.again",
    Text.named("usecases.settle_incident.incident_again"),
)


def find_incident(*, city: str, loaded: LoadedCase, task_id: str, now: datetime) -> Incident | None:
    """The incident behind that task with the ways out of it that are open now; None for any other task."""
    matter, failed = loaded.matter, incidents.find_failure(loaded.matter.facts, task_id)
    if failed is None or loaded.state is None:
        return None
    tried = f.TaskDone(at=now, task_id=task_id, node_id=failed.node_id, outcome=RETRY)
    foreseen = foresee(city=city, loaded=loaded, facts=[tried], now=now)
    mendable = incidents.list_mendable(matter, foreseen.problems)
    walk = walk_of(city=city, matter=matter, now=now, find=lambda notice_id: notices.get_document(notice_id=notice_id))
    there = walk.find_way_back(loaded.state, matter, failed.step)
    open_ = {
        MEND: bool(mendable),
        RETRY: True,
        BACK: there is not None,
        REFUSE: not incidents.is_irrevocable(matter.facts),
    }
    open_[BY_HAND] = not open_[BACK] and not open_[REFUSE]
    return Incident(
        failed=failed,
        problems=foreseen.problems,
        mendable=mendable,
        back_to=matter.service.text(f"process.{there[1].id}.name", "de") or there[1].name if there else "",
        ways=tuple(way for way in incidents.WAYS if open_[way]),
    )


def foresee_way(
    *, city: str, loaded: LoadedCase, task_id: str, officer: Officer, decision: OfficerDecision, now: datetime
) -> Rehearsal:
    """What would follow if this officer chose that way; `problems` where something is missing."""
    incident = find_incident(city=city, loaded=loaded, task_id=task_id, now=now)
    if incident is None:
        return Rehearsal()
    problems = incidents.check_way(loaded.matter, incident, decision, local_day(now))
    if problems:
        return Rehearsal(problems=problems)
    return _foreseen(city, loaded, incident, decision, officer, now)[1]


def settle_incident(
    *, city: str, loaded: LoadedCase, task_id: str, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """Go that way; the process takes it in the background. Empty: done. The caller has asked whether she may."""
    incident = find_incident(city=city, loaded=loaded, task_id=task_id, now=now)
    if incident is None:
        return (DONE,)
    problems = incidents.check_way(loaded.matter, incident, decision, local_day(now))
    if problems:
        return problems
    facts, foreseen = _foreseen(city, loaded, incident, decision, officer, now)
    if foreseen.problems:
        if decision.outcome == RETRY:
            _note_retry(loaded, incident, officer, now)
            return (AGAIN, *foreseen.problems)
        return foreseen.problems
    return _store(loaded, incident, decision, officer, facts, now)


def _foreseen(
    city: str, loaded: LoadedCase, incident: Incident, decision: OfficerDecision, officer: Officer, now: datetime
) -> tuple[list[tuple[str, f.Fact]], Rehearsal]:
    facts = incidents.facts_of_way(
        loaded.matter, incident, decision, name=officer.name, officer=str(officer.pk), now=now, today=local_day(now)
    )
    if (asked := finishing.find_last(fact for _, fact in facts)) is not None:
        second = finishing.task_of_second(loaded.matter, asked)
        alone = second_person.refuse_alone(loaded.matter, second, str(officer.pk), local_day(now))
        if alone is not None:
            return facts, Rehearsal(problems=(alone,))
    answers = _answers(incident, decision)
    return facts, foresee(city=city, loaded=loaded, facts=[fact for _, fact in facts], now=now, answers=answers)


def _answers(incident: Incident, decision: OfficerDecision) -> dict[str, Any]:
    if decision.outcome != MEND:
        return {}
    return incidents.read_values(incident.mendable, dict(decision.answers))[0]


def _store(
    loaded: LoadedCase,
    incident: Incident,
    decision: OfficerDecision,
    officer: Officer,
    facts: list[tuple[str, f.Fact]],
    now: datetime,
) -> tuple[Problem, ...]:
    case_id, task_id, answers = loaded.matter.case_id, incident.failed.task_id, _answers(incident, decision)
    actor = f"officer:{officer.pk}"
    with transaction.atomic():
        cases.lock(case_id=case_id)
        if not cases.finish_task(task_id=task_id, outcome=decision.outcome, officer_id=str(officer.pk), now=now):
            return (DONE,)
        asked = finishing.find_last(fact for _, fact in facts)
        if asked:
            second = finishing.task_of_second(loaded.matter, asked)
            cases.open_task(case_id=case_id, task=second, unit=queries.find_unit(case_id=case_id), now=now)
            facts = [*facts, (second.work_key, second.fact(now))]
        if answers:
            stored = forms.answers_to_json(answers)
            applications.add_supplement(application_id=case_id, request_id=task_id, answers=stored, now=now)
            facts = [*facts, *((f"{task_id}:complete", one) for one in completion(loaded.matter, answers, now))]
        cases.append(case_id=case_id, facts=facts, now=now, today=local_day(now), actor=actor)
        if answers:
            index_case(case_id=case_id, today=local_day(now))
        details = {"way": decision.outcome, "step": incident.failed.step, "fields": sorted(answers)}
        audit.append(actor=actor, action="case.incident", subject=f"case:{case_id}", now=now, details=details)
    return ()


def settle_by_hand(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """The second person agrees that nothing is left to do, and the case ends; or the step is tried again. The caller asked
    whether she may."""
    asked = finishing.find_asked(loaded.matter.facts, task.id)
    if asked is None:
        return (DONE,)
    settled = finishing.settle(
        asked, decision.outcome, decision.reason, by=officer.name, officer=str(officer.pk), now=now
    )  # fmt: skip
    if isinstance(settled, Problem):
        return (settled,)
    facts: list[tuple[str, f.Fact]] = [
        (f"{task.id}:settled", settled),
        second_person.done_by(task, officer, decision, now),
    ]
    with transaction.atomic():
        if not second_person.finish(task, officer, decision, facts, now):
            return (DONE,)
    return ()


def _note_retry(loaded: LoadedCase, incident: Incident, officer: Officer, now: datetime) -> None:
    """The try goes on file; the task stays."""
    failed = incident.failed
    reason = " ".join(problem.text.spoken("de") for problem in incident.problems)
    tried = sum(isinstance(x, f.StepRetried) and x.task_id == failed.task_id for x in loaded.matter.facts)
    fact = f.StepRetried(at=now, task_id=failed.task_id, reason=reason, by=officer.name)
    cases.append(
        case_id=loaded.matter.case_id,
        facts=[(f"{failed.task_id}:retried:{tried}", fact)],
        now=now,
        today=local_day(now),
        actor=f"officer:{officer.pk}",
    )
