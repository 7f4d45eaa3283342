"""Composing, sealing and delivering a notice, and telling the citizen that it is there."""

from __future__ import annotations

from allmende.domain import facts as f
from allmende.domain.deadlines import Channel
from allmende.domain.matter import reasons, speech
from allmende.domain.matter.announcing import announce, remedy_of
from allmende.domain.matter.model import decision_of
from allmende.domain.matter.outcome import KeepNotice, KeepPdf, OpenTask, Outcome, ProvideNotice
from allmende.domain.matter.tools import CannotPerform, Step
from allmende.domain.matter.words import spoken_message
from allmende.domain.notices import compose
from allmende.domain.notices.codes import code_of
from allmende.domain.values import Problem, Text

NO_TEMPLATE = Problem(
    "notice.template",
    Text(
        "Für dieses Schreiben gibt es keine Vorlage. Die Werkstatt kann sie ergänzen.",
        "There is no template for this letter. The studio can add it.",
    ),
)


def compose_notice(step: Step) -> Outcome:
    """The words of the notice, from the template the node names. Error: `CannotPerform` with what is missing."""
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
    person prints and sends it, and the fiction runs from the day of posting.
    """
    notice = _notice(step)
    if not any(isinstance(x, f.NoticeSealed) and x.notice_id == notice.notice_id for x in step.matter.facts):
        raise CannotPerform(reasons.NOT_SEALED)
    channel = _channel(step, notice)
    facts: tuple[f.Fact, ...] = (
        f.NoticeProvided(
            at=step.now, notice_id=notice.notice_id, title=notice.title, channel=channel, provided_on=step.today
        ),
    )
    remedy = remedy_of(step.matter.service, notice.template)
    days = announce(remedy, notice.notice_kind, channel, step.today)
    provided = ProvideNotice(
        notice_id=notice.notice_id, title=notice.title, channel=channel, provided_on=step.today, days=days
    )
    if days:
        facts += (days.fact(step.now, notice.notice_id),)
    effects: tuple[ProvideNotice | OpenTask, ...] = (provided,)
    if channel == "post":
        printing = _print(step, notice)
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
    if notice.notice_kind != "certificate" and _by_post(step):
        return "post"
    return "postbox" if step.matter.applicant.account else "portal"


def _by_post(step: Step) -> bool:
    return step.node.options.get("channel") == "post" or step.names.get("zustellweg") == "post"


def _print(step: Step, notice: f.NoticeIssued) -> OpenTask:
    return OpenTask(
        task_id=step.id("print"),
        work_key=f"{step.key}/print",
        kind="message",
        title=f"Drucken und versenden: {notice.title}",
        role=step.node.role or "",
        unit=speech.task_unit(step.matter.service, step.node),
        node_id=step.node.id,
        reason="Das Schreiben soll mit der Post gehen.",
    )
