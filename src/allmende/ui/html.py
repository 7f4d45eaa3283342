"""The few lines that write markup. Text is escaped on entry, markup is `SafeString`.

Plain f-strings instead of one template per widget: a page of twelve fields costs well under a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString

__all__ = [
    "SafeString",
    "attributes",
    "esc",
    "icon",
    "inline_lines",
    "join",
    "prose",
    "tag",
]

EMPTY = SafeString("")


def esc(text: object) -> str:
    """Text as it may stand in content and in quoted attributes. `SafeString` passes unchanged."""
    if isinstance(text, SafeString):
        return text
    return escape(str(text), quote=True)


def join(parts: Iterable[str], separator: str = "") -> SafeString:
    """Pieces of markup in a row. The pieces must already be markup."""
    return SafeString(separator.join(parts))


def attributes(**values: object) -> str:
    """Attributes with a leading space: ` id="x" aria-describedby="y"`.

    Names: a trailing underscore is dropped, other underscores become hyphens. `None`, `False` and `""` are left out,
    `True` gives the bare name.
    """
    written = []
    for name, value in values.items():
        if value is None or value is False or value == "":
            continue
        key = name.rstrip("_").replace("_", "-")
        written.append(f" {key}" if value is True else f' {key}="{esc(value)}"')
    return "".join(written)


def tag(name: str, content: object = "", **values: object) -> SafeString:
    """One element with escaped content.

    >>> tag("p", "1 < 2", class_="kern-body")
    '<p class="kern-body">1 &lt; 2</p>'
    """
    return SafeString(f"<{name}{attributes(**values)}>{esc(content)}</{name}>")


def icon(name: str, size: str = "") -> SafeString:
    """A KERN icon. Decoration only: the text beside it says the same."""
    extra = f" kern-icon--{size}" if size else ""
    return SafeString(f'<span class="kern-icon kern-icon--{name}{extra}" aria-hidden="true"></span>')


_BLANK = re.compile(r"\n\s*\n")


def prose(text: str, css: str = "kern-body") -> SafeString:
    """A package's text as paragraphs and lists.

    Blank line = new paragraph, a line that begins with `- ` = list item, other line breaks stay breaks.
    """
    blocks: list[str] = []
    for block in _BLANK.split(text.strip()):
        items: list[str] = []
        lines: list[str] = []
        for line in block.split("\n"):
            bare = line.strip()
            if bare.startswith("- "):
                items.append(bare[2:])
            elif items:
                items[-1] += f" {bare}"
            elif bare:
                lines.append(bare)
        if lines:
            blocks.append(f'<p class="{css}">{"<br>".join(map(esc, lines))}</p>')
        if items:
            blocks.append(f'<ul class="kern-list">{"".join(f"<li>{esc(item)}</li>" for item in items)}</ul>')
    return SafeString("".join(blocks))


def inline_lines(text: str) -> SafeString:
    """A text in one flow: its lines parted by breaks, without paragraphs."""
    return SafeString("<br>".join(esc(line.strip()) for line in text.strip().split("\n")))
