"""All ways through a process as what happens on them, so that two drawings can be compared whatever their ids are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from allmende.domain.process import FlowNode, ProcessDefinition, SequenceFlow

Step = tuple[str, ...]
Path = tuple[Step, ...]


def paths(definition: ProcessDefinition, *, conditions: bool = True) -> set[Path]:
    """Every way from the start to an end, or to the second visit of an element (`again`).

    What was asked already and what was decided is known on the way: a choice by them has one way only.
    """
    start = next(node for node in definition.nodes.values() if node.element == "startEvent")
    return {
        tuple(step for step in path if conditions or step[0] not in ("if", "else"))
        for path in _walk(definition, start, (), frozenset())
    }


def _walk(
    definition: ProcessDefinition, node: FlowNode, path: Path, seen: frozenset[tuple[str, bool]]
) -> Iterator[Path]:
    visit = (node.id, _was_asked(path))
    if visit in seen:
        yield (*path, ("again", *_step(node)))
        return
    here = path if node.element.endswith(("Gateway", "startEvent")) else (*path, _step(node))
    leaving = definition.leaving(node.id)
    if not leaving:
        yield here
    known = _known(leaving, here)
    for flow in leaving:
        if known is None:
            chosen = _condition(definition, node, flow)
            yield from _walk(definition, definition.nodes[flow.target], (*here, *chosen), seen | {visit})
        elif (flow.condition is not None) == known:
            yield from _walk(definition, definition.nodes[flow.target], here, seen | {visit})


def _known(leaving: tuple[SequenceFlow, ...], path: Path) -> bool | None:
    """Whether the condition of the first way is true, where the path says so."""
    conditions = {flow.condition for flow in leaving}
    if "correction.due_on = null" in conditions:
        return not _was_asked(path)
    if 'decision.final.outcome = "granted"' in conditions:
        return any("notice: grant" in step for step in path)
    return None


def _was_asked(path: Path) -> bool:
    return any("action: request_correction" in step for step in path)


def _step(node: FlowNode) -> Step:
    """What happens at an element, without its id and name. Ends are all alike."""
    said = {
        "action": node.action,
        "decision": node.decision,
        "notice": node.notice,
        "role": node.role,
        "deadline": node.deadline,
        "message": node.message,
        "register": node.register,
        "basis": node.legal_basis,
        "result": None if node.element == "businessRuleTask" else node.result,
        "called": node.called,
        "outcomes": " ".join(sorted(node.outcomes)),
        **{key: value for key, value in node.options.items() if key != "outcomes"},
    }
    return (node.element, *(f"{key}: {_bare(value)}" for key, value in sorted(said.items()) if value))


def _bare(text: str) -> str:
    """An expression without brackets around the whole of it."""
    inner = text[1:-1]
    whole = text.startswith("(") and text.endswith(")") and inner.count("(") == inner.count(")")
    return inner if whole and not inner.startswith(")") else text


def _condition(definition: ProcessDefinition, node: FlowNode, flow: SequenceFlow) -> tuple[Step, ...]:
    if node.element != "exclusiveGateway":
        return ()
    if flow.condition is not None:
        return (("if", flow.condition),)
    return (("if", left),) if (left := _left(definition, node)) else (("else",),)


def _left(definition: ProcessDefinition, gateway: FlowNode) -> str:
    """The condition of a way without one, where the others name all outcomes of a task but one."""
    before = [definition.nodes[flow.source] for flow in definition.entering(gateway.id)]
    if len(before) != 1 or before[0].element != "userTask" or len(before[0].outcomes) < 2:
        return ""
    name = f"task.{before[0].id}.outcome"
    said = {flow.condition for flow in definition.leaving(gateway.id)}
    left = [outcome for outcome in before[0].outcomes if f'{name} = "{outcome}"' not in said]
    return f'{name} = "{left[0]}"' if len(left) == 1 else ""


def changed(found: set[Path], change: Callable[[Path], Path]) -> set[Path]:
    """The same paths after a difference that is meant."""
    return {change(path) for path in found}
