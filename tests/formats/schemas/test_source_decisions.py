"""The JSON Schema of decisions.yaml accepts what the reader accepts and refuses what it refuses."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from allmende.formats import yaml
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_decisions import DECISIONS

SOUND: dict[str, Any] = {
    "names": {"jahre": "number(laufzeit) / 12", "immer": True},
    "tariffs": {
        "erste": {"basis": "Gesetz", "values": [{"from": "2022-01-01", "amount": "12.00", "status": "typical"}]}
    },
    "grounds": {
        "g": {"basis": "§ 1", "fits": "a", "discretion": True, "state": {"s": {"type": "text", "print": False}}}
    },
    "decided": {"granted": {"bis": {"type": "date", "needed": True, "value": "today", "minimum": "2026-01-01"}}},
    "befunde": {
        "hit": "collect",
        "about": "Was dagegen spricht.",
        "gives": "findings",
        "inputs": {"a": "anliegen"},
        "rows": {"x": {"a": ["neu", None]}, "y": {"a": 1}, "z": {"why": "Immer."}},
    },
    "ausgang": {"is": "1", "about": "Eins.", "gives": ["ja", "nein"]},
}


def without(*path: str) -> dict[str, Any]:
    return changed(path, None)


def changed(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The sound file with one value exchanged; None takes it out."""
    first, *rest = path
    whole = dict(SOUND)
    at = whole
    for key in (first, *rest[:-1]):
        at[key] = dict(at[key])
        at = at[key]
    if value is None:
        del at[rest[-1]]
    else:
        at[rest[-1]] = value
    return whole


def verdicts(value: dict[str, Any]) -> tuple[bool, bool]:
    """Does the shape accept it, does the published schema?"""
    node, problems = yaml.read(yaml.write(value), "decisions.yaml")
    assert node is not None and not problems
    return not check(DECISIONS, node), jsonschema_rs.Draft202012Validator(DECISIONS.schema()).is_valid(value)


def test_a_sound_file() -> None:
    assert jsonschema_rs.meta.is_valid(DECISIONS.schema())
    assert verdicts(SOUND) == (True, True)


@pytest.mark.parametrize(
    "wrong",
    [
        without("grounds", "g", "state"),
        without("grounds", "g", "basis"),
        without("befunde", "about"),
        without("befunde", "inputs"),
        without("ausgang", "gives"),
        changed(("befunde", "hit"), "collects"),
        changed(("befunde", "gives"), "finding"),
        changed(("befunde", "rows", "x"), {"a": {"b": 1}}),
        changed(("decided", "granted", "bis", "needed"), "ja"),
        changed(("tariffs", "erste", "values"), []),
        changed(("grounds", "g", "fitts"), "a"),
    ],
)
def test_what_both_refuse(wrong: dict[str, Any]) -> None:
    assert verdicts(wrong) == (False, False)
