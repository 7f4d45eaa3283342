"""What one turn of a loop costs: static, so that evaluating pays nothing for counting."""

from __future__ import annotations

from allmende.feel.evaluate.closures import Closure, Environment, Test
from allmende.feel.runtime.run import Run
from allmende.feel.syntax import nodes
from allmende.feel.values.kinds import Value

# How many sums a node takes as long as: calls and ranges may refuse, the others copy what is in scope.
_DEAR: dict[type[nodes.Node], int] = {
    nodes.Call: 14,
    nodes.RangeLiteral: 8,
    nodes.FunctionLiteral: 8,
    nodes.ContextLiteral: 6,
    nodes.FilterNode: 6,
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


_FIXED = (nodes.LiteralNode, nodes.AtLiteral)


def weighed(closure: Closure, root: nodes.Node) -> Closure:
    """`closure` that pays for `root` each time: for texts that stand in loops which are no part of them."""
    if isinstance(root, _FIXED):
        return closure
    weight = weight_of(root)

    def pay(env: Environment, run: Run) -> Value:
        run.charge(weight)
        return closure(env, run)

    return pay


def weighed_tests(test: Test, tests: tuple[nodes.Node, ...]) -> Test:
    """`test` that pays for what it works out. Comparing with what is written down costs nothing worth counting."""
    dear = [node for node in tests if not all(isinstance(part, _FIXED) for part in (nodes.children(node) or (node,)))]
    if not dear:
        return test
    weight = weight_of(*dear)

    def pay(value: Value, env: Environment, run: Run) -> bool | None:
        run.charge(weight)
        return test(value, env, run)

    return pay
