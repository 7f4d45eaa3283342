"""What a second person must agree to go without: on the case's page, with the form that puts it to her."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.domain.matter import waiving
from allmende.domain.values import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverForm:
    """What was typed and not taken: it stays there, with the problem."""

    bar: str = ""
    ground: str = ""
    reason: str = ""
    problem: Problem | None = None


NOTHING_TYPED = WaiverForm()


def waiver_context(found: office.OfficeCase, typed: WaiverForm, language: str) -> list[dict[str, object]]:
    """What is missing of it, one form each; none for whoever may not write to the person, and once the case is over."""
    case = found.case
    if case.closed or not {"answers", "write"} <= found.acts:
        return []
    bars = waiving.list_bars(case.matter)
    return [
        {
            "id": bar.id,
            "name": waiving.name_of(case.matter, bar.id, language),
            "pending": _pending(found, bar, language),
            "grounds": [
                (key, said.spoken(language), typed.bar == bar.id and key == typed.ground)
                for key, said in waiving.grounds_of(case.matter, bar).items()
            ],
            "reason": typed.reason if typed.bar == bar.id else "",
            "problem": typed.problem.text.spoken(language) if typed.problem and typed.bar == bar.id else "",
        }
        for bar in bars
    ]


def _pending(found: office.OfficeCase, bar: waiving.Bar, language: str) -> str:
    asked = waiving.find_pending(found.case.facts, bar.id)
    if asked is None:
        return ""
    return _("Liegt einer zweiten Person vor. %(by)s: %(reason)s") % {"by": asked.by, "reason": asked.reason}
