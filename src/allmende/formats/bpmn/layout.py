"""Draws a process that came without a diagram: columns from left to right, one row per branch.

Plain and predictable rather than clever: a node stands one column after the last of those that lead to it, in
the row of the one that reached it first, or in the next free row. Ways back run below everything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from allmende.domain.process.model import FlowNode, ProcessDefinition, SequenceFlow
from allmende.domain.values import Problem
from allmende.formats import xml
from allmende.formats.bpmn.names import CONTAINERS, DC, DI, DIAGRAM
from allmende.formats.bpmn.reader import read
from allmende.formats.bpmn.writer import canonical

GAP_X, GAP_Y, EDGE = 60, 40, 40
SIZES = {"Event": (36, 36), "Gateway": (50, 50)}
TASK = (140, 80)

Box = tuple[int, int, int, int]
Point = tuple[int, int]


def drawn(data: bytes, source: str = "process.bpmn") -> bytes:
    """The file as it is, or with a diagram of our own where it has none. What cannot be read stays as it is."""
    if b"BPMNDiagram" in data:
        return data
    found = draw(data, source)
    return found if isinstance(found, bytes) else data


def draw(data: bytes, source: str = "process.bpmn") -> bytes | list[Problem]:
    """The file with a diagram of our own; an existing one is replaced. Problems: as `read`."""
    definition = read(data, source)
    root = xml.parse(data, source)
    if isinstance(definition, list) or isinstance(root, Problem):
        return definition if isinstance(definition, list) else [root]  # type: ignore[list-item]
    boxes: dict[str, Box] = {}
    _place(definition, None, EDGE, EDGE, boxes)
    for old in root.findall(f"{{{DIAGRAM}}}BPMNDiagram"):
        root.remove(old)
    etree.SubElement(
        root,
        f"{{{DIAGRAM}}}BPMNDiagram",
        {"id": "diagram"},
        nsmap={"bpmndi": DIAGRAM, "dc": DC, "di": DI},
    )
    plane = etree.SubElement(
        root[-1],
        f"{{{DIAGRAM}}}BPMNPlane",
        {"id": "plane", "bpmnElement": definition.id},
    )
    for node_id, box in boxes.items():
        _draw_shape(plane, definition.nodes[node_id], box)
    for flow in definition.flows:
        if flow.source in boxes and flow.target in boxes:
            _draw_edge(
                plane,
                flow,
                boxes[flow.source],
                boxes[flow.target],
                definition.nodes[flow.source],
            )
    return canonical(root)


@dataclass(slots=True)
class _LayoutGrid:
    """Which column and row each node of one level stands in."""

    column: dict[str, int] = field(default_factory=dict)
    row: dict[str, int] = field(default_factory=dict)
    taken: set[tuple[int, int]] = field(default_factory=set)

    def put(self, node_id: str, column: int, row: int) -> None:
        while (column, row) in self.taken:
            row += 1
        self.taken.add((column, row))
        self.column[node_id], self.row[node_id] = column, row


def _place(
    definition: ProcessDefinition,
    parent: str | None,
    left: int,
    top: int,
    boxes: dict[str, Box],
) -> Point:
    """Boxes for everything inside `parent`, sub-processes included; returns the size used."""
    level = [node for node in definition.inside(parent) if node.attached_to is None]
    grid = _arrange(definition, level)
    inner: dict[str, dict[str, Box]] = {}
    sizes: dict[str, Point] = {}
    for node in level:
        sizes[node.id] = _size(definition, node, inner)
    widths = _largest(grid.column, sizes, 0)
    heights = _largest(grid.row, sizes, 1)
    for node in level:
        width, height = sizes[node.id]
        x = left + sum(widths[c] + GAP_X for c in range(grid.column[node.id]))
        y = top + sum(heights[r] + GAP_Y for r in range(grid.row[node.id]))
        x += (widths[grid.column[node.id]] - width) // 2
        y += (heights[grid.row[node.id]] - height) // 2
        boxes[node.id] = (x, y, width, height)
        for inside, (ix, iy, iw, ih) in inner.get(node.id, {}).items():
            boxes[inside] = (x + ix, y + iy, iw, ih)
        for number, event in enumerate(definition.boundary(node.id)):
            boxes[event.id] = (x + 14 + number * 46, y + height - 18, 36, 36)
    return sum(widths) + GAP_X * max(len(widths) - 1, 0), sum(heights) + GAP_Y * max(len(heights) - 1, 0)


def _size(definition: ProcessDefinition, node: FlowNode, inner: dict[str, dict[str, Box]]) -> Point:
    if node.element not in CONTAINERS:
        return next(
            (size for ending, size in SIZES.items() if node.element.endswith(ending)),
            TASK,
        )
    inner[node.id] = {}
    width, height = _place(definition, node.id, EDGE, EDGE, inner[node.id])
    return max(width + 2 * EDGE, TASK[0]), max(height + 2 * EDGE, TASK[1])


def _largest(index: dict[str, int], sizes: dict[str, Point], axis: int) -> list[int]:
    largest = [0] * (max(index.values(), default=-1) + 1)
    for node_id, position in index.items():
        largest[position] = max(largest[position], sizes[node_id][axis])
    return largest


def _arrange(definition: ProcessDefinition, level: list[FlowNode]) -> _LayoutGrid:
    """Depth first from the starts; a way back to a node on the present path does not push it further."""
    ahead = {node.id: _next(definition, node, {n.id for n in level}) for node in level}
    column: dict[str, int] = {}
    order: list[str] = []
    roots = [node.id for node in level if not any(node.id in targets for targets in ahead.values())] or [
        node.id for node in level[:1]
    ]
    back = _ways_back(ahead, roots)
    for root in roots:
        _rank(root, 0, ahead, back, column, order)
    grid = _LayoutGrid()
    hanging = {
        flow.target for node in level for event in definition.boundary(node.id) for flow in definition.leaving(event.id)
    }
    for node_id in order:
        before = [grid.row[s] for s in order if node_id in ahead[s] and (s, node_id) not in back and s in grid.row]
        grid.put(node_id, column[node_id], min(before, default=0) + (node_id in hanging))
    for node in level:
        if node.id not in grid.row:
            grid.put(node.id, 0, 0)
    return grid


def _next(definition: ProcessDefinition, node: FlowNode, level: set[str]) -> list[str]:
    sources = [node.id, *(event.id for event in definition.boundary(node.id))]
    return [flow.target for source in sources for flow in definition.leaving(source) if flow.target in level]


def _ways_back(ahead: dict[str, list[str]], roots: list[str]) -> set[tuple[str, str]]:
    back: set[tuple[str, str]] = set()
    seen: set[str] = set()

    def walk(node_id: str, path: frozenset[str]) -> None:
        seen.add(node_id)
        for target in ahead[node_id]:
            if target in path or target == node_id:
                back.add((node_id, target))
            elif target not in seen:
                walk(target, path | {node_id})

    for root in roots:
        walk(root, frozenset())
    return back


def _rank(
    node_id: str,
    column: int,
    ahead: dict[str, list[str]],
    back: set[tuple[str, str]],
    columns: dict[str, int],
    order: list[str],
) -> None:
    if columns.get(node_id, -1) >= column:
        return
    columns[node_id] = column
    if node_id not in order:
        order.append(node_id)
    for target in ahead[node_id]:
        if (node_id, target) not in back:
            _rank(target, column + 1, ahead, back, columns, order)


def _draw_shape(plane: etree._Element, node: FlowNode, box: Box) -> None:
    attributes = {"id": f"{node.id}_shape", "bpmnElement": node.id}
    if node.element in CONTAINERS:
        attributes["isExpanded"] = "true"
    shape = etree.SubElement(plane, f"{{{DIAGRAM}}}BPMNShape", attributes)
    x, y, width, height = map(str, box)
    etree.SubElement(shape, f"{{{DC}}}Bounds", {"x": x, "y": y, "width": width, "height": height})


def _draw_edge(plane: etree._Element, flow: SequenceFlow, source: Box, target: Box, node: FlowNode) -> None:
    edge = etree.SubElement(
        plane,
        f"{{{DIAGRAM}}}BPMNEdge",
        {"id": f"{flow.id}_edge", "bpmnElement": flow.id},
    )
    for x, y in _way(source, target, below=node.attached_to is not None):
        etree.SubElement(edge, f"{{{DI}}}waypoint", {"x": str(x), "y": str(y)})


def _way(source: Box, target: Box, *, below: bool) -> list[Point]:
    """Orthogonal; from a boundary event downwards, backwards round the bottom."""
    sx, sy, sw, sh = source
    tx, ty, tw, th = target
    into = (tx, ty + th // 2)
    if below and tx > sx:
        return [(sx + sw // 2, sy + sh), (sx + sw // 2, into[1]), into]
    start = (sx + sw, sy + sh // 2)
    if tx >= sx + sw:
        middle = tx - GAP_X // 2
        bends = [] if start[1] == into[1] else [(middle, start[1]), (middle, into[1])]
        return [start, *bends, into]
    floor = max(sy + sh, ty + th) + GAP_Y // 2
    return [
        (sx + sw // 2, sy + sh),
        (sx + sw // 2, floor),
        (tx + tw // 2, floor),
        (tx + tw // 2, ty + th),
    ]
