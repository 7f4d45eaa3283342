"""Reading XML that strangers wrote: no entities, no network, no DTD, bounded in size, depth and number."""

from __future__ import annotations

from lxml import etree

from allmende.domain.values import Problem, Text

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 100


def parse(data: bytes, source: str = "", *, max_bytes: int = MAX_BYTES) -> etree._Element | Problem:
    """The root element, or the one problem that makes the file unreadable (`where` is `source:line`)."""
    if len(data) > max_bytes:
        return _problem(
            "xml.large",
            f"Die Datei ist zu groß (höchstens {max_bytes} Byte).",
            f"The file is too large (at most {max_bytes} bytes).",
            source,
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        return _problem(
            "xml.broken",
            f"Das ist kein lesbares XML: {error.msg}",
            f"This is not readable XML: {error.msg}",
            f"{source}:{line}",
        )
    document = root.getroottree().docinfo
    if document.internalDTD is not None or document.doctype:
        return _problem(
            "xml.doctype",
            "Die Datei enthält eine DOCTYPE-Angabe. Bitte entfernen Sie diese.",
            "The file has a DOCTYPE. Please remove it.",
            f"{source}:1",
        )
    return _bounded(root, source) or root


def _bounded(root: etree._Element, source: str) -> Problem | None:
    count = depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if count > MAX_ELEMENTS or depth > MAX_DEPTH:
            return _problem(
                "xml.elements",
                f"Die Datei hat zu viele oder zu tief verschachtelte Elemente (höchstens {MAX_ELEMENTS}).",
                f"The file has too many or too deeply nested elements (at most {MAX_ELEMENTS}).",
                f"{source}:{element.sourceline}",
            )
    return None


def _problem(code: str, de: str, en: str, where: str) -> Problem:
    return Problem(code, Text(de, en), where)
