"""Deciding without a person, and routing to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.facts import DecisionTaken
from allmende.domain.matter import evidence, reasons, speech
from allmende.domain.matter.outcome import RouteCase, StepOutcome
from allmende.domain.matter.stating import content_of, machine_content
from allmende.domain.matter.tools import CannotPerform, WorkStep

OUTCOMES = ("granted", "refused", "manual")


def decide_automatically(step: WorkStep) -> StepOutcome:
    """Decide by table, only where a law allows it and nothing asks for a person's eye.

    The table gives `granted`, `refused` or `manual`, alone or as `outcome` with a `ground`. It becomes `manual`
    without a cited legal basis (§ 35a HVwVfG), when the citizen wrote something nobody has read (§ 24 Abs. 1 Satz 3
    HVwVfG: individual facts must be considered), when a machine may not decide for another reason (`evidence.may_decide`: not
    proved to be the person all this is about, something missing that the decision needs), or where the package proposes no
    value for something that must be stated (`stating.machine_content`).
    """
    if not step.node.decision:
        raise CannotPerform(reasons.NO_TABLE)
    outcome, ground = _read(speech.decide(step.matter.service, step.node.decision, step.names))
    allowed = step.matter.service.sheet.automatic_decision  # a city may switch it off for itself
    basis = (step.node.legal_basis or allowed) if allowed else ""
    content = machine_content(step.matter, outcome, ground, step.names)
    if content is None or not basis or step.matter.unread or not evidence.may_decide(step.matter):
        outcome = "manual"
    result = {"outcome": outcome, "ground": ground, "automatic": outcome != "manual"}
    facts: tuple[DecisionTaken, ...] = ()
    if content is not None and outcome != "manual":
        facts = (
            DecisionTaken(
                at=step.now,
                outcome=outcome,
                automatic=True,
                decided_on=step.today,
                basis=basis,
                **content_of(content),
            ),
        )
    return StepOutcome(facts=facts, working={"decision": {step.result: result}})


def assign(step: WorkStep) -> StepOutcome:
    """The case belongs to another unit from now on."""
    named = step.node.options.get("unit") or step.node.role or ""
    unit = step.matter.service.city.unit_for(named) if named else None
    return StepOutcome(effects=(RouteCase(unit=unit.id),) if unit else ())


def _read(found: Any) -> tuple[str, str | None]:
    outcome, ground = (found.get("outcome"), found.get("ground")) if isinstance(found, Mapping) else (found, None)
    if outcome not in OUTCOMES:
        # A table that does not know the case is a case for a person, never an accident.
        return "manual", None
    return str(outcome), str(ground) if ground else None
