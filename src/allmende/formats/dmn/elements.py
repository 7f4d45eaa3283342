"""Small readers shared by all parts of a DMN file, and its error."""

from __future__ import annotations

from typing import Any

from lxml import etree

from allmende.domain.decisions import model
from allmende.domain.values import Problem, Text


class DmnError(ValueError):
    """The file is no DMN that can be used: the line, and a sentence."""

    def __init__(self, line: int, words: Text) -> None:
        super().__init__(f"line {line}: {words.spoken('en')}")
        self.line = line
        self.words = words

    @staticmethod
    def of_problem(problem: Problem) -> DmnError:
        """The error for a file that is not even readable XML."""
        _, _, line = (problem.where or "").rpartition(":")
        return DmnError(int(line) if line.isdigit() else 1, problem.text)

    @property
    def text(self) -> Text:
        """The sentence with the line before it."""
        return Text.named("formats.dmn.at_line", line=self.line, words=self.words)


def fail(element: etree._Element, words: Text) -> DmnError:
    """The error at the line of `element`."""
    return DmnError(line_of(element), words)


def line_of(element: etree._Element) -> int:
    """The line of an element in its file."""
    line: Any = element.sourceline
    return int(line or 0)


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The direct children called `name`, in DMN's namespace."""
    namespace = etree.QName(element).namespace
    return [
        each
        for each in element
        if isinstance(each.tag, str) and local_name(each) == name and etree.QName(each).namespace == namespace
    ]


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first direct child called `name`."""
    found = children(element, name)
    return found[0] if found else None


def child_text(element: etree._Element, name: str) -> str:
    """The text of the first child called `name`, empty if there is none."""
    found = child(element, name)
    return "" if found is None else "".join(map(str, found.itertext()))


def raw(element: etree._Element) -> str:
    """The element as XML in canonical form (exclusive C14N), without the white space of the layout."""
    return _canonical(etree.fromstring(_canonical(element), _COMPACT))


_COMPACT = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=True)


def _canonical(element: etree._Element) -> str:
    text: str = etree.tostring(element, method="c14n", exclusive=True, with_tail=False).decode()
    return text


def extra(element: etree._Element) -> model.Extra:
    """Description, label and extensions of an element."""
    found = child(element, "extensionElements")
    extensions = () if found is None else tuple(raw(each) for each in found if isinstance(each.tag, str))
    result = model.Extra(child_text(element, "description"), element.get("label", ""), extensions)
    return model.NO_EXTRA if result == model.NO_EXTRA else result


def cell(element: etree._Element | None) -> model.Cell | None:
    """Unary tests: an input entry or allowed values."""
    if element is None:
        return None
    return model.Cell(child_text(element, "text"), element.get("id", ""), line_of(element))


def parameter(element: etree._Element) -> model.InformationItem:
    """A variable, formal parameter or column."""
    return model.InformationItem(
        " ".join(element.get("name", "").split()),
        element.get("typeRef", ""),
        element.get("id", ""),
        extra(element),
    )
