"""Changes a YAML document at one place and leaves every other sign of it as it was: comments, order, spelling.

A path goes through mappings by key and through lists by the name of an item: the value of its first key
(`{text: rufname, …}` is `rufname`), or the item itself where it is a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from allmende.formats.yaml.flow import flow
from allmende.formats.yaml.spelled import WIDTH, after_key, spelled

Path = tuple[str, ...]


class NoSuchPlace(LookupError):
    """The document has no such place, and none where it could be made."""


def name_of(item: Any) -> str:
    """The name of an item of a list; empty where it has none.

    >>> name_of({"text": "rufname", "when": "x"}), name_of("neu"), name_of({"use": "person@1", "as": "kind"}), name_of(["a"])
    ('rufname', 'neu', 'person@1 as kind', '')
    """
    if isinstance(item, Mapping) and item:
        key, value = next(iter(item.items()))
        named = str(key) if isinstance(value, (Mapping, list)) else str(value)
        return f"{named} as {item['as']}" if key == "use" and "as" in item else named
    return "" if isinstance(item, (Mapping, list)) or item is None else str(item)


def has(text: str, path: Path) -> bool:
    """Is there something at that path?"""
    return not _walk(_root(text), path)[1]


def put(text: str, path: Path, value: Any, *, after: str | None = None) -> str:
    """The document with that value there; what is missing above it is made. `after`: the neighbour it follows if it is new.

    Error: `NoSuchPlace` where the path leads through a list that has no such item, or through a word.
    """
    root = _root(text)
    chain, rest = _walk(root, path)
    if root is None or (not rest and not chain):
        return "\n".join(spelled(value if not rest else _below(path, value))) + "\n"
    if not rest:
        return _replaced(text, chain[-1], value)
    here = chain[-1].value if chain else root
    if isinstance(here, yaml.MappingNode):
        return _added(text, here, rest[0], _below(rest[1:], value), after if len(rest) == 1 else None)
    if isinstance(here, yaml.SequenceNode) and len(rest) == 1:
        return _listed(text, here, value, after)
    if _is_nothing(here) and chain:
        return _replaced(text, chain[-1], _below(rest, value))
    raise NoSuchPlace(".".join(path))


def drop(text: str, path: Path) -> str:
    """The document without what stands there; a mapping or list that would be left empty goes, too. Error: `NoSuchPlace`."""
    chain, rest = _walk(_root(text), path)
    if rest or not chain:
        raise NoSuchPlace(".".join(path))
    while len(chain) > 1 and len(chain[-1].container.value) == 1:
        chain = chain[:-1]
    return _without(text, chain[-1])


# ── looking ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Spot:
    """An entry of a mapping or an item of a list, with where it stands in it."""

    container: Any
    number: int
    key: Any
    value: Any


def _root(text: str) -> Any:
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def _walk(root: Any, path: Path) -> tuple[list[_Spot], Path]:
    """The spots along the path as far as they are there, and the rest of the path."""
    chain: list[_Spot] = []
    here = root
    for number, step in enumerate(path):
        spot = _step(here, step)
        if spot is None:
            return chain, path[number:]
        chain.append(spot)
        here = spot.value
    return chain, ()


def _step(node: Any, step: str) -> _Spot | None:
    if isinstance(node, yaml.MappingNode):
        for number, (key, value) in enumerate(node.value):
            if key.value == step:
                return _Spot(node, number, key, value)
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            if name_of(_head(item)) == step:
                return _Spot(node, number, None, item)
    return None


def _head(node: Any) -> Any:
    """As much of a value as `name_of` looks at."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: value.value if isinstance(value, yaml.ScalarNode) else [] for key, value in node.value}
    return node.value if isinstance(node, yaml.ScalarNode) else []


def _is_nothing(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _below(path: Path, value: Any) -> Any:
    for step in reversed(path):
        value = {step: value}
    return value


def _end(text: str, node: Any) -> int:
    """Where the value's own signs end: no line breaks, no comments behind it."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        end = int(node.end_mark.index)
        return len(text[:end].rstrip()) if getattr(node, "style", None) in ("|", ">") else end
    last = node.value[-1]
    return _end(text, last[1] if isinstance(last, tuple) else last)


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


# ── changing ──────────────────────────────────────────────────────────────────────────────────────


def _replaced(text: str, spot: _Spot, value: Any) -> str:
    end = _end(text, spot.value)
    if spot.container.flow_style:
        return f"{text[: spot.value.start_mark.index]}{flow(value)}{text[end:]}"
    if spot.key is None:
        indent = spot.value.start_mark.column
        lines = list(spelled([value], indent - 2))
        return f"{text[: spot.value.start_mark.index]}{chr(10).join(lines).lstrip().removeprefix('- ')}{text[end:]}"
    colon = text.index(":", spot.key.end_mark.index)
    return f"{text[: colon + 1]}{after_key(value, spot.key.start_mark.column)}{text[max(end, colon + 1) :]}"


def _added(text: str, node: Any, key: str, value: Any, after: str | None) -> str:
    """A new entry of a mapping, behind `after` or at the end."""
    if not node.value:
        inner = flow({key: value})
        return f"{text[: node.start_mark.index]}{inner}{text[node.end_mark.index :]}"
    before = next((one for one in node.value if one[0].value == after), node.value[-1])
    at = _end(text, before[1])
    if node.flow_style:
        return _joined(text, at, f"{flow(key)}: {flow(value)}", node)
    indent = node.value[0][0].start_mark.column
    at = _line_end(text, at)
    return f"{text[:at]}\n{chr(10).join(spelled({key: value}, indent))}{text[at:]}"


def _listed(text: str, node: Any, value: Any, after: str | None) -> str:
    """A new item of a list, behind the one called `after`; without it, in front."""
    if not node.value:
        return f"{text[: node.start_mark.index]}{flow([value])}{text[node.end_mark.index :]}"
    before = next((one for one in node.value if after is not None and name_of(_head(one)) == after), None)
    if node.flow_style:
        if before is None:
            at = node.value[0].start_mark.index
            return f"{text[:at]}{flow(value)}, {text[at:]}"
        return _joined(text, _end(text, before), flow(value), node)
    dash = text.rindex("-", 0, node.value[0].start_mark.index)
    indent = dash - (text.rfind("\n", 0, dash) + 1)
    lines = "\n".join(spelled([value], indent))
    if before is None:
        at = text.rfind("\n", 0, dash) + 1
        return f"{text[:at]}{lines}\n{text[at:]}"
    at = _line_end(text, _end(text, before))
    return f"{text[:at]}\n{lines}{text[at:]}"


def _joined(text: str, at: int, entry: str, node: Any) -> str:
    """One more entry inside braces, on a line of its own where this one would grow too long."""
    line = text[text.rfind("\n", 0, at) + 1 : _line_end(text, at)]
    gap = " " if len(line) + len(entry) <= WIDTH else "\n" + " " * (int(node.start_mark.column) + 1)
    return f"{text[:at]},{gap}{entry}{text[at:]}"


def _without(text: str, spot: _Spot) -> str:
    start = (spot.key or spot.value).start_mark.index
    end = _end(text, spot.value)
    if spot.container.flow_style:
        return _without_comma(text, start, end, last=spot.number == len(spot.container.value) - 1)
    if len(spot.container.value) == 1:
        return f"{text[:start]}{text[end:]}"
    if spot.key is None:
        start = text.rindex("-", 0, start)
    begin = text.rfind("\n", 0, start) + 1
    if text[begin:start].strip():
        return _without_first(text, spot)
    return f"{text[:begin]}{text[_line_end(text, end) + 1 :]}"


def _without_first(text: str, spot: _Spot) -> str:
    """The first entry of a mapping that begins behind a dash: the second moves up to it."""
    following = spot.container.value[spot.number + 1]
    begin = (following[0] if isinstance(following, tuple) else following).start_mark.index
    return f"{text[: (spot.key or spot.value).start_mark.index]}{text[begin:]}"


def _without_comma(text: str, start: int, end: int, *, last: bool) -> str:
    if last:
        head = text[:start].rstrip()
        return f"{head.removesuffix(',')}{text[end:]}"
    comma = text.index(",", end)
    rest = text[comma + 1 :]
    return f"{text[:start]}{rest.lstrip(' ')}"
