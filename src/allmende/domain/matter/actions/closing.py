"""Filing and closing."""

from __future__ import annotations

from datetime import datetime

from allmende.domain import facts as f
from allmende.domain.matter.contested import find_contested
from allmende.domain.matter.demands import list_unsettled
from allmende.domain.matter.model import decision_of
from allmende.domain.matter.outcome import CloseCase, Effect, ExpireDemands, SettleObjection, StepOutcome
from allmende.domain.matter.redressing import was_redressed
from allmende.domain.matter.tools import WorkStep
from allmende.domain.package.decision_data import DECIDING


def file(step: WorkStep) -> StepOutcome:
    """Note the file-plan node; the documents of the case lie with it."""
    issued = tuple(fact.notice_id for fact in step.matter.facts if isinstance(fact, f.NoticeIssued))
    plan = step.matter.service.sheet.file_plan
    return StepOutcome(facts=(f.FiledAway(at=step.now, file_plan=plan, documents=issued),))


def close(step: WorkStep) -> StepOutcome:
    """Nothing more will happen. What could still be paid cannot be paid any more."""
    decision = decision_of(step.matter.facts)
    outcome = step.node.options.get("outcome") or (decision.outcome if decision else "")
    if decision and decision.outcome == "partly" and outcome in DECIDING:
        outcome = "partly"  # the drawn end knows only a grant or a refusal
    if outcome == "refused" and was_redressed(step.matter):
        return closing(step.matter.facts, step.now, "partly", passed_on="rest_refused")
    return closing(step.matter.facts, step.now, outcome)


def closing(facts: tuple[f.Fact, ...], now: datetime, outcome: str, *, passed_on: str = "") -> StepOutcome:
    """The end of a case: open demands expire, then it closes. A closed case stays as it is. `passed_on`: how an objection ended, where the
    case of its notice is told something else than `outcome`."""
    if f.find_closed(facts):
        return StepOutcome()
    open_demands = list_unsettled(facts)
    told: tuple[f.Fact, ...] = tuple(f.DemandExpired(at=now, demand_id=demand_id) for demand_id in open_demands)
    effects: tuple[Effect, ...] = (ExpireDemands(),) if open_demands else ()
    return StepOutcome(
        facts=(*told, f.CaseClosed(at=now, outcome=outcome, objection=find_contested(facts) is not None)),
        effects=(*effects, CloseCase(outcome=outcome), *_settled(facts, passed_on or outcome)),
    )


def _settled(facts: tuple[f.Fact, ...], outcome: str) -> tuple[Effect, ...]:
    """Where the case is an objection, the case of its notice learns how it ended. Every end but a success or a withdrawal is none."""
    about = find_contested(facts)
    received = next((x for x in facts if isinstance(x, f.ApplicationReceived)), None)
    if about is None or received is None:
        return ()
    return (
        SettleObjection(
            contested_case=about.contested_case,
            reference=received.reference,
            notice_id=about.notice_id,
            outcome=outcome if outcome in ("granted", "partly", "withdrawn", "rest_refused") else "refused",
        ),
    )
