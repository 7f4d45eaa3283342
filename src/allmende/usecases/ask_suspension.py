"""Whoever objects asks that the fee need not be paid meanwhile; and what is told of a suspension in both cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain import facts as f
from allmende.domain.matter import suspending, suspension
from allmende.domain.matter.contested import find_contested
from allmende.usecases.clock import local_day


def ask_suspension(*, case_id: str, now: datetime) -> bool:
    """A task for the office in the case of the objection. False where nothing can be asked for (any more). Asked twice, it is one.

    The caller holds the transaction and has shown that the case is hers.
    """
    cases.lock(case_id=case_id)
    if not suspending.may_ask(cases.read_facts(case_id=case_id)):
        return False
    today = local_day(now)
    asked, task = suspending.ask(queries.find_matter(case_id=case_id, today=today), now)
    cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
    facts = [(f"{task.work_key}:asked", asked), (task.work_key, task.fact(now))]
    cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="citizen")
    return True


def find_suspension_words(*, city: str, facts: Iterable[f.Fact], today: date, language: str) -> str:
    """Until when and why enforcement is suspended, from the facts of the objection's case or of the notice's; empty where it is not.

    One case more is read where the objection's own facts tell of a decision about it.
    """
    known = tuple(facts)
    about = find_contested(known)
    if about is None:
        return suspension.spoken(known, language)
    decided = any(isinstance(x, f.SuspensionDecided) for x in known)
    if not decided or not queries.exists(city=city, case_id=about.contested_case):
        return ""
    return suspension.spoken(queries.find_matter(case_id=about.contested_case, today=today).facts, language)
