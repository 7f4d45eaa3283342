"""A case as its page tells it: headline, what to do now, stations, documents, messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from allmende.apps.cases.queries import CaseView, MessageView, Stage
from allmende.apps.notices.queries import NoticeView
from allmende.apps.payments.queries import DemandView
from allmende.entrypoints.portal import told
from allmende.ui.html import SafeString, esc, join, prose
from allmende.ui.kern import alert, details, link_button
from allmende.ui.speak import spoken_date, spoken_moment, spoken_size

OUTCOMES = {
    "granted": gettext_noop("Ihr Antrag ist bewilligt."),
    "partly": gettext_noop("Ihr Antrag ist zum Teil bewilligt."),
    "refused": gettext_noop("Ihr Antrag ist abgelehnt."),
}


def headline(case: CaseView, *, fresh: bool) -> str:
    """How it stands, as one sentence at the top."""
    if fresh:
        return _("Geschafft. Ihr Antrag ist angekommen.")
    if case.closed and case.outcome in OUTCOMES:
        return _(OUTCOMES[case.outcome])
    return {
        "SUBMITTED": _("Ihr Antrag ist angekommen."),
        "RECEIVED": _("Ihr Antrag ist angekommen."),
        "PROCESSING": _("Wir bearbeiten Ihren Antrag."),
        "ACTION_REQUIRED": _("Bitte tun Sie noch etwas."),
        "COMPLETED": _("Ihr Antrag ist abgeschlossen."),
    }.get(case.status, case.status_text)


def next_words(case: CaseView, language: str) -> str:
    """What comes next: the package's words for the station reached, else what it says about afterwards."""
    now = next((stage.text for stage in case.stages if stage.state == "now"), "")
    if case.closed:
        return _("Alle Dokumente finden Sie hier.")
    if case.status == "ACTION_REQUIRED":
        return ""
    return now or told.text(case.service, "service.after", language).partition("\n")[0]


def action_needed(case: CaseView, demands: Iterable[DemandView], language: str) -> SafeString:
    """What the person must do now, as boxes with one button each. Empty when nothing is to be done."""
    boxes = []
    if case.payable:
        boxes += [_payment_box(case, demand, language) for demand in demands if demand.status in ("open", "begun")]
    if case.correction:
        due = (
            _("Bitte bis zum %(day)s.") % {"day": spoken_date(case.correction.due_on, language)}
            if case.correction.due_on
            else ""
        )
        link = link_button(_("Angaben ergänzen"), reverse("portal:correction", args=[case.id]))
        body = f"{prose(case.correction.text)}{prose(due) if due else ''}<p>{link}</p>"
        boxes.append(alert("warning", _("Wir brauchen noch etwas von Ihnen"), SafeString(body)))
    if case.hearing_until:
        words = _(
            "Bevor wir entscheiden, möchten wir Ihre Sicht hören. Bitte antworten Sie bis zum %(day)s mit einer Nachricht."
        )
        body = prose(words % {"day": spoken_date(case.hearing_until, language)})
        link = link_button(_("Antwort schreiben"), "#nachricht")
        boxes.append(alert("warning", _("Bitte äußern Sie sich"), SafeString(f"{body}<p>{link}</p>")))
    return join(boxes)


def _payment_box(case: CaseView, demand: DemandView, language: str) -> SafeString:
    amount = told.amount(demand.amount, language)
    if demand.progress == "underway":
        words = _("Die Bezahlseite hat noch keine Antwort gegeben. Bitte zahlen Sie nicht noch einmal.")
        look = link_button(
            _("Noch einmal nachsehen"), reverse("portal:payment_return", args=[case.id]), weight="secondary"
        )
        return alert("info", _("Ihre Zahlung ist unterwegs"), SafeString(f"{prose(words)}<p>{look}</p>"))
    due = ""
    if demand.due_on:
        due = _("Bitte bis zum %(day)s. Kassenzeichen: %(number)s.") % {
            "day": spoken_date(demand.due_on, language),
            "number": demand.reference,
        }
    if demand.status == "begun":
        words = _("Eine Zahlung ist angefangen. Sie können sie fortsetzen.")
    else:
        words = _("Danach geht es sofort weiter.")
    link = link_button(_("Jetzt %(amount)s zahlen") % {"amount": amount}, reverse("portal:pay", args=[case.id]))
    body = SafeString(f"{prose(words)}{prose(due) if due else ''}<p>{link}</p>")
    return alert("warning", _("Bitte zahlen Sie %(amount)s") % {"amount": amount}, body)


SHOWN_STATIONS = 3  # the latest; earlier ones fold away, so that the page says at a glance where it stands


def timeline(case: CaseView, language: str) -> SafeString:
    """The stations in the package's words, the first being the arrival; below, on request, everything that happened."""
    state = "done" if case.stages or case.closed else "now"
    arrival = Stage("", _("Ihr Antrag ist bei uns eingegangen."), state, case.submitted_at)
    earlier, latest = case.stages[:-SHOWN_STATIONS], case.stages[-SHOWN_STATIONS:]
    drawn = [_station(arrival, language)]
    if len(earlier) > 1:
        folded = join(f"<li>{esc(stage.text)}</li>" for stage in earlier)
        words = _("%(n)s weitere Schritte sind erledigt") % {"n": len(earlier)}
        fold = details(words, SafeString(f"<ul>{folded}</ul>"))
        drawn.append(SafeString(f'<li class="al-is-done">{fold}</li>'))
    else:
        latest = case.stages
    drawn += [_station(stage, language) for stage in latest]
    events = join(f"<li>{esc(spoken_moment(event.at, language))}: {esc(event.text)}</li>" for event in case.events)
    more = details(_("Alles, was bisher geschehen ist"), SafeString(f"<ul>{events}</ul>")) if case.events else ""
    return SafeString(f'<ol class="al-timeline">{join(drawn)}</ol>{more}')


def _station(stage: Stage, language: str) -> SafeString:
    heard = _("Jetzt:") if stage.state == "now" else _("Erledigt:")
    current = ' aria-current="step"' if stage.state == "now" else ""
    return SafeString(
        f'<li class="al-is-{stage.state}"{current}><p class="al-timeline__title"><span class="kern-sr-only">{esc(heard)} </span>{esc(stage.text)}</p>'
        f'<p class="al-muted al-small">{esc(spoken_moment(stage.at, language))}</p></li>'
    )


def documents(case: CaseView, notices: Iterable[NoticeView], language: str) -> SafeString:
    """Receipt, notices and certificates, newest first."""
    listed = sorted(notices, key=lambda notice: notice.issued_at, reverse=True)
    return join(_document(case, notice, language) for notice in listed if notice.ready or notice.kind == "receipt")


def _document(case: CaseView, notice: NoticeView, language: str) -> SafeString:
    if not notice.ready:
        words = _("Wird gerade erstellt. Laden Sie die Seite gleich noch einmal.")
        return SafeString(
            f'<li><div><p class="al-items__title">{esc(notice.title)}</p><p class="al-muted al-small">{esc(words)}</p></div></li>'
        )
    facts = [
        _("PDF, %(size)s") % {"size": spoken_size(notice.size, language)},
        spoken_date(notice.issued_at.date(), language),
    ]
    until = ""
    if notice.appeal_until:
        words = _("Sie können bis zum %(day)s widersprechen. Wie, steht im Bescheid.")
        until = f'<p class="al-small">{esc(words % {"day": spoken_date(notice.appeal_until, language)})}</p>'
    link = link_button(
        _("Öffnen"),
        reverse("portal:document", args=[case.id, notice.id]),
        weight="secondary",
        icon_name="download",
        hidden=notice.title,
    )
    return SafeString(
        f'<li><div><p class="al-items__title">{esc(notice.title)}</p><p class="al-muted al-small">{esc(", ".join(facts))}</p>{until}</div>{link}</li>'
    )


def messages(written: Iterable[MessageView], city_name: str, language: str) -> SafeString:
    """What was written to and fro."""
    return join(_message(message, city_name, language) for message in written)


def _message(message: MessageView, city_name: str, language: str) -> SafeString:
    who = _("Sie") if message.from_citizen else message.author or city_name
    mine = " al-message--mine" if message.from_citizen else ""
    subject = f"<p><strong>{esc(message.subject)}</strong></p>" if message.subject else ""
    return SafeString(
        f'<article class="al-message{mine}"><p class="al-message__head">{esc(who)}, {esc(spoken_moment(message.written_at, language))}</p>'
        f"{subject}{esc(message.text)}</article>"
    )


def expected_words(case: CaseView, today: date, language: str) -> str:
    """The day by which an answer is expected."""
    if case.closed or case.expected_on is None or case.expected_on < today:
        return ""
    return _("Wir rechnen mit einer Antwort bis zum %(day)s.") % {"day": spoken_date(case.expected_on, language)}
