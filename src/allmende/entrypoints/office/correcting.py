"""The forms beside the letters of a case: a letter came back, a day was mistyped, a decision was a slip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.apps.notices.queries import NoticeView
from allmende.domain.matter.taking_back import find_own
from allmende.domain.values import Problem
from allmende.entrypoints.office.letters import list_returnable
from allmende.foundation.identity.models import Officer
from allmende.ui.html import SafeString
from allmende.ui.letter import letter_title
from allmende.ui.speak import spoken_date
from allmende.usecases.correct_day import list_correctable


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterForms:
    """What was typed in one of the forms and not taken: it stays there, with the problem. `open`: which form."""

    open: str = ""
    letter: str = ""
    day: str = ""
    reason: str = ""
    problem: Problem | None = None


NOTHING_TYPED = LetterForms()


def forms_context(
    found: office.OfficeCase, letters: Sequence[NoticeView], typed: LetterForms, person: Officer, language: str
) -> dict[str, object]:
    """What the template of the forms shows; empty for whoever may not write to the applicant."""
    if "write" not in found.acts:
        return {}
    return {
        "typed": typed,
        "problem": typed.problem.text.spoken(language) if typed.problem else "",
        "returnable": list_returnable(found, letters, language),
        "correctable": _correctable(found, letters, language),
        "own_decision": find_own(found.case.facts, str(person.pk)) is not None,
    }


def _correctable(
    found: office.OfficeCase, letters: Sequence[NoticeView], language: str
) -> list[tuple[str, SafeString | str]]:
    """`<letter>/<what>` and what it says now, for every day a person noted."""
    words = {
        "posted": _("%(letter)s: hinausgegangen am %(day)s"),
        "arrived": _("%(letter)s: angekommen am %(day)s"),
        "returned": _("%(letter)s: zurückgekommen am %(day)s"),
    }
    service = found.case.service
    return [
        (
            f"{letter.id}/{what}",
            words[what]
            % {
                "letter": letter_title(letter.title, service, letter.template, language),
                "day": spoken_date(day, language),
            },
        )
        for letter in letters
        for what, day in list_correctable(letter)
    ]
