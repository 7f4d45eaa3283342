"""Composing, sealing and delivering a notice, and telling the citizen that it is there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from allmende.domain import facts as f
from allmende.domain.deadlines import MAILED, SERVED, Channel, meets_written_form
from allmende.domain.forms import Field
from allmende.domain.matter import by_post, reasons, speech
from allmende.domain.matter.announcing import (
    Provided,
    announce,
    channel_by_post,
    consented_online,
    lacks_consent,
)
from allmende.domain.matter.letter_edits import edits_of, with_edits
from allmende.domain.matter.model import Matter, decision_of, payment_names
from allmende.domain.matter.outcome import KeepNotice, KeepPdf, MoveDemand, OpenTask, StepOutcome, WriteMessage
from allmende.domain.matter.posting_days import renew_payment
from allmende.domain.matter.redressing import pass_on
from allmende.domain.matter.tools import CannotPerform, WorkStep
from allmende.domain.matter.words import spoken_message
from allmende.domain.notices import compose, list_expressions
from allmende.domain.notices.codes import code_of
from allmende.domain.notices.document import Document
from allmende.domain.notices.posting import check_posting
from allmende.domain.notices.template import GroundPart, NoticeTemplate
from allmende.domain.notices.ways import BY_POST, WAY
from allmende.domain.package import Service
from allmende.domain.process.model import Program
from allmende.domain.values import Problem, Text, local_day

DRAWN_ON_PAPER = (*MAILED, "acknowledgement", "in_person")
"""Ways on paper a package may ask for at a letter."""
WRITTEN = ("task.", "correction.", "count(correction.")
"""How expressions begin that print what a person wrote at a task."""
NO_TEMPLATE = Problem(
    "notice.template",
    Text.named("matter.actions.letters.notice_template"),
)


def compose_notice(step: WorkStep) -> StepOutcome:
    """The words of the notice, from the template the node names. Error: `CannotPerform` with what is missing.

    Also where it is to go by post and its address is none the post delivers to.
    """
    template = step.matter.service.notices.get(step.node.notice or "")
    if template is None:
        raise CannotPerform(NO_TEMPLATE)
    worded = edits_of(step.matter.facts, template.id)
    author = _author(step.matter, template) or (worded[0].by if worded else None)
    notice_id = step.id("notice")
    moved = _renew_payment(step, template)
    names = step.names
    if moved:
        names = {**names, "payment": payment_names((*step.matter.facts, *moved))}
    document = compose(
        template,
        step.matter.service,
        names,
        step.today,
        author,
        language=step.matter.language,
        sealed=not goes_on_paper(step, template),
        code=code_of(notice_id),
    )
    if not isinstance(document, list) and worded:
        document = with_edits(document, worded[1])
    if isinstance(document, list):
        raise CannotPerform(*document)
    if unposted := _unposted(step, template, document):
        raise CannotPerform(*unposted)
    kept = KeepNotice(
        notice_id=notice_id,
        template=template.id,
        kind=template.kind,
        title=document.subject,
        outcome=_said_outcome(step.matter, template),
        author=author or "",
        document=document,
    )
    fact = f.NoticeIssued(
        at=step.now,
        notice_id=kept.notice_id,
        template=template.id,
        notice_kind=template.kind,
        title=kept.title,
        outcome=kept.outcome,
    )
    later = tuple(MoveDemand(demand_id=x.demand_id, due_on=x.due_on) for x in moved)
    return StepOutcome(facts=(*moved, fact), effects=(*later, kept))


def _renew_payment(step: WorkStep, template: NoticeTemplate) -> tuple[f.PaymentDayMoved, ...]:
    """A decision that demands money grants the whole time to pay, from the day on which it is written."""
    if template.kind != "decision" or template.fee is None:
        return ()
    return renew_payment(step.matter.facts, step.today, step.now, step.matter.service.city.state)


def _said_outcome(matter: Matter, template: NoticeTemplate) -> str:
    """What the letter decides: the letter that grants is also that of a partial grant."""
    decision = decision_of(matter.facts)
    partly = template.kind == "decision" and template.outcome == "granted" and decision and decision.outcome == "partly"
    return "partly" if partly else template.outcome


def _author(matter: Matter, template: NoticeTemplate) -> str | None:
    """Who answers for the letter: who decided; else who did the last task, where it is the decision or says her words.

    None for the machine. A hearing and a request for documents say what a person found, so they bear her name.
    """
    decision = decision_of(matter.facts)
    if decision is not None:
        return None if decision.automatic else decision.by
    done = [x.by for x in matter.facts if isinstance(x, f.TaskDone) and x.node_id and x.by]
    return done[-1] if done and (template.kind == "decision" or _is_written(template)) else None


def _is_written(template: NoticeTemplate) -> bool:
    """True where the letter states grounds or words that a person chose at a task."""
    said = (expression for _, expression in list_expressions(template))
    grounds = (isinstance(block, GroundPart) for _, part in template.sections() for block in part)
    return any(grounds) or any(one.startswith(WRITTEN) for one in said)


def seal(step: WorkStep) -> StepOutcome:
    """Render and seal. Rendering is deterministic, so that a repetition is the same letter."""
    notice = _notice(step)
    pdf = step.tools.press(step.tools.find_document(notice.notice_id), step.matter)
    fact = f.NoticeSealed(at=step.now, notice_id=notice.notice_id, size=len(pdf))
    return StepOutcome(facts=(fact,), effects=(KeepPdf(notice_id=notice.notice_id, pdf=pdf),))


def deliver(step: WorkStep) -> StepOutcome:
    """Let the letter reach the person: online at once, by post as soon as a person has posted it.

    By post the step waits: a task to print it is opened, and the day noted there begins the clock of the law. Online a
    decision counts once the person who agreed to that way has opened it; without her agreement a person brings it another way.
    """
    notice = _notice(step)
    if not any(isinstance(x, f.NoticeSealed) and x.notice_id == notice.notice_id for x in step.matter.facts):
        raise CannotPerform(reasons.NOT_SEALED)
    done = _bring(step, notice)
    if any(isinstance(x, f.NoticeProvided) for x in done.facts):
        return done.then(StepOutcome(effects=pass_on(step.matter, notice)))
    return done


def _bring(step: WorkStep, notice: f.NoticeIssued) -> StepOutcome:
    channel = _channel(step, notice)
    if channel == "postbox" and by_post.find_step_order(step.matter.facts, step.key) is None:
        return _in_postbox(step, notice)
    if channel == "portal":
        return _online(step, notice)
    return _by_post(step, notice, _post(step, notice) if channel == "postbox" else channel)


def _in_postbox(step: WorkStep, notice: f.NoticeIssued) -> StepOutcome:
    """The letter is put into the postbox of the person's user account; where that is closed it goes another way (§ 9 OZG)."""
    service, consented = step.matter.service, consented_online(step.names)
    way = Provided(
        template=notice.template, kind=notice.notice_kind, channel="postbox", on=step.today, consented=consented
    )
    placed = None if lacks_consent(service, way) else step.tools.place(notice.notice_id, notice.title)
    if placed is None:
        paper = _needs_paper(service, service.notices.get(notice.template), "portal")
        return _by_post(step, notice, _post(step, notice)) if paper else _online(step, notice)
    way = replace(way, on=local_day(placed))
    facts, provided = by_post.provision(notice, way, announce(service, way, step.names), step.now)
    return StepOutcome(facts=facts, effects=(provided,))


def _online(step: WorkStep, notice: f.NoticeIssued) -> StepOutcome:
    service = step.matter.service
    way = Provided(
        template=notice.template,
        kind=notice.notice_kind,
        channel="portal",
        on=step.today,
        consented=consented_online(step.names),
    )
    facts, provided = by_post.provision(notice, way, announce(service, way, step.names), step.now)
    if notice.notice_kind != "decision" or not lacks_consent(service, way):
        return StepOutcome(facts=facts, effects=(provided,))
    order = _order(step, notice, _post(step, notice), by_post.NO_CONSENT)
    return StepOutcome(facts=(*facts, *order.facts(step.now)), effects=(provided, order.task))


def _by_post(step: WorkStep, notice: f.NoticeIssued, channel: Channel) -> StepOutcome:
    order = by_post.find_step_order(step.matter.facts, step.key)
    if order is None:
        template = step.matter.service.notices.get(notice.template)
        form = by_post.say_form(template.written_form) if template and template.written_form else ""
        wanted = _wanted(step, notice)
        how = _order(step, notice, channel, f"{form}{by_post.REASONS[wanted or channel]}", wanted=wanted, waits=True)
        return StepOutcome(facts=how.facts(step.now), effects=(how.task,), waits=True)
    posted = by_post.find_posted(step.matter.facts, order)
    if posted is None:
        return StepOutcome(waits=True)
    facts, effects = by_post.provide(step.matter, order, posted, step.now, step.today)
    return StepOutcome(facts=facts, effects=effects)


def notify(step: WorkStep) -> StepOutcome:
    """The package's words as a message on the page. A mail says so, unless an act of the same move is more telling."""
    subject, body = spoken_message(step, step.node.message)
    message = WriteMessage(message_id=step.id("told"), subject=subject, text=body)
    fact = f.CitizenNotified(at=step.now, text_id=step.node.message or "", subject=subject)
    return StepOutcome(facts=(fact,), effects=(message,))


def _notice(step: WorkStep) -> f.NoticeIssued:
    """The notice the node names, else the latest of the case."""
    wanted = step.node.notice
    issued = [
        fact for fact in step.matter.facts if isinstance(fact, f.NoticeIssued) and wanted in (None, fact.template)
    ]
    if not issued:
        raise CannotPerform(reasons.NO_LETTER)
    return issued[-1]


def _channel(step: WorkStep, notice: f.NoticeIssued) -> Channel:
    """How the letter goes. A certificate has no address on it: its file is provided, on paper another letter goes with it."""
    service = step.matter.service
    template, online = service.notices.get(notice.template), _online_way(step)
    drawn = step.node.options.get("channel") in DRAWN_ON_PAPER
    served = by_post.is_served(step.matter.service, notice)
    paper = drawn or served or _chose_post(step) or _needs_paper(service, template, online)
    return _post(step, notice) if notice.notice_kind != "certificate" and paper else online


def _online_way(step: WorkStep) -> Channel:
    """Online a letter lies in the postbox of the person's user account where the city can reach it, else in the own mailbox."""
    return "postbox" if step.tools.has_postbox else "portal"


def _needs_paper(service: Service, template: NoticeTemplate | None, online: Channel) -> bool:
    """A decision ordered in writing, whose seal does not replace that form on the online way."""
    ordered = template is not None and template.written_form is not None
    return ordered and not meets_written_form(service.sheet.law, online)


def _post(step: WorkStep, notice: f.NoticeIssued) -> Channel:
    return channel_by_post(step.matter.service.notices.get(notice.template), step.names)


def _chose_post(step: WorkStep) -> bool:
    return bool(step.names.get(WAY) == BY_POST)


def goes_on_paper(step: WorkStep, template: NoticeTemplate, ways: Collection[str] = DRAWN_ON_PAPER) -> bool:
    """Whether it is known, as the letter is composed, that it goes on paper: by one of `ways`, by choice or by its form."""
    needed = _needs_paper(step.matter.service, template, _online_way(step))
    return template.kind != "certificate" and (_drawn(step, template, ways) or _chose_post(step) or needed)


def _drawn(step: WorkStep, template: NoticeTemplate, ways: Collection[str]) -> bool:
    """Does the process send that letter by one of these ways?"""
    nodes = Program(step.matter.service.process, step.matter.service.shared).nodes()
    return any(
        node.action == "deliver" and node.options.get("channel") in ways and node.notice in (None, template.id)
        for node in nodes
    )


def _unposted(step: WorkStep, template: NoticeTemplate, document: Document) -> tuple[Problem, ...]:
    """Why the letter just composed could not be delivered by post, where that is how it is to go."""
    if not goes_on_paper(step, template, MAILED):
        return ()
    service = step.matter.service
    problem = check_posting(template, document, service, step.names)
    if problem is None:
        return ()
    chosen = not _drawn(step, template, MAILED) and not _needs_paper(service, template, _online_way(step))
    way = service.form.find(WAY) if chosen else None
    return (problem, _other_way(way)) if way else (problem,)


def _other_way(way: Field) -> Problem:
    """What mends it as well: that the answer goes another way."""
    words = Text.named("matter.actions.letters.or_answer_goes_another_way", label=way.label)
    return Problem("missing_value", words, about=f"field.{WAY}")


def _wanted(step: WorkStep, notice: f.NoticeIssued) -> str:
    """The one way the package asks for; or formal service, where the law lets the decision take effect by it alone."""
    drawn = step.node.options.get("channel", "")
    if drawn in (*SERVED, "in_person"):
        return drawn
    return "service_certificate" if by_post.is_served(step.matter.service, notice) else ""


def _order(
    step: WorkStep, notice: f.NoticeIssued, channel: Channel, reason: str, *, wanted: str = "", waits: bool = False
) -> by_post.Order:
    task = OpenTask(
        task_id=step.id("print"),
        work_key=f"{step.key}/print",
        kind=by_post.KIND,
        title=f"Drucken und versenden: {notice.title}",
        role=step.node.role or "",
        unit=speech.task_unit(step.matter.service, step.node),
        node_id=step.node.id,
        reason=reason,
    )
    return by_post.Order(task=task, notice=notice, channel=channel, step=step.key if waits else "", wanted=wanted)
