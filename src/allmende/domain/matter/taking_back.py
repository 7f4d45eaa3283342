"""Undo of a slip: who confirmed a decision takes it back before its letter is out. The process stands at her task again.

A letter is out once it is provided online, posted or handed over; a register entry cannot be undone either. What was
written meanwhile is discarded and stays in the file; what was demanded with it cannot be paid any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from allmende.domain import facts as f
from allmende.domain.matter import speech, stopping
from allmende.domain.matter.demands import list_unsettled
from allmende.domain.matter.incidents import is_irrevocable
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.outcome import Effect, ExpireDemands
from allmende.domain.matter.walk import ProcessRunner, StepResult, keyed
from allmende.domain.package.decision_data import DECIDING
from allmende.domain.ports.engine import State
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Problem, Text

TOO_LATE = Problem(
    "taking_back.too_late",
    Text.named("matter.taking_back.taking_back_too_late"),
    "zuruecknehmen",
)
NO_REASON = Problem(
    "taking_back.reason",
    Text.named("matter.taking_back.taking_back_reason"),
    "zuruecknehmen",
)


def find_own(facts: Iterable[f.Fact], officer: str) -> f.TaskDone | None:
    """The decision that counts, where this officer confirmed it and nothing of it is out yet."""
    known = tuple(facts)
    decision = decision_of(known)
    if decision is None or decision.automatic or f.find_closed(known):
        return None
    made = [n for n, x in enumerate(known) if isinstance(x, f.TaskDone) and x.node_id and x.outcome in DECIDING]
    done = known[made[-1]] if made else None
    if not isinstance(done, f.TaskDone) or done.officer != officer or _is_out(known[made[-1] :]):
        return None
    return done


def take_back(walk: ProcessRunner, state: State, matter: Matter, taken: f.DecisionTakenBack) -> StepResult | None:
    """The process at her task again, with everything that follows; None where there is no way there any more."""
    there = _find_way(walk, state, matter, taken.node_id)
    if there is None:
        return None
    back, node = there
    since = _since(matter.facts, taken.task_id)
    discarded = tuple(stopping.discard_written(since, taken.at))
    demands = list_unsettled(since)
    title = speech.task_name(matter.service, node, "de")
    told: tuple[f.Fact, ...] = (
        taken,
        *discarded,
        f.SteppedBack(at=walk.now, task_id=taken.task_id, node_id=node.id, title=title),
        *(f.DemandExpired(at=walk.now, demand_id=demand) for demand in demands),
    )
    effects: tuple[Effect, ...] = (*stopping.effects_of(discarded), *((ExpireDemands(),) if demands else ()))
    known = replace(matter, facts=(*matter.facts, *told))
    return walk.settled(
        StepResult(state=back, matter=known, facts=keyed(f"{taken.task_id}:taken", told), effects=effects)
    )


def _find_way(walk: ProcessRunner, state: State, matter: Matter, node_id: str) -> tuple[State, FlowNode] | None:
    for item in walk.engine.work(state):
        found = walk.find_way_back(state, matter, item.id)
        if found and found[1].id == node_id:
            return found
    return None


def _since(facts: tuple[f.Fact, ...], task_id: str) -> tuple[f.Fact, ...]:
    first = next(n for n, x in enumerate(facts) if isinstance(x, f.TaskDone) and x.task_id == task_id)
    return facts[first:]


def _is_out(since: tuple[f.Fact, ...]) -> bool:
    return is_irrevocable(since) or any(isinstance(x, (f.LetterPosted, f.NoticeProvided)) for x in since)
