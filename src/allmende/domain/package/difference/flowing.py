"""Sentences about the process: stations, ways between them, and the drawing."""

from __future__ import annotations

from allmende.domain.package.difference.change import Change, Edition
from allmende.domain.package.difference.telling import CLERKS, DESIGNERS, Property, Telling
from allmende.domain.package.difference.wording import both, value
from allmende.domain.package.edits import Move, Set
from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import Flow, Node
from allmende.domain.values import Text

PROPERTIES: dict[str, Property] = {
    "name": (Text("heißt nun", "is now called"), CLERKS),
    "role": (Text("bearbeitet von", "done by"), CLERKS),
    "action": (Text("tut", "does"), CLERKS),
    "decision": (Text("fragt die Entscheidung", "asks the decision"), CLERKS),
    "deadline": (Text("Frist", "deadline"), CLERKS),
    "message": (Text("Nachricht", "message"), CLERKS),
    "notice": (Text("Schreiben", "letter"), CLERKS),
    "register": (Text("Register", "register"), CLERKS),
    "legal_basis": (Text("Rechtsgrundlage", "legal basis"), CLERKS),
    "result": (Text("Ergebnis heißt", "result is called"), DESIGNERS),
    "option outcomes": (Text("mögliche Ergebnisse", "possible outcomes"), CLERKS),
    "option unit": (Text("Stelle", "unit"), CLERKS),
    "option due": (Text("fällig", "due"), CLERKS),
}
OTHER: Property = (Text(""), CLERKS)
FORKS = frozenset(("exclusiveGateway", "parallelGateway", "eventBasedGateway"))


def tell_node(telling: Telling) -> Change:
    name = telling.names.node(telling.name, telling.scope)
    if telling.came:
        return _tell_new(telling, name)
    if telling.went:
        node = _node(telling.names.old, telling)
        kind = _kind(node)
        text = both("{k} „{x}“ entfällt", "{k} “{x}” is gone", k=kind, x=name)
        return telling.change("node.removed", text, ("clerks", "citizens"))
    if isinstance(telling.bundle.main, Move):
        text = both(
            "Die Station „{x}“ steht an anderer Stelle der Datei",
            "The station “{x}” stands elsewhere in the file",
            x=name,
        )
        return telling.change("node.moved", text, DESIGNERS)
    return telling.property(both("Station „{x}“", "Station “{x}”", x=name), "node", PROPERTIES, OTHER)


def _tell_new(telling: Telling, name: Text) -> Change:
    node = _node(telling.names.new, telling)
    kind = _kind(node)
    after = _neighbour(telling)
    if after is None:
        text = both("Neu: {k} „{x}“", "New: {k} “{x}”", k=kind, x=name)
    else:
        text = both("Neu: {k} „{x}“ vor „{y}“", "New: {k} “{x}” before “{y}”", k=kind, x=name, y=after)
    return telling.change("node.added", text, ("clerks", "citizens"))


def _kind(node: Node | None) -> Text:
    if node is not None and node.element in FORKS:
        return Text("Verzweigung", "fork")
    if node is not None and node.element.endswith("Event"):
        return Text("Ereignis", "event")
    return Text("Station", "station")


def _definition(edition: Edition, scope: str) -> ProcessDefinition | None:
    return edition.package.shared.get(scope.rpartition("/")[2]) if scope else edition.package.process


def _node(edition: Edition, telling: Telling) -> Node | None:
    definition = _definition(edition, telling.scope)
    return definition.nodes.get(telling.name) if definition else None


def _neighbour(telling: Telling) -> Text | None:
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


def tell_flow(telling: Telling) -> Change:
    flow = _flow(telling.names.new, telling) or _flow(telling.names.old, telling)
    way = _way(telling, flow)
    edit = telling.bundle.main
    if isinstance(edit, Set) and telling.bundle.name == "condition":
        text = both(
            "Weg {w}: Bedingung {a} → {b}", "Way {w}: condition {a} → {b}", w=way, a=value(edit.old), b=value(edit.new)
        )
        return telling.change("flow.condition", text, CLERKS, edit.old, edit.new)
    if isinstance(edit, Set):
        table: dict[str, Property] = {"name": (Text("Beschriftung", "label"), DESIGNERS)}
        return telling.property(both("Weg {w}", "Way {w}", w=way), "flow", table, OTHER)
    return telling.change("flow.changed", both("Weg {w} ist geändert", "Way {w} has changed", w=way), DESIGNERS)


def _flow(edition: Edition, telling: Telling) -> Flow | None:
    definition = _definition(edition, telling.scope)
    return next((flow for flow in definition.flows if flow.id == telling.name), None) if definition else None


def _way(telling: Telling, flow: Flow | None) -> Text:
    if flow is None:
        return Text(telling.name)
    source, target = (telling.names.node(node_id, telling.scope) for node_id in (flow.source, flow.target))
    return both("„{a}“ → „{b}“", "“{a}” → “{b}”", a=source, b=target)


def tell_process(telling: Telling) -> Change:
    """The drawing: which ways are new or gone, or only the picture."""
    old, new = (_ways(telling, edition) for edition in (telling.names.old, telling.names.new))
    come, gone = [way for way in new if way not in old], [way for way in old if way not in new]
    if not come and not gone:
        text = Text(
            "Der Ablauf ist anders gezeichnet; die Wege sind gleich",
            "The process is drawn differently; the ways are the same",
        )
        return telling.change("process.drawing", text, DESIGNERS)
    parts = []
    if come:
        parts.append(both("neu {x}", "new {x}", x=value([new[way] for way in come])))
    if gone:
        parts.append(both("weg {x}", "gone {x}", x=value([old[way] for way in gone])))
    joined = value(parts)
    return telling.change("process.ways", both("Wege im Ablauf: {x}", "Ways in the process: {x}", x=joined), CLERKS)


def _ways(telling: Telling, edition: Edition) -> dict[tuple[str, str], Text]:
    definition = _definition(edition, telling.scope)
    return {(flow.source, flow.target): _way(telling, flow) for flow in definition.flows} if definition else {}
