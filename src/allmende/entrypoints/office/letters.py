"""The letters of a case for the office: how each went, the days that follow, and what of it nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.apps.cases.queries import CaseView
from allmende.apps.notices.queries import NoticeView
from allmende.domain import facts as f
from allmende.domain.deadlines import LegalRule, find_remedy_rule, find_rule, spoken_doubt
from allmende.domain.matter.by_post import list_printing
from allmende.domain.matter.recounting import say_why
from allmende.ui.html import SafeString, esc
from allmende.ui.letter import letter_title
from allmende.ui.speak import spoken_date, spoken_moment


def render_letter(case: CaseView, letter: NoticeView, language: str) -> SafeString:
    """One letter: a link to read it, and line by line what happened to it."""
    title = letter_title(letter.title, case.service, letter.template, language)
    if letter.ready:
        href = reverse("office:letter", args=[case.id, letter.id])
        title = SafeString(f'<a class="kern-link" href="{esc(href)}" target="_blank" rel="noopener">{title}</a>')
    small = "<br>".join(esc(line) for line in _lines(case, letter, language))
    return SafeString(f'<li><p>{title}</p><p class="al-muted al-small">{small}</p></li>')


def list_returnable(
    found: office.OfficeCase, letters: Iterable[NoticeView], language: str
) -> list[tuple[str, SafeString]]:
    """Id and title of the letters that went by post and may come back; none for whoever may not write to the person."""
    if "write" not in found.acts:
        return []
    service = found.case.service
    return [
        (letter.id, letter_title(letter.title, service, letter.template, language))
        for letter in letters
        if letter.can_return
    ]


def _lines(case: CaseView, letter: NoticeView, language: str) -> Iterator[str]:
    yield spoken_moment(letter.issued_at, language)
    if any(order.notice_id == letter.id for order in list_printing(case.facts)):
        yield _("wird gedruckt, noch nicht zur Post gegeben")
    if letter.discarded:
        yield _("verworfen, nie hinausgegangen")
    if letter.ended_on:
        yield _("nicht bekannt gegeben, festgestellt am %(day)s") % {"day": spoken_date(letter.ended_on, language)}
    if letter.on_paper and letter.provided_on:
        yield _way(letter) % {"day": spoken_date(letter.provided_on, language)}
    if address := _address(case, letter):
        yield _("an: %(address)s") % {"address": address}
    if letter.arrived_on:
        yield _("angekommen am %(day)s") % {"day": spoken_date(letter.arrived_on, language)}
    if letter.deemed_on:
        yield _("gilt am %(day)s als bekannt gegeben") % {"day": spoken_date(letter.deemed_on, language)}
    if letter.kind == "decision" and letter.ended_on is None and (why := say_why(case.matter, letter.id)):
        yield why.spoken(language)
    if letter.retrieved_at:
        yield _("abgerufen am %(day)s") % {"day": spoken_moment(letter.retrieved_at, language)}
    if letter.appeal_until:
        yield _("Rechtsbehelf bis %(day)s") % {"day": spoken_date(letter.appeal_until, language)}
    for rule in _doubts(case, letter):
        yield spoken_doubt(rule).spoken(language)


def _doubts(case: CaseView, letter: NoticeView) -> Iterator[LegalRule]:
    """The rules behind the letter's days that nobody has confirmed."""
    remedy = letter.appeal_rule.removeprefix("appeal.").partition(".")[0]
    for rule in (find_rule(letter.rule), find_remedy_rule(case.service.sheet.law, remedy)):
        if rule and not rule.confirmed:
            yield rule


def _way(letter: NoticeView) -> str:
    words = {
        "registered": _("als Einschreiben zur Post gegeben am %(day)s"),
        "return_receipt": _("als Einschreiben mit Rückschein zur Post gegeben am %(day)s"),
        "service_certificate": _("mit Zustellungsauftrag zur Post gegeben am %(day)s"),
        "acknowledgement": _("gegen Empfangsbekenntnis übergeben am %(day)s"),
        "in_person": _("persönlich übergeben am %(day)s, Empfang unterschrieben"),
    }
    return words.get(letter.channel, _("zur Post gegeben am %(day)s"))


def _address(case: CaseView, letter: NoticeView) -> str:
    """The other address the letter last went to; empty where it went to the one on it."""
    sent = [x for x in case.facts if isinstance(x, f.LetterPosted) and x.notice_id == letter.id]
    return ", ".join(sent[-1].address) if sent else ""


def way_words(outcome: str) -> tuple[str, str]:
    """Label and hint of what is chosen at a task about a letter on its way."""
    words = {
        "posted": (
            _("Zur Post gegeben"),
            _("Von diesem Tag zählt die Frist. Ist der Brief noch nicht weg, warten Sie mit dem Eintrag."),
        ),
        "registered": (_("Einschreiben mit Übergabe"), _("Gilt am vierten Tag nach der Aufgabe als zugestellt.")),
        "return_receipt": (
            _("Einschreiben mit Rückschein"),
            _("Es zählt der Tag auf dem Rückschein. Sie bekommen dafür eine Aufgabe."),
        ),
        "service_certificate": (
            _("Post mit Zustellungsurkunde"),
            _("Es zählt der Tag auf der Urkunde. Sie bekommen dafür eine Aufgabe."),
        ),
        "acknowledgement": (
            _("Übergeben gegen Empfangsbekenntnis"),
            _("Im verschlossenen Umschlag. Es zählt der Tag, den die Person mit ihrer Unterschrift bekennt."),
        ),
        "in_person": (_("Persönlich übergeben"), _("Die Person hat den Empfang mit dem Tag unterschrieben.")),
        "done": (
            _("Nicht mehr nötig"),
            _("Die Person weiß es schon, oder es hat sich erledigt. Es läuft keine Frist."),
        ),
        "arrived": (
            _("Angekommen oder zugestellt"),
            _("Auch, wenn es in den Briefkasten gelegt oder niedergelegt wurde."),
        ),
        "failed": (_("Nicht angekommen"), _("Es ist nicht bekannt gegeben. Sie bekommen eine neue Aufgabe.")),
    }
    return words[outcome]
