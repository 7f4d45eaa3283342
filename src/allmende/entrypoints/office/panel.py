"""The box with the next sensible action: take a task, decide it, settle an incident, or wait."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.apps.cases.rules import HEAD
from allmende.domain import facts as f
from allmende.domain.deadlines import find_norm, spoken_doubt
from allmende.domain.forms import Field
from allmende.domain.forms.summary import row_title
from allmende.domain.matter import (
    amending,
    appointments,
    arrival,
    by_post,
    deemed_proof,
    finishing,
    lookups,
    on_paper,
    redress,
    reviewing,
    signing,
    speech,
    waiving,
)
from allmende.domain.matter.answering import Correctable, list_correctable
from allmende.domain.matter.completeness import list_missing, names_of
from allmende.domain.matter.demands import sum_paid
from allmende.domain.matter.due_days import why_due
from allmende.domain.matter.hearing import is_answered
from allmende.domain.matter.incidents import BACK, BY_HAND, MEND, REFUSE, RETRY, Incident
from allmende.domain.matter.inspecting import INSPECTED_ON
from allmende.domain.matter.letter_edits import WHERE as LETTER
from allmende.domain.matter.letter_edits import edits_with
from allmende.domain.matter.offering import DONE, list_offered
from allmende.domain.matter.reached import came_back
from allmende.domain.matter.stating import Proposed
from allmende.domain.matter.verdicts import AGREED, GOES_ON, is_inspection
from allmende.domain.package import Service
from allmende.domain.package.decision_data import DECIDING
from allmende.domain.process.model import FlowNode, Program
from allmende.domain.values import Problem, last_day_before, local_day
from allmende.entrypoints.office import stated
from allmende.entrypoints.office.decisions import render_decision
from allmende.entrypoints.office.foreseen import city_values
from allmende.entrypoints.office.letter_editor import field_id, render_edits
from allmende.entrypoints.office.letters import way_words
from allmende.entrypoints.office.lookup import outcome_words, render_question, render_rows
from allmende.entrypoints.office.posting import render_letter_to_post
from allmende.entrypoints.office.rows import due_badge
from allmende.entrypoints.office.values import value_field
from allmende.foundation.identity.models import Officer
from allmende.ui.form.errors import error_summary
from allmende.ui.form.frame import check
from allmende.ui.form.page import html_id
from allmende.ui.html import SafeString, esc, join, tag
from allmende.ui.speak import spoken_date
from allmende.usecases.decide_task import OfficerDecision
from allmende.usecases.explain_case import Explained

EMPTY = SafeString("")
NOTHING_CHOSEN = OfficerDecision(outcome="")
NOT_EXPLAINED = Explained()
MOST_NAMED = 8
"""Names of those who may do a task; there can be hundreds."""
PLACES = frozenset(("outcome", "choice", "ground", "fields", "reason", "value", "despite_missing", "verzicht"))
"""Parts of the form an error can lead to."""


@dataclass(frozen=True, slots=True)
class PanelOutcome:
    """One way to go on. `needs` says which parts of the form it wants: ground, fields."""

    id: str
    label: str
    hint: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The box with the next sensible action (`mode` decide also where the task is free). `mode`: decide, take, elsewhere, second, assign, waiting, closed.

    `question`: what a register is asked, or what is to be printed; `rows`: fields for a register's entries; `more`: there may be further ones.
    `missing`: labels of what the decision needs and nobody has answered, where this task goes on without it or a second person
    reads that one did; `said`: why one did; `asks_why`: this task may say so.
    `unheard`: why the hearing counts for nothing yet, where this task may decide against the person.
    `answered`: the person answered the hearing, and a decision against her must say what of it.
    `inspects`: she looked at something on the spot, and says when and what she saw.
    `unsaved`: what was typed for a task that is not hers any more.
    """

    mode: str
    title: str
    words: str = ""
    task: office.TaskLine | None = None
    outcomes: tuple[PanelOutcome, ...] = ()
    service: Service | None = None
    proposed: Proposed | None = None
    fields: tuple[tuple[str, str], ...] = ()
    entries: tuple[tuple[str, str], ...] = ()
    offices: tuple[tuple[str, str], ...] = ()
    asked: tuple[Field, ...] = ()
    due: SafeString = EMPTY
    drafted: SafeString = EMPTY
    question: SafeString = EMPTY
    rows: SafeString = EMPTY
    more: bool = False
    city_values: str = ""
    missing: tuple[str, ...] = ()
    said: str = ""
    asks_why: bool = False
    unheard: str = ""
    chosen: OfficerDecision = NOTHING_CHOSEN
    problems: tuple[Problem, ...] = ()
    letter: SafeString = EMPTY
    unsaved: SafeString = EMPTY
    doubts: tuple[str, ...] = ()
    answered: bool = False
    inspects: bool = False
    language: str = "de"

    @property
    def errors(self) -> SafeString:
        """What is wrong with the decision, above the form; takes the focus."""
        if not self.problems:
            return EMPTY
        lines = (_error_line(problem, self.language) for problem in self.problems)
        return error_summary(_("Das geht so noch nicht"), lines, level=3)

    @property
    def choices(self) -> SafeString:
        """The ways to go on, as radio buttons."""
        return join(
            _radio("outcome", outcome.id, outcome.label, outcome.hint, outcome.id == self.chosen.outcome)
            for outcome in self.outcomes
        )

    @property
    def grounds(self) -> SafeString:
        """The grounds of refusal, each with what must be stated; empty where none is wanted."""
        return stated.render_grounds(self._stating()) if self.wants_ground else EMPTY

    @property
    def decided(self) -> SafeString:
        """What each outcome fixes."""
        return stated.render_decided(self._stating(), self._ways())

    @property
    def weighing(self) -> SafeString:
        """Room for what was weighed, where a choice is left."""
        return stated.render_weighing(self._stating(), self._ways())

    def _ways(self) -> tuple[str, ...]:
        """The outcomes as decisions; a refusal out of an incident is one."""
        return tuple("refused" if outcome.id == REFUSE else outcome.id for outcome in self.outcomes)

    def _stating(self) -> stated.Stating:
        grounds = self.service.sheet.refusal_grounds if self.service and self.wants_ground else ()
        return stated.Stating(grounds, self.chosen, self.proposed, self.problems, self.language)

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
    def values(self) -> SafeString:
        """What an incident lacks, one field each."""
        return join(value_field(one, self.chosen.answers.get(one.id, ""), self.language) for one in self.asked)

    @property
    def is_incident(self) -> bool:
        return self.task is not None and self.task.kind == "trouble"

    @property
    def is_free(self) -> bool:
        """Nobody has taken the task yet."""
        return self.task is not None and self.task.officer_id is None

    @property
    def is_for_file(self) -> bool:
        """Is what is written here read in the file alone? The task decides nothing and asks for nothing."""
        return {outcome.id for outcome in self.outcomes} <= {"done"}

    @property
    def is_lookup(self) -> bool:
        return self.task is not None and self.task.kind == lookups.KIND

    @property
    def wants_ground(self) -> bool:
        return any("ground" in outcome.needs for outcome in self.outcomes)

    @property
    def wants_fields(self) -> bool:
        return any("fields" in outcome.needs for outcome in self.outcomes)


def next_panel(found: office.OfficeCase, person: Officer, language: str, explained: Explained = NOT_EXPLAINED) -> Panel:
    """What this person can do next: decide her task, take a free one, or wait, with the reason."""
    line = task_in_question(found, person)
    if line is not None and line.mine and line.officer_id in (None, str(person.pk)):
        return task_panel(found, line, person, first_choice(explained), language, explained)
    if "assign" in found.acts:
        return _assign(found, language)
    if line is not None:
        return _elsewhere(found, line, language)
    if found.case.closed:
        return Panel(mode="closed", title=_("Der Vorgang ist abgeschlossen"), language=language)
    words = {
        "ACTION_REQUIRED": _("Die antragstellende Person ist am Zug. Sie müssen nichts tun."),
    }.get(found.case.status, _("Das System arbeitet gerade daran oder eine Frist läuft."))
    return Panel(mode="waiting", title=_("Gerade ist hier nichts zu tun"), words=words, language=language)


def first_choice(explained: Explained) -> OfficerDecision:
    """What stands in the form before anybody chose: the second person sees at once what would go out."""
    if explained.drafted:
        return OfficerDecision(AGREED)
    if explained.amended:
        return OfficerDecision(amending.AGREED)
    return explained.proposed.decision if explained.proposed else NOTHING_CHOSEN


def task_in_question(found: office.OfficeCase, person: Officer) -> office.TaskLine | None:
    """The task this person would look at: her own, a free one she may take, else whatever is open."""
    open_ = sorted((line for line in found.tasks if line.done_at is None), key=_weight)
    hers = [line for line in open_ if line.mine]
    own = [line for line in hers if line.officer_id == str(person.pk)]
    free = [line for line in hers if line.officer_id is None]
    return next(iter([*own, *free, *open_]), None)


def _weight(line: office.TaskLine) -> tuple[bool, float, datetime]:
    """What the case waits for comes before what stands beside it; then what is due first, then what lies longest."""
    due = line.due_at.timestamp() if line.due_at else math.inf
    return line.kind not in ("process", "trouble"), due, line.opened_at


def _second(line: office.TaskLine, others: tuple[str, ...], person: Officer, language: str) -> Panel:
    """The task is not hers because of what she did herself: who may do it, or how somebody comes to be."""
    if others:
        names = ", ".join(others[:MOST_NAMED]) + (" …" if len(others) > MOST_NAMED else "")
        words = _("%(task)s – das kann tun: %(names)s.") % {"task": line.title, "names": names}
    elif HEAD in person.roles:
        words = _(
            "%(task)s – außer Ihnen darf das zurzeit niemand. Geben Sie unter „Konten“ jemandem Rolle und Stelle dafür."
        ) % {"task": line.title}
    else:
        words = _(
            "%(task)s – außer Ihnen darf das zurzeit niemand. Bitten Sie Ihre Leitung, jemandem Rolle und Stelle dafür zu geben."
        ) % {"task": line.title}
    return Panel(mode="second", title=_("Hier ist eine zweite Person dran"), words=words, task=line, language=language)


def _free(found: office.OfficeCase, line: office.TaskLine, language: str, explained: Explained) -> Panel:
    words = line.reason
    if explained.incident and explained.incident.problems:
        words = " ".join(problem.text.spoken(language) for problem in explained.incident.problems)
    due = _due(found, line, language)
    return Panel(
        mode="take",
        title=_title(line, explained),
        words=words,
        task=line,
        due=due,
        question=render_letter_to_post(explained.letter),
        language=language,
    )


def _due(found: office.OfficeCase, line: office.TaskLine, language: str) -> SafeString:
    """The day it is due; where neither the law nor the process names one, why that day."""
    if line.due_at is None:
        return due_badge(line, language)
    opened, due = local_day(line.opened_at), last_day_before(line.due_at)
    why = why_due(line.kind, opened, due, found.case.service.city.state)
    return join(
        (due_badge(line, language), tag("p", why.spoken(language), class_="al-muted al-small") if why else EMPTY)
    )


def _title(line: office.TaskLine, explained: Explained) -> str:
    if explained.incident is None:
        return line.title
    return _("Störung: „%(step)s“ ging nicht") % {"step": explained.incident.failed.title or line.title}


def _incident_panel(
    found: office.OfficeCase, line: office.TaskLine, chosen: OfficerDecision, language: str, explained: Explained
) -> Panel:
    """Why the step failed, and the ways out that are open."""
    incident = explained.incident
    ways = incident.ways if incident else (RETRY,)
    problems = incident.problems if incident else ()
    reasons = " ".join(problem.text.spoken(language) for problem in problems)
    words = reasons or _("Der Grund besteht nicht mehr. Ein neuer Versuch geht jetzt.")
    return Panel(
        mode="decide",
        title=_title(line, explained),
        words=words,
        task=line,
        due=_due(found, line, language),
        outcomes=tuple(_way(way, incident, found, language) for way in ways),
        service=found.case.service,
        proposed=explained.proposed,
        asked=incident.mendable if incident else (),
        city_values=city_values(found.case.service, problems),
        chosen=chosen,
        language=language,
    )


def _way_panel(
    found: office.OfficeCase, line: office.TaskLine, chosen: OfficerDecision, language: str, explained: Explained
) -> Panel:
    """Bring a letter on its way, or note that it arrived: how, and on which day; today unless another one is typed."""
    order = by_post.find_order(found.case.facts, line.id) if line.kind == by_post.KIND else None
    facts = found.case.facts
    paper = on_paper.find_order(facts, line.id) if line.kind == on_paper.KIND else None
    if paper:
        ways = on_paper.list_outcomes(facts, paper)
    else:
        ways = by_post.list_ways(found.case.service, facts, order) if order else arrival.OUTCOMES
    returned = order is not None and (
        came_back(facts, order.notice_id) or bool(by_post.find_new_address(facts, order.notice_id))
    )
    alone = returned or (explained.letter is not None and explained.letter.alone)
    asked = (by_post.ASKED if alone and order else by_post.ASKED[:1]) if order or paper else (arrival.ARRIVED_ON,)
    proposed = {by_post.POSTED_ON.id: explained.posted_on} if order or paper else {}
    outcome = chosen.outcome or (ways[0] if len(ways) == 1 or ways[0] == by_post.POSTED else "")
    return Panel(
        mode="decide",
        title=line.title,
        words=line.reason,
        task=line,
        due=_due(found, line, language),
        question=render_letter_to_post(explained.letter),
        outcomes=tuple(PanelOutcome(way, *way_words(way), ("values",)) for way in ways),
        asked=asked,
        chosen=replace(chosen, outcome=outcome, answers=chosen.answers or proposed),
        language=language,
    )


def _lookup_panel(
    found: office.OfficeCase,
    line: office.TaskLine,
    chosen: OfficerDecision,
    language: str,
    asked: lookups.LookupQuestion,
) -> Panel:
    """The question to a register, and room for what a person finds or enters there."""
    outcomes = tuple(PanelOutcome(name, *outcome_words(name)) for name in lookups.list_outcomes(asked))
    return Panel(
        mode="decide",
        title=line.title,
        words=asked.words.spoken(language),
        task=line,
        due=_due(found, line, language),
        question=render_question(asked, language),
        outcomes=outcomes,
        rows=render_rows(asked, chosen.answers, language),
        more=asked.given is None and asked.shape.most > 1,
        chosen=chosen if chosen.outcome or len(outcomes) > 1 else replace(chosen, outcome=outcomes[0].id),
        language=language,
    )


def _way(way: str, incident: Incident | None, found: office.OfficeCase, language: str) -> PanelOutcome:
    if way == MEND and incident:
        names = ", ".join(f"„{one.label.spoken(language)}“" for one in incident.mendable)
        hint = _("Sie wissen, was hier hingehört. Der Eintrag und Ihr Hinweis kommen in die Akte.")
        return PanelOutcome(way, _("%(what)s nachtragen und weitermachen") % {"what": names}, hint, ("values",))
    if way == RETRY:
        fails = bool(incident and incident.problems)
        hint = _("Der Grund besteht noch. Es wird wohl wieder nicht gehen.") if fails else ""
        return PanelOutcome(way, _("Noch einmal versuchen"), hint)
    if way == BACK and incident:
        hint = _("Die Entscheidung wird aufgehoben. Sie entscheiden neu. Eine Zahlung bleibt stehen.")
        return PanelOutcome(way, _("Zurück zu „%(task)s“") % {"task": incident.back_to}, hint)
    if way == BY_HAND:
        hint = _("Schreiben Sie, was Sie von Hand erledigt haben. Eine zweite Person liest es, dann endet der Vorgang.")
        return PanelOutcome(way, _("Von Hand abschließen"), hint)
    paid = sum_paid(found.case.facts)
    heard = any(isinstance(fact, f.HearingOpened) for fact in found.case.facts)
    hint = _("Bitte wählen Sie den Grund.")
    if not heard:
        hint += " " + _with_norm(_("Die Person ist noch nicht angehört worden."), found)
    if paid:
        return PanelOutcome(
            way, _("Ablehnen und %(amount)s erstatten") % {"amount": paid.spoken(language)}, hint, ("ground",)
        )
    return PanelOutcome(way, _("Ablehnen"), hint, ("ground",))


def _drafted(drafted: f.DecisionTaken | None, found: office.OfficeCase, language: str) -> SafeString:
    """What the first person decided, for the second one."""
    if drafted is None:
        return EMPTY
    who = (_("Entwurf von"), f"{drafted.by}, {spoken_date(drafted.decided_on, language)}")
    decision = render_decision(drafted, who, found.case.service, language, id_="entwurf-von")
    return join((decision, render_edits(edits_with(found.case.facts, drafted), _("Im Schreiben von Hand geändert"))))


def _office_of(found: office.OfficeCase, line: office.TaskLine, language: str) -> str:
    """The office whose people may take it; no role is called anything on a page."""
    unit = found.case.service.city.units.get(line.unit)
    return unit.name.spoken(language) if unit else _("eine andere Stelle")


def _elsewhere(found: office.OfficeCase, line: office.TaskLine, language: str) -> Panel:
    who = line.officer_name or _office_of(found, line, language)
    if line.stands_in:
        title = _("In Vertretung für %(who)s") % {"who": who}
        return Panel(mode="elsewhere", title=title, words=line.title, task=line, language=language)
    words = _("%(task)s – das macht gerade: %(who)s.") % {"task": line.title, "who": who}
    return Panel(mode="elsewhere", title=_("Liegt bei jemand anderem"), words=words, task=line, language=language)


def _assign(found: office.OfficeCase, language: str) -> Panel:
    """For a head: the case has no office, so nobody sees more than its number until one is named."""
    offices = tuple((key, unit.name.spoken(language)) for key, unit in found.case.service.city.units.items())
    words = _("Bis dahin kann niemand den Vorgang lesen oder bearbeiten. Welche Stelle ist zuständig?")
    title = _("Dieser Vorgang hat noch keine Stelle")
    return Panel(mode="assign", title=title, words=words, offices=offices, language=language)


def task_panel(
    found: office.OfficeCase,
    line: office.TaskLine,
    person: Officer,
    chosen: OfficerDecision,
    language: str,
    explained: Explained = NOT_EXPLAINED,
) -> Panel:
    """The form that decides this task, filled with what was chosen so far. One of the process may be free: whoever chooses takes it."""
    if line.officer_id not in (None, str(person.pk)):
        return _elsewhere(found, line, language)
    if explained.others is not None:
        return _second(line, explained.others, person, language)
    if line.officer_id is None and line.kind != "process":
        return _free(found, line, language, explained)
    if line.kind == "trouble":
        return _incident_panel(found, line, chosen, language, explained)
    if line.kind in (by_post.KIND, on_paper.KIND, arrival.KIND):
        return _way_panel(found, line, chosen, language, explained)
    if explained.asked is not None:
        return _lookup_panel(found, line, chosen, language, explained.asked)
    outcomes = tuple(_outcome(name, found, line, language) for name in _offered(found, line))
    node = _node(found, line)
    inspects = node is not None and is_inspection(node)
    meets = appointments.find_wish(found.case.facts, line.id) is not None
    return Panel(
        mode="decide",
        title=line.title,
        words=line.reason,
        task=line,
        due=_due(found, line, language),
        drafted=_drafted(explained.drafted, found, language),
        outcomes=outcomes,
        service=found.case.service,
        proposed=explained.proposed,
        fields=_correctable(found, language),
        entries=office.list_entries(task=line, service=found.case.service),
        doubts=_doubts(outcomes, found, language),
        missing=_missing(found, line, outcomes, language),
        said=_said(found),
        asks_why=any(outcome.id in GOES_ON for outcome in outcomes) or explained.unheard is not None,
        unheard=explained.unheard.spoken(language) if explained.unheard else "",
        asked=(INSPECTED_ON,) if inspects else appointments.ASKED if meets else _lowers(outcomes),
        inspects=inspects,
        answered=is_answered(found.case.facts) and any(outcome.id in ("refused", "partly") for outcome in outcomes),
        chosen=chosen if chosen.outcome or len(outcomes) > 1 else replace(chosen, outcome=outcomes[0].id),
        language=language,
    )


def _lowers(outcomes: tuple[PanelOutcome, ...]) -> tuple[Field, ...]:
    return (redress.FEE,) if any(outcome.id == redress.LOWER for outcome in outcomes) else ()


def with_words(panel: Panel, words: str) -> Panel:
    """The panel with a sentence on what just went wrong."""
    return replace(panel, words=f"{words} {panel.words}".strip())


def _offered(found: office.OfficeCase, line: office.TaskLine) -> tuple[str, ...]:
    """How the task can end. What is offered about money follows from the whole case, also from what she may not read."""
    if line.kind == "treasury":
        return found.money.get(line.id, DONE)
    return list_offered(found.case.matter, line.kind, line.id, _node(found, line))


def _node(found: office.OfficeCase, line: office.TaskLine) -> FlowNode | None:
    """The element of the process the task stands at; None for one beside the process."""
    if line.kind != "process":
        return None
    service = found.case.service
    return Program(service.process, service.shared).node(line.process_id, line.node_id)


def _outcome(name: str, found: office.OfficeCase, line: office.TaskLine, language: str) -> PanelOutcome:
    """The package may name its own outcomes (`process.<node>.outcome.<id>`); the usual ones have our words."""
    usual = {
        "granted": (_("Bewilligen"), _("Der Antrag ist begründet."), ()),
        "partly": (_("Zum Teil bewilligen"), _("Bitte begründen Sie, was nicht bewilligt wird."), ("ground",)),
        "refused": (_("Ablehnen"), _("Bitte wählen Sie den Grund."), ("ground",)),
        "hear": (_("Anhören vor einer Ablehnung"), _hear_first(found), ("ground",)),
        "correct": (
            _("Zurück zur Ergänzung"),
            _("Bitte wählen Sie die Angaben, die fehlen oder falsch sind."),
            ("fields",),
        ),
        "done": (_("Erledigt"), "", ()),
        "settle": (
            _("Zahlung freigeben"),
            _("Der geforderte Betrag ist vollständig auf dem Konto. Der Antrag geht weiter."),
            (),
        ),
        "refund": (_("Erstattet"), _("Das Geld ist zurücküberwiesen."), ()),
        "reopen": (_("Noch einmal zahlen lassen"), _("Es ist kein Geld da. Die Person kann neu zahlen."), ()),
        "wait": (_("Weiter warten"), _("Das System fragt das Register immer wieder."), ()),
        "by_person": (
            _("Selbst nachsehen"),
            _("In diesem Vorgang sehen ab jetzt Menschen nach und tragen ein. Sie bekommen dafür eine Aufgabe."),
            (),
        ),
        "confirmed": (
            _("Bestätigung eintragen"),
            _("Bitte schreiben Sie, wann und wie die Person bestätigt hat."),
            (),
        ),
        "not_reached": (
            _("Nicht bestätigt"),
            _("Dann gibt es keinen Antrag dieser Person. Ihr Vorgang endet; sie kann jederzeit selbst einen stellen."),
            (),
        ),
        appointments.MADE: (
            _("Termin vereinbart"),
            _("Die Person bekommt Tag, Uhrzeit und Ort als Nachricht und eine E-Mail."),
            ("values",),
        ),
        appointments.WITHOUT: (_("Ohne Termin weiter"), _("Bitte schreiben Sie, warum."), ()),
        amending.AGREED: (_("Einverstanden"), _("Das Schreiben geht so hinaus."), ()),
        finishing.AGREED: (_("Einverstanden"), _("Es ist nichts mehr zu tun. Der Vorgang endet."), ()),
        waiving.AGREED: (_("Einverstanden"), _("Es darf ohne diesen Nachweis bewilligt werden."), ()),
        waiving.RETURNED: (_("Nicht einverstanden"), _("Bitte schreiben Sie, warum."), ()),
        reviewing.STAYS: (
            _("Die Entscheidung bleibt"),
            _("Bitte schreiben Sie der Person, was Sie geprüft haben und warum es dabei bleibt. Sie liest Ihre Worte."),
            (),
        ),
        reviewing.CHANGES: (
            _("Die Entscheidung ändert sich"),
            _(
                "Bitte schreiben Sie der Person, was sich ändert. Die Änderung selbst machen Sie danach neben dem Bescheid: berichtigen, zurücknehmen oder neu entscheiden."
            ),
            (),
        ),
        deemed_proof.ISSUE: (
            _("Bescheinigung ausstellen"),
            _(
                "Das Schreiben nennt, seit wann der Antrag als genehmigt gilt und nach welcher Vorschrift. Es wird gesiegelt und geht gleich hinaus."
            ),
            (),
        ),
        deemed_proof.DECLINE: (_("Keine Bescheinigung"), _("Bitte schreiben Sie der Person, warum."), ()),
        redress.LOWER: (
            _("Gebühr herabsetzen"),
            _("Was darüber bezahlt ist, bekommt die Person zurück; eine offene Forderung wird kleiner."),
            ("values",),
        ),
        redress.GIVE_BACK: (
            _("Gezahltes zurückgeben"),
            _("Die Stadtkasse bekommt den Auftrag, alles zurückzuüberweisen, was hier bezahlt ist."),
            (),
        ),
        "keep": (_("Geld behalten"), _("Bitte schreiben Sie, warum. Die Person liest das."), ()),
    }
    label, hint, needs = usual.get(name, (name, "", ()))
    own = speech.outcome_label(found.case.service, line.node_id, name, language)
    return PanelOutcome(name, label if own == name else own, hint, needs)


def _hear_first(found: office.OfficeCase) -> str:
    return _with_norm(_("Die Person kann sich vorher äußern."), found)


def _with_norm(words: str, found: office.OfficeCase) -> str:
    """The sentence with the provision that orders the hearing, where the procedure law has one."""
    norm = find_norm(found.case.service.sheet.law, "hearing")
    return f"{words.rstrip('.')} ({norm.basis})." if norm else words


def _doubts(outcomes: tuple[PanelOutcome, ...], found: office.OfficeCase, language: str) -> tuple[str, ...]:
    """What is not confirmed in law, for somebody about to decide."""
    if not any(outcome.id in DECIDING for outcome in outcomes):
        return ()
    return tuple(spoken_doubt(rule).spoken(language) for rule in found.case.service.unconfirmed())


def _missing(
    found: office.OfficeCase, line: office.TaskLine, outcomes: tuple[PanelOutcome, ...], language: str
) -> tuple[str, ...]:
    """What is missing wherever somebody goes on or reads a decision before it goes out, whatever was said about it before."""
    ways = {outcome.id for outcome in outcomes}
    if "answers" not in line.acts or ways.isdisjoint((*GOES_ON, AGREED)) or line.kind != "process":
        return ()
    signature = (_("Unterschrift der Person"),) if signing.is_missing(found.case.matter) else ()
    return (*signature, *names_of(found.case.service, list_missing(found.case.matter), language))


def _said(found: office.OfficeCase) -> str:
    """Why it went on without what is missing, in the words of whoever decided so; empty where nobody did."""
    said = found.case.matter.last(f.DecidedIncomplete)
    return (
        _("%(by)s: %(reason)s") % {"by": said.by, "reason": said.reason}
        if isinstance(said, f.DecidedIncomplete)
        else ""
    )


def _correctable(found: office.OfficeCase, language: str) -> tuple[tuple[str, str], ...]:
    """Questions that can be asked again, answered or not, each with its step; what has no answer yet says so."""
    uploads = {attachment.id: attachment for attachment in found.attachments}
    return tuple((one.path, _asked_again(one, language)) for one in list_correctable(found.case.matter, uploads))


def _asked_again(correctable: Correctable, language: str) -> str:
    words = f"{correctable.step.title.spoken(language)}: "
    if correctable.group:
        words += f"{row_title(correctable.group, correctable.row, language)}: "
    words += correctable.field.label.spoken(language)
    return _("%(question)s (noch ohne Angabe)") % {"question": words} if correctable.empty else words


def _error_line(problem: Problem, language: str) -> tuple[str, str]:
    """The id of the place concerned, and the words."""
    words = problem.text.spoken(language)
    if stated.is_field(problem.where):
        return html_id(problem.where), words
    if problem.where.startswith(LETTER):
        return field_id(problem.where.removeprefix(LETTER)), words
    known = problem.where in PLACES or problem.where.startswith("value")
    return f"wahl-{problem.where}" if known else "", words


def _radio(name: str, value: str, label: str, hint: str, chosen: bool) -> SafeString:
    more = tag("span", hint, class_="al-choice__hint al-small") if hint else ""
    return check("radio", f"{name}-{value}", name, value, esc(label) + more, checked=chosen)


def _check(name: str, value: str, label: str, chosen: bool) -> SafeString:
    return check("checkbox", f"{name}-{value.replace('.', '-')}", name, value, esc(label), checked=chosen)
