"""A value as lines that a person would write: what fits on a line stands on one, the rest below its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from allmende.formats.yaml.flow import flow
from allmende.formats.yaml.writer import write

WIDTH = 150


def spelled(value: object, indent: int = 0, *, open_levels: int = 0) -> Iterator[str]:
    """Lines of the value at that indentation. `open_levels`: so many levels of mappings stand below their keys in any case.

    >>> list(spelled({"a": {"b": 1, "c": ["x", "y"]}}))
    ['a: {b: 1, c: [x, y]}']
    >>> list(spelled({"a": {"b": 1}}, open_levels=2))
    ['a:', '  b: 1']
    """
    pad = " " * indent
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entry(f"{pad}{flow(str(key))}:", item, indent, open_levels - 1)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _item(pad, item, indent)
    else:
        yield from (f"{pad}{line}" for line in write(value).rstrip("\n").split("\n"))


def after_key(value: object, indent: int) -> str:
    """What stands behind `key:` of an entry at that indentation, the line break included where one is needed."""
    lines = list(_entry("", value, indent, 0))
    return "\n".join(lines)


def _entry(lead: str, item: object, indent: int, open_levels: int) -> Iterator[str]:
    if isinstance(item, str) or not isinstance(item, (Mapping, Sequence)) or not item:
        lines = write({"k": item}).rstrip("\n").removeprefix("k:").split("\n")
        yield f"{lead}{lines[0]}"
        yield from (f"{' ' * indent}{line}".rstrip() for line in lines[1:])
        return
    line = f"{lead} {flow(item)}"
    if open_levels <= 0 and fits(item, line):
        yield line
        return
    yield lead
    yield from spelled(item, indent + 2, open_levels=open_levels)


def _item(pad: str, item: object, indent: int) -> Iterator[str]:
    line = f"{pad}- {flow(item)}"
    if not isinstance(item, (Mapping, list, tuple)) or not item or fits(item, line):
        yield line
        return
    lines = list(spelled(item, indent + 2))
    yield f"{pad}- {lines[0].lstrip()}"
    yield from lines[1:]


def fits(item: object, line: str) -> bool:
    """May it stand on one line? A text of several lines may not."""
    return len(line) <= WIDTH and "\\n" not in line
