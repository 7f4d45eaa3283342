"""What the office's pages show, drawn from the read doors: inbox lines, the case, the decision form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.apps.cases.queries import MessageView
from allmende.apps.notices.queries import NoticeView
from allmende.apps.payments.queries import DemandView
from allmende.domain import facts as f
from allmende.domain.matter import speech
from allmende.domain.process.model import Program
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.ui.form.answers import render_answers
from allmende.ui.html import SafeString, attributes, esc, join, prose
from allmende.ui.kern import Tone, alert, badge, table
from allmende.ui.speak import spoken_date, spoken_moment, spoken_size
from allmende.usecases.decide_task import Decision, offered_outcomes

EMPTY = SafeString("")
NOTHING_CHOSEN = Decision(outcome="")
DUE_TONES: dict[str, Tone] = {"late": "danger", "today": "warning", "soon": "info", "later": "info"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way to go on. `needs` says which parts of the form it wants: ground, fields."""

    id: str
    label: str
    hint: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The box with the next sensible action. `mode`: decide, take, elsewhere, assign, waiting, closed."""

    mode: str
    title: str
    words: str = ""
    task: office.TaskLine | None = None
    outcomes: tuple[Outcome, ...] = ()
    grounds: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    entries: tuple[tuple[str, str], ...] = ()
    offices: tuple[tuple[str, str], ...] = ()
    chosen: Decision = NOTHING_CHOSEN
    problems: tuple[Problem, ...] = ()
    letter: SafeString = EMPTY
    language: str = "de"

    @property
    def errors(self) -> SafeString:
        """What is wrong with the decision, above the form; takes the focus."""
        if not self.problems:
            return EMPTY
        lines = join(_error_line(problem, self.language) for problem in self.problems)
        title = _("Das geht so noch nicht")
        return SafeString(
            f'<div class="kern-alert kern-alert--danger al-errors" tabindex="-1" data-focus role="group" aria-labelledby="fehler-titel">'
            f'<div class="kern-alert__header"><h3 class="kern-title" id="fehler-titel">{esc(title)}</h3></div>'
            f'<div class="kern-alert__body"><ul>{lines}</ul></div></div>'
        )

    @property
    def choices(self) -> SafeString:
        """The ways to go on, as radio buttons."""
        return join(
            _radio("outcome", one.id, one.label, one.hint, one.id == self.chosen.outcome) for one in self.outcomes
        )

    @property
    def ground_choices(self) -> SafeString:
        return join(_radio("ground", key, label, "", key == self.chosen.ground) for key, label in self.grounds)

    @property
    def entry_choices(self) -> SafeString:
        return join(_radio("choice", key, words, "", key == self.chosen.choice) for key, words in self.entries)

    @property
    def office_choices(self) -> SafeString:
        return join(_radio("stelle", key, label, "", False) for key, label in self.offices)

    @property
    def field_choices(self) -> SafeString:
        return join(_check("fields", path, label, path in self.chosen.fields) for path, label in self.fields)

    @property
    def wants_ground(self) -> bool:
        return any("ground" in one.needs for one in self.outcomes)

    @property
    def wants_fields(self) -> bool:
        return any("fields" in one.needs for one in self.outcomes)


def task_rows(
    lines: Iterable[office.TaskLine], names: Mapping[str, str], officer_id: str, language: str
) -> list[dict[str, object]]:
    """Lines of the inbox, ready to be written."""
    return [_task_row(line, names, officer_id, language) for line in lines]


def _task_row(line: office.TaskLine, names: Mapping[str, str], officer_id: str, language: str) -> dict[str, object]:
    if line.done_at:
        when = badge("success", _("erledigt am %(day)s") % {"day": spoken_date(line.done_at.date(), language)})
        href = reverse("office:case", args=[line.case_id]) if "see" in line.acts else ""
    else:
        when = _due_badge(line, language)
        mine = line.officer_id == officer_id
        href = reverse("office:task", args=[line.id]) if mine else reverse("office:case", args=[line.case_id])
    return {
        "href": href,
        "title": line.title,
        "service": names.get(line.service_id, line.service_id),
        "applicant": line.applicant_name,
        "reference": line.reference,
        "reason": line.reason,
        "since": spoken_date(line.opened_at.date(), language),
        "when": when,
        "who": _("Sie") if line.officer_id == officer_id else line.officer_name or _("noch frei"),
        "late": line.due == "late" and not line.done_at,
    }


def _due_badge(line: office.TaskLine, language: str) -> SafeString:
    if line.due_at is None:
        return badge("info", _("ohne Frist"))
    day = spoken_date(line.due_at.date(), language)
    words = {
        "late": _("überfällig seit %(day)s"),
        "today": _("heute fällig"),
        "soon": _("fällig am %(day)s"),
        "later": _("fällig am %(day)s"),
    }[line.due]
    return badge(DUE_TONES[line.due], words % {"day": day} if "%" in words else words)


def next_panel(found: office.OfficeCase, person: Officer, language: str) -> Panel:
    """What this person can do next: decide her task, take a free one, or wait, with the reason."""
    open_ = [line for line in found.tasks if line.done_at is None]
    allowed = [line for line in open_ if line.mine]
    for line in allowed:
        if line.officer_id == str(person.pk):
            return task_panel(found, line, person, NOTHING_CHOSEN, language)
    for line in allowed:
        if line.officer_id is None:
            return Panel(mode="take", title=line.title, words=line.reason, task=line, language=language)
    if "assign" in found.acts:
        return _assign(found, language)
    if open_:
        return _elsewhere(open_[0], language)
    if found.case.closed:
        return Panel(mode="closed", title=_("Der Vorgang ist abgeschlossen"), language=language)
    words = {
        "ACTION_REQUIRED": _("Die antragstellende Person ist am Zug. Sie müssen nichts tun."),
    }.get(found.case.status, _("Das System arbeitet gerade daran oder eine Frist läuft."))
    return Panel(mode="waiting", title=_("Gerade ist hier nichts zu tun"), words=words, language=language)


def _elsewhere(line: office.TaskLine, language: str) -> Panel:
    who = line.officer_name or line.role
    words = _("%(task)s – das macht gerade: %(who)s.") % {"task": line.title, "who": who}
    return Panel(mode="elsewhere", title=_("Liegt bei jemand anderem"), words=words, task=line, language=language)


def _assign(found: office.OfficeCase, language: str) -> Panel:
    """For a head: the case has no office, so nobody sees more than its number until one is named."""
    offices = tuple((key, unit.name.spoken(language)) for key, unit in found.case.service.city.units.items())
    words = _("Bis dahin kann niemand den Vorgang lesen oder bearbeiten. Welche Stelle ist zuständig?")
    title = _("Dieser Vorgang hat noch keine Stelle")
    return Panel(mode="assign", title=title, words=words, offices=offices, language=language)


def task_panel(
    found: office.OfficeCase, line: office.TaskLine, person: Officer, chosen: Decision, language: str
) -> Panel:
    """The form that decides this task, filled with what was chosen so far."""
    if line.officer_id != str(person.pk):
        if line.officer_id is None:
            return Panel(mode="take", title=line.title, words=line.reason, task=line, language=language)
        return _elsewhere(line, language)
    outcomes = tuple(_outcome(name, found, line, language) for name in _offered(found, line))
    sheet = found.case.service.sheet
    return Panel(
        mode="decide",
        title=line.title,
        words=line.reason,
        task=line,
        outcomes=outcomes,
        grounds=tuple(
            (ground.id, f"{ground.title.spoken(language)} ({ground.legal_basis})") for ground in sheet.refusal_grounds
        ),
        fields=_correctable(found),
        entries=office.list_entries(task=line, service=found.case.service),
        chosen=chosen if chosen.outcome or len(outcomes) > 1 else replace(chosen, outcome=outcomes[0].id),
        language=language,
    )


def with_words(panel: Panel, words: str) -> Panel:
    """The panel with a sentence on what just went wrong."""
    return replace(panel, words=f"{words} {panel.words}".strip())


def _offered(found: office.OfficeCase, line: office.TaskLine) -> tuple[str, ...]:
    """The outcomes the process offers at this place; a task beside the process is simply done."""
    if line.kind != "process":
        return ("done",)
    service = found.case.service
    return offered_outcomes(service, Program(service.process, service.shared).node(line.process_id, line.node_id))


def _outcome(name: str, found: office.OfficeCase, line: office.TaskLine, language: str) -> Outcome:
    """The package may name its own outcomes (`process.<node>.outcome.<id>`); the usual ones have our words."""
    usual = {
        "granted": (_("Bewilligen"), _("Der Antrag ist begründet."), ()),
        "partly": (_("Zum Teil bewilligen"), _("Bitte begründen Sie, was nicht bewilligt wird."), ()),
        "refused": (_("Ablehnen"), _("Bitte wählen Sie den Grund."), ("ground",)),
        "hear": (_("Anhören vor einer Ablehnung"), _("Die Person kann sich vorher äußern (§ 28 HVwVfG)."), ("ground",)),
        "correct": (
            _("Zurück zur Ergänzung"),
            _("Bitte wählen Sie die Angaben, die fehlen oder falsch sind."),
            ("fields",),
        ),
        "done": (_("Erledigt"), "", ()),
    }
    label, hint, needs = usual.get(name, (name, "", ()))
    own = speech.outcome_label(found.case.service, line.node_id, name, language)
    return Outcome(name, label if own == name else own, hint, needs)


def _correctable(found: office.OfficeCase) -> tuple[tuple[str, str], ...]:
    """Answers that can be given back, with their question; each path once."""
    seen = {row.path: f"{row.step_title}: {row.label}" for row in found.summary if row.path}
    return tuple(seen.items())


def case_context(
    found: office.OfficeCase,
    demands: Sequence[DemandView],
    letters: Sequence[NoticeView],
    language: str,
    *,
    today: date,
) -> dict[str, object]:
    """The parts of the screen that do not depend on the decision."""
    case = found.case
    unit = case.service.city.units.get(found.unit)
    return {
        "case": case,
        "service_name": case.service.text("service.name", language) or case.service.sheet.id,
        "unit_name": unit.name.spoken(language) if unit else "",
        "received": spoken_moment(case.submitted_at, language),
        "expected": spoken_date(case.expected_on, language) if case.expected_on and not case.closed else "",
        "answers": render_answers(found.summary, level=3),
        "attachments": _attachments(found, language),
        "timeline": join(_event(at, words, language) for at, _kind, words in reversed(found.timeline)),
        "fee": _fee(case.fee, language),
        "demands": join(_demand(demand, language) for demand in demands),
        "letters": join(_letter(case.id, letter, language) for letter in letters),
        "messages": join(_message(one, language) for one in case.messages),
        "tasks": [_task_row(line, {}, "", language) for line in found.tasks],
        "hearing": spoken_date(case.hearing_until, language) if case.hearing_until else "",
        "today": spoken_date(today, language),
    }


def news(word: str) -> SafeString:
    """One line on what just happened, after a redirect."""
    known = {
        "entschieden": _("Erledigt. Der Vorgang geht von selbst weiter."),
        "gesendet": _("Die Nachricht liegt im Postfach der Person."),
        "zurueckgelegt": _("Die Aufgabe liegt wieder für alle bereit."),
        "zugeordnet": _("Der Vorgang liegt jetzt bei der zuständigen Stelle."),
    }
    return (
        SafeString(f'<div class="al-news">{alert("success", known[word], role="status")}</div>')
        if word in known
        else EMPTY
    )


def _attachments(found: office.OfficeCase, language: str) -> SafeString:
    rows = []
    for upload in found.attachments:
        href = reverse("office:attachment", args=[found.case.id, upload.id])
        size = spoken_size(upload.size, language)
        rows.append(
            f'<li><a class="kern-link" href="{esc(href)}" target="_blank" rel="noopener">{esc(upload.name)}</a> '
            f'<span class="al-muted al-small">{esc(size)}</span></li>'
        )
    return join(rows)


def _event(at: datetime, words: str, language: str) -> SafeString:
    return SafeString(
        f'<li><p class="al-muted al-small">{esc(spoken_moment(at, language))}</p><p>{esc(words)}</p></li>'
    )


def _fee(fee: f.FeeSet | None, language: str) -> SafeString:
    if fee is None:
        return EMPTY
    rows = [(line.text.spoken(language), line.amount.spoken(language), line.basis) for line in fee.lines]
    total = (_("Zusammen"), fee.total.spoken(language), "")
    heads = (_("Wofür"), _("Betrag"), _("Grundlage"))
    return table(_("Gebühr"), heads, rows, numeric=frozenset({1}), total=total, hide_caption=True)


def _demand(demand: DemandView, language: str) -> SafeString:
    words: dict[str, tuple[str, Tone]] = {
        "open": (_("offen"), "warning"),
        "begun": (_("Zahlung begonnen"), "info"),
        "paid": (_("bezahlt"), "success"),
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


def _letter(case_id: str, letter: NoticeView, language: str) -> SafeString:
    title = esc(letter.title)
    if letter.ready:
        href = reverse("office:letter", args=[case_id, letter.id])
        title = f'<a class="kern-link" href="{esc(href)}" target="_blank" rel="noopener">{title}</a>'
    lines = [spoken_moment(letter.issued_at, language)]
    if letter.deemed_on:
        lines.append(_("bekannt gegeben am %(day)s") % {"day": spoken_date(letter.deemed_on, language)})
    if letter.retrieved_at:
        lines.append(_("abgerufen am %(day)s") % {"day": spoken_moment(letter.retrieved_at, language)})
    if letter.appeal_until:
        lines.append(_("Rechtsbehelf bis %(day)s") % {"day": spoken_date(letter.appeal_until, language)})
    small = "<br>".join(esc(line) for line in lines)
    return SafeString(f'<li><p>{title}</p><p class="al-muted al-small">{small}</p></li>')


def _message(one: MessageView, language: str) -> SafeString:
    who = _("Antragstellende Person") if one.from_citizen else one.author
    mine = "" if one.from_citizen else " al-message--mine"
    head = f"{who}, {spoken_moment(one.written_at, language)}"
    return SafeString(
        f'<article class="al-message{mine}"><p class="al-message__head">{esc(head)}</p>{prose(one.text)}</article>'
    )


def _error_line(problem: Problem, language: str) -> SafeString:
    words = esc(problem.text.spoken(language))
    return SafeString(
        f'<li><a href="#wahl-{esc(problem.where)}">{words}</a></li>' if problem.where else f"<li>{words}</li>"
    )


def _radio(name: str, value: str, label: str, hint: str, chosen: bool) -> SafeString:
    key = f"{name}-{value}"
    heads = attributes(type_="radio", class_="kern-form-check__radio", name=name, id=key, value=value, checked=chosen)
    more = f'<span class="al-choice__hint al-small">{esc(hint)}</span>' if hint else ""
    return SafeString(
        f'<div class="kern-form-check"><input{heads}><label class="kern-label" for="{esc(key)}">{esc(label)}{more}</label></div>'
    )


def _check(name: str, value: str, label: str, chosen: bool) -> SafeString:
    key = f"{name}-{value.replace('.', '-')}"
    heads = attributes(
        type_="checkbox", class_="kern-form-check__checkbox", name=name, id=key, value=value, checked=chosen
    )
    return SafeString(
        f'<div class="kern-form-check"><input{heads}><label class="kern-label" for="{esc(key)}">{esc(label)}</label></div>'
    )
