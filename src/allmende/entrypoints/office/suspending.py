"""The page to suspend the enforcement of a fee while an objection runs: how it stands, which acts are possible, the form of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.domain import facts as f
from allmende.domain.deadlines import SUSPENDING, spoken_doubt
from allmende.domain.facts.suspending import ACTS, GRANT
from allmende.domain.matter import suspending
from allmende.domain.matter.demands import sum_open
from allmende.domain.matter.rehearsal import Rehearsal
from allmende.domain.matter.suspending import AMOUNT, UNTIL, SuspensionInput
from allmende.domain.matter.suspension import find_suspended, spoken
from allmende.domain.values import Problem
from allmende.entrypoints.office.foreseen import render_foreseen
from allmende.ui.speak import spoken_number
from allmende.usecases.suspend_enforcement import ContestedFee

FORM = "aussetzung"


@dataclass(frozen=True, slots=True)
class SuspensionPage:
    """What was typed, what would follow from it, and what is wrong with it."""

    typed: SuspensionInput
    foreseen: Rehearsal | None = None
    problems: tuple[Problem, ...] = ()


def read_form(posted: QueryDict) -> SuspensionInput:
    """The form as it was sent, cut to what the fields take."""

    def words(name: str) -> str:
        return posted.get(name, "").replace("\r\n", "\n")[: suspending.LONGEST]

    return SuspensionInput(
        act=posted.get("akt", "")[:20],
        ground=posted.get("grund", "")[:20],
        reason=words("begruendung"),
        conditions=words("bedingungen"),
        until=posted.get(UNTIL.path, "")[:40],
        amount=posted.get(AMOUNT.path, "")[:40],
    )


def suspend_context(
    found: office.OfficeCase, both: ContestedFee | None, page: SuspensionPage, language: str
) -> dict[str, object]:
    """Everything the template shows."""
    case, typed = found.case, page.typed
    facts = both.notice.facts if both else ()
    asking = both.objection.matter if both else case.matter
    acts = suspending.list_acts(asking, both.notice) if both else [(act, suspending.NO_OBJECTION) for act in ACTS]
    chosen = next((act for act, refused in acts if act == typed.act and refused is None), "")
    problems = page.problems or (page.foreseen.problems if page.foreseen else ())
    open_ = sum_open(facts)
    return {
        "case": case,
        "service_name": case.service.text("service.name", language) or case.service.sheet.id,
        "open": open_.spoken(language) if open_ else "",
        "suspended": spoken(facts, language),
        "asked": bool(suspending.list_asked(asking.facts)),
        "acts": [
            (act, ACTS[act].spoken(language), refused.text.spoken(language) if refused else "", act == chosen)
            for act, refused in acts
        ],
        "chosen": chosen,
        "name": ACTS[chosen].spoken(language) if chosen else "",
        "grants": chosen == GRANT,
        "norm": SUSPENDING.basis,
        "doubt": spoken_doubt(SUSPENDING).spoken(language),
        "grounds": [(key, words, key == typed.ground) for key, words in _grounds().items()],
        "form": typed,
        "amount": typed.amount or _running_amount(facts, language),
        "said": {problem.where: problem.text.spoken(language) for problem in problems if problem.where},
        "errors": [problem.text.spoken(language) for problem in problems],
        "letter": render_foreseen(page.foreseen, asking.service, language, form=FORM)
        if page.foreseen and not page.foreseen.problems
        else "",
    }


def _running_amount(facts: tuple[f.Fact, ...], language: str) -> str:
    """The part that is suspended already, as the field takes it."""
    running = find_suspended(facts)
    return spoken_number(running.amount.amount, language) if running and running.amount else ""


def _grounds() -> dict[str, str]:
    return {
        "doubts": _("Ernstliche Zweifel, ob die Forderung richtig ist"),
        "hardship": _("Besondere Härte, wenn die Person jetzt zahlt"),
        "other": _("Ein anderer Grund, den Sie in der Begründung nennen. Die Person liest ihn auf ihrer Seite."),
    }
