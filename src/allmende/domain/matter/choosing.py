"""A register with several answers: a person says which entry is meant (`allmende:choose` at her task).

A consult that did not find exactly one entry keeps `candidates` beside its answer. Only the office sees them. Once
somebody chose, the register speaks as if it had found that entry; how many matched stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from allmende.domain.facts import Fact, TaskDone
from allmende.domain.process.model import Node

POSITIVE = ("granted", "partly", "entitled")
"""Outcomes for which it must be known who is meant."""


def candidate(entry_id: str, words: str, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """One entry that may be meant: its id, a line for the clerk, and what the register says once it is chosen."""
    return {"id": entry_id, "words": words, "chosen": dict(chosen)}


def list_candidates(registers: Mapping[str, Any], node: Node | None) -> tuple[tuple[str, str], ...]:
    """Id and words of the entries to choose from at that task; empty where there is nothing to choose."""
    said = registers.get(node.options.get("choose", "")) if node else None
    found = said.get("candidates") if isinstance(said, Mapping) else None
    return tuple((one["id"], one["words"]) for one in found or ())


def registers_after_choice(registers: Mapping[str, Any], facts: Iterable[Fact]) -> dict[str, Any]:
    """What the registers said, with the entries people chose since."""
    choices = [fact.choice for fact in facts if isinstance(fact, TaskDone) and fact.choice]
    return {name: _chosen(said, choices) for name, said in registers.items()}


def _chosen(said: Any, choices: list[str]) -> Any:
    if not isinstance(said, Mapping) or not said.get("candidates"):
        return said
    by_id = {one["id"]: one["chosen"] for one in said["candidates"]}
    last = next((choice for choice in reversed(choices) if choice in by_id), None)
    return {**said, **by_id[last]} if last else said
