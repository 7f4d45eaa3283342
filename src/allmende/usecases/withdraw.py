"""The citizen takes the application back, or one of several things in it, as long as nothing is done that its end could not undo."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain import facts as f
from allmende.domain import forms
from allmende.domain.forms.entry import entry_of
from allmende.domain.matter import items
from allmende.domain.matter.answering import entries_of
from allmende.domain.matter.withdrawing import why_bound
from allmende.domain.values import Problem
from allmende.usecases.answer_correction import check, concerns
from allmende.usecases.clock import local_day
from allmende.usecases.find_cases import index_case


@transaction.atomic
def withdraw(*, city: str, case_id: str, access: MatterAccess, now: datetime) -> Problem | None:
    """Take the application back; the process ends in the background. Twice is once. Error: `NotFound`.

    The case is locked first, so that no step of the process is noted between the question and the answer.
    """
    today = local_day(now)
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    cases.lock(case_id=case_id)
    found = queries.get_case(city=city, case_id=case_id, access=access, today=today)
    if found is None:
        raise NotFound(case_id)
    facts = found.facts
    if any(isinstance(fact, f.ApplicationWithdrawn) for fact in facts):
        return None
    if problem := why_bound(found.matter):
        return problem
    taken = [("withdrawn", f.ApplicationWithdrawn(at=now))]
    cases.append(case_id=case_id, facts=taken, now=now, today=today, actor="citizen", known=facts)
    return None


@transaction.atomic
def withdraw_item(*, city: str, case_id: str, access: MatterAccess, item_id: str, now: datetime) -> Problem | None:
    """Take one of several things back; the rest goes on. Fee and money follow in the background. Error: `NotFound`.

    Whoever is moving the process at this moment begins again, so that nothing is computed from what was applied for before.
    """
    today = local_day(now)
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    cases.outdate_process(case_id=case_id)
    cases.lock(case_id=case_id)
    matter = queries.find_matter(case_id=case_id, today=today)
    item = items.find_item(matter, item_id, today)
    if isinstance(item, Problem):
        return item
    kept = items.without(matter, item)
    checked = check(matter, {**entries_of(matter), item.group.id: entry_of(item.group, kept)}, case_id)
    if wrong := next((problem for problem in checked.problems if concerns(problem, (item.group.id,))), None):
        return wrong
    fact = items.withdraw(matter, item, now)
    answers = forms.answers_to_json({item.group.id: checked.answers[item.group.id]})
    applications.add_supplement(application_id=case_id, request_id=fact.request_id, answers=answers, now=now)
    facts: list[tuple[str, f.Fact]] = [(f"item:{fact.request_id}:withdrawn", fact)]
    if task := items.task_about(matter, fact):
        cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
        facts.append((task.work_key, task.fact(now)))
    cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="citizen")
    index_case(case_id=case_id, today=today)
    return None
