"""Citations of the law keep their number on the same line: `§ 18`, `Absatz 1`, `section 34` with a non-breaking space.

Done once, in the finished page: texts come from packages, catalogues, registers and people, and none of them has to think
of it. Letters do the same in their own templates.
"""

from __future__ import annotations

import re

from django.http import HttpResponse, HttpResponseBase

SIGNS = ("§", "§§", "Abs.", "Absatz", "Absätze", "Art.", "Artikel", "section", "sections", "Section", "Sections")

_SIGN = "|".join(re.escape(sign) for sign in SIGNS)
_LEFT_ALONE = r"<(textarea|script|style|pre)\b.*?</\1\s*>|<[^>]*>"
_CITED = re.compile(rf"(?:{_LEFT_ALONE}|(?<!\w)(?P<sign>{_SIGN}) (?=\d))".encode(), re.DOTALL)
_NUMBER = re.compile(rb" \d")
_ENDS = tuple(sign.encode() for sign in SIGNS)
_SPACE = "\N{NO-BREAK SPACE}".encode()


def keep_citations(page: bytes) -> bytes:
    """The HTML with each sign bound to its number in what is read; attributes and what a form sends stay as they are.

    >>> keep_citations('<p title="§ 18">§ 18 Absatz 1</p>'.encode()).decode()
    '<p title="§ 18">§\\xa018 Absatz\\xa01</p>'
    """
    # Numbers are fewer than signs' first letters: pages without a citation, which are most, are read quickly.
    if not any(page.endswith(_ENDS, 0, found.start()) for found in _NUMBER.finditer(page)):
        return page
    return _CITED.sub(_bound, page)


def _bound(found: re.Match[bytes]) -> bytes:
    sign = found["sign"]
    return found[0] if sign is None else sign + _SPACE


def bind_citations(response: HttpResponseBase) -> None:
    """In place, for a page or a part of one; downloads, streams and other kinds are left alone."""
    if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("text/html"):
        page = response.content
        bound = keep_citations(page)
        if bound is not page:
            response.content = bound
