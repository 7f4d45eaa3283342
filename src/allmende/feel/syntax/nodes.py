"""The tree of an expression: frozen nodes, each with the offsets of its text.

Node
├── Literal, AtLiteral                    values
├── Name, Path, Filter, Call              ways to a value
├── Negation, Arithmetic, Junction,
│   Comparison, Between, In, InstanceOf   operators
├── If, For, Quantified                   flow
└── ListLiteral, ContextLiteral, RangeLiteral, FunctionLiteral, ComparisonRange
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from allmende.feel.syntax.errors import TextPosition, locate

if TYPE_CHECKING:
    from allmende.feel.types import Type


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression; `start` and `end` are character offsets in the source."""

    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class LiteralNode(Node):
    """A number, string, boolean or null."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """A date, time, date and time or duration written `@"..."`."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or function; the name is in its canonical spelling (single spaces)."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`"""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class FilterNode(Node):
    """`source[condition]`"""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`callee(arguments)`; `names` holds the argument names, or is empty for positional ones."""

    callee: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-operand`"""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left op right` with one of `+ - * / **`"""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """`a and b and c` or `a or b or c`"""

    op: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left op right` with one of `= != < <= > >=`"""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`operand between low and high`"""

    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`operand in (test, test)`"""

    operand: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`operand instance of type`"""

    operand: Node
    type: Type


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then then else otherwise`"""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """`name in source` or `name in source..stop`"""

    name: str
    source: Node
    stop: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterators return body`"""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some|every iterators satisfies condition`"""

    kind: str
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[a, b]`"""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{key: value}`"""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """`[low..high)`"""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class ComparisonRange(Node):
    """`> 5`: in a test the comparison with the tested value, elsewhere a range with one end."""

    op: str
    operand: Node


@dataclass(frozen=True, slots=True)
class FormalParameter(Node):
    """A formal parameter with its type, if one is written."""

    name: str
    type: Type | None


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """`function(parameters) body`"""

    parameters: tuple[FormalParameter, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression: its text, its tree and the declared names it was read with."""

    text: str
    root: Node
    names: frozenset[str]

    def locate(self, node: Node) -> TextPosition:
        """Line, column and length of `node`."""
        return locate(self.text, node.start, node.end)


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """Parsed unary tests: `any_value` for `-`, `negated` for `not(...)`."""

    text: str
    tests: tuple[Node, ...]
    negated: bool
    any_value: bool
    names: frozenset[str]

    def locate(self, node: Node) -> TextPosition:
        """Line, column and length of `node`."""
        return locate(self.text, node.start, node.end)


_CHILDREN: dict[type[Node], Callable[[Any], tuple[Node, ...]]] = {
    Path: lambda node: (node.source,),
    FilterNode: lambda node: (node.source, node.condition),
    Call: lambda node: (node.callee, *node.arguments),
    Negation: lambda node: (node.operand,),
    InstanceOf: lambda node: (node.operand,),
    ComparisonRange: lambda node: (node.operand,),
    Arithmetic: lambda node: (node.left, node.right),
    Comparison: lambda node: (node.left, node.right),
    Junction: lambda node: node.parts,
    Between: lambda node: (node.operand, node.low, node.high),
    In: lambda node: (node.operand, *node.tests),
    If: lambda node: (node.condition, node.then, node.otherwise),
    Iterator: lambda node: (node.source,) if node.stop is None else (node.source, node.stop),
    For: lambda node: (*node.iterators, node.body),
    Quantified: lambda node: (*node.iterators, node.condition),
    ListLiteral: lambda node: node.items,
    ContextLiteral: lambda node: tuple(value for _, value in node.entries),
    RangeLiteral: lambda node: (node.low, node.high),
    FunctionLiteral: lambda node: (node.body,),
}


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of `node`, in the order of the text."""
    find = _CHILDREN.get(type(node))
    return () if find is None else find(node)
