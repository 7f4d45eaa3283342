"""A case as its page shows it: the outcome first, then documents, messages, and last what happened so far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.applications import queries as applications
from allmende.apps.cases.queries import CaseView, MessageView
from allmende.apps.notices.queries import NoticeView
from allmende.apps.postbox import queries as postbox
from allmende.domain import facts as f
from allmende.domain.deadlines import find_notification_rule
from allmende.domain.facts.kinds import UNDELIVERED
from allmende.domain.matter import signing
from allmende.domain.matter.answering import file_names_at
from allmende.domain.matter.by_post import is_ordered, is_stopped
from allmende.domain.matter.completeness import list_open, names_of
from allmende.domain.matter.enclosures import enclosed_by
from allmende.domain.matter.replaced_address import find_replacement
from allmende.domain.matter.telling import ActKind, CitizenAct, CitizenView
from allmende.domain.matter.telling.following import HEADLINE, handed_words, paper_words, received_words, until_words
from allmende.domain.spelling.mail_address import mask_address
from allmende.domain.values import local_day
from allmende.ui.html import SafeString, attributes, esc, join
from allmende.ui.kern import Weight, alert, link_button
from allmende.ui.letter import letter_title
from allmende.ui.speak import spoken_date, spoken_moment, spoken_size

FILLED: frozenset[ActKind] = frozenset(("pay", "confirm", "complete", "hand_in", "answer", "letter"))
"""Acts that are worth the one filled button; writing a message or looking again is not."""

WATCHED = frozenset(("received", "paid", "answered", "working", "payment_unclear"))
"""States in which something may happen while somebody looks: the page looks again by itself."""

LOOK_AGAIN_AFTER, LOOK_LATER_AFTER = 1, 15
"""Seconds until a page without scripts asks again: while the answer itself waits for the outcome, and while others work."""

WATCHED_FOR = timedelta(minutes=5)
"""So long after the last fact a page without scripts asks again by itself; it must end some time."""

RECENT = timedelta(seconds=60)


def look_again_after(case: CaseView, told: CitizenView, now: datetime) -> int | None:
    """Seconds until the page asks again by itself where no script does it; None where nothing is to be waited for."""
    if told.brief:
        return LOOK_AGAIN_AFTER
    last = max((fact.at for fact in case.facts), default=now)
    return LOOK_LATER_AFTER if told.state in WATCHED and now - last < WATCHED_FOR else None


def outcome(case: CaseView, told: CitizenView, *, focus: bool) -> SafeString:
    """The panel every page of a case begins with. `focus`: its heading takes the focus, as after sending."""
    url = reverse("portal:case", args=[case.id])
    acts = [_act(case, act, number) for number, act in enumerate(told.acts)]
    watch = url if told.state in WATCHED else ""
    heads = attributes(class_=f"al-outcome al-outcome--{told.tone}", aria_labelledby="ergebnis", data_watch=watch)
    paragraphs = [part for sentence in told.sentences for part in sentence.split("\n\n")]
    lines = join(f'<p class="al-lead">{esc(paragraph)}</p>' for paragraph in paragraphs)
    day = f'<p class="al-outcome__day">{esc(told.last_day)}</p>' if told.last_day else ""
    dots = '<span class="al-dots" aria-hidden="true"><i></i><i></i><i></i></span>' if told.brief else ""
    return SafeString(
        f'<section{heads}><p class="al-outcome__word"><span class="al-outcome__sign" aria-hidden="true"></span>'
        f'{esc(told.word)}</p><h1 class="kern-heading-large" id="ergebnis" tabindex="-1"{" data-focus" if focus else ""}>'
        f"{esc(told.headline)}</h1>{lines}{day}"
        f'<div class="al-actions">{dots}{join(acts)}</div></section>'
    )


def _act(case: CaseView, act: CitizenAct, number: int) -> SafeString:
    weight: Weight = "primary" if number == 0 and act.does in FILLED else "secondary"
    return link_button(act.label, _address(case, act), weight=weight)


def _address(case: CaseView, act: CitizenAct) -> str:
    match act.does:
        case "pay":
            return reverse("portal:pay", args=[case.id])
        case "confirm":
            return reverse("portal:confirm", args=[case.id])
        case "complete":
            return reverse("portal:correction", args=[case.id])
        case "hand_in":
            return reverse("portal:hand_in", args=[case.id])
        case "letter":
            return reverse("portal:document", args=[case.id, act.letter])
        case "again":
            return reverse("portal:service", args=[case.service.sheet.id])
        case "look":
            return reverse("portal:case", args=[case.id])
        case _:
            return "#nachricht"


def just_acted(case: CaseView, now: datetime) -> bool:
    """Did the citizen send, pay or answer within the last minute? From the facts: an address says nothing about a case."""
    acts = (f.ApplicationReceived, f.PaymentReceived, f.CorrectionReceived, f.AnswersHandedIn, f.ApplicationWithdrawn)
    return any(isinstance(fact, acts) and now - fact.at <= RECENT for fact in case.facts)


def news(case: CaseView, told: CitizenView, now: datetime) -> SafeString | str:
    """That a message just sent is there, where the panel does not say so itself."""
    written = any(isinstance(fact, f.MessageReceived) and now - fact.at <= RECENT for fact in case.facts)
    if not written or told.state == "answered":
        return ""
    words = _("Ihre Nachricht ist angekommen. Ein Mensch liest sie.")
    return SafeString(f'<div class="al-text al-news">{alert("success", words, role="status")}</div>')


def replaced_address(case: CaseView, language: str, now: datetime) -> SafeString | str:
    """That the mail address was replaced lately, and what to do if the reader knows nothing of it. The old one got a mail, too."""
    fact = find_replacement(case.facts, now)
    if fact is None:
        return ""
    title = _("Neue E-Mail-Adresse seit %(moment)s") % {"moment": spoken_moment(fact.at, language)}
    words = _("%(happened)s Wissen Sie davon nichts? Dann rufen Sie uns bitte gleich an.") % {
        "happened": fact.spoken(language)
    }
    return SafeString(f'<div class="al-text al-news">{alert("info", title, words)}</div>')


def unsent(case: CaseView, language: str) -> SafeString | str:
    """That mails do not arrive, with the way to put the address right; or that the latest could not be sent."""
    failure = postbox.find_failure(about=case.id, email=case.email)
    if failure:
        return _came_back(case, failure, language)
    if not case.email or not postbox.was_refused(case_id=case.id):
        return ""
    title = _("Wir konnten Ihnen keine E-Mail schicken")
    words = _("Ihr Antrag ist sicher bei uns. Auf dieser Seite finden Sie alles, was wir Ihnen schreiben.")
    return SafeString(f'<div class="al-text al-news">{alert("warning", title, words)}</div>')


def _came_back(case: CaseView, failure: str, language: str) -> SafeString:
    title = _("Unsere E-Mail an %(address)s kam nicht an") % {"address": mask_address(case.email)}
    words = _(
        "Bitte prüfen Sie die Adresse. Ihr Antrag ist sicher bei uns. Auf dieser Seite finden Sie alles, was wir Ihnen schreiben."
    )
    link = link_button(_("Adresse prüfen"), reverse("portal:correct_address", args=[case.id]), weight="secondary")
    body = SafeString(
        f'<p class="kern-body">{esc(UNDELIVERED[failure].spoken(language))} {esc(words)}</p><p class="al-actions">{link}</p>'
    )
    return SafeString(f'<div class="al-text al-news">{alert("warning", title, body)}</div>')


def missing(case: CaseView, language: str, today: date) -> SafeString | str:
    """What is still missing for the decision, until when, and the way to hand it in; empty where nothing can be handed in."""
    paths = list_open(case.matter, today)
    if not paths:
        return ""
    items = join(f"<li>{esc(name)}</li>" for name in names_of(case.service, paths, language))
    words = f"{until_words(case.service, case.matter.received_on, language)} {received_words(case.matter, language)}"
    link = link_button(_("Nachreichen"), reverse("portal:hand_in", args=[case.id]), weight="secondary")
    return SafeString(
        f'<section aria-labelledby="fehlt"><h2 class="kern-heading-medium" id="fehlt">{esc(HEADLINE.spoken(language))}</h2>'
        f'<ul class="kern-list">{items}</ul><p class="kern-body">{esc(words.strip())}</p>'
        f'<p class="kern-body">{esc(paper_words(case.service, language))}</p><p class="al-actions">{link}</p></section>'
    )


def signature(case: CaseView, language: str) -> SafeString | str:
    """That the signature the law asks for is missing, and how to give it; empty where it is there or none is asked for."""
    if case.closed or not signing.is_missing(case.matter):
        return ""
    words = SafeString(
        f'<p class="kern-body">{esc(signing.NEEDED.spoken(language))}</p>'
        f'<p class="kern-body">{esc(paper_words(case.service, language))}</p>'
    )
    return SafeString(f'<div class="al-text">{alert("warning", _("Ihre Unterschrift fehlt noch"), words)}</div>')


def story(case: CaseView, language: str) -> SafeString:
    """What happened, in the order it happened: acts of the citizen and of the authority, no step of the machine."""
    happened = [fact for fact in case.facts if fact.public]
    return join(
        f'<li class="al-is-done"><p class="al-timeline__title">{esc(_happened(fact, case, language))}</p>'
        f'<p class="al-muted al-small">{esc(spoken_moment(fact.at, language))}</p></li>'
        for fact in happened
    )


def _happened(fact: f.Fact, case: CaseView, language: str) -> str:
    match fact:
        case f.AnswersHandedIn():
            return handed_words(fact, case.service, language)
        case f.ApplicationReceived() if any(isinstance(fact, f.ConfirmationAsked) for fact in case.facts):
            return _("Jemand hat den Antrag gesendet, auch für Sie.")
    return fact.spoken(language)


def arrived(case: CaseView, language: str, now: datetime) -> SafeString | str:
    """What was handed in just now: the questions, with the files' names."""
    fact = case.matter.last(f.AnswersHandedIn)
    if fact is None or now - fact.at > RECENT:
        return ""
    items = join(f"<li>{esc(_with_files(case, path, language))}</li>" for path in fact.fields)
    body, title = SafeString(f'<ul class="kern-list">{items}</ul>'), _("Das ist angekommen")
    return SafeString(f'<div class="al-text al-news">{alert("success", title, body, role="status")}</div>')


def _with_files(case: CaseView, path: str, language: str) -> str:
    (label,) = names_of(case.service, (path,), language)
    files = ", ".join(file_names_at(case.matter.answers, path))
    return f"{label}: {files}" if files else label


def documents(case: CaseView, notices: Iterable[NoticeView], language: str) -> SafeString:
    """Receipt, notices and certificates, newest first."""
    listed = sorted(notices, key=lambda notice: notice.issued_at, reverse=True)
    return join(_document(case, notice, language) for notice in listed if _is_shown(notice))


def _is_shown(notice: NoticeView) -> bool:
    there = notice.ready or notice.kind == "receipt"
    return there and not notice.discarded and (notice.is_there or not notice.attached)


def _document(case: CaseView, notice: NoticeView, language: str) -> SafeString:
    title = letter_title(notice.title, case.service, notice.template, language)
    if not (notice.ready and notice.is_there):
        words = _("Wird gerade erstellt. Laden Sie die Seite gleich noch einmal.")
        if notice.ready and is_stopped(case.facts, notice.id):
            words = _("Wird nicht mehr verschickt.")
        elif notice.ready and is_ordered(case.facts, notice.id):
            words = _("Wird gedruckt und kommt mit der Post.")
        return SafeString(
            f'<li><div><p class="al-items__title">{title}</p><p class="al-muted al-small">{esc(words)}</p></div></li>'
        )
    facts = [
        _("PDF, %(size)s") % {"size": spoken_size(notice.size, language)},
        spoken_date(local_day(notice.issued_at), language),
    ]
    until = ""
    if _counts_from_opening(case, notice):
        words = _(
            "Am Tag nach dem Öffnen gilt der Bescheid als bekannt gegeben. Dann beginnt die Frist für einen Rechtsbehelf."
        )
        until = f'<p class="al-small">{esc(words)}</p>'
    if notice.ended_on:
        words = _("Dieses Schreiben ist so nicht bekannt gegeben. Sie bekommen es auf anderem Weg.")
        until = f'<p class="al-small">{esc(words)}</p>'
    if notice.appeal_until:
        words = _remedy_words(notice.appeal_rule)
        until += f'<p class="al-small">{esc(words % {"day": spoken_date(notice.appeal_until, language)})}</p>'
    link = link_button(
        _("Öffnen"),
        reverse("portal:document", args=[case.id, notice.id]),
        weight="secondary",
        icon_name="download",
        hidden=notice.title,
    )
    return SafeString(
        f'<li><div><p class="al-items__title">{title}</p><p class="al-muted al-small">{esc(", ".join(facts))}</p>{until}</div>{link}</li>'
    )


def _remedy_words(rule: str) -> str:
    remedy = rule.removeprefix("appeal.").partition(".")[0]
    if remedy in ("action", "social_action"):
        return _("Sie können bis zum %(day)s klagen. Wo und wie, steht im Bescheid.")
    if remedy == "fine_objection":
        return _("Sie können bis zum %(day)s Einspruch einlegen. Wie, steht im Bescheid.")
    return _("Sie können bis zum %(day)s widersprechen. Wie, steht im Bescheid.")


def _counts_from_opening(case: CaseView, notice: NoticeView) -> bool:
    """A decision in the own mailbox nobody has opened yet, under a law that counts from the opening."""
    if notice.kind != "decision" or notice.channel != "portal" or notice.retrieved_at or notice.ended_on:
        return False
    assert notice.provided_on is not None
    rule = find_notification_rule(case.service.sheet.law, "portal", notice.provided_on)
    return rule is not None and rule.begins == "retrieval"


def messages(case: CaseView, language: str) -> SafeString:
    """What was written to and fro, with the names of what the person sent along."""
    enclosed = enclosed_by(case.facts)
    names = applications.list_uploads(draft_id=case.id) if enclosed else {}
    files: dict[str, list[str]] = {}
    for key, fact in enclosed.items():
        if key in names:
            files.setdefault(fact.message_id, []).append(names[key].name)
    city_name = case.service.city.name
    return join(_message(message, files.get(message.id, ()), city_name, language) for message in case.messages)


def _message(message: MessageView, files: Iterable[str], city_name: str, language: str) -> SafeString:
    who = _("Sie") if message.from_citizen else message.author or city_name
    mine = " al-message--mine" if message.from_citizen else ""
    subject = f"<p><strong>{esc(message.subject)}</strong></p>" if message.subject else ""
    return SafeString(
        f'<article class="al-message{mine}"><p class="al-message__head">{esc(who)}, {esc(spoken_moment(message.written_at, language))}</p>'
        f"{subject}{esc(message.text)}{_enclosed(files)}</article>"
    )


def _enclosed(files: Iterable[str]) -> str:
    items = join(f"<li>{esc(name)}</li>" for name in files)
    return f'<ul class="kern-list">{items}</ul>' if items else ""
