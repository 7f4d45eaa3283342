"""A case on one screen: head, what was found, application, attachments, fee, letters, messages, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.apps.cases.queries import CaseView, MessageView
from allmende.apps.cases.related import RelatedCase
from allmende.apps.notices.queries import NoticeView
from allmende.apps.payments.queries import DemandView
from allmende.domain import facts as f
from allmende.domain.facts.kinds import UNDELIVERED
from allmende.domain.matter import signing
from allmende.domain.matter.clock import list_clocks
from allmende.domain.matter.completeness import complete_on, missing_until
from allmende.domain.matter.hearing import list_other
from allmende.domain.matter.people import people_of
from allmende.domain.matter.status import CHANGED_ANSWERS, unanswered_hearing
from allmende.domain.matter.telling import TaskView, duty_of, office_words
from allmende.domain.matter.verdicts import is_second_look
from allmende.domain.process.model import FlowNode, Program
from allmende.domain.values import Problem
from allmende.entrypoints.office.attachments import FRAME, list_attachments, render_enclosed
from allmende.entrypoints.office.decisions import render_decisions
from allmende.entrypoints.office.foreseen import fee_table
from allmende.entrypoints.office.letters import render_letter
from allmende.entrypoints.office.panel import task_in_question
from allmende.entrypoints.office.rows import task_row
from allmende.foundation.identity.models import Officer
from allmende.ui.clock import render_clocks
from allmende.ui.form.answers import render_answers
from allmende.ui.html import SafeString, esc, join, prose
from allmende.ui.kern import Tone, alert, badge, details
from allmende.ui.speak import spoken_date, spoken_moment
from allmende.usecases.decide_task import offered_outcomes
from allmende.usecases.explain_case import Explained

EMPTY = SafeString("")


def case_context(
    found: office.OfficeCase,
    demands: Sequence[DemandView],
    letters: Sequence[NoticeView],
    language: str,
    *,
    person: Officer,
    now: datetime,
    today: date,
) -> dict[str, object]:
    """The parts of the screen that do not depend on the decision."""
    case = found.case
    unit = case.service.city.units.get(found.unit)
    unit_name = unit.name.spoken(language) if unit else ""
    sender = unit_name or case.service.city.authority
    people = people_of(case.answers)
    return {
        "applicant": people.applicant,
        "others": ", ".join(people.others),
        "state": _state(found, person, language, now),
        "case": case,
        "service_name": case.service.text("service.name", language) or case.service.sheet.id,
        "unit_name": unit_name,
        "received": spoken_moment(case.submitted_at, language),
        "expected": spoken_date(case.expected_on, language) if case.expected_on and not case.closed else "",
        "complete": _complete(case, language) if "answers" in found.acts else "",
        "answers": render_answers(found.summary, level=3),
        "changes": found.changes,
        "changed": _changed(case, language),
        "attachments": list_attachments(found, language),
        "frame": FRAME,
        "opinions": _opinions(found) if "answers" in found.acts else EMPTY,
        "timeline": _timeline(found, language, routine=False),
        "every_step": _timeline(found, language, routine=True),
        "clocks": render_clocks(list_clocks(case.matter, today), today, language, doubts=True),
        "decisions": render_decisions(case, language),
        "fee": fee_table(case.fee, language),
        "fee_trace": case.fee.trace if case.fee else (),
        "demands": join(_demand(demand, language) for demand in demands),
        "letters": join(render_letter(case, letter, language) for letter in letters),
        "messages": join(
            _message(message, sender, render_enclosed(found, message.id, language), language)
            for message in case.messages
        ),
        "notes": join(_note(fact, language) for fact in case.facts if isinstance(fact, f.NoteWritten)),
        "tasks": [task_row(line, {}, str(person.pk), language) for line in found.tasks],
        "hearing": spoken_date(case.hearing_until, language) if case.hearing_until else "",
        "unanswered": unanswered_hearing(case.facts) is not None,
        "unsigned": not case.closed and signing.is_missing(case.matter),
        "other_messages": [(one.message_id, spoken_moment(one.at, language)) for one in list_other(case.facts)],
        "today": spoken_date(today, language),
    }


def _changed(case: CaseView, language: str) -> str:
    """The day of the last answer that came after the application; empty where it is as it was sent."""
    later = [fact for fact in case.facts if isinstance(fact, CHANGED_ANSWERS)]
    return spoken_date(timezone.localdate(later[-1].at), language) if later else ""


def _complete(case: CaseView, language: str) -> str:
    """Since when the application is complete, or until when what is missing should come; empty where all came at once."""
    day = complete_on(case.matter)
    if day is None:
        until = missing_until(case.service, case.matter.received_on)
        return _("nein, Nachreichen bis %(day)s") % {"day": spoken_date(until, language)} if until else _("nein")
    return _("seit %(day)s") % {"day": spoken_date(day, language)} if day > case.matter.received_on else ""


def _state(found: office.OfficeCase, person: Officer, language: str, now: datetime) -> str:
    """How the case stands, from this clerk's chair."""
    case, today = found.case, timezone.localdate(now)
    line = None if case.closed else task_in_question(found, person)
    if not case.facts and line is None:
        return ""
    if line is None:
        return office_words(case.facts, now, today, language)
    node = _node(found, line)
    offered = offered_outcomes(case.service, node) if node else ()
    second = line.kind == "process" and node is not None and is_second_look(case.service, node)
    desk = TaskView(
        duty="second_look" if second else duty_of(line.kind, node, offered, of_step=bool(line.node_id)),
        title=line.title,
        officer=line.officer_name,
        mine=line.officer_id == str(person.pk),
    )
    return office_words(case.facts, now, today, language, desk)


def _node(found: office.OfficeCase, line: office.TaskLine) -> FlowNode | None:
    service = found.case.service
    try:
        return Program(service.process, service.shared).node(line.process_id, line.node_id)
    except KeyError:
        return None


def render_findings(explained: Explained, language: str) -> SafeString:
    """Why the machine stopped, then what it found: who proved what, bars, what stops, what is in order."""
    if not explained.findings and not explained.why.spoken(language):
        return EMPTY
    marks: dict[str, tuple[Tone, str]] = {
        "proof": ("info", _("Nachweis")),
        "bar": ("danger", _("Sperre")),
        "stop": ("warning", _("hält an")),
        "read": ("info", _("bitte lesen")),
        "unknown": ("info", _("nicht geprüft")),
        "quiet": ("success", _("in Ordnung")),
    }
    rows = join(
        SafeString(f"<li>{badge(marks[row.severity][0], marks[row.severity][1])} {esc(row.text.spoken(language))}</li>")
        for row in explained.findings
    )
    body = f'<ul class="al-plain al-stack-small">{rows}</ul>' if rows else ""
    return SafeString(
        f"<p><strong>{esc(explained.why.spoken(language))}</strong></p>{body}{_checks(explained, language)}"
    )


def _checks(explained: Explained, language: str) -> SafeString:
    """Each rule that fired, with the values it looked at, by the station that asked."""
    parts = [
        f"<h3>{esc(station.spoken(language))}</h3>"
        f'<ul class="kern-list">{join(f"<li>{esc(one.spoken(language))}</li>" for one in said)}</ul>'
        for station, said in explained.checks
        if said
    ]
    return details(_("Jede Prüfung mit ihren Werten"), SafeString("".join(parts))) if parts else EMPTY


def _timeline(found: office.OfficeCase, language: str, *, routine: bool) -> SafeString:
    """The history, newest first; the machine's routine steps stand by themselves."""
    shown = [
        (at, words)
        for at, kind, words in found.timeline
        if getattr(f.KINDS.get(kind), "routine", False) == routine and kind != f.NoteWritten.kind
    ]
    return join(_event(at, words, language) for at, words in reversed(shown))


def mail_box(
    found: office.OfficeCase, failure: str, typed: str, problem: Problem | None, language: str
) -> dict[str, str] | None:
    """Where mails to the person go, and why they do not arrive; None for whoever may not write to her."""
    if "write" not in found.acts:
        return None
    return {
        "address": typed or found.case.email,
        "failure": UNDELIVERED[failure].spoken(language) if failure else "",
        "problem": problem.text.spoken(language) if problem else "",
    }


def news(word: str, unplaced: str = "") -> SafeString:
    """One line on what just happened, after a redirect. `unplaced`: why an act failed whose form is not on the page any more."""
    if unplaced:
        return SafeString(f'<div class="al-news" tabindex="-1" data-focus>{alert("warning", unplaced)}</div>')
    known = {
        "entschieden": _("Erledigt. Der Vorgang geht von selbst weiter."),
        "herausgenommen": _("Sie prüfen diesen Vorgang selbst. Die Maschine entscheidet hier nicht mehr."),
        "notiert": _("Die Notiz steht in der Akte."),
        "gesendet": _("Die Nachricht liegt im Postfach der Person."),
        "zurueckgelegt": _("Die Aufgabe liegt wieder für alle bereit."),
        "genommen": _("Die Aufgabe gehört jetzt Ihnen."),
        "adresse": _("Die Adresse ist gespeichert. Eine E-Mail mit dem Link zum Vorgang ist unterwegs."),
        "zurueck": _("Notiert. Die Aufgabe, das Schreiben auf anderem Weg bekannt zu geben, liegt bereit."),
        "unterschrift": _("Die Unterschrift ist festgehalten."),
        "widerspruch": _("Der Widerspruch ist angelegt. Das ist sein Vorgang."),
        "klage": _("Die Klage ist festgehalten."),
        "angehaengt": _(
            "Die Datei ist angehängt. Sehen Sie nach, was in der Signatur steht, und stellen Sie sie bereit."
        ),
        "bereitgestellt": _("Die Bescheinigung liegt für die Person bereit."),
        "verworfen": _("Die Datei ist verworfen. Die Person hat sie nicht gesehen."),
        "papier": _("Festgehalten. Die Person liest, dass die Urkunde auf Papier kommt."),
        "gezaehlt": _("Die Nachricht zählt als Antwort. Der Vorgang geht von selbst weiter."),
        "berichtigt": _("Der Tag ist berichtigt. Der alte steht im Verlauf."),
        "zurueckgenommen": _("Ihre Entscheidung ist zurückgenommen. Die Aufgabe liegt wieder bereit."),
        "antwort": _("Die Antwort auf Papier ist festgehalten. Der Vorgang geht von selbst weiter."),
        "vollmacht": _(
            "Der Widerruf ist festgehalten. Schreiben gehen ab jetzt mit der Post an die vertretene Person."
        ),
        "vertretung": _("Die Vertretung ist festgehalten. Schreiben gehen ab jetzt mit der Post dorthin."),
        "gemerkt": _("Die Ansicht ist gespeichert."),
        "vergessen": _("Die Ansicht ist entfernt."),
        "abwesend": _("Die Abwesenheit ist eingetragen."),
        "regel": _("Die Regeln sind geändert. Sie gelten für neue Aufgaben."),
        "wieder_da": _("Die Abwesenheit ist beendet."),
        "vorgelegt": _("Vorgelegt. Eine zweite Person findet dazu eine Aufgabe."),
        "zugeordnet": _("Der Vorgang liegt jetzt bei der zuständigen Stelle."),
    }
    return (
        SafeString(
            f'<div class="al-news" tabindex="-1" data-focus>{alert("success", known[word], role="status")}</div>'
        )
        if word in known
        else EMPTY
    )


def _opinions(found: office.OfficeCase) -> SafeString:
    """What bodies outside and other cities answered, in their words."""
    return join(
        SafeString(
            f'<article class="al-message"><p class="al-message__head">{esc(f"{fact.name}, {fact.by}")}</p>{prose(fact.text)}</article>'
        )
        for fact in found.case.facts
        if isinstance(fact, f.OpinionGiven)
    )


def _event(at: datetime, words: str, language: str) -> SafeString:
    return SafeString(
        f'<li><p class="al-muted al-small">{esc(spoken_moment(at, language))}</p><p>{esc(words)}</p></li>'
    )


def _demand(demand: DemandView, language: str) -> SafeString:
    words: dict[str, tuple[str, Tone]] = {
        "open": (_("offen"), "warning"),
        "begun": (_("Zahlung begonnen"), "info"),
        "paid": (_("bezahlt"), "success"),
        "mismatched": (_("wird geklärt"), "warning"),
        "reversed": (_("zurückgebucht"), "danger"),
        "expired": (_("verfallen"), "danger"),
        "cancelled": (_("aufgehoben"), "info"),
        "refunded": (_("erstattet"), "info"),
    }
    label, tone = words.get(demand.status, (demand.status, "info"))
    state = badge(tone, label)
    return SafeString(
        f"<li><p><strong>{esc(demand.amount.spoken(language))}</strong> {state}</p>"
        f'<p class="al-muted al-small">{esc(_("Kassenzeichen"))} {esc(demand.reference)}</p></li>'
    )


def _note(note_written: f.NoteWritten, language: str) -> SafeString:
    head = f"{note_written.by}, {spoken_moment(note_written.at, language)}"
    return SafeString(
        f'<article class="al-message al-message--mine"><p class="al-message__head">{esc(head)}</p>{prose(note_written.text)}</article>'
    )


def render_related(
    related: Sequence[RelatedCase], names: Mapping[str, str], applicant: str, language: str
) -> SafeString:
    """Other cases of the person: what, since when, how it stands, and why it is taken for hers."""
    return join(_related(one, names, applicant, language) for one in related)


def _related(related_case: RelatedCase, names: Mapping[str, str], applicant: str, language: str) -> SafeString:
    href = reverse("office:case", args=[related_case.id])
    state = (
        _("abgeschlossen am %(day)s") % {"day": spoken_date(timezone.localdate(related_case.closed_at), language)}
        if related_case.closed_at
        else _("läuft seit %(day)s") % {"day": spoken_date(related_case.received_on, language)}
    )
    same = _("mit demselben Konto") if related_case.same == "account" else _("gleicher Name und Geburtstag")
    other = related_case.applicant_name if related_case.applicant_name != applicant else ""
    small = ", ".join(part for part in (related_case.reference, other, state, same) if part)
    return SafeString(
        f'<li><a class="kern-link" href="{esc(href)}">{esc(names.get(related_case.service_id, related_case.service_id))}</a>'
        f'<p class="al-muted al-small">{esc(small)}</p></li>'
    )


def _message(message_view: MessageView, sender: str, enclosed: SafeString, language: str) -> SafeString:
    """`sender` stands for the office where no person wrote; `enclosed` came with it."""
    who = _("Antragstellende Person") if message_view.from_citizen else message_view.author or sender
    mine = "" if message_view.from_citizen else " al-message--mine"
    head = f"{who}, {spoken_moment(message_view.written_at, language)}"
    return SafeString(
        f'<article class="al-message{mine}"><p class="al-message__head">{esc(head)}</p>{prose(message_view.text)}{enclosed}</article>'
    )
