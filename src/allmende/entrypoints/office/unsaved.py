"""What somebody typed for a task that is not hers to decide any more."""

from __future__ import annotations

from django.utils.translation import gettext as _

from allmende.domain.values import Problem
from allmende.ui.html import EMPTY, SafeString, inline_lines, join, tag
from allmende.ui.kern import alert
from allmende.usecases.decide_task import OfficerDecision


def render_unsaved(decision: OfficerDecision, problems: tuple[Problem, ...], language: str) -> SafeString:
    """That the decision did not count, why, and her own words to copy; takes the focus."""
    why = " ".join(problem.text.spoken(language) for problem in problems)
    title = _("Nicht gespeichert: %(why)s") % {"why": why} if why else _("Nicht gespeichert")
    stated = (text for texts in decision.stated.values() for text in texts.values())
    all_of_it = (
        decision.reason,
        decision.weighing,
        decision.despite,
        decision.despite_missing,
        *stated,
        *decision.decided.values(),
        *decision.answers.values(),
        *decision.letter.values(),
    )
    typed = [text for text in all_of_it if text.strip()]
    words = join(tag("li", inline_lines(text)) for text in typed)
    kept = tag("p", _("Ihr Text, zum Kopieren:")) + tag("ul", words) if typed else EMPTY
    return alert("danger", title, kept, level=3, role="alert", tabindex="-1", data_focus=True)
