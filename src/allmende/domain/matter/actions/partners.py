"""Asking others than the city's own offices: a body outside, another city; and handing the whole case to another city."""

from __future__ import annotations

from datetime import date

from allmende.domain import facts as f
from allmende.domain.facts.partners import Wish
from allmende.domain.matter import reasons, speech
from allmende.domain.matter.outcome import Effect, OpenTask, StepOutcome, WritePartner
from allmende.domain.matter.partners import Answer, Partner
from allmende.domain.matter.tools import CannotPerform, WorkStep
from allmende.domain.values import Text


def ask_body(step: WorkStep) -> StepOutcome:
    """Ask a body outside for its opinion; the city says who that is and how it is reached."""
    name = step.node.options.get("body", "")
    body = step.matter.service.city.bodies.get(name)
    if body is None:
        raise CannotPerform(reasons.no_body(name))
    return _ask(step, Partner(name, body.name.spoken("de"), body.email), "opinion")


def ask_city(step: WorkStep) -> StepOutcome:
    """Ask another city of the commons for its opinion."""
    return _ask(step, _city(step, "city"), "opinion")


def hand_over(step: WorkStep) -> StepOutcome:
    """Offer the whole case to the city that is competent; its answer is the receipt."""
    return _ask(step, _city(step, "to"), "file")


def remind(step: WorkStep) -> StepOutcome:
    """A deadline passed and the station is still open: tell who looks after it, or whoever was asked and is silent."""
    of = step.node.options.get("of", "")
    asked = next((x for x in reversed(step.matter.facts) if isinstance(x, f.PartnerAsked) and x.node_id == of), None)
    if asked is not None:
        fact = f.PartnerReminded(at=step.now, ask_id=asked.ask_id, name=asked.name)
        return StepOutcome(facts=(fact,), effects=(WritePartner(ask_id=asked.ask_id, says="reminder"),))
    service = step.matter.service
    node = service.process.nodes.get(of)
    title = speech.task_name(service, node, "de") if node else of
    role = step.node.role or ""
    task = OpenTask(
        task_id=step.id("reminder"),
        work_key=f"{step.key}/reminder",
        kind="message",
        title=f"Überfällig: {title}",
        role=role,
        unit=speech.task_unit(service, node) if node and node.role == role else speech.role_unit(service, role),
        node_id="",
        reason=OVERDUE.spoken("de"),
    )
    told = f.ReminderSet(at=step.now, task_id=task.task_id, about=of, title=title)
    return StepOutcome(facts=(task.fact(step.now), told), effects=(task,))


OVERDUE = Text.named("matter.actions.partners.overdue")


def _ask(step: WorkStep, partner: Partner, wish: Wish) -> StepOutcome:
    ask_id = step.id("ask")
    answer = next((x for x in step.matter.facts if isinstance(x, Answer) and x.ask_id == ask_id), None)
    if answer is not None:
        return StepOutcome(working={"register": {step.result: _said(answer)}})
    if any(isinstance(x, f.PartnerAsked) and x.ask_id == ask_id for x in step.matter.facts):
        return StepOutcome(waits=True)
    until = step.last_day()
    if not isinstance(until, date):
        raise CannotPerform(reasons.NO_LAST_DAY)
    options = step.node.options
    asked = f.PartnerAsked(
        at=step.now,
        ask_id=ask_id,
        step=step.key,
        node_id=step.node.id,
        name=partner.name,
        to=partner.email,
        subject=options.get("subject") or step.node.name,
        until=until,
        wish=wish,
        share=tuple(options.get("share", "").split()),
        basis=step.node.legal_basis or "",
    )
    effects: tuple[Effect, ...] = (WritePartner(ask_id=ask_id, says=wish),)
    return StepOutcome(facts=(asked,), effects=effects, working=asked_anew(step), waits=True)


def asked_anew(step: WorkStep) -> dict[str, dict[str, None]]:
    """Whoever is asked once more has not answered yet: an earlier answer does not stand for the new one."""
    known = step.matter.results.get("register", {})
    return {"register": {step.result: None}} if step.result in known else {}


def _said(answer: Answer) -> dict[str, str | None]:
    match answer:
        case f.OpinionGiven():
            return {"outcome": "answered", "answer": answer.text}
        case f.FileTaken():
            return {"outcome": "accepted", "answer": answer.reference}
        case f.FileDeclined():
            return {"outcome": "declined", "answer": answer.reason}


def _city(step: WorkStep, option: str) -> Partner:
    """The city that the expression names, by key, official municipality key or name; never this one."""
    wanted = step.option(option)
    if not isinstance(wanted, str) or not wanted.strip():
        raise step.missing(step.node.options.get(option, ""))
    found = step.tools.find_city(wanted.strip())
    if found is None or found.key == step.matter.service.city.key:
        raise CannotPerform(reasons.no_city(wanted.strip()))
    return found
