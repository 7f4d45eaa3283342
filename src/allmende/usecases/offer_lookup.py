"""A register has not answered for hours: the desk of the case learns it, and may look up by itself instead of waiting."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.domain import facts as f
from allmende.domain.matter import lookups, status
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.tools import stable_id
from allmende.domain.process.model import Program
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Problem, Text
from allmende.foundation import plugs
from allmende.foundation.identity.models import Officer
from allmende.foundation.plugs import sockets
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import DONE

CHOOSE = Problem("lookup.way", Text.named("usecases.offer_lookup.lookup_way"), "outcome")


def offer_lookup(*, case_id: str, now: datetime) -> None:
    """Put the choice on the desk if the case stands at a register. Again while the task is open, nothing happens."""
    loaded = queries.load(case_id=case_id)
    facts = loaded.matter.facts
    standing = _find_step(loaded)
    open_ = {task.task_id for task in status.open_tasks(facts)}
    offered = [x for x in facts if isinstance(x, f.RegisterSilent)]
    if standing is None or lookups.is_by_person(facts) or any(x.task_id in open_ for x in offered):
        return
    step, register = standing
    key = f"{step}:silent:{len(offered)}"
    task, silent = lookups.open_offer(register, step=step, key=key, task_id=stable_id(case_id, key), at=now)
    told: list[tuple[str, f.Fact]] = [(key, silent), (f"{key}:open", task.fact(now))]
    with transaction.atomic():
        cases.open_task(case_id=case_id, task=task, unit=loaded.unit, now=now)
        cases.append(case_id=case_id, facts=told, now=now, today=local_day(now), actor="clock")


def take_offer(*, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime) -> tuple[Problem, ...]:
    """Wait on, or have people look up for this case from now on. Empty: done. The caller has asked whether she may."""
    if decision.outcome not in lookups.OFFERED:
        return (CHOOSE,)
    done = f.TaskDone(
        at=now, task_id=task.id, node_id="", outcome=decision.outcome, by=officer.name, officer=str(officer.pk)
    )
    facts: list[tuple[str, f.Fact]] = [(f"{task.id}:done", done)]
    if decision.outcome == lookups.BY_PERSON:
        facts.insert(0, (f"{task.id}:chosen", f.LookupChosen(at=now, by=officer.name)))
    with transaction.atomic():
        cases.lock(case_id=task.case_id)
        if not cases.finish_task(task_id=task.id, outcome=decision.outcome, officer_id=str(officer.pk), now=now):
            return (DONE,)
        cases.append(case_id=task.case_id, facts=facts, now=now, today=local_day(now), actor=f"officer:{officer.pk}")
    return ()


def _find_step(loaded: LoadedCase) -> tuple[str, RegisterSpec] | None:
    """The work that waits at a register, and which one; None where the process does not stand at any."""
    if loaded.state is None:
        return None
    service = loaded.matter.service
    program = Program(service.process, service.shared)
    for work in plugs.get(sockets.ENGINE).work(loaded.state):
        node = program.node(work.process, work.node_id)
        register = lookups.register_of(service, node)
        if register is not None:
            return work.id, register
    return None
