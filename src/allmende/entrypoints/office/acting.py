"""Who acts for whom, on a case's page, and the forms that record that somebody steps in, or acts no more."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.domain.matter.acting import acting_in, find_revoked, still_acting
from allmende.domain.values import Problem
from allmende.ui.speak import spoken_date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingForm:
    """What was typed in either form and not taken: it stays there, with the problem. `capacity` is typed where somebody steps in."""

    capacity: str = ""
    day: str = ""
    how: str = ""
    address: str = ""
    abroad: bool = False
    problem: Problem | None = None


NOTHING_TYPED = ActingForm()


def acting_context(found: office.OfficeCase, typed: ActingForm, language: str) -> dict[str, object]:
    """What the template shows; empty where the answers are not to be seen. Nobody acts: only the form, for whoever may write."""
    case = found.case
    acting = acting_in(case.matter)
    if "answers" not in found.acts:
        return {}
    open_to = still_acting(case.matter) is None and "write" in found.acts
    nameable = {
        "nameable": open_to,
        "capacities": [
            ("proxy", _("mit Vollmacht, zum Beispiel eine Kanzlei")),
            ("guardian", _("als gesetzliche Vertretung: Betreuung oder Sorgerecht")),
        ],
        "typed": typed,
        "problem": typed.problem.text.spoken(language) if typed.problem else "",
        "where": typed.problem.where if typed.problem else "",
    }
    if acting is None:
        return nameable if open_to else {}
    words = {
        "proxy": _("%(by)s handelt mit Vollmacht für %(name)s. Schreiben gehen an die bevollmächtigte Person."),
        "officer": _("%(by)s handelt für %(name)s. Schreiben gehen an das Unternehmen."),
        "guardian": _("%(by)s handelt als gesetzliche Vertretung für %(name)s und bekommt die Schreiben."),
    }
    if acting.later:
        words = {
            "proxy": _(
                "%(by)s handelt mit Vollmacht für %(name)s. Schreiben gehen mit der Post an die bevollmächtigte Person."
            ),
            "guardian": _(
                "%(by)s handelt als gesetzliche Vertretung für %(name)s und bekommt die Schreiben mit der Post."
            ),
        }
    ended = find_revoked(case.facts)
    if ended:
        words = {
            "proxy": _(
                "%(by)s hat für %(name)s gehandelt. Die Vollmacht ist widerrufen seit %(day)s: Schreiben gehen mit der Post "
                "an die vertretene Person, Nachrichten liest online niemand."
            ),
            "officer": _(
                "%(by)s hat für %(name)s gehandelt und vertritt das Unternehmen seit %(day)s nicht mehr: Schreiben gehen mit "
                "der Post an das Unternehmen, Nachrichten liest online niemand."
            ),
            "guardian": _(
                "%(by)s hat für %(name)s gehandelt. Die gesetzliche Vertretung ist beendet seit %(day)s: Schreiben gehen mit "
                "der Post an die Anschrift unten, Nachrichten liest online niemand."
            ),
        }
    day = spoken_date(ended.received_on, language) if ended else ""
    return {
        "words": words[acting.said.capacity] % {"by": acting.by, "name": acting.name, "day": day},
        "address": ", ".join(ended.address) if ended else "",
        "revocable": still_acting(case.matter) is not None and "write" in found.acts,
        "later": acting.later,
        **_form_words(acting.said.capacity),
        **nameable,
        "typed_address": typed.address or f"{acting.name}\n",
    }


def _form_words(capacity: str) -> dict[str, str]:
    """What the form that ends it is called in that capacity, what it does, and what shows the end."""
    return {
        "proxy": {
            "end": _("Vollmacht widerrufen"),
            "effect": _("Der Widerruf gilt, sobald er hier eingegangen ist."),
            "how": _("Wie kam er, und woran haben Sie die Person erkannt?"),
        },
        "guardian": {
            "end": _("Gesetzliche Vertretung beenden"),
            "effect": _(
                "Halten Sie das fest, sobald der Betreuerausweis zurückgegeben ist oder ein neuer Beschluss vorliegt."
            ),
            "how": _("Was belegt das Ende: Ausweis zurück, neuer Beschluss, von wann?"),
        },
        "officer": {
            "end": _("Vertretung des Unternehmens beenden"),
            "effect": _("Halten Sie das fest, sobald ein Auszug aus dem Register oder das Unternehmen es belegt."),
            "how": _("Was belegt das Ende: Registerauszug von wann, oder wer hat geschrieben?"),
        },
    }[capacity]
