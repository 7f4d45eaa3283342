"""What leads from one plain value to another: entries to put and to drop, by path (`patch` makes them in a text)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allmende.formats.yaml.patch import Path, name_of


@dataclass(frozen=True)
class Put:
    """This value there; `after` is the neighbour it follows where it is new."""

    path: Path
    value: Any
    after: str | None = None


@dataclass(frozen=True)
class Drop:
    """Nothing there any more."""

    path: Path


Change = Put | Drop


def changes(old: Any, new: Any, path: Path = ()) -> Iterator[Change]:
    """Changes from `old` to `new`. Lists whose items have names are compared item by item while their order stays."""
    if old == new and type(old) is type(new):
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _entries(old, new, path)
    elif _is_named(old) and _is_named(new) and _same_order(old, new):
        yield from _items(old, new, path)
    else:
        yield Put(path, new)


def _entries(old: Mapping[str, Any], new: Mapping[str, Any], path: Path) -> Iterator[Change]:
    head = next(iter(old), None)
    if path and new and head is not None and head not in new and name_of(old) == str(old[head]):
        yield Put(path, new)  # a thing with another name
        return
    yield from (Drop((*path, key)) for key in old if key not in new)
    after = None
    for key, item in new.items():
        if key not in old:
            yield Put((*path, key), item, after)
        else:
            yield from changes(old[key], item, (*path, key))
        after = key


def _items(old: Sequence[Any], new: Sequence[Any], path: Path) -> Iterator[Change]:
    before = {name_of(item): item for item in old}
    names = [name_of(item) for item in new]
    yield from (Drop((*path, name)) for name in before if name not in names)
    after = None
    for name, item in zip(names, new, strict=True):
        if name not in before:
            yield Put((*path, name), item, after)
        else:
            yield from changes(before[name], item, (*path, name))
        after = name


def _is_named(value: Any) -> bool:
    """Are these things with a name of their own?"""
    if not isinstance(value, list) or not value:
        return False
    names = [name_of(item) for item in value]
    return all(names) and len(set(names)) == len(names)


def _same_order(old: Sequence[Any], new: Sequence[Any]) -> bool:
    before, after = [name_of(item) for item in old], [name_of(item) for item in new]
    return [name for name in before if name in after] == [name for name in after if name in before]
