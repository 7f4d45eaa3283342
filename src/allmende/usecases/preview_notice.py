"""The letter as it would be if the officer decided so. Changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

from allmende.apps.cases import queries
from allmende.domain.matter import Matter, speech
from allmende.domain.notices import compose
from allmende.domain.notices.document import Document
from allmende.domain.notices.template import NoticeTemplate
from allmende.domain.values import Problem, Text
from allmende.usecases.clock import local_day
from allmende.usecases.decide_task import Decision, told
from allmende.usecases.take_task import find_task

NO_LETTER = Problem(
    "notice.none",
    Text("Zu dieser Entscheidung gehört kein Bescheid.", "No notice belongs to this decision."),
)


def preview_notice(
    *, city: str, task_id: str, officer_id: str, decision: Decision, now: datetime
) -> Document | tuple[Problem, ...]:
    """The draft of the notice for this decision, or what is missing for it. Error: `NotFound`.

    Whoever may not read the answers is shown no letter made of them.
    """
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    if "answers" not in task.acts:
        return (NO_LETTER,)
    today = local_day(now)
    matter = queries.find_matter(case_id=task.case_id, today=today)
    template = find_template(matter, decision.outcome)
    if template is None:
        return (NO_LETTER,)
    moment = datetime.combine(today, time(12), UTC)
    facts = told(task, decision, officer.name, str(officer_id), moment, today)
    after = replace(matter, facts=matter.facts + tuple(fact for _, fact in facts))
    found = compose(
        template,
        after.service,
        speech.names(after, today),
        today,
        officer.name,
        language=after.language,
    )
    return tuple(found) if isinstance(found, list) else found


def find_template(matter: Matter, outcome: str) -> NoticeTemplate | None:
    """The package's letter for that outcome: a decision first, then a certificate."""
    fitting = [one for one in matter.service.notices.values() if one.outcome == outcome]
    return next((one for kind in ("decision", "certificate") for one in fitting if one.kind == kind), None)
