"""One check: what it knows of names and types, and what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from allmende.feel.builtins import BUILTINS
from allmende.feel.check.findings import TEXTS, WARNINGS, ExpressionFinding, type_words
from allmende.feel.check.scope import NameScope, suggest
from allmende.feel.syntax import nodes
from allmende.feel.syntax.errors import locate
from allmende.feel.types import ANY, BOOLEAN, FunctionType, ListType, NamedType, Type

Names = Mapping[str, Type]
# How the type of each kind of node is worked out.
Rules = Mapping[type[nodes.Node], Callable[[Any, Any, Names], Type]]


@dataclass(slots=True)
class Checker:
    """The check of one text, by the rules of `infer`."""

    source: str
    scope: NameScope
    rules: Rules
    findings: list[ExpressionFinding] = field(default_factory=list)

    def note(self, code: str, node: nodes.Node, **values: Any) -> Type:
        """Add a finding at `node`; its type is then anything, so that nothing follows from it."""
        place = locate(self.source, node.start, node.end)
        severity = "warning" if code in WARNINGS else "error"
        text = TEXTS[code].filled(**values)
        self.findings.append(ExpressionFinding(code, text, place.line, place.column, place.length, severity))
        return ANY

    def infer(self, node: nodes.Node, names: Names) -> Type:
        """The type of `node`, in which the local `names` are known besides the scope."""
        return self.rules[type(node)](self, node, names)

    # Names

    def find_name(self, name: str, names: Names) -> Type | None:
        """The type of a name: local, declared, or a function."""
        if name in names:
            return names[name]
        if name in self.scope.names:
            return self.scope.names[name]
        function = BUILTINS.get(name) or self.scope.functions.get(name)
        return None if function is None else function.signature() or FunctionType()

    def known_names(self, names: Names) -> list[str]:
        """All names that may be meant by a misspelled one."""
        return [*names, *self.scope.names, *BUILTINS, *self.scope.functions]

    def known_type(self, kind: Type, node: nodes.Node) -> Type:
        """A written type; names of the model are looked up."""
        if isinstance(kind, NamedType):
            found = self.scope.types.get(kind.name)
            if found is None:
                hint = suggest(kind.name, [*self.scope.types, "number", "string", "boolean", "date", "time"])
                return self.note("unknown-type", node, name=kind.name, hint=hint)
            return found
        if isinstance(kind, ListType):
            return ListType(self.known_type(kind.of, node))
        return kind

    def condition(self, node: nodes.Node, names: Names) -> None:
        """A place that wants true or false."""
        kind = self.infer(node, names)
        if kind not in (BOOLEAN, ANY):
            self.note("condition", node, got=type_words(kind))
