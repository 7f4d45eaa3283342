"""What was decided in a case: by whom, how, on which ground, with what was weighed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from allmende.apps.cases.queries import CaseView
from allmende.domain import facts as f
from allmende.domain.matter.decision import chosen_grounds
from allmende.domain.matter.letter_edits import edits_with
from allmende.domain.matter.model import decision_of
from allmende.domain.matter.stated import speak_content
from allmende.domain.package import Service
from allmende.entrypoints.office.letter_editor import render_edits
from allmende.ui.html import SafeString, attributes, esc, inline_lines, join
from allmende.ui.speak import spoken_date


def render_decisions(case: CaseView, language: str) -> SafeString:
    """Every decision, the latest first; one that another replaced, or that was taken back, says so."""
    holding = decision_of(case.facts)
    return join(
        render_decision(
            fact, (_("Entschieden von"), _who(fact, language, holds=fact is holding)), case.service, language
        )
        + render_edits(edits_with(case.facts, fact), _("Im Schreiben von Hand geändert"))
        for fact in reversed(case.facts)
        if isinstance(fact, f.DecisionTaken)
    )


def _who(decision_taken: f.DecisionTaken, language: str, *, holds: bool) -> str:
    who = (
        _("der Maschine (%(basis)s)") % {"basis": decision_taken.basis}
        if decision_taken.automatic
        else decision_taken.by
    )
    words = f"{who}, {spoken_date(decision_taken.decided_on, language)}"
    return words if holds else _("%(who)s; gilt nicht mehr") % {"who": words}


def render_decision(
    decision_taken: f.DecisionTaken, who: tuple[str, str], service: Service, language: str, *, id_: str = ""
) -> SafeString:
    """`who`: label and name of whoever decided."""
    grounds = (service.sheet.ground(ground) for ground in chosen_grounds(decision_taken))
    said = {"granted": _("bewilligen"), "partly": _("zum Teil bewilligen"), "refused": _("ablehnen")}
    pairs = [
        who,
        (_("Ausgang"), said.get(decision_taken.outcome, decision_taken.outcome)),
        *((_("Grund"), f"{ground.title.spoken(language)} ({ground.legal_basis})") for ground in grounds if ground),
        *speak_content(service.sheet, decision_taken, language),
        (_("Abwägung"), decision_taken.weighing),
        (_("Warum der Grund trotzdem gilt"), decision_taken.despite),
        (_("Begründung"), decision_taken.reason),
    ]
    lines = join(
        SafeString(f"<div><dt>{esc(name)}</dt><dd>{inline_lines(text)}</dd></div>") for name, text in pairs if text
    )
    return SafeString(f"<dl{attributes(class_='al-answers', id=id_)}>{lines}</dl>")
