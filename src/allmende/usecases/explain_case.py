"""What the office is told about a case besides its file: what the machine found, why it stopped, how an incident may end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from allmende.apps.cases import queries
from allmende.apps.cases.office import OfficeCase, TaskLine
from allmende.domain import facts as f
from allmende.domain.matter import amending, by_post, on_paper, reviewing
from allmende.domain.matter.findings import CaseFinding, list_checks, list_findings, why_stopped
from allmende.domain.matter.incidents import Incident
from allmende.domain.matter.lookups import LookupQuestion, find_asked
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.stating import Proposed, propose
from allmende.domain.matter.verdicts import AGREED, REFUSES, is_second_look, offered_outcomes, say_unheard
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Text, spoken_day
from allmende.foundation.identity.models import Officer
from allmende.usecases import second_person
from allmende.usecases.clock import local_day
from allmende.usecases.print_letters import ToPost, find_letter
from allmende.usecases.settle_incident import find_incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """`findings` with the sentence `why`; `incident` where the task is one; `drafted` is the decision a second person reads.

    `checks`: every rule that fired, by the station that asked. `asked`: the question to a register which the task puts to a person;
    `proposed`: what a decision would state; `posted_on`: the day proposed as that of posting, `letter` what is to be brought;
    `unheard`: why the hearing does not allow a refusal at her task yet.
    `amended`: what is proposed about a decision that is out, and a second person reads.
    `others`: where a second person does her task instead of her, the names of those who may; None where she may herself.
    """

    findings: tuple[CaseFinding, ...] = ()
    checks: tuple[tuple[Text, tuple[Text, ...]], ...] = ()
    why: Text = field(default_factory=lambda: Text(""))
    incident: Incident | None = None
    drafted: f.DecisionTaken | None = None
    asked: LookupQuestion | None = None
    proposed: Proposed | None = None
    posted_on: str = ""
    letter: ToPost | None = None
    unheard: Text | None = None
    amended: f.AmendmentProposed | None = None
    others: tuple[str, ...] | None = None


def explain_case(*, city: str, found: OfficeCase, task: TaskLine | None, officer: Officer, now: datetime) -> Explained:
    """For somebody who may read the answers of this case; empty for everybody else. `task` is the one she looks at.

    What registers said is for those who also read the history: an office that was only asked reads the answers.
    """
    posted_on = spoken_day(local_day(now), "de") if task and task.kind in (by_post.KIND, on_paper.KIND) else ""
    letter = find_letter(task=task, now=now) if task and task.kind == by_post.KIND else None
    if "answers" not in found.acts:
        return Explained(posted_on=posted_on, letter=letter)
    loaded = queries.load(case_id=found.case.id)
    matter = loaded.matter
    informed = "history" in found.acts
    rows = list_findings(matter) if informed else ()
    node = second_person.find_node(matter, task) if task else None
    second = node is not None and is_second_look(matter.service, node)
    return Explained(
        findings=rows,
        checks=list_checks(matter) if informed else (),
        why=why_stopped(matter, rows) if informed else Text(""),
        incident=find_incident(city=city, loaded=loaded, task_id=task.id, now=now) if task else None,
        drafted=decision_of(matter.facts) if second else None,
        asked=find_asked(matter.facts, task.id, matter.service.registers) if task else None,
        proposed=propose(matter, local_day(now)) if task else None,
        posted_on=posted_on,
        letter=letter,
        amended=amending.find_amendment(matter.facts, task.id) if task else None,
        unheard=_unheard(matter, node, local_day(now)) if node else None,
        others=_others(matter, task, officer, now) if task else None,
    )


def is_for_another(*, task: TaskLine, officer: Officer) -> bool:
    """Must somebody else do it because of what she did herself?"""
    matter = queries.load(case_id=task.case_id).matter
    return second_person.is_barred(matter, task, str(officer.pk))


def _others(matter: Matter, task: TaskLine, officer: Officer, now: datetime) -> tuple[str, ...] | None:
    if not second_person.is_barred(matter, task, str(officer.pk)):
        return None
    found = second_person.list_others(
        matter=matter,
        role=task.role,
        unit=task.unit,
        officer_id=str(officer.pk),
        today=local_day(now),
        four_eyes=task.kind in ("process", reviewing.KIND),
    )
    return tuple(one.name for one in found)


def _unheard(matter: Matter, node: FlowNode, today: date) -> Text | None:
    offered = offered_outcomes(matter.service, node)
    against = next((one for one in offered if one in (*REFUSES, AGREED)), None)
    return say_unheard(matter, against, today) if against else None
