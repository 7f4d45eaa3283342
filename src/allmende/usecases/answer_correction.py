"""The citizen completes the application: only the named fields, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries as application_queries
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain import forms
from allmende.domain.facts import CorrectionReceived, Fact
from allmende.domain.forms.messages import missing
from allmende.domain.matter import Matter, status
from allmende.domain.matter.acting import context_of
from allmende.domain.matter.answering import entries_of
from allmende.domain.matter.completeness import completion
from allmende.domain.values import Problem
from allmende.usecases.clock import local_day
from allmende.usecases.find_cases import index_case

__all__ = ["Answered", "answer_correction", "check", "entries_of", "keep_correction", "look_at_correction"]


@dataclass(frozen=True, slots=True)
class Answered:
    """`done` when the answers are in; else `checked.problems` says what is still wrong. `entries` is what was typed.

    `late`: some of what was sent is not taken, for another window had sent those answers before.
    """

    done: bool
    checked: forms.CheckedEntries
    entries: Mapping[str, Any]
    late: bool = False


@transaction.atomic
def answer_correction(
    *, city: str, case_id: str, access: MatterAccess, posted: Mapping[str, Sequence[str]], now: datetime
) -> Answered:
    """Take the corrected fields. Sent twice, the first answer counts. Errors: `NotFound`, also for the second.

    The case is locked first, so that nobody else answers between the question and the answer.
    Files are uploaded before, to the same draft id; their ids come in `posted` like any field.
    """
    today = local_day(now)
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    cases.lock(case_id=case_id)
    correction = queries.find_correction(case_id=case_id)
    matter = queries.find_matter(case_id=case_id, today=today)
    if correction is None or status.open_correction(matter.facts, today) is None:
        raise NotFound(case_id)
    entries = {**correction.entries, **read(matter, correction.fields, posted)}
    checked = look_at_correction(matter, correction.fields, entries)
    if checked.problems:
        cases.save_correction(correction_id=correction.id, entries=entries)
        return Answered(False, checked, entries)
    names = {field.partition(".")[0] for field in correction.fields}
    changed = {name: checked.answers.get(name) for name in names}
    answers = forms.answers_to_json(changed)
    if forms.DISPUTED in entries and checked.confirmed:
        answers[forms.DISPUTED] = forms.disputed_in(entries)
    taken = cases.close_correction(correction_id=correction.id, now=now) and applications.add_supplement(
        application_id=case_id, request_id=correction.id, answers=answers, now=now
    )
    if not taken:
        raise NotFound(case_id)
    facts: list[tuple[str, Fact]] = [
        (f"{correction.id}:received", CorrectionReceived(at=now, request_id=correction.id)),
        *((f"{correction.id}:complete", one) for one in completion(matter, changed, now)),
    ]
    cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="citizen")
    index_case(case_id=case_id, today=today)
    return Answered(True, checked, entries)


def keep_correction(
    *, city: str, case_id: str, access: MatterAccess, entries: Mapping[str, Any], now: datetime
) -> None:
    """Keep what was typed so far; nothing is sent. Error: `NotFound`, also where the time for it is over."""
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    correction = queries.find_correction(case_id=case_id)
    facts = queries.find_matter(case_id=case_id, today=local_day(now)).facts
    if correction is None or status.open_correction(facts, local_day(now)) is None:
        raise NotFound(case_id)
    names = _names(correction.fields)
    typed = {name: entry for name, entry in entries.items() if name in names}
    cases.save_correction(correction_id=correction.id, entries={**correction.entries, **typed})


def look_at_correction(matter: Matter, fields: Sequence[str], entries: Mapping[str, Any]) -> forms.CheckedEntries:
    """What sending these entries would say: the problems at the fields that were asked for."""
    checked = check(matter, {**entries_of(matter), **entries}, matter.case_id)
    wrong = tuple(one for one in (*checked.problems, *_unanswered(checked, matter)) if concerns(one, fields))
    return replace(checked, problems=wrong)


def check(matter: Matter, entries: Mapping[str, Any], case_id: str) -> forms.CheckedEntries:
    """The whole form with the corrected entries, by the rules of the day of the application."""
    uploads = application_queries.list_uploads(draft_id=case_id)
    return forms.check_all(matter.service.form, entries, context_of(matter, uploads))


def read(matter: Matter, fields: Sequence[str], posted: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Only what was asked for, and what is called wrong in confirmed values: a forged field is not even read."""
    names = _names(fields)
    found: dict[str, Any] = {}
    for step in matter.service.form.steps:
        found.update({k: v for k, v in forms.read_step(matter.service.form, step.id, posted).items() if k in names})
    return found


def _names(fields: Sequence[str]) -> frozenset[str]:
    return frozenset((forms.DISPUTED, *(field.partition(".")[0] for field in fields)))


def _unanswered(checked: forms.CheckedEntries, matter: Matter) -> Iterator[Problem]:
    """What could follow after sending was asked for now: without an answer the request is not answered."""
    for path in checked.missing:
        field = matter.service.form.find(".".join(part for part in path.split(".") if not part.isdecimal()))
        if field:
            yield missing(field, path)


def concerns(problem: Problem, fields: Sequence[str]) -> bool:
    """Does the problem stand at one of these questions?"""
    return problem.where.partition(".")[0] in {field.partition(".")[0] for field in fields}
