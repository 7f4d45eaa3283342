"""How a problem of a process is said: file and line, the element by name and id, in two languages."""

from __future__ import annotations

from allmende.domain.process.model import FlowNode, ProcessDefinition, SequenceFlow, UnsupportedElement
from allmende.domain.values import Problem, Text
from allmende.words.joining import joined
from allmende.words.joining import quoted as in_quotes


def title(node: FlowNode) -> Text:
    """The element as the designer knows it: its name with the id, or the id alone."""
    more = f" ({node.id})" if node.name else ""
    return joined((quoted(node), more), "")


def quoted(node: FlowNode) -> Text:
    """Its name in quotation marks; the id where it has none."""
    called = node.name or node.id
    return in_quotes(called)


def problem(
    definition: ProcessDefinition,
    thing: FlowNode | SequenceFlow | UnsupportedElement | ProcessDefinition,
    code: str,
    text: Text,
    *,
    severity: str = "error",
) -> Problem:
    """A problem at the line of that thing."""
    return Problem(code, text, f"{definition.source}:{thing.line}", severity)
