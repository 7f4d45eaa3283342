"""A step the machine could not do: the ways out of it, and the facts of the one that was taken.

    mend     a value is put right, with a note how the office knows; then the step is tried again
    retry    the step is tried again; failing for the same reason, the incident stays the one it is
    back     to the last person's task on the way here: what was decided since does not count any more
    refuse   the application is refused with a ground, money goes back, the case closes
    by_hand  where neither is possible any more: what was left was done by hand, a second person agrees, the case closes (`finishing`)

Back and refuse only as long as nothing irrevocable happened: nothing entered in a register, no letter provided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from allmende.domain import facts as f
from allmende.domain.forms import Field
from allmende.domain.forms.types.field_type import RESULTS
from allmende.domain.forms.values import read
from allmende.domain.matter import finishing
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.model import Matter
from allmende.domain.matter.stating import check_content, content_of, relevant
from allmende.domain.matter.verdicts import check_asked
from allmende.domain.notices.template import NoticeTemplate
from allmende.domain.values import Problem, Text

MEND, RETRY, BACK, REFUSE, BY_HAND = "mend", "retry", "back", "refuse", "by_hand"
WAYS = (MEND, RETRY, BACK, REFUSE, BY_HAND)
BINDING = ("decision", "certificate")
"""Kinds of letters that bind the authority."""

NOTE = Problem(
    "incident.note",
    Text.named("matter.incidents.incident_note"),
    "reason",
)
BY_HAND_NOTE = Problem("incident.by_hand", Text.named("matter.incidents.incident_by_hand"), "reason")
WAY = Problem(
    "incident.way",
    Text.named("matter.incidents.incident_way"),
    "outcome",
)
VALUE = Problem(
    "incident.value",
    Text.named("matter.incidents.incident_value"),
    "value",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What failed, why it would fail now, and the ways out that are open.

    `problems` is empty where the step would go through by now. `mendable`: questions whose answer would mend it.
    `back_to`: what the task is called to which the process can go back; empty where it cannot.
    """

    failed: f.StepFailed
    problems: tuple[Problem, ...] = ()
    mendable: tuple[Field, ...] = ()
    back_to: str = ""
    ways: tuple[str, ...] = ()


def find_failure(facts: Iterable[f.Fact], task_id: str) -> f.StepFailed | None:
    """The failure behind a task of kind `trouble`."""
    return next((x for x in facts if isinstance(x, f.StepFailed) and x.task_id == task_id), None)


def list_mendable(matter: Matter, problems: Iterable[Problem]) -> tuple[Field, ...]:
    """The questions these problems are about, as far as one field can answer them."""
    found: dict[str, Field] = {}
    for problem in problems:
        kind, _dot, path = problem.about.partition(".")
        one = matter.service.form.find(path) if kind == "field" and "." not in path else None
        if one is not None and (anew := asked_anew(one)).kind.single:
            found[path] = anew
    return tuple(found.values())


def asked_anew(field: Field) -> Field:
    """The question as the office answers it: what is otherwise computed is asked for outright."""
    if field.type != "computed":
        return field
    kind = "choice" if field.options else RESULTS.get(field.result or "", "text")
    return replace(field, type=kind, required=True, when=None)


def read_values(fields: Iterable[Field], entries: dict[str, str]) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What was entered, as answers, and what cannot be read."""
    answers: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in fields:
        entry = entries.get(field.id, "").strip()
        if not entry:
            continue
        value, refused = read(field, entry)
        allowed = {option.id for option in field.options}
        if refused:
            problems += [Problem(why.code, why.text, f"value-{field.id}") for why in refused]
        elif field.type == "choice" and value not in allowed:
            problems.append(replace(VALUE, where=f"value-{field.id}"))
        else:
            answers[field.id] = value
    return answers, tuple(problems)


def check_way(matter: Matter, incident: Incident, decision: OfficerDecision, today: date) -> tuple[Problem, ...]:
    """What is missing in the choice itself: a way that is open, a value and how it is known, a ground."""
    if decision.outcome == REFUSE and BACK in incident.ways and (unasked := check_asked(matter)):
        return tuple(unasked)
    if decision.outcome not in incident.ways:
        return (WAY,)
    if decision.outcome == REFUSE:
        return tuple(check_content(matter, replace(decision, outcome="refused"), today))
    if decision.outcome == BY_HAND:
        return () if decision.reason.strip() else (BY_HAND_NOTE,)
    if decision.outcome != MEND:
        return ()
    answers, problems = read_values(incident.mendable, dict(decision.answers))
    missing = () if answers or problems else (VALUE,)
    return (*problems, *missing, *(() if decision.reason.strip() else (NOTE,)))


def facts_of_way(
    matter: Matter,
    incident: Incident,
    decision: OfficerDecision,
    *,
    name: str,
    officer: str,
    now: datetime,
    today: date,
) -> list[tuple[str, f.Fact]]:
    """What the chosen way means for the case. The process takes notice in its next move."""
    task_id, refuses = incident.failed.task_id, decision.outcome == REFUSE
    content = content_of(relevant(matter.service, replace(decision, outcome="refused"))) if refuses else {}
    done = f.TaskDone(
        at=now, task_id=task_id, node_id=incident.failed.node_id, outcome=decision.outcome,
        reason=decision.reason, by=name, officer=officer, **content,
    )  # fmt: skip
    facts: list[tuple[str, f.Fact]] = [(f"{task_id}:done", done)]
    if decision.outcome == MEND:
        answers, _ = read_values(incident.mendable, dict(decision.answers))
        labels = tuple(one.label.spoken("de") for one in incident.mendable if one.id in answers)
        mended = f.AnswersMended(
            at=now, task_id=task_id, fields=tuple(answers), labels=labels, note=decision.reason, by=name
        )
        facts.insert(0, (f"{task_id}:mended", mended))
    if decision.outcome == BY_HAND:
        asked = finishing.ask(task_id, decision.reason, by=name, officer=officer, now=now)
        facts.append((f"{task_id}:by_hand", asked))
    if refuses:
        taken = f.DecisionTaken(
            at=now, outcome="refused", automatic=False, decided_on=today, reason=decision.reason, by=name, **content,
        )  # fmt: skip
        facts.append((f"{task_id}:decision", taken))
    return facts


def is_irrevocable(facts: Iterable[f.Fact]) -> bool:
    """A decision or certificate went out, or something was entered in a register, since the case runs: no step back undoes that."""
    known = f.since_reopened(facts)
    binding = {x.notice_id for x in known if isinstance(x, f.NoticeIssued) and x.notice_kind in BINDING}
    sent = any(isinstance(x, f.NoticeProvided) and x.notice_id in binding for x in known)
    return sent or any(isinstance(x, f.RegisterConsulted) and x.wrote for x in known)


def since_last_decision(facts: tuple[f.Fact, ...], node_id: str) -> tuple[f.Fact, ...]:
    """What happened after that task was done the last time."""
    done = [n for n, x in enumerate(facts) if isinstance(x, f.TaskDone) and x.node_id == node_id]
    return facts[done[-1] :] if done else facts


def find_refusal(matter: Matter) -> NoticeTemplate | None:
    """The package's letter that refuses."""
    found = (
        notice
        for notice in matter.service.notices.values()
        if notice.kind == "decision" and notice.outcome == "refused"
    )
    return next(found, None)


def ordered(facts: tuple[f.Fact, ...]) -> f.TaskDone | None:
    """A way out of an incident that a person chose and the process has not gone yet: back, or to the refusal.

    One that could not be gone counts no more: the step has failed anew since.
    """
    steps = {x.task_id: x.step for x in facts if isinstance(x, f.StepFailed)}
    gone = {x.task_id for x in facts if isinstance(x, f.SteppedBack)}
    failed_since: set[str] = set()
    for fact in reversed(facts):
        if isinstance(fact, f.StepFailed):
            failed_since.add(fact.step)
        elif (
            isinstance(fact, f.TaskDone)
            and fact.outcome in (BACK, REFUSE)
            and fact.task_id in steps.keys() - gone
            and steps[fact.task_id] not in failed_since
        ):
            return fact
    return None
