"""Which names an expression reads from outside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from allmende.feel.builtins import BUILTINS
from allmende.feel.evaluate.tests import TESTED
from allmende.feel.syntax import nodes


@dataclass(frozen=True, slots=True)
class Reads:
    """Free names and dotted paths, names inside filters that may be fields of the items, and calls."""

    names: frozenset[str]
    paths: frozenset[str]
    filter_names: frozenset[str]
    calls: frozenset[str]


@dataclass(slots=True)
class _Collector:
    names: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    filter_names: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)

    def visit(self, node: nodes.Node, bound: frozenset[str], *, filtered: bool) -> None:
        """Collect from `node`, in which the names `bound` are local variables."""
        match node:
            case nodes.Name() | nodes.Path() if (dotted := _dotted(node)) is not None:
                self._add(dotted, bound, filtered=filtered)
            case nodes.FilterNode(source=source, condition=condition):
                self.visit(source, bound, filtered=filtered)
                self.visit(condition, bound | {"item"}, filtered=True)
            case nodes.Call(callee=nodes.Name(name=name), arguments=arguments):
                if name not in BUILTINS and name not in bound:
                    self.calls.add(name)
                for argument in arguments:
                    self.visit(argument, bound, filtered=filtered)
            case nodes.For(iterators=iterators, body=body):
                inner = self._iterators(iterators, bound, filtered=filtered)
                self.visit(body, inner | {"partial"}, filtered=filtered)
            case nodes.Quantified(iterators=iterators, condition=condition):
                self.visit(condition, self._iterators(iterators, bound, filtered=filtered), filtered=filtered)
            case nodes.ContextLiteral(entries=entries):
                for key, value in entries:
                    self.visit(value, bound, filtered=filtered)
                    bound |= {key}
            case nodes.FunctionLiteral(parameters=parameters, body=body):
                self.visit(body, bound | {parameter.name for parameter in parameters}, filtered=filtered)
            case _:
                for child in nodes.children(node):
                    self.visit(child, bound, filtered=filtered)

    def _iterators(
        self,
        iterators: tuple[nodes.Iterator, ...],
        bound: frozenset[str],
        *,
        filtered: bool,
    ) -> frozenset[str]:
        for each in iterators:
            for child in nodes.children(each):
                self.visit(child, bound, filtered=filtered)
            bound |= {each.name}
        return bound

    def _add(self, dotted: str, bound: frozenset[str], *, filtered: bool) -> None:
        first, dot, _ = dotted.partition("\0")
        if first in bound or first == TESTED or (first in BUILTINS and not dot and filtered):
            return
        if filtered:
            self.filter_names.add(first)
        else:
            self.names.add(first)
            self.paths.add(dotted.replace("\0", "."))


def _dotted(node: nodes.Node) -> str | None:
    """`a.b.c` as one text if the node is nothing but names; parts are joined by a zero character."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Path):
        before = _dotted(node.source)
        return None if before is None else f"{before}\0{node.name}"
    return None


def reads(roots: Iterable[nodes.Node]) -> Reads:
    """What the trees read from outside. Names that are called are kept apart; built-in ones are left out."""
    collector = _Collector()
    for root in roots:
        collector.visit(root, frozenset(), filtered=False)
    return Reads(
        frozenset(collector.names),
        frozenset(collector.paths),
        frozenset(collector.filter_names),
        frozenset(collector.calls),
    )


def mentioned(roots: Iterable[nodes.Node]) -> Iterable[str]:
    """Every name that occurs, whatever it stands for."""
    stack = list(roots)
    while stack:
        node = stack.pop()
        if isinstance(node, nodes.Name):
            yield node.name
        stack.extend(nodes.children(node))
