"""From a tree to a closure: which function compiles which node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allmende.feel.evaluate import access, calls, flow, literals, operators, tests
from allmende.feel.evaluate.closures import Closure
from allmende.feel.evaluate.scope import CompileScope, FindType, Frames
from allmende.feel.syntax import nodes

_COMPILERS: dict[type[nodes.Node], Callable[[Any, Any], Closure]] = {
    nodes.LiteralNode: literals.compile_literal,
    nodes.AtLiteral: literals.compile_at_literal,
    nodes.ListLiteral: literals.compile_list,
    nodes.ContextLiteral: literals.compile_context,
    nodes.RangeLiteral: literals.compile_range,
    nodes.ComparisonRange: literals.compile_comparison_range,
    nodes.Name: access.compile_name,
    nodes.Path: access.compile_path,
    nodes.FilterNode: access.compile_filter,
    nodes.Negation: operators.compile_negation,
    nodes.Arithmetic: operators.compile_arithmetic,
    nodes.Junction: operators.compile_junction,
    nodes.Comparison: operators.compile_comparison,
    nodes.Between: operators.compile_between,
    nodes.In: tests.compile_in,
    nodes.InstanceOf: operators.compile_instance_of,
    nodes.If: flow.compile_if,
    nodes.For: flow.compile_for,
    nodes.Quantified: flow.compile_quantified,
    nodes.Call: calls.compile_call,
    nodes.FunctionLiteral: calls.compile_function,
}


def _compile(scope: CompileScope, node: nodes.Node) -> Closure:
    return _COMPILERS[type(node)](scope, node)


def scope_for(source: str, frames: Frames = (), find_type: FindType | None = None) -> CompileScope:
    """The outermost scope of a text, or one inside boxes that have their own `frames`."""
    return CompileScope(source, frames, _compile, find_type)
