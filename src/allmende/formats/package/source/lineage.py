"""`like`: an example is its ancestors' keys, then its own; what differs by variant comes after each one's own keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from allmende.domain.values import Text
from allmende.formats.package.source.nodes import get, items, made, mapping
from allmende.formats.package.source.source import Source
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.yaml import YamlNode

OWN = frozenset({"like", "abstract", "only", "set", "per", "title", "tries"})
"""Keys that say something about one example alone."""
SET = "= example."


@dataclass
class Lineage:
    """The examples of a file by name, as written."""

    source: Source
    examples: Mapping[str, YamlNode]
    _chains: dict[str, tuple[str, ...] | None] = field(default_factory=dict)

    def played(self) -> list[str]:
        """Names of the examples this variant plays, in the order of the file. An abstract one that nobody uses is a problem."""
        used = {str(below.value) for example in self.examples.values() if (below := get(example, "like")) is not None}
        for name, one in self.examples.items():
            if _is_true(get(one, "abstract")) and name not in used:
                words = Text.named("formats.package.source.lineage.unused", name=name)
                self.source.complain("example.unused", words, one)
        return [
            name for name, one in self.examples.items() if not _is_true(get(one, "abstract")) and self._is_here(name)
        ]

    def tree(self, name: str) -> YamlNode | None:
        """Everything the example says, ancestors first; None when its ancestors cannot be found.

        `null` has taken away what it stands for, except in `answers`: there it also takes away what the person brings.
        """
        chain = self._chain(name)
        if chain is None:
            return None
        own = self.examples[name]
        found, values = made({}, own.place), dict[str, YamlNode]()
        for one in (self.examples[each] for each in chain):
            for layer in self._layers(one):
                found = laid(found, YamlNode(_inherited(layer), layer.place, layer.keys))
                values |= mapping(get(layer, "set"))
        for key in ("title", "tries"):
            if (said := self._last(own, key)) is not None:
                found = laid(found, made({key: self._here(said) if key == "tries" else said}, said.place))
        return _cleared(_filled(found, values))

    def _chain(self, name: str) -> tuple[str, ...] | None:
        """From the first ancestor to the example itself."""
        if name not in self._chains:
            self._chains[name] = self._climb(name)
        return self._chains[name]

    def _climb(self, name: str) -> tuple[str, ...] | None:
        chain, node = [name], get(self.examples[name], "like")
        while node is not None:
            below = str(node.value)
            if below in chain:
                words = Text.named("formats.package.source.lineage.circle", name=name, way=" → ".join((*chain, below)))
                self.source.complain("example.circle", words, node)
                return None
            if below not in self.examples:
                words = Text.named(
                    "formats.package.source.lineage.no_example",
                    name=below,
                    near=did_you_mean(below, tuple(self.examples)),
                )
                self.source.complain("example.like", words, node)
                return None
            chain.append(below)
            node = get(self.examples[below], "like")
        return tuple(reversed(chain))

    def _layers(self, yaml_node: YamlNode) -> Iterator[YamlNode]:
        yield yaml_node
        differs = get(yaml_node, "per", self.source.variant) if self.source.variant else None
        if differs is not None:
            yield differs

    def _last(self, yaml_node: YamlNode, key: str) -> YamlNode | None:
        return next(
            (found for layer in reversed(list(self._layers(yaml_node))) if (found := get(layer, key)) is not None), None
        )

    def _is_here(self, name: str) -> bool:
        return all(self._plays(self.examples[each]) for each in self._chain(name) or (name,))

    def _plays(self, yaml_node: YamlNode) -> bool:
        only = get(yaml_node, "only")
        if only is None or self.source.variant is None:
            return True
        return self.source.variant in ([each.value for each in items(only)] or [only.value])

    def _here(self, tries: YamlNode) -> YamlNode:
        kept = [item for item in items(tries) if self._plays(item)]
        return YamlNode([YamlNode(_without(one, "only"), one.place, one.keys) for one in kept], tries.place)


def laid(below: YamlNode, above: YamlNode) -> YamlNode:
    """Mappings joined key by key, `above` wins, `null` as well; lists and words replace."""
    if not (isinstance(below.value, dict) and isinstance(above.value, dict)):
        return above
    joined = {key: laid(below.value[key], item) if key in below.value else item for key, item in above.value.items()}
    return YamlNode({**below.value, **joined}, above.place, {**below.keys, **above.keys})


def _is_true(node: YamlNode | None) -> bool:
    return node is not None and node.value is True


def _inherited(layer: YamlNode) -> dict[str, YamlNode]:
    return {key: item for key, item in mapping(layer).items() if key not in OWN}


def _without(node: YamlNode, name: str) -> dict[str, YamlNode]:
    return {key: item for key, item in mapping(node).items() if key != name}


def _cleared(node: YamlNode) -> YamlNode:
    """Without what is null, outside of `answers` and `tries`."""
    if not isinstance(node.value, dict):
        return node
    kept = {key: item for key, item in node.value.items() if item.value is not None}
    cleared = {key: item if key in ("answers", "tries") else _cleared(item) for key, item in kept.items()}
    return YamlNode(cleared, node.place, node.keys)


def _filled(node: YamlNode, values: Mapping[str, YamlNode]) -> YamlNode:
    """`= example.x` with x among the example's own values becomes that value: in a list, a list joins; null is left out."""
    if isinstance(node.value, dict):
        filled = {key: _filled(item, values) for key, item in node.value.items() if not _is_empty(item, values)}
        return YamlNode(filled, node.place, node.keys)
    if isinstance(node.value, list):
        joined = [each for item in node.value if not _is_empty(item, values) for each in _joined(item, values)]
        return YamlNode(joined, node.place)
    return _own_value(node, values) or node


def _joined(item: YamlNode, values: Mapping[str, YamlNode]) -> list[YamlNode]:
    own = _own_value(item, values)
    return items(own) if own is not None and isinstance(own.value, list) else [_filled(item, values)]


def _is_empty(item: YamlNode, values: Mapping[str, YamlNode]) -> bool:
    own = _own_value(item, values)
    return own is not None and own.value is None


def _own_value(node: YamlNode, values: Mapping[str, YamlNode]) -> YamlNode | None:
    said = node.value
    return values.get(said.removeprefix(SET).strip()) if isinstance(said, str) and said.startswith(SET) else None
