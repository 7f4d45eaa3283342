"""What the person asked for beside the process, answered by an officer: a person looks at a machine's decision, a certificate that
the permission counts as granted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.domain import facts as f
from allmende.domain.matter import deemed_proof, reviewing
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.outcome import WriteMessage
from allmende.domain.matter.rehearsal import Rehearsal
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases import second_person
from allmende.usecases.advance_case import foresee
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import DONE


@transaction.atomic
def ask_deemed_proof(*, city: str, case_id: str, access: MatterAccess, now: datetime) -> Problem | None:
    """She wants it in writing that it counts as granted. Asked twice is once. Error: `NotFound`."""
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    cases.lock(case_id=case_id)
    today = local_day(now)
    matter = queries.find_matter(case_id=case_id, today=today)
    if deemed_proof.find_asked(matter.facts) is not None:
        return None
    asked = deemed_proof.ask(matter, today, now)
    if isinstance(asked, Problem):
        return asked
    fact, task = asked
    cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
    facts = [(f"{task.work_key}:asked", fact), (task.work_key, task.fact(now))]
    cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="citizen")
    return None


def settle_deemed_proof(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """The certificate goes out in the background, or a message says why not. Empty: done."""
    settled = deemed_proof.settle(loaded.matter, task.id, decision, officer.name, str(officer.pk), now)
    return (settled,) if isinstance(settled, Problem) else _keep(task, officer, decision, *settled, now)


def foresee_answer(
    *, city: str, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> Rehearsal:
    """What the person would get: the certificate, or the message. Changes nothing."""
    settled: tuple[f.Fact, WriteMessage | None] | Problem
    if task.kind == reviewing.KIND:
        asked = reviewing.find_asked(loaded.matter.facts, task.id)
        if asked is None:
            return Rehearsal(problems=(DONE,))
        settled = reviewing.settle(loaded.matter, asked, decision, officer.name, str(officer.pk), now)
    else:
        settled = deemed_proof.settle(loaded.matter, task.id, decision, officer.name, str(officer.pk), now)
    if isinstance(settled, Problem):
        return Rehearsal(problems=(settled,))
    fact, message = settled
    if message is not None:
        return Rehearsal(messages=(message,))
    return foresee(city=city, loaded=loaded, facts=[fact], now=now)


def settle_review(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """Somebody who took no part has looked; the person reads the result. Empty: done."""
    asked = reviewing.find_asked(loaded.matter.facts, task.id)
    if asked is None:
        return (DONE,)
    settled = reviewing.settle(loaded.matter, asked, decision, officer.name, str(officer.pk), now)
    return (settled,) if isinstance(settled, Problem) else _keep(task, officer, decision, *settled, now)


def _keep(
    task: TaskLine,
    officer: Officer,
    decision: OfficerDecision,
    settled: f.Fact,
    message: WriteMessage | None,
    now: datetime,
) -> tuple[Problem, ...]:
    facts = [second_person.done_by(task, officer, decision, now), (f"{task.id}:settled", settled)]
    if message is not None:
        facts.append((f"{task.id}:told", f.MessageSent(at=now, message_id=message.message_id)))
    with transaction.atomic():
        if not second_person.finish(task, officer, decision, facts, now):
            return (DONE,)
        if message is not None:
            cases.write_message(
                case_id=task.case_id, message_id=message.message_id, key=message.message_id, from_citizen=False,
                author=message.author, subject=message.subject, text=message.text, now=now,
            )  # fmt: skip
        cases.mark_read(case_id=task.case_id, from_citizen=True, now=now)
    return ()
