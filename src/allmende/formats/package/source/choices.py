"""Which expressions are a choice: a field with options, a parameter with options, a decision that gives one of some words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from allmende.domain.forms import FIELD_TYPES
from allmende.formats.package.source.nodes import get, items, mapping
from allmende.formats.package.source.source import Source
from allmende.formats.yaml import YamlNode

Choices = Mapping[str, tuple[str, ...]]
"""Expression → option ids; empty where the options come from elsewhere (a parameter, the streets of the city)."""


def choices_of(source: Source) -> dict[str, tuple[str, ...]]:
    """Every choice that a column of a table may ask."""
    found = {key: _options(node) for key, node in fields_of(source).items() if "choice" in mapping(node)}
    for key, node in mapping(get(source.part("service"), "parameters")).items():
        if getattr(get(node, "type"), "value", None) == "choice":
            found[f"parameter.{key}"] = _options(node)
    for key, node in mapping(source.part("decisions")).items():
        words = items(get(node, "gives"))
        if words:
            found[key] = found[f"decision.{key}"] = tuple(str(word.value) for word in words)
    return found


def fields_of(source: Source) -> dict[str, YamlNode]:
    """The fields of the form and of its blocks by id, as they are written (`{text: rufname, …}`); not those of rows."""
    return dict(_fields(source, get(source.part("form"), "steps"), ""))


def _fields(source: Source, part: YamlNode | None, lead: str) -> Iterator[tuple[str, YamlNode]]:
    kind, named = next(iter(mapping(part).items()), ("", None))
    if part is not None and named is not None and isinstance(named.value, str) and kind in FIELD_TYPES:
        yield f"{lead}{named.value}", part
    elif named is not None and isinstance(named.value, str) and kind == "use":
        block = source.all_shared("_blocks").get(named.value.partition("@")[0])
        renamed = get(part, "as")
        yield from _fields(source, get(block, "fields"), f"{lead}{renamed.value}_" if renamed is not None else lead)
    else:
        for child in (*mapping(part).values(), *items(part)):
            yield from _fields(source, child, lead)


def _options(node: YamlNode) -> tuple[str, ...]:
    listed = get(node, "options")
    if listed is None:
        return ()
    if mapping(listed):
        return tuple(mapping(listed))
    return tuple(str(next(iter(mapping(item)), item.value)) for item in items(listed))
