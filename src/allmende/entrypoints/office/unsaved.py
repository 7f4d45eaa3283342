"""What somebody typed for a task that is not hers to decide any more."""

from __future__ import annotations

from django.utils.translation import gettext as _

from allmende.domain.values import Problem
from allmende.ui.html import SafeString, esc, inline_lines, join
from allmende.usecases.decide_task import Decision


def render_unsaved(decision: Decision, problems: tuple[Problem, ...], language: str) -> SafeString:
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
    )
    typed = [text for text in all_of_it if text.strip()]
    words = join(SafeString(f"<li>{inline_lines(text)}</li>") for text in typed)
    lead = _("Ihr Text, zum Kopieren:")
    kept = SafeString(f"<p>{esc(lead)}</p><ul>{words}</ul>") if typed else ""
    return SafeString(
        f'<div class="kern-alert kern-alert--danger" role="alert" tabindex="-1" data-focus><div class="kern-alert__header">'
        f'<span class="kern-icon kern-icon--danger" aria-hidden="true"></span><h3 class="kern-title">{esc(title)}</h3></div>'
        f'<div class="kern-alert__body">{kept}</div></div>'
    )
