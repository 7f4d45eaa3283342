"""What was decided in a case: by whom, how, on which ground, with what was weighed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from allmende.apps.cases.queries import CaseView
from allmende.domain import facts as f
from allmende.domain.matter.decision import chosen_grounds
from allmende.domain.matter.model import decision_of
from allmende.domain.matter.stated import speak_content
from allmende.domain.package import Service
from allmende.ui.html import SafeString, attributes, esc, inline_lines, join
from allmende.ui.speak import spoken_date


def render_decisions(case: CaseView, language: str) -> SafeString:
    """Every decision, the latest first; one that another replaced, or that was taken back, says so."""
    holding = decision_of(case.facts)
    return join(
        render_decision(one, (_("Entschieden von"), _who(one, language, holds=one is holding)), case.service, language)
        for one in reversed(case.facts)
        if isinstance(one, f.DecisionTaken)
    )


def _who(one: f.DecisionTaken, language: str, *, holds: bool) -> str:
    who = _("der Maschine (%(basis)s)") % {"basis": one.basis} if one.automatic else one.by
    words = f"{who}, {spoken_date(one.decided_on, language)}"
    return words if holds else _("%(who)s; gilt nicht mehr") % {"who": words}


def render_decision(
    one: f.DecisionTaken, who: tuple[str, str], service: Service, language: str, *, id_: str = ""
) -> SafeString:
    """`who`: label and name of whoever decided."""
    grounds = (service.sheet.ground(ground) for ground in chosen_grounds(one))
    said = {"granted": _("bewilligen"), "partly": _("zum Teil bewilligen"), "refused": _("ablehnen")}
    pairs = [
        who,
        (_("Ausgang"), said.get(one.outcome, one.outcome)),
        *((_("Grund"), f"{ground.title.spoken(language)} ({ground.legal_basis})") for ground in grounds if ground),
        *speak_content(service.sheet, one, language),
        (_("Abwägung"), one.weighing),
        (_("Warum der Grund trotzdem gilt"), one.despite),
        (_("Begründung"), one.reason),
    ]
    lines = join(
        SafeString(f"<div><dt>{esc(name)}</dt><dd>{inline_lines(text)}</dd></div>") for name, text in pairs if text
    )
    return SafeString(f"<dl{attributes(class_='al-answers', id=id_)}>{lines}</dl>")
