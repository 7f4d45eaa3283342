"""Values that a comma cut in two: in `{why: Es fehlt etwas, das nötig ist}` the words behind the comma are a key without a value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import yaml

from allmende.domain.values import Problem, Text


class _Open(NamedTuple):
    """A list or mapping whose end is not reached. `flowing`: a mapping in `{ }`."""

    mapping: bool
    flowing: bool


def find_cut_values(data: bytes | str, file: str) -> tuple[Problem, ...]:
    """The places where quotes are missing, each with its line. Nothing of a file that is no YAML.

    Such a file can be read, and now and then its words even fit; so this is for explaining what does not fit.
    """
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        return tuple(_found(text, file))
    except (UnicodeDecodeError, yaml.YAMLError):
        return ()


def causes(problems: Iterable[Problem], cut: Iterable[Problem]) -> list[Problem]:
    """The errors, where a cut value stands in the line of one of them: it for those of its line. Nothing where none does."""
    errors = [problem for problem in problems if problem.severity == "error"]
    lines = {error.where for error in errors}
    causing = [one for one in cut if one.where in lines]
    explained = {one.where for one in causing}
    return [*causing, *(error for error in errors if error.where not in explained)] if causing else []


def _found(text: str, file: str) -> list[Problem]:
    found: list[Problem] = []
    around: list[_Open] = []
    keys: list[Any] = []
    before: list[str] = []
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            for stack in (around, keys, before):
                stack.pop()
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        if around and around[-1].mapping:
            key = keys[-1]
            if key is None:
                keys[-1] = event
            else:
                keys[-1] = None
                if around[-1].flowing and _is_left_out(text, key, event):
                    found.append(_cut(before[-1], str(key.value), f"{file}:{key.start_mark.line + 1}"))
                elif isinstance(key, yaml.ScalarEvent):
                    before[-1] = str(key.value)
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            mapping = isinstance(event, yaml.MappingStartEvent)
            around.append(_Open(mapping, mapping and bool(event.flow_style)))
            keys.append(None)
            before.append("")
    return found


def _is_left_out(text: str, key: Any, value: Any) -> bool:
    """No value, and no colon that would say so on purpose."""
    empty = isinstance(value, yaml.ScalarEvent) and value.value == "" and not value.style
    between = text[key.end_mark.index : value.end_mark.index]
    return empty and isinstance(key, yaml.ScalarEvent) and ":" not in between


def _cut(before: str, key: str, where: str) -> Problem:
    words = (
        Text.named("formats.yaml.cut.cut_value", name=before, key=key)
        if before
        else Text.named("formats.yaml.cut.cut_key", key=key)
    )
    return Problem("yaml.quotes", words, where)
