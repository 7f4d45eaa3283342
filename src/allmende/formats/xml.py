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
            Text.named("formats.xml.file_is_too_large_at", max_bytes=max_bytes),
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
            Text.named("formats.xml.this_is_not_readable_xml", msg=error.msg),
            f"{source}:{line}",
        )
    document = root.getroottree().docinfo
    if document.internalDTD is not None or document.doctype:
        return _problem(
            "xml.doctype",
            Text.named("formats.xml.file_has_doctype_please_remove"),
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
                Text.named("formats.xml.file_has_too_many_or", max_elements=MAX_ELEMENTS),
                f"{source}:{element.sourceline}",
            )
    return None


def _problem(code: str, text: Text, where: str) -> Problem:
    return Problem(code, text, where)
