"""Words nobody reads online went by post: a person notes the day. What they ask for has its time from then on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.domain import facts as f
from allmende.domain.matter import by_post, on_paper
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day
from allmende.usecases.post_letter import keep_effects
from allmende.usecases.take_task import DONE


def post_words(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """Note the day the words went to the post, or that they are not needed any more. Empty: done. The caller asked whether she may."""
    matter, today = loaded.matter, local_day(now)
    ordered = on_paper.find_order(matter.facts, task.id)
    if ordered is None:
        return (DONE,)
    if decision.outcome not in on_paper.list_outcomes(matter.facts, ordered):
        return (by_post.NO_WAY,)
    done = f.TaskDone(
        at=now, task_id=task.id, node_id=task.node_id, outcome=decision.outcome, reason=decision.reason, by=officer.name,
        officer=str(officer.pk),
    )  # fmt: skip
    facts: list[tuple[str, f.Fact]] = [(f"{task.id}:done", done)]
    begun: tuple[f.Fact, ...] = ()
    effects: tuple[by_post.FromPosting, ...] = ()
    if decision.outcome == on_paper.POSTED:
        first = local_day(ordered.at)
        day = by_post.read_day(by_post.POSTED_ON, decision.answers.get(by_post.POSTED_ON.id, ""), first, today)
        if isinstance(day, Problem):
            return (day,)
        facts.append((f"{task.id}:posted", f.PaperPosted(at=now, task_id=task.id, posted_on=day, by=officer.name)))
        begun, effects = on_paper.start(matter, ordered, day, now)
    facts += [(f"{task.id}:{number}:{fact.kind}", fact) for number, fact in enumerate(begun)]
    with transaction.atomic():
        cases.lock(case_id=task.case_id)
        if not cases.finish_task(task_id=task.id, outcome=decision.outcome, officer_id=str(officer.pk), now=now):
            return (DONE,)
        keep_effects(case_id=task.case_id, effects=effects, now=now)
        cases.append(case_id=task.case_id, facts=facts, now=now, today=today, actor=f"officer:{officer.pk}")
    return ()
