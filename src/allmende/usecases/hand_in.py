"""The applicant sends what was missing, without a request: only those questions, as long as nothing is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications.rules import Access, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain import forms
from allmende.domain.facts import AnswersHandedIn, Fact
from allmende.domain.matter import Matter, speech
from allmende.domain.matter.completeness import completion, field_of, list_open
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.domain.values import Problem, Text
from allmende.usecases.answer_correction import Answered, check, concerns, entries_of, read
from allmende.usecases.clock import local_day
from allmende.usecases.find_cases import index_case

NOTHING_SENT = Text(
    "Hier ist noch nichts. Bitte reichen Sie etwas nach.", "There is nothing here yet. Please send something."
)
TASK = "Nachgereichtes ansehen"


def hand_in(*, city: str, case_id: str, access: Access, posted: Mapping[str, Sequence[str]], now: datetime) -> Answered:
    """Take what came of the missing answers; the rest may follow. Sent twice, the first one counts.

    Files are uploaded before, to the same draft id; their ids come in `posted` like any field.
    Error: `NotFound`, also where nothing is missing or it is decided.
    """
    today = local_day(now)
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    matter = queries.find_matter(case_id=case_id, today=today)
    missing = list_open(matter, today)
    if not missing:
        raise NotFound(case_id)
    entries = read(matter, missing, posted)
    checked = check(matter, {**entries_of(matter), **entries}, case_id)
    handed = tuple(path for path in missing if path not in checked.missing)
    wrong = tuple(problem for problem in checked.problems if concerns(problem, missing))
    if not (wrong or handed):
        wrong = (Problem("handed_in.nothing", NOTHING_SENT, missing[0]),)
    if wrong:
        return Answered(False, replace(checked, problems=wrong), entries)
    answers = {name: checked.answers[name] for name in map(field_of, handed) if name in checked.answers}
    _keep(matter, handed, answers, now)
    return Answered(True, checked, entries)


def _keep(matter: Matter, handed: tuple[str, ...], answers: Mapping[str, Any], now: datetime) -> None:
    """One transaction: the answers, the fact, a task for whoever decides, and that the application is complete now."""
    case_id, today = matter.case_id, local_day(now)
    name = f"handed_in:{sum(isinstance(x, AnswersHandedIn) for x in matter.facts)}"
    request_id = stable_id(case_id, name)
    task = OpenTask(
        task_id=stable_id(case_id, name, "task"),
        work_key=f"{name}:task",
        kind="message",
        title=TASK,
        role=speech.deciding_role(matter.service),
    )
    facts: list[tuple[str, Fact]] = [
        (name, AnswersHandedIn(at=now, request_id=request_id, fields=handed)),
        *((f"{name}:complete", one) for one in completion(matter, answers, now)),
        (task.work_key, task.fact(now)),
    ]
    with transaction.atomic():
        stored = forms.answers_to_json(answers)
        if not applications.add_supplement(application_id=case_id, request_id=request_id, answers=stored, now=now):
            return
        cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
        cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="citizen")
        index_case(case_id=case_id, today=today)
