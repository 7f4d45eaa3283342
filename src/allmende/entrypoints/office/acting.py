"""Who acts for whom, on a case's page, and the form that records the end of a power of attorney."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.domain.matter.acting import find_acting, find_revoked, has_proxy
from allmende.domain.values import Problem
from allmende.ui.speak import spoken_date


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationForm:
    """What was typed and not taken: it stays there, with the problem."""

    day: str = ""
    how: str = ""
    address: str = ""
    abroad: bool = False
    problem: Problem | None = None


NOTHING_TYPED = RevocationForm()


def acting_context(found: office.OfficeCase, typed: RevocationForm, language: str) -> dict[str, object]:
    """What the template shows; empty where the applicant speaks for herself or her answers are not to be seen."""
    case = found.case
    acting = find_acting(case.service, case.answers)
    if acting is None or "answers" not in found.acts:
        return {}
    words = {
        "proxy": _("%(by)s handelt mit Vollmacht für %(name)s. Schreiben gehen an die bevollmächtigte Person."),
        "officer": _("%(by)s handelt für %(name)s. Schreiben gehen an das Unternehmen."),
        "guardian": _("%(by)s handelt als gesetzliche Vertretung für %(name)s und bekommt die Schreiben."),
    }
    ended = find_revoked(case.facts)
    if ended:
        words["proxy"] = _(
            "%(by)s hat für %(name)s gehandelt. Die Vollmacht ist widerrufen seit %(day)s: Schreiben gehen mit der Post "
            "an die vertretene Person, Nachrichten liest online niemand."
        )
    day = spoken_date(ended.received_on, language) if ended else ""
    return {
        "words": words[acting.said.capacity] % {"by": acting.by, "name": acting.name, "day": day},
        "address": ", ".join(ended.address) if ended else "",
        "revocable": has_proxy(case.matter) and "write" in found.acts and not case.closed,
        "typed": typed,
        "typed_address": typed.address or f"{acting.name}\n",
        "problem": typed.problem.text.spoken(language) if typed.problem else "",
        "where": typed.problem.where if typed.problem else "",
    }
