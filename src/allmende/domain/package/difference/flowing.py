"""Sentences about the process: stations, ways between them, and the drawing."""

from __future__ import annotations

from allmende.domain.package.difference.change import OpenedPackage, ToldChange
from allmende.domain.package.difference.telling import EditTelling
from allmende.domain.package.edits import Move, Set
from allmende.domain.package.properties import KINDS
from allmende.domain.package.properties.property import CLERKS, DESIGNERS
from allmende.domain.package.wording import value
from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import FlowNode, SequenceFlow
from allmende.domain.values import Text

FORKS = frozenset(("exclusiveGateway", "parallelGateway", "eventBasedGateway"))


def tell_node(telling: EditTelling) -> ToldChange:
    node = _node(telling.names.new, telling) or _node(telling.names.old, telling)
    subject = Text.named(
        "package.difference.flowing.k_x", k=_kind(node), x=telling.names.node(telling.name, telling.scope)
    )
    after = _neighbour(telling) if telling.came else None
    about = Text.named("package.difference.flowing.before_y", y=after) if after else None
    moved = isinstance(telling.bundle.main, Move)
    return telling.part(subject, "node", DESIGNERS if moved else ("clerks", "citizens"), about)


def _kind(node: FlowNode | None) -> Text:
    if node is not None and node.element in FORKS:
        return Text.named("package.difference.flowing.fork")
    if node is not None and node.element.endswith("Event"):
        return Text.named("package.difference.flowing.event")
    return KINDS["node"].name


def _definition(edition: OpenedPackage, scope: str) -> ProcessDefinition | None:
    return edition.package.shared.get(scope.rpartition("/")[2]) if scope else edition.package.process


def _node(edition: OpenedPackage, telling: EditTelling) -> FlowNode | None:
    definition = _definition(edition, telling.scope)
    return definition.nodes.get(telling.name) if definition else None


def _neighbour(telling: EditTelling) -> Text | None:
    """What comes after a new station: the first one the old version knew as well, else whatever is next."""
    definition = _definition(telling.names.new, telling.scope)
    before = _definition(telling.names.old, telling.scope)
    if definition is None:
        return None
    known = before.nodes if before else {}
    seen, queue = {telling.name}, [flow.target for flow in definition.leaving(telling.name)]
    first = queue[0] if queue else None
    while queue:
        node_id = queue.pop(0)
        if node_id in seen:
            continue
        seen.add(node_id)
        if node_id in known and known[node_id].element not in FORKS:
            return telling.names.node(node_id, telling.scope)
        queue += [flow.target for flow in definition.leaving(node_id)]
    return telling.names.node(first, telling.scope) if first else None


def tell_flow(telling: EditTelling) -> ToldChange:
    flow = _flow(telling.names.new, telling) or _flow(telling.names.old, telling)
    way = _way(telling, flow)
    edit = telling.bundle.main
    if isinstance(edit, Set):
        return telling.property(Text.named("package.difference.flowing.way_w", w=way), "flow")
    return telling.change("flow.changed", Text.named("package.difference.flowing.way_w_has_changed", w=way), DESIGNERS)


def _flow(edition: OpenedPackage, telling: EditTelling) -> SequenceFlow | None:
    definition = _definition(edition, telling.scope)
    return next((flow for flow in definition.flows if flow.id == telling.name), None) if definition else None


def _way(telling: EditTelling, flow: SequenceFlow | None) -> Text:
    if flow is None:
        return Text(telling.name)
    source, target = (telling.names.node(node_id, telling.scope) for node_id in (flow.source, flow.target))
    return Text.named("package.difference.flowing.b", a=source, b=target)


def tell_process(telling: EditTelling) -> ToldChange:
    """The drawing: which ways are new or gone, or only the picture."""
    old, new = (_ways(telling, edition) for edition in (telling.names.old, telling.names.new))
    come, gone = [way for way in new if way not in old], [way for way in old if way not in new]
    if not come and not gone:
        text = Text.named("package.difference.flowing.process_is_drawn_differently_ways")
        return telling.change("process.drawing", text, DESIGNERS)
    parts = []
    if come:
        parts.append(Text.named("package.difference.flowing.new_x", x=value([new[way] for way in come])))
    if gone:
        parts.append(Text.named("package.difference.flowing.gone_x", x=value([old[way] for way in gone])))
    joined = value(parts)
    return telling.change("process.ways", Text.named("package.difference.flowing.ways_in_process_x", x=joined), CLERKS)


def _ways(telling: EditTelling, edition: OpenedPackage) -> dict[tuple[str, str], Text]:
    definition = _definition(edition, telling.scope)
    return {(flow.source, flow.target): _way(telling, flow) for flow in definition.flows} if definition else {}
