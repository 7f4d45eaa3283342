"""The record of a letter is there: a person notes the day it arrived, or that its service failed. The clock of the law follows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.apps.notices import operations as notices
from allmende.apps.notices import queries
from allmende.domain import facts as f
from allmende.domain.matter import arrival, by_post, recounting
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day
from allmende.usecases.post_letter import end_way, keep_effects
from allmende.usecases.take_task import DONE

CHOOSE = Problem(
    "arrival.outcome",
    Text.named("usecases.note_arrival.arrival_outcome"),
    "outcome",
)


def note_arrival(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """Note what the record says. Empty: done. The caller asked whether she may."""
    matter, today = loaded.matter, local_day(now)
    sent = arrival.find_awaited(matter.facts, task.id)
    if sent is None:
        return (DONE,)
    if decision.outcome not in arrival.OUTCOMES:
        return (CHOOSE,)
    posted_on = by_post.find_posted_on(matter.facts, sent.notice_id) or sent.posted_on
    day = by_post.read_day(arrival.ARRIVED_ON, decision.answers.get(arrival.ARRIVED_ON.id, ""), posted_on, today)
    if isinstance(day, Problem):
        return (day,)
    done = f.TaskDone(
        at=now, task_id=task.id, node_id=task.node_id, outcome=decision.outcome, reason=decision.reason, by=officer.name,
        officer=str(officer.pk),
    )  # fmt: skip
    actor = f"officer:{officer.pk}"
    with transaction.atomic():
        cases.lock(case_id=task.case_id)
        notice = queries.find_notice(case_id=task.case_id, notice_id=sent.notice_id)
        gone = notice is None or notice.announcement_id is None or notice.ended_on is not None
        if gone or not cases.finish_task(
            task_id=task.id, outcome=decision.outcome, officer_id=str(officer.pk), now=now
        ):
            return (DONE,)
        assert notice is not None
        assert notice.announcement_id is not None
        facts: list[tuple[str, f.Fact]] = [(f"{task.id}:done", done)]
        if decision.outcome == arrival.FAILED:
            cases.append(case_id=task.case_id, facts=facts, now=now, today=today, actor=actor)
            end_way(
                matter=matter, notice_id=notice.id, announcement_id=notice.announcement_id, day=day,
                reason=arrival.SERVICE_FAILED, officer=officer, now=now,
            )  # fmt: skip
            return ()
        arrived = f.LetterArrived(at=now, task_id=task.id, notice_id=notice.id, arrived_on=day, by=officer.name)
        new = recounting.count(matter, arrived, now, today)
        notices.recount(announcement_id=notice.announcement_id, provided_on=posted_on, arrived_on=day, days=new.days)
        keep_effects(case_id=task.case_id, effects=new.moved, now=now)
        facts += [(f"{task.id}:{fact.kind}", fact) for fact in (arrived, *new.facts)]
        cases.append(case_id=task.case_id, facts=facts, now=now, today=today, actor=actor)
    return ()
