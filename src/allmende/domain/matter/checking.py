"""A person looks although the machine could go on: drawn by lot, or taken out by an officer. Pure.

    CaseSampled | CasePulled ── MachineHeld ── (a person decides) ── MachineChecked

The tables of findings get one finding more, so each pattern leads to a person by its own way; where none is asked, the
automatic decision is left to a person (`evidence.may_decide`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from allmende.domain import facts as f
from allmende.domain.decisions.model import DecisionTable
from allmende.domain.matter.model import Matter
from allmende.domain.matter.unattended import machine_part
from allmende.domain.package import Service
from allmende.domain.package.decision_data import DECIDING, TELLS_WHY
from allmende.domain.process.model import FlowNode, Program

SAMPLED, PULLED = "sampled", "pulled_out"
"""The finding added to a table of findings."""
IN_FAVOUR = ("granted", "entitled", "enter")
AGREES: Mapping[str, tuple[str, ...]] = {"granted": IN_FAVOUR, "done": IN_FAVOUR, "refused": ("refused",)}
"""What the machine would have done → outcomes by which a person does the same."""


def find_demand(facts: Iterable[f.Fact]) -> f.CaseSampled | f.CasePulled | None:
    """Why a person looks: the officer's reason before the lot; None where the machine may go on."""
    found = [x for x in facts if isinstance(x, (f.CaseSampled, f.CasePulled))]
    return next((x for x in found if isinstance(x, f.CasePulled)), found[0] if found else None)


def find_held(facts: Iterable[f.Fact]) -> f.MachineHeld | None:
    """What the machine would have done, as it stood the last time it was held."""
    return next((x for x in reversed(tuple(facts)) if isinstance(x, f.MachineHeld)), None)


def without_demand(facts: tuple[f.Fact, ...]) -> tuple[f.Fact, ...]:
    """The same case as if nobody had asked for a person."""
    return tuple(x for x in facts if not isinstance(x, (f.CaseSampled, f.CasePulled)))


def gives_findings(service: Service, node: FlowNode) -> bool:
    """Is the station a table whose every row is a finding, by which the process turns to a person?"""
    if node.element != "businessRuleTask" or service.decisions is None:
        return False
    decisions = service.decisions.model.decisions
    table = next((x.expression for x in decisions if x.id == node.decision), None)
    return (
        isinstance(table, DecisionTable)
        and (table.hit_policy, table.aggregation, len(table.outputs)) == ("COLLECT", "", 1)
        and all(rule.results[0].text.strip().startswith('"') for rule in table.rules)
    )


def list_checks(service: Service) -> tuple[FlowNode, ...]:
    """The stations at which the machine can be held."""
    nodes = Program(service.process, service.shared).nodes()
    return tuple(x for x in nodes if gives_findings(service, x) or x.action == "decide_automatically")


def can_hold(service: Service) -> bool:
    """Does the machine settle cases of the service by itself, and is there a station at which a person can look instead?"""
    return machine_part(service) == "alone" and bool(list_checks(service))


def sample(service: Service, drawn: int, now: datetime) -> f.CaseSampled | None:
    """`drawn`: 0 to 99, by lot. A case below the service's share is checked by a person."""
    share = service.sheet.checked_share
    return f.CaseSampled(at=now, share=share) if drawn < share and can_hold(service) else None


def is_held_at(matter: Matter, node: FlowNode) -> bool:
    """Does this station leave the case to a person because somebody asked for one?"""
    if find_demand(matter.facts) is None:
        return False
    if gives_findings(matter.service, node):
        return True
    return node.action == "decide_automatically" and find_held(matter.facts) is None


def with_finding(found: Any, facts: Iterable[f.Fact]) -> list[Any]:
    """The answer of a table of findings, and that somebody asked for a person."""
    demand = find_demand(facts)
    return [*(found or ()), PULLED if isinstance(demand, f.CasePulled) else SAMPLED]


def compare(matter: Matter, outcome: str, by: str, now: datetime) -> f.MachineChecked | None:
    """Whether the person came to what the machine would have done; None where she has not decided, or it said nothing."""
    held = find_held(matter.facts)
    agrees = AGREES.get(held.would) if held else None
    if held is None or agrees is None or outcome not in (*DECIDING, *IN_FAVOUR, *TELLS_WHY):
        return None
    return f.MachineChecked(at=now, would=held.would, agreed=outcome in agrees, by=by)


def summarise(facts: Iterable[f.Fact]) -> tuple[str, bool | None]:
    """For lists that count cases: how it came to a person (empty: it did not), and whether she agreed with the machine."""
    known = tuple(facts)
    demand = find_demand(known)
    if demand is None:
        return "", None
    checked = next((x for x in reversed(known) if isinstance(x, f.MachineChecked)), None)
    return "pulled" if isinstance(demand, f.CasePulled) else "sampled", checked.agreed if checked else None
