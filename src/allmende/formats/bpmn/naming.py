"""Ids of a drawing made elsewhere: modelling programs number their elements (`Activity_0x1y2z3`), packages name them."""

from __future__ import annotations

import re

from lxml import etree

from allmende.domain.process.model import ProcessDefinition
from allmende.domain.spelling.comparing import ascii_words
from allmende.domain.values import Problem
from allmende.formats import xml
from allmende.formats.bpmn.reader import read
from allmende.formats.bpmn.writer import canonical

ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
REFERENCES = ("id", "sourceRef", "targetRef", "attachedToRef", "default", "bpmnElement")
MOST = 40


def name_elements(data: bytes, source: str = "process.bpmn") -> bytes:
    """The file with an id made of its name for each element whose id is none of ours. What cannot be read stays as it is.

    Arrows keep their ids: nothing refers to them.
    """
    definition = read(data, source)
    root = xml.parse(data, source)
    if not isinstance(definition, ProcessDefinition) or isinstance(root, Problem):
        return data
    renamed: dict[str, str] = {}
    for node in definition.nodes.values():
        if not ID.fullmatch(node.id):
            renamed[node.id] = _free(_word(node.name) or _word(node.element), {*definition.nodes, *renamed.values()})
    if not renamed:
        return data
    for element in root.iter(etree.Element):
        for key in REFERENCES:
            if element.get(key) in renamed:
                element.set(key, renamed[element.get(key, "")])
    return canonical(root)


def _word(name: str) -> str:
    return "_".join(ascii_words(name)).strip("_0123456789")[:MOST].rstrip("_")


def _free(word: str, taken: set[str]) -> str:
    """The word, or the word with the first number that nobody has."""
    number = 2
    found = word
    while found in taken:
        found, number = f"{word}_{number}", number + 1
    return found
