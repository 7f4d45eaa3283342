"""Until when an application can be withdrawn: as long as nothing was done that its end could not undo."""

from __future__ import annotations

from collections.abc import Iterable

from allmende.domain import facts as f
from allmende.domain.matter import incidents
from allmende.domain.matter.acting import may
from allmende.domain.matter.deeming import find_deemed
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.verdicts import offered_outcomes
from allmende.domain.package.decision_data import DECIDING
from allmende.domain.package.service import Service
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Problem, Text

LATE = "withdraw.too_late"
DECIDED = Problem(LATE, Text.named("matter.withdrawing.decided"))
CLOSED = Problem(LATE, Text.named("matter.withdrawing.closed"))
ENTERED = Problem(
    LATE,
    Text.named("matter.withdrawing.entered"),
)
ISSUED = Problem(LATE, Text.named("matter.withdrawing.issued"))

NOT_BY_HER = Problem(
    "withdraw.represented",
    Text.named("matter.withdrawing.withdraw_represented"),
)


def why_bound(matter: Matter) -> Problem | None:
    """Why the application cannot be withdrawn by whoever opens the case online; None while it can.

    Not by who acts for the applicant where the service keeps that from her (`represented_by … without`). Too late is after the decision, after a write to a register, once a letter with a decision or certificate is composed,
    and once a person made the document by hand.
    """
    facts = matter.facts
    if not may(matter, "withdraw"):
        return NOT_BY_HER
    if f.find_closed(facts) or matter.last(f.ApplicationWithdrawn):
        return CLOSED
    if decision_of(facts) or find_deemed(matter):
        return DECIDED
    if any(isinstance(x, f.RegisterConsulted) and x.wrote for x in facts):
        return ENTERED
    since = _since_step_back(facts)
    composed = any(isinstance(x, f.NoticeIssued) and x.notice_kind in incidents.BINDING for x in since)
    return ISSUED if composed or incidents.is_irrevocable(facts) or _is_made(matter, since) else None


def _since_step_back(facts: tuple[f.Fact, ...]) -> tuple[f.Fact, ...]:
    """The facts that count: a letter composed before the process went back is written anew."""
    back = [number for number, x in enumerate(facts) if isinstance(x, f.SteppedBack)]
    return facts[back[-1] :] if back else facts


def _is_made(matter: Matter, facts: Iterable[f.Fact]) -> bool:
    """Was a task done that leads on in one way only and no decision can follow: the document was made by hand."""
    service = matter.service
    done = {(x.node_id, x.outcome) for x in facts if isinstance(x, f.TaskDone)}
    return any(
        offered_outcomes(service, node) == (outcome,) and not _leads_to_decision(service, node.id)
        for node in service.process.nodes.values()
        for node_id, outcome in done
        if node.element == "userTask" and node.id == node_id
    )


def _leads_to_decision(service: Service, node_id: str) -> bool:
    """Can the process still come to a decision after that node?"""
    process = service.process
    seen, ahead = {node_id}, [node_id]
    while ahead:
        here = ahead.pop()
        starts = (here, *(one.id for one in process.boundary(here)))
        found = {flow.target for start in starts for flow in process.leaving(start)} - seen
        if any(_decides(service, process.nodes[one]) for one in found):
            return True
        seen |= found
        ahead += found
    return False


def _decides(service: Service, node: FlowNode) -> bool:
    """A decision by machine or person, in the process or in one that it calls."""
    called = service.shared.get(node.called or "")
    if called:
        return any(_decides(service, node) for node in called.nodes.values() if not node.called)
    choices = offered_outcomes(service, node) if node.element == "userTask" else ()
    return node.action == "decide_automatically" or not set(DECIDING).isdisjoint(choices)
