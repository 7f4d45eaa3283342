"""Composing, sealing and delivering a notice, and telling the citizen that it is there."""

from __future__ import annotations

from allmende.domain import facts as f
from allmende.domain.deadlines import Channel
from allmende.domain.forms import Field
from allmende.domain.forms.addresses import goes_abroad
from allmende.domain.matter import reasons, speech
from allmende.domain.matter.announcing import BY_POST, WAY, Provided, announce, consented_online
from allmende.domain.matter.model import decision_of
from allmende.domain.matter.outcome import KeepNotice, KeepPdf, OpenTask, Outcome, ProvideNotice
from allmende.domain.matter.tools import CannotPerform, Step
from allmende.domain.matter.words import spoken_message
from allmende.domain.notices import compose
from allmende.domain.notices.codes import code_of
from allmende.domain.notices.document import Document
from allmende.domain.notices.posting import check_posting, find_recipient
from allmende.domain.notices.template import NoticeTemplate
from allmende.domain.process.model import Program
from allmende.domain.values import Problem, Text

NO_TEMPLATE = Problem(
    "notice.template",
    Text(
        "Für dieses Schreiben gibt es keine Vorlage. Die Werkstatt kann sie ergänzen.",
        "There is no template for this letter. The studio can add it.",
    ),
)

POSTING = {
    "post": "Das Schreiben soll mit der Post gehen.",
    "post_abroad": "Das Schreiben soll mit der Post ins Ausland gehen. Dort gilt kein fester Tag: Es ist bekannt gegeben, "
    "wenn es ankommt. Bitte senden Sie es so, dass Sie den Zugang nachweisen können (Einschreiben mit Rückschein).",
}
"""Why the letter is printed, by channel. The days of § 41 Abs. 2 Satz 1 VwVfG hold for post within Germany alone."""


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
    """Put the notice where the citizen finds it and compute the day of notification.

    Postbox of an account (§ 9 OZG), retrieval on the portal without one (§ 41 Abs. 2a VwVfG), or post: then a
    person prints and sends it, and the fiction runs from the day of posting; abroad there is no fiction.
    """
    notice = _notice(step)
    if not any(isinstance(x, f.NoticeSealed) and x.notice_id == notice.notice_id for x in step.matter.facts):
        raise CannotPerform(reasons.NOT_SEALED)
    channel = _channel(step, notice)
    way = Provided(
        template=notice.template,
        kind=notice.notice_kind,
        channel=channel,
        on=step.today,
        consented=consented_online(step.names),
    )
    facts: tuple[f.Fact, ...] = (
        f.NoticeProvided(
            at=step.now,
            notice_id=notice.notice_id,
            title=notice.title,
            channel=channel,
            provided_on=step.today,
            consented=way.consented,
        ),
    )
    days = announce(step.matter.service, way, step.names)
    provided = ProvideNotice(
        notice_id=notice.notice_id, title=notice.title, channel=channel, provided_on=step.today, days=days
    )
    if days:
        facts += (days.fact(step.now, notice.notice_id),)
    effects: tuple[ProvideNotice | OpenTask, ...] = (provided,)
    if channel in ("post", "post_abroad"):
        printing = _print(step, notice, POSTING[channel])
        facts += (printing.fact(step.now),)
        effects += (printing,)
    return Outcome(facts=facts, effects=effects)


def notify(step: Step) -> Outcome:
    """A mail with the package's words; left out where an act of the same move announces itself (`telling.mails`)."""
    subject, _body = spoken_message(step, step.node.message)
    return Outcome(facts=(f.CitizenNotified(at=step.now, text_id=step.node.message or "", subject=subject),))


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
    if notice.notice_kind != "certificate" and (step.node.options.get("channel") == "post" or _chose_post(step)):
        template = step.matter.service.notices.get(notice.template)
        recipient = find_recipient(template, step.names) if template else None
        return "post_abroad" if recipient and goes_abroad(recipient.address) else "post"
    return "portal"


def _chose_post(step: Step) -> bool:
    return bool(step.names.get(WAY) == BY_POST)


def _unposted(step: Step, template: NoticeTemplate, document: Document) -> tuple[Problem, ...]:
    """Why the letter just composed could not be delivered by post, where that is how it is to go."""
    service = step.matter.service
    nodes = (node for one in Program(service.process, service.shared) for node in one.nodes.values())
    posted = any(
        node.action == "deliver" and node.options.get("channel") == "post" and node.notice in (None, template.id)
        for node in nodes
    )
    if template.kind == "certificate" or not (posted or _chose_post(step)):
        return ()
    problem = check_posting(template, document, service, step.names)
    if problem is None:
        return ()
    way = service.form.find(WAY) if not posted else None
    return (problem, _other_way(way)) if way else (problem,)


def _other_way(way: Field) -> Problem:
    """What mends it as well: that the answer goes another way."""
    words = Text(
        f"Oder die Antwort geht einen anderen Weg, als unter „{way.label.spoken('de')}“ steht.",
        f"Or the answer goes another way than the one under “{way.label.spoken('en')}”.",
    )
    return Problem("missing_value", words, about=f"field.{WAY}")


def _print(step: Step, notice: f.NoticeIssued, reason: str) -> OpenTask:
    return OpenTask(
        task_id=step.id("print"),
        work_key=f"{step.key}/print",
        kind="message",
        title=f"Drucken und versenden: {notice.title}",
        role=step.node.role or "",
        unit=speech.task_unit(step.matter.service, step.node),
        node_id=step.node.id,
        reason=reason,
    )
