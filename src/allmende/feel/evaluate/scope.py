"""What is known about names while compiling: local variables and the items of filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from allmende.feel.evaluate.closures import Closure
from allmende.feel.runtime.run import NodePlace
from allmende.feel.syntax.nodes import Node
from allmende.feel.types import ContextType, FunctionType, ListType, NamedType, RangeType, Type

Frames = tuple[Set[str] | str, ...]
FindType = Callable[[str], Type | None]


@dataclass(frozen=True, slots=True)
class CompileScope:
    """The scope of a node. `frames` lists, innermost first, local names or the key of an item.

    Inside `list[condition]` the fields of the item come first, unless a nearer local variable has the
    name. Which fields an item has is known only when it is there; its place in the environment is a
    key such as "[1" that no name can have.
    """

    source: str
    frames: Frames
    compiler: Callable[[CompileScope, Node], Closure]
    find_type: FindType | None = None  # types that a model defines by name

    def compile(self, node: Node) -> Closure:
        """The closure of `node` in this scope."""
        return self.compiler(self, node)

    def place(self, node: Node) -> NodePlace:
        """Where `node` stands, for warnings."""
        return NodePlace(self.source, node.start, node.end)

    def with_locals(self, names: Iterable[str]) -> CompileScope:
        """A scope in which `names` are local variables."""
        return CompileScope(self.source, (frozenset(names), *self.frames), self.compiler, self.find_type)

    def with_growing(self, names: Set[str]) -> CompileScope:
        """A scope in which `names` are local variables: those that the set holds while something is compiled."""
        return CompileScope(self.source, (names, *self.frames), self.compiler, self.find_type)

    def with_item(self) -> tuple[CompileScope, str]:
        """The scope inside the brackets of a filter, and the key of its item."""
        key = f"[{len(self.frames)}"
        frames = (key, frozenset({"item"}), *self.frames)
        return CompileScope(self.source, frames, self.compiler, self.find_type), key

    def resolve(self, name: str) -> tuple[tuple[str, ...], bool]:
        """The items to ask for `name`, innermost first, and whether it is a local variable."""
        items: list[str] = []
        for frame in self.frames:
            if isinstance(frame, str):
                items.append(frame)
            elif name in frame:
                return tuple(items), True
        return tuple(items), False

    def known_type(self, kind: Type) -> Type:
        """`kind` with the names that a model defines replaced by what they stand for."""
        match kind:
            case NamedType(name=name):
                return (self.find_type and self.find_type(name)) or kind
            case ListType(of=of):
                return ListType(self.known_type(of))
            case RangeType(of=of):
                return RangeType(self.known_type(of))
            case ContextType(fields=fields):
                return ContextType({key: self.known_type(part) for key, part in fields.items()}, open=kind.open)
            case FunctionType(parameters=tuple() as parameters):
                return FunctionType(
                    tuple(map(self.known_type, parameters)),
                    self.known_type(kind.result),
                    kind.parameter_names,
                )
        return kind
