"""What one turn of a loop costs: static, so that evaluating pays nothing for counting."""

from __future__ import annotations

from allmende.feel.syntax import nodes


def weight_of(*roots: nodes.Node) -> int:
    """Steps for evaluating the trees once, without the turns of loops inside them.

    A step is a turn with a short body; a call may refuse its arguments, which takes as long as a dozen sums.
    """
    size, stack = 0, list(roots)
    while stack:
        part = stack.pop()
        size += 6 if isinstance(part, nodes.Call) else 1
        stack.extend(nodes.children(part))
    return 1 + size // 12
