"""A person finishes a task: grants, refuses with a ground, asks for a correction, or simply says it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import office, queries
from allmende.apps.cases import operations as cases
from allmende.domain import facts as f
from allmende.domain.matter import Matter, speech
from allmende.domain.package import Service
from allmende.domain.process.model import Node, Program
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import DONE, NOT_YOURS, may_work

DECIDING = {"grant": "granted", "granted": "granted", "partly": "partly", "refuse": "refused", "refused": "refused"}
"""Outcomes that are the decision on the application. All others are steps on the way."""

NEEDS_GROUND = frozenset({"refuse", "refused", "hear"})
"""Against the citizen, or about to be: the ground must be named (`hear`: for the hearing before)."""

LONGEST_REASON = 20_000


@dataclass(frozen=True, slots=True)
class Decision:
    """What the officer chose. `outcome` is one the task offers, `correct`, or `done`.

    `ground` is the id of a refusal ground, `reason` her own words, `fields` the paths to be corrected.
    """

    outcome: str
    ground: str | None = None
    reason: str = ""
    fields: tuple[str, ...] = ()


def decide_task(*, city: str, task_id: str, officer_id: str, decision: Decision, now: datetime) -> tuple[Problem, ...]:
    """Finish the task; the process goes on in the background. Empty: done. Error: `NotFound`.

    Clicked twice or by two people at once, the first one counts and the other learns it.
    """
    today = local_day(now)
    task = office.find_task(city=city, task_id=task_id, today=today)
    officer = Officer.objects.filter(pk=officer_id, active=True).first()
    if task is None or officer is None:
        raise NotFound(task_id)
    if task.done_at:
        return () if task.officer_id == str(officer_id) and task.outcome == decision.outcome else (DONE,)
    if not may_work(task, officer.roles, officer.units):
        return (NOT_YOURS,)
    matter = queries.find_matter(case_id=task.case_id, today=today)
    problems = check_decision(matter, task, decision, str(officer_id))
    if problems:
        return problems
    facts = facts_of(task, decision, officer.name, str(officer_id), now, today)
    with transaction.atomic():
        if not cases.finish_task(task_id=task_id, outcome=decision.outcome, officer_id=str(officer_id), now=now):
            return (DONE,)
        cases.mark_read(case_id=task.case_id, from_citizen=True, now=now)
        cases.append(case_id=task.case_id, facts=facts, now=now, today=today, actor=f"officer:{officer_id}")
    return ()


def facts_of(
    task: office.TaskLine, decision: Decision, name: str, officer_id: str, now: datetime, today: date
) -> list[tuple[str, f.Fact]]:
    """What the decision means for the case."""
    done = f.TaskDone(
        at=now,
        task_id=task.id,
        node_id=task.node_id,
        outcome=decision.outcome,
        ground=decision.ground,
        reason=decision.reason,
        fields=decision.fields,
        by=name,
        officer=officer_id,
    )
    facts: list[tuple[str, f.Fact]] = [(f"{task.id}:done", done)]
    if decision.outcome in DECIDING and task.kind == "process":
        taken = f.DecisionTaken(
            at=now,
            outcome=DECIDING[decision.outcome],
            automatic=False,
            decided_on=today,
            ground=decision.ground,
            by=name,
        )
        facts.append((f"{task.id}:decision", taken))
    return facts


def check_decision(matter: Matter, task: office.TaskLine, decision: Decision, officer_id: str) -> tuple[Problem, ...]:
    """What is missing in the decision: an outcome the task knows, a ground, the fields, a second pair of eyes."""
    node = find_node(matter, task)
    problems: list[Problem] = []
    if node is not None and decision.outcome not in offered_outcomes(matter.service, node):
        problems.append(
            _problem(
                "decision.outcome",
                "Bitte wählen Sie, wie es weitergeht.",
                "Please choose what happens next.",
                "outcome",
            )
        )
    grounds = {ground.id for ground in matter.service.sheet.refusal_grounds}
    if decision.outcome in NEEDS_GROUND and grounds and decision.ground not in grounds:
        problems.append(
            _problem(
                "decision.ground",
                "Bitte nennen Sie den Grund der Ablehnung.",
                "Please name the ground for refusal.",
                "ground",
            )
        )
    if decision.outcome == "correct":
        problems += _check_fields(matter, decision)
    if len(decision.reason) > LONGEST_REASON:
        problems.append(_problem("decision.too_long", "Der Text ist zu lang.", "The text is too long.", "reason"))
    if node is not None and node.options.get("four_eyes") == "true" and _decided_before(matter, officer_id):
        problems.append(
            _problem(
                "decision.four_eyes",
                "Hier entscheidet eine zweite Person. Sie haben den Fall schon bearbeitet.",
                "A second person decides here. You have already worked on this case.",
                "",
            )
        )
    return tuple(problems)


def offered_outcomes(service: Service, node: Node) -> tuple[str, ...]:
    """The outcomes a user task offers: its own list, else those with a text; without any it is simply done."""
    named = tuple(node.options.get("outcomes", "").replace(",", " ").split())
    return named or speech.list_outcomes(service, node.id) or ("done",)


def find_node(matter: Matter, task: office.TaskLine) -> Node | None:
    """The place in the process the task belongs to; None for tasks beside the process."""
    if task.kind != "process":
        return None
    try:
        return Program(matter.service.process, matter.service.shared).node(task.process_id, task.node_id)
    except KeyError:
        return None


def _check_fields(matter: Matter, decision: Decision) -> list[Problem]:
    known = {one.path for one in matter.service.form.fields()}
    plain = {".".join(part for part in path.split(".") if not part.isdecimal()) for path in decision.fields}
    if not decision.fields or plain - known:
        return [
            _problem(
                "decision.fields",
                "Bitte wählen Sie die Angaben, die fehlen.",
                "Please choose the answers that are missing.",
                "fields",
            )
        ]
    if not decision.reason.strip():
        return [
            _problem(
                "decision.reason", "Bitte schreiben Sie, was zu tun ist.", "Please write what is to be done.", "reason"
            )
        ]
    return []


def _decided_before(matter: Matter, officer_id: str) -> bool:
    return any(isinstance(fact, f.TaskDone) and fact.officer == officer_id for fact in matter.facts)


def _problem(code: str, german: str, english: str, where: str) -> Problem:
    return Problem(code, Text(german, english), where)
