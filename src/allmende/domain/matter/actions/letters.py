"""Composing, sealing and delivering a notice, and telling the citizen that it is there."""

from __future__ import annotations

from allmende.domain import facts as f
from allmende.domain.deadlines import Channel, meets_written_form
from allmende.domain.forms import Field
from allmende.domain.matter import by_post, reasons, speech
from allmende.domain.matter.announcing import (
    Provided,
    announce,
    channel_by_post,
    consented_online,
    lacks_consent,
)
from allmende.domain.matter.model import decision_of
from allmende.domain.matter.outcome import KeepNotice, KeepPdf, OpenTask, Outcome, WriteMessage
from allmende.domain.matter.tools import CannotPerform, Step
from allmende.domain.matter.words import spoken_message
from allmende.domain.notices import compose
from allmende.domain.notices.codes import code_of
from allmende.domain.notices.document import Document
from allmende.domain.notices.posting import check_posting
from allmende.domain.notices.template import NoticeTemplate
from allmende.domain.notices.ways import BY_POST, WAY
from allmende.domain.process.model import Program
from allmende.domain.values import Problem, Text

NO_TEMPLATE = Problem(
    "notice.template",
    Text(
        "Für dieses Schreiben gibt es keine Vorlage. Die Werkstatt kann sie ergänzen.",
        "There is no template for this letter. The studio can add it.",
    ),
)


def compose_notice(step: Step) -> Outcome:
    """The words of the notice, from the template the node names. Error: `CannotPerform` with what is missing.

    Also where it is to go by post and its address is none the post delivers to.
    """
    template = step.matter.service.notices.get(step.node.notice or "")
    if template is None:
        raise CannotPerform(NO_TEMPLATE)
    decision = decision_of(step.matter.facts)
    author = decision.by if decision and not decision.automatic else None
    notice_id = step.id("notice")
    document = compose(
        template,
        step.matter.service,
        step.names,
        step.today,
        author,
        language=step.matter.language,
        code=code_of(notice_id),
    )
    if isinstance(document, list):
        raise CannotPerform(*document)
    if unposted := _unposted(step, template, document):
        raise CannotPerform(*unposted)
    kept = KeepNotice(
        notice_id=notice_id,
        template=template.id,
        kind=template.kind,
        title=document.subject,
        outcome=template.outcome,
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
    return Outcome(facts=(fact,), effects=(kept,))


def seal(step: Step) -> Outcome:
    """Render and seal. Rendering is deterministic, so that a repetition is the same letter."""
    notice = _notice(step)
    pdf = step.tools.press(step.tools.find_document(notice.notice_id), step.matter)
    fact = f.NoticeSealed(at=step.now, notice_id=notice.notice_id, size=len(pdf))
    return Outcome(facts=(fact,), effects=(KeepPdf(notice_id=notice.notice_id, pdf=pdf),))


def deliver(step: Step) -> Outcome:
    """Let the letter reach the person: online at once, by post as soon as a person has posted it.

    By post the step waits: a task to print it is opened, and the day noted there begins the clock of the law. Online a
    decision counts once the person who agreed to that way has opened it; without her agreement a person brings it another way.
    """
    notice = _notice(step)
    if not any(isinstance(x, f.NoticeSealed) and x.notice_id == notice.notice_id for x in step.matter.facts):
        raise CannotPerform(reasons.NOT_SEALED)
    channel = _channel(step, notice)
    return _online(step, notice) if channel == "portal" else _by_post(step, notice, channel)


def _online(step: Step, notice: f.NoticeIssued) -> Outcome:
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
        return Outcome(facts=facts, effects=(provided,))
    order = _order(step, notice, _post(step, notice), by_post.NO_CONSENT)
    return Outcome(facts=(*facts, *order.facts(step.now)), effects=(provided, order.task))


def _by_post(step: Step, notice: f.NoticeIssued, channel: Channel) -> Outcome:
    order = by_post.find_step_order(step.matter.facts, step.key)
    if order is None:
        template = step.matter.service.notices.get(notice.template)
        form = by_post.say_form(template.written_form) if template and template.written_form else ""
        wanted = _order(step, notice, channel, f"{form}{by_post.REASONS[channel]}", waits=True)
        return Outcome(facts=wanted.facts(step.now), effects=(wanted.task,), waits=True)
    posted = by_post.find_posted(step.matter.facts, order)
    if posted is None:
        return Outcome(waits=True)
    facts, effects = by_post.provide(step.matter, order, posted.posted_on, step.now, step.today)
    return Outcome(facts=facts, effects=effects)


def notify(step: Step) -> Outcome:
    """The package's words as a message on the page. A mail says so, unless an act of the same move is more telling."""
    subject, body = spoken_message(step, step.node.message)
    message = WriteMessage(message_id=step.id("told"), subject=subject, text=body)
    fact = f.CitizenNotified(at=step.now, text_id=step.node.message or "", subject=subject)
    return Outcome(facts=(fact,), effects=(message,))


def _notice(step: Step) -> f.NoticeIssued:
    """The notice the node names, else the latest of the case."""
    wanted = step.node.notice
    issued = [
        fact for fact in step.matter.facts if isinstance(fact, f.NoticeIssued) and wanted in (None, fact.template)
    ]
    if not issued:
        raise CannotPerform(reasons.NO_LETTER)
    return issued[-1]


def _channel(step: Step, notice: f.NoticeIssued) -> Channel:
    """How the letter goes. A certificate has no address on it: its file is provided, on paper another letter goes with it."""
    template = step.matter.service.notices.get(notice.template)
    drawn = step.node.options.get("channel") == "post"
    if notice.notice_kind != "certificate" and (drawn or _chose_post(step) or _needs_paper(step, template)):
        return _post(step, notice)
    return "portal"


def _needs_paper(step: Step, template: NoticeTemplate | None) -> bool:
    """A decision ordered in writing, whose seal does not replace that form in the own mailbox."""
    ordered = template is not None and template.written_form is not None
    return ordered and not meets_written_form(step.matter.service.sheet.law, "portal")


def _post(step: Step, notice: f.NoticeIssued) -> Channel:
    return channel_by_post(step.matter.service.notices.get(notice.template), step.names)


def _chose_post(step: Step) -> bool:
    return bool(step.names.get(WAY) == BY_POST)


def _unposted(step: Step, template: NoticeTemplate, document: Document) -> tuple[Problem, ...]:
    """Why the letter just composed could not be delivered by post, where that is how it is to go."""
    service = step.matter.service
    posted = any(
        node.action == "deliver" and node.options.get("channel") == "post" and node.notice in (None, template.id)
        for node in Program(service.process, service.shared).nodes()
    )
    if template.kind == "certificate" or not (posted or _chose_post(step) or _needs_paper(step, template)):
        return ()
    problem = check_posting(template, document, service, step.names)
    if problem is None:
        return ()
    way = service.form.find(WAY) if not (posted or _needs_paper(step, template)) else None
    return (problem, _other_way(way)) if way else (problem,)


def _other_way(way: Field) -> Problem:
    """What mends it as well: that the answer goes another way."""
    words = Text(
        f"Oder die Antwort geht einen anderen Weg, als unter „{way.label.spoken('de')}“ steht.",
        f"Or the answer goes another way than the one under “{way.label.spoken('en')}”.",
    )
    return Problem("missing_value", words, about=f"field.{WAY}")


def _order(step: Step, notice: f.NoticeIssued, channel: Channel, reason: str, *, waits: bool = False) -> by_post.Order:
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
    return by_post.Order(task=task, notice=notice, channel=channel, step=step.key if waits else "")
