"""The way back: notices and texts of the exchange form as letters.yaml and texts/*.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from allmende.domain.package.texts import flatten
from allmende.formats.schemas.source_letters import PART_KEYS

HOLE = re.compile(r"\{\{ (.+) \}\}")
SPOKEN = {"process": "station", "notice": "letter"}


def fold_letters(notices: Mapping[str, Mapping[str, Any]], texts: Mapping[str, Any]) -> dict[str, Any]:
    """letters.yaml: every letter written out. `texts`: the German texts of the exchange form."""
    words = dict(flatten(dict(texts)))
    return {key: _letter(key, notice, words) for key, notice in notices.items()}


def _letter(key: str, notice: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(notice)
    if "addressee" in found and all(isinstance(one, str) for one in found["addressee"]):
        found["addressee"] = {line: _said(words.get(f"notice.{key}.{line}")) for line in found["addressee"]}
    for name in PART_KEYS:
        if name in found:
            found[name] = [_part(one) for one in found[name]]
    return found


def _part(part: Any) -> Any:
    return part["paragraph"] if isinstance(part, Mapping) and part.keys() == {"paragraph"} else part


def _said(text: Any) -> str:
    """The expression a line of an address prints. Words of another kind stand in the texts and win."""
    found = HOLE.fullmatch(text) if isinstance(text, str) else None
    return found[1] if found and "{{" not in found[1] else "null"


def fold_texts(texts: Mapping[str, Any], moved: Mapping[str, str]) -> dict[str, Any]:
    """texts/<language>.yaml. `moved`: where the source says what the exchange form calls otherwise (`Letters.moved`)."""
    found = {SPOKEN.get(key, key): item for key, item in texts.items()}
    for own, classic in moved.items():
        words = _taken(found.get("letter"), classic.split("."))
        if words is not None:
            found = _with(_less(found, ["letter", *classic.split(".")]), ["letter", *own.split(".")], words)
    return found


def _taken(tree: Any, path: list[str]) -> Any:
    for step in path:
        tree = tree.get(step) if isinstance(tree, Mapping) else None
    return tree


def _with(tree: Mapping[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    first, *rest = path
    inner = tree.get(first)
    return {**tree, first: _with(inner if isinstance(inner, Mapping) else {}, rest, value) if rest else value}


def _less(tree: Any, path: list[str]) -> Any:
    first, *rest = path
    if not isinstance(tree, Mapping) or first not in tree:
        return tree
    inner = _less(tree[first], rest) if rest else None
    return {
        key: item for key, item in {**tree, first: inner}.items() if key != first or (item is not None and item != {})
    }
