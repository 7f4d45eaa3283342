"""Until when an application can be withdrawn: as long as nothing was done that its end could not undo."""

from __future__ import annotations

from collections.abc import Iterable

from allmende.domain import facts as f
from allmende.domain.matter import incidents
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.verdicts import offered_outcomes
from allmende.domain.package.decision_data import DECIDING
from allmende.domain.package.service import Service
from allmende.domain.process.model import Node
from allmende.domain.values import Problem, Text

CODE = "withdraw.too_late"
DECIDED = Problem(CODE, Text("Der Antrag ist schon entschieden.", "The application has already been decided."))
CLOSED = Problem(CODE, Text("Der Vorgang ist schon beendet.", "The case has already ended."))
ENTERED = Problem(
    CODE,
    Text(
        "Wir haben dazu schon etwas in ein Register eingetragen.", "We have already made an entry in a register for it."
    ),
)
ISSUED = Problem(CODE, Text("Ihr Dokument ist schon ausgestellt.", "Your document has already been issued."))


def too_late(matter: Matter) -> Problem | None:
    """Why the application cannot be withdrawn any more; None while it can.

    Too late is after the decision, after a write to a register, once a letter with a decision or certificate is composed,
    and once a person made the document by hand.
    """
    facts = matter.facts
    if matter.last(f.CaseClosed, f.ApplicationWithdrawn):
        return CLOSED
    if decision_of(facts):
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


def _decides(service: Service, node: Node) -> bool:
    """A decision by machine or person, in the process or in one that it calls."""
    called = service.shared.get(node.called or "")
    if called:
        return any(_decides(service, one) for one in called.nodes.values() if not one.called)
    choices = offered_outcomes(service, node) if node.element == "userTask" else ()
    return node.action == "decide_automatically" or not set(DECIDING).isdisjoint(choices)
