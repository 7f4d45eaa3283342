"""How a problem of a process is said: file and line, the element by name and id, in two languages."""

from __future__ import annotations

from allmende.domain.process.model import Flow, Node, ProcessDefinition, Stranger
from allmende.domain.values import Problem, Text


def title(node: Node, language: str = "de") -> str:
    """The element as the designer knows it: its name with the id, or the id alone."""
    opening, closing = ("„", "“") if language == "de" else ("“", "”")
    return f"{opening}{node.name}{closing} ({node.id})" if node.name else f"{opening}{node.id}{closing}"


def problem(
    definition: ProcessDefinition,
    thing: Node | Flow | Stranger | ProcessDefinition,
    code: str,
    de: str,
    en: str,
    *,
    severity: str = "error",
) -> Problem:
    """A problem at the line of that thing."""
    return Problem(code, Text(de, en), f"{definition.source}:{thing.line}", severity)
