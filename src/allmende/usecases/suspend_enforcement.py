"""Enforcement of a fee is suspended while an objection runs, refused, or the suspension is revoked: an officer decides.

The decision stands in both cases: its letter goes from that of the objection, the fee is in that of the notice. What goes out is
rehearsed first; what the page did not show is not sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.domain import facts as f
from allmende.domain.matter import Matter, suspending
from allmende.domain.matter.contested import find_contested
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.rehearsal import Rehearsal, check_seen
from allmende.domain.matter.suspending import SuspensionInput
from allmende.domain.values import Problem, local_midnight
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity.models import Officer
from allmende.foundation.jobs import publish
from allmende.usecases import read_case, second_person
from allmende.usecases.advance_case import foresee
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import DONE


@dataclass(frozen=True, slots=True)
class ContestedFee:
    """The case of an objection, and that of the notice it is directed against."""

    objection: LoadedCase
    notice: Matter


def find_contested_fee(*, city: str, case_id: str, today: date) -> ContestedFee | None:
    """Both cases, from either; of several objections the latest. None where the case has to do with none."""
    loaded = queries.load(case_id=case_id)
    about = find_contested(loaded.matter.facts)
    if about is not None:
        there = queries.exists(city=city, case_id=about.contested_case)
        return ContestedFee(loaded, queries.find_matter(case_id=about.contested_case, today=today)) if there else None
    ended = {x.objection for x in loaded.matter.facts if isinstance(x, f.ObjectionEnded)}
    lodged = [x.objection for x in loaded.matter.facts if isinstance(x, f.ObjectionLodged)]
    running = [one for one in lodged if one not in ended] or lodged
    return ContestedFee(queries.load(case_id=running[-1]), loaded.matter) if running else None


def read_contested_fee(*, city: str, case_id: str, officer: Officer, now: datetime) -> ContestedFee | None:
    """Both cases, for whoever may write to the person in the one that is open; None without an objection. Error: `NotFound`."""
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    return find_contested_fee(city=city, case_id=case_id, today=local_day(now))


def foresee_suspension(
    *, city: str, case_id: str, officer: Officer, typed: SuspensionInput, now: datetime
) -> Rehearsal:
    """The letter that would go out; `problems` where something is missing. Changes nothing. Error: `NotFound` as above."""
    both = read_contested_fee(city=city, case_id=case_id, officer=officer, now=now)
    if both is None:
        return Rehearsal(problems=(suspending.NO_OBJECTION,))
    decided = _decided(both, officer, typed, now)
    return (
        _foreseen(city, both, decided, now) if isinstance(decided, f.SuspensionDecided) else Rehearsal(problems=decided)
    )


def suspend_enforcement(
    *, city: str, case_id: str, officer: Officer, typed: SuspensionInput, now: datetime, seen: str | None = None
) -> tuple[Problem, ...]:
    """Grant, refuse or revoke it. Empty: done. Error: `NotFound` as above.

    `seen`: the stamp of the letter a page showed her; another is refused. None: no page stands before. Of two officers at once the
    first one counts, and the other learns that the case has changed; so does whoever decides while the fee is being paid.
    """
    both = read_contested_fee(city=city, case_id=case_id, officer=officer, now=now)
    if both is None:
        return (suspending.NO_OBJECTION,)
    decided = _decided(both, officer, typed, now)
    if not isinstance(decided, f.SuspensionDecided):
        return decided
    foreseen = _foreseen(city, both, decided, now)
    return foreseen.problems or check_seen(foreseen, seen) or _keep(both, decided, now)


def finish_beside(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """The treasury heeds it: done. A request is decided on its page alone, which finishes its task. Empty: done."""
    if task.id in suspending.list_asked(loaded.matter.facts):
        return (suspending.DECIDE_THERE,)
    with transaction.atomic():
        done = second_person.finish(task, officer, decision, [second_person.done_by(task, officer, decision, now)], now)
    return () if done else (DONE,)


def _decided(
    both: ContestedFee, officer: Officer, typed: SuspensionInput, now: datetime
) -> f.SuspensionDecided | tuple[Problem, ...]:
    return suspending.decide(
        both.objection.matter, both.notice, typed, by=officer.name, officer=str(officer.pk), now=now, today=local_day(now)
    )  # fmt: skip


def _foreseen(city: str, both: ContestedFee, decided: f.SuspensionDecided, now: datetime) -> Rehearsal:
    return foresee(city=city, loaded=both.objection, facts=[decided], now=now)


def _keep(both: ContestedFee, decided: f.SuspensionDecided, now: datetime) -> tuple[Problem, ...]:
    objection, notice, today = both.objection.matter, both.notice, local_day(now)
    actor, key = f"officer:{decided.officer}", f"suspension:{decided.suspension_id}"
    with transaction.atomic():
        # The case of the objection before that of the notice: as its end does.
        for held in (objection, notice):
            cases.lock(case_id=held.case_id)
            if len(cases.read_facts(case_id=held.case_id)) != len(held.facts):
                return (suspending.CHANGED,)
        facts: list[tuple[str, f.Fact]] = [(key, decided)]
        for task_id in suspending.list_asked(objection.facts):
            if cases.finish_task(task_id=task_id, outcome="done", officer_id=decided.officer, now=now):
                done = f.TaskDone(
                    at=now, task_id=task_id, node_id="", outcome="done", by=decided.by, officer=decided.officer
                )
                facts.append((f"{task_id}:done", done))
        if len(facts) > 1:
            cases.mark_read(case_id=objection.case_id, from_citizen=True, now=now)
        cases.append(case_id=objection.case_id, facts=facts, now=now, today=today, actor=actor)
        cases.append(case_id=notice.case_id, facts=[(key, decided)], now=now, today=today, actor=actor)
        if decided.until:
            over = local_midnight(decided.until + timedelta(days=1))
            publish("timer_set", {"case_id": notice.case_id}, unique=key, run_at=over)
        details = {"act": decided.act, "ground": decided.ground, "objection": objection.case_id}
        for held in (objection, notice):
            audit.append(
                actor=actor, action="enforcement.suspension", subject=f"case:{held.case_id}", now=now, details=details
            )
    return ()
