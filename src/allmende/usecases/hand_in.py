"""The applicant sends what was missing, without a request: only those questions, as long as nothing is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from allmende.apps.applications import operations
from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.postbox import operations as postbox
from allmende.domain import forms
from allmende.domain.facts import AnswersHandedIn, Fact
from allmende.domain.matter import Matter, speech
from allmende.domain.matter.answering import limit_to
from allmende.domain.matter.completeness import completion, field_of, list_open
from allmende.domain.matter.contested import answering_role
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.domain.values import Problem, Text
from allmende.usecases.answer_correction import Answered, check, concerns, entries_of, read
from allmende.usecases.clock import local_day
from allmende.usecases.find_cases import index_case

NOTHING_SENT = Text.named("usecases.hand_in.nothing_sent")
TASK = "Nachgereichtes ansehen"


@transaction.atomic
def hand_in(
    *, city: str, case_id: str, access: MatterAccess, posted: Mapping[str, Sequence[str]], now: datetime
) -> Answered:
    """Take what came of the missing answers; the rest may follow. Nothing else can be changed: of a row only what it lacks.

    Files are uploaded before, to the same draft id; their ids come in `posted` like any field. The case is locked first, so that of
    two windows the second sees what the first handed in. Error: `NotFound`, also where nothing is missing or it is decided.
    """
    matter, missing = _opened(city, case_id, access, now, lock=True)
    late = _handed_in_before(matter, missing, posted)
    entries = {**applications.find_typed(application_id=case_id), **read(matter, missing, posted)}
    entries = limit_to(missing, entries_of(matter), entries)
    checked = look_at_missing(matter, missing, entries)
    if checked.problems:
        operations.keep_typed(application_id=case_id, entries=entries)
        return Answered(False, checked, entries, late)
    handed = tuple(path for path in missing if path not in checked.missing)
    answers = {name: checked.answers[name] for name in map(field_of, handed) if name in checked.answers}
    _take(matter, handed, answers, now)
    return Answered(True, checked, entries, late)


def keep_typed(*, city: str, case_id: str, access: MatterAccess, entries: Mapping[str, Any], now: datetime) -> None:
    """Keep what was typed of the missing answers; nothing is handed in. Error: `NotFound`."""
    matter, missing = _opened(city, case_id, access, now)
    operations.keep_typed(application_id=case_id, entries=limit_to(missing, entries_of(matter), entries))


def look_at_missing(matter: Matter, missing: Sequence[str], entries: Mapping[str, Any]) -> forms.CheckedEntries:
    """What handing in these entries would say; that there is nothing yet, where none of the missing answers came."""
    checked = check(matter, {**entries_of(matter), **entries}, matter.case_id)
    wrong = tuple(problem for problem in checked.problems if concerns(problem, missing))
    if not wrong and all(path in checked.missing for path in missing):
        wrong = (Problem("handed_in.nothing", NOTHING_SENT, missing[0]),)
    return replace(checked, problems=wrong)


def _handed_in_before(matter: Matter, missing: Sequence[str], posted: Mapping[str, Sequence[str]]) -> bool:
    """Does the page hold an answer that another window handed in since it was opened?"""
    before = {path for fact in matter.facts if isinstance(fact, AnswersHandedIn) for path in fact.fields} - {*missing}
    return any(
        path == name or name.startswith(f"{path}.")
        for name, values in posted.items()
        if any(value.strip() for value in values)
        for path in before
    )


def _opened(
    city: str, case_id: str, access: MatterAccess, now: datetime, *, lock: bool = False
) -> tuple[Matter, tuple[str, ...]]:
    """The case and the paths that are open in it."""
    today = local_day(now)
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    if lock:
        cases.lock(case_id=case_id)
    matter = queries.find_matter(case_id=case_id, today=today)
    missing = list_open(matter, today)
    if not missing:
        raise NotFound(case_id)
    return matter, missing


def _take(matter: Matter, handed: tuple[str, ...], answers: Mapping[str, Any], now: datetime) -> None:
    """The answers, the fact, a task for whoever decides, a mail that it arrived, and whether the application is complete now.

    The case is locked: the number is nobody else's.
    """
    case_id, today = matter.case_id, local_day(now)
    name = f"handed_in:{sum(isinstance(x, AnswersHandedIn) for x in matter.facts)}"
    request_id = stable_id(case_id, name)
    task = OpenTask(
        task_id=stable_id(case_id, name, "task"),
        work_key=f"{name}:task",
        kind="message",
        title=TASK,
        role=answering_role(matter.facts, speech.deciding_role(matter.service)),
    )
    facts: list[tuple[str, Fact]] = [
        (name, AnswersHandedIn(at=now, request_id=request_id, fields=handed)),
        *((f"{name}:complete", one) for one in completion(matter, answers, now)),
        (task.work_key, task.fact(now)),
    ]
    stored = forms.answers_to_json(answers)
    if not operations.add_supplement(application_id=case_id, request_id=request_id, answers=stored, now=now):
        raise NotFound(case_id)
    operations.keep_typed(application_id=case_id, entries={})
    cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
    cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="citizen")
    index_case(case_id=case_id, today=today)
    postbox.note_mail(case_id=case_id, key=name, says="handed_in", now=now)
