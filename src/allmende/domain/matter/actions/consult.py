"""Asking a register. What it says becomes working data under `register.<result>`; the fact holds only a summary.

Registers with records of somebody answer the rules only about somebody the applicant has proved to be, or to act for. About
everybody else they say what they say when they find nobody: a match and a mismatch take the same way.
"""

from __future__ import annotations

from allmende.domain.facts import RegisterConsulted, TaskDone, TaskOpened
from allmende.domain.matter import reasons, speech
from allmende.domain.matter.actions import partners
from allmende.domain.matter.actions.asking_registers import ask_register
from allmende.domain.matter.choosing import withhold
from allmende.domain.matter.outcome import OpenTask, StepOutcome
from allmende.domain.matter.tools import CannotPerform, WorkStep

WITHHELD = "Antwort zurückgehalten"
"""The summary of every withheld answer: whatever the register said, the history reads the same."""


def consult(step: WorkStep) -> StepOutcome:
    """Ask the register the node names, one that the package describes, or another office (`unit`), a body outside (`body`),
    another city (`city`).

    Errors: `CannotPerform` when there is no such register; `NeedsPerson` where a person looks up; `ports.Unavailable`
    passes through.
    """
    register = step.node.register or ""
    described = step.matter.service.registers.get(register)
    called = described.name if described else None
    said = step.tools.said.get(step.result) or step.tools.said.get(register)
    if said is not None:
        fact = RegisterConsulted(
            at=step.now, consult_id=step.result, register=register, summary="vorgegeben", called=called
        )
        return StepOutcome(facts=(fact,), working={"register": {step.result: dict(said)}})
    if register == "unit":
        return _ask_office(step)
    if register == "body":
        return partners.ask_body(step)
    if register == "city":
        return partners.ask_city(step)
    if described is None:
        raise CannotPerform(reasons.UNKNOWN_REGISTER)
    answer = ask_register(step, described)
    context, summary = answer.context, answer.summary
    if answer.why:
        context = withhold(answer.neutral, answer.context, answer.why, answer.words)
        summary = WITHHELD
    fact = RegisterConsulted(at=step.now, consult_id=step.result, register=register, summary=summary, called=called)
    found = {"found": {step.result: answer.found}} if answer.found is not None else {}
    return StepOutcome(facts=(fact,), working={"register": {step.result: context}, **found})


def _ask_office(step: WorkStep) -> StepOutcome:
    task_id = step.id("task")
    done = next((x for x in step.matter.facts if isinstance(x, TaskDone) and x.task_id == task_id), None)
    if done:
        return StepOutcome(working={"register": {step.result: {"outcome": done.outcome, "answer": done.reason}}})
    if any(isinstance(x, TaskOpened) and x.task_id == task_id for x in step.matter.facts):
        return StepOutcome(waits=True)
    title = step.node.options.get("subject") or step.node.name or "Stellungnahme"
    unit = step.matter.service.city.units.get(speech.task_unit(step.matter.service, step.node))
    task = OpenTask(
        task_id=task_id,
        work_key=step.key,
        kind="process",
        title=title,
        role=step.node.role or "",
        unit=unit.id if unit else "",
        node_id=step.node.id,
        process_id=step.process_id,
        asked=unit.name.spoken("de") if unit else title,
    )
    return StepOutcome(facts=(task.fact(step.now),), effects=(task,), working=partners.asked_anew(step), waits=True)
