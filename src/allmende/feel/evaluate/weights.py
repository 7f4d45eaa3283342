"""What one turn of a loop costs: static, so that evaluating pays nothing for counting."""

from __future__ import annotations

from allmende.feel.syntax import nodes

# How many sums a node takes as long as: calls and ranges may refuse, the others copy what is in scope.
_DEAR: dict[type[nodes.Node], int] = {
    nodes.Call: 14,
    nodes.RangeLiteral: 8,
    nodes.FunctionLiteral: 8,
    nodes.ContextLiteral: 6,
    nodes.Filter: 6,
    nodes.For: 6,
    nodes.Quantified: 6,
}


def weight_of(*roots: nodes.Node) -> int:
    """Steps for evaluating the trees once, without the turns of loops inside them.

    A turn with a short body is one step, half a dozen sums are another.
    """
    size, stack = 0, list(roots)
    while stack:
        part = stack.pop()
        size += _DEAR.get(type(part), 1)
        stack.extend(nodes.children(part))
    return 1 + size // 6
