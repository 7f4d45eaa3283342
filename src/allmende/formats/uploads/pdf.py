"""PDF: every object of the file is looked at, wherever it hangs: nothing in it may run, send, or fetch by itself.

Walking all objects instead of known places finds actions behind `/Next`, in outlines, annotations, form fields and
their parents alike (ISO 32000-2, 12.6). Scripts are allowed that only format or add up form fields with Acrobat's own
functions: every form made with Acrobat has them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

import pikepdf
from pikepdf import settings

from allmende.formats.uploads import image, text
from allmende.formats.uploads.verdict import ACTIVE, BROKEN, HUGE, LOCKED, Opened, Refused

MOST_UNPACKED = 64 * 1024 * 1024
MOST_OBJECTS = 300_000
MOST_VALUES = 2_000_000
MOST_ITEMS = 100_000
MOST_SCRIPT = 20_000
MOST_NESTED = 3
ACTIONS = frozenset(
    f"/{name}"
    for name in (
        *("JavaScript", "Launch", "ImportData", "SubmitForm", "Rendition", "Movie", "Sound"),
        *("GoToR", "GoToE", "RichMediaExecute", "GoTo3DView"),
    )
)
"""Actions that run, send, play or open another file. Jumping inside the file and clicking a web address are harmless."""
ANNOTATIONS = frozenset({"/RichMedia", "/3D", "/Screen", "/Movie", "/Sound"})
FORBIDDEN_KEYS = ("/XFA", "/RichMediaContent")
WEB = re.compile(r"\s*(https?:|mailto:|tel:|#|[^:\\/]*$|[^:\\/][^:]*$)", re.IGNORECASE)
TOKEN = re.compile(
    r"""(?P<skip>\s+|/\*.*?\*/|//[^\r\n]*)|(?P<text>"[^"\\\r\n]*"|'[^'\\\r\n]*')|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<name>[A-Za-z_]\w*)|(?P<sign>[()+\-*/,;=.])""",
    re.DOTALL,
)
NAMES = frozenset({"event", "value", "this", "getField", "new", "Array", "true", "false"})
ACROBAT = re.compile(r"AF(Date|Time|Number|Percent|Special|Simple|Range|Make|Merge|Parse|Extract)[A-Za-z_]*")


class _TooMuch(Exception):
    """More objects than any honest document has."""


def open_pdf(content: bytes, nested: int = 0) -> Opened | Refused:
    """Refused: broken, locked, without pages, too many objects, active content. Content begins with `%PDF-`."""
    settings.set_qpdf_limits(
        flate_max_memory=MOST_UNPACKED, png_max_memory=MOST_UNPACKED, tiff_max_memory=MOST_UNPACKED,
        run_length_max_memory=MOST_UNPACKED, dct_max_memory=MOST_UNPACKED,
    )  # fmt: skip
    try:
        with pikepdf.open(io.BytesIO(content), inherit_page_attributes=False) as found:
            refused = _judge(found, nested)
    except pikepdf.PasswordError:
        return LOCKED
    except _TooMuch:
        return HUGE
    except Exception:  # noqa: BLE001 - a parser of foreign bytes may fail in any way
        return BROKEN
    return refused or Opened("application/pdf", content)


def _judge(found: pikepdf.Pdf, nested: int) -> Refused | None:
    if int(found.trailer.get("/Size", 0)) > MOST_OBJECTS:
        return HUGE
    if not _has_page(found.Root.Pages):
        return BROKEN
    return next((refused for place in _dictionaries(found) if (refused := _look(place, nested))), None)


def _has_page(pages: Any) -> bool:
    """Whether there is one page; without making a list of all, which may be a million times the same."""
    for _ in range(50):
        kids = pages.get("/Kids")
        if kids is None:
            return str(pages.get("/Type")) == "/Page"
        if not len(kids):
            return False
        pages = kids[0]
    return False


def _dictionaries(found: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary in the file, those of streams included; inside arrays and dictionaries too. Error: `_TooMuch`."""
    seen = 0
    for each in found.objects:
        waiting = [each]
        while waiting:
            one = waiting.pop()
            items = _items(one)
            seen += 1
            if seen > MOST_VALUES or len(items) > MOST_ITEMS:
                raise _TooMuch
            if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
                yield one
            waiting.extend(value for value in items if _inside(value))


def _items(one: Any) -> Sequence[Any]:
    if isinstance(one, pikepdf.Array):
        # Not listed before it is counted.
        return cast("Sequence[Any]", one)
    return list(one.values()) if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)) else ()


def _inside(value: Any) -> bool:
    """Whether the value is a part of this object; others come by themselves, as objects of the file."""
    return isinstance(value, (pikepdf.Array, pikepdf.Dictionary)) and not value.is_indirect


def _look(place: Any, nested: int) -> Refused | None:
    """Why this dictionary is refused."""
    if any(key in place for key in FORBIDDEN_KEYS) or str(place.get("/Subtype")) in ANNOTATIONS:
        return ACTIVE
    if "/JS" in place and not _is_harmless(place["/JS"]):
        return ACTIVE
    kind = str(place.get("/S"))
    if kind in ACTIONS and not (kind == "/JavaScript" and "/JS" in place):
        return ACTIVE
    if kind == "/URI" and not WEB.match(str(place.get("/URI", ""))):
        return ACTIVE
    if _fetches_unasked(place):
        return ACTIVE
    files = place.get("/EF")
    if isinstance(files, pikepdf.Dictionary):
        return next((refused for one in files.values() if (refused := _attached(one, nested))), None)
    return None


def _fetches_unasked(place: Any) -> bool:
    """A web address opened without a click: on opening, on leaving, or after another action."""
    after, more = place.get("/Next"), place.get("/AA")
    triggers = [place.get("/OpenAction"), *(after if isinstance(after, pikepdf.Array) else (after,))]
    triggers += list(more.values()) if isinstance(more, pikepdf.Dictionary) else []
    return any(isinstance(one, pikepdf.Dictionary) and str(one.get("/S")) == "/URI" for one in triggers)


def _is_harmless(script: Any) -> bool:
    """True for a script of nothing but Acrobat's functions for fields, with plain values.

    It is read in tokens, and every name in it must be known: there is no other function to call.
    """
    said = script.read_bytes() if isinstance(script, pikepdf.Stream) else bytes(script)
    if len(said) > MOST_SCRIPT:
        return False
    words = str(pikepdf.String(said)) if said[:2] in (b"\xfe\xff", b"\xff\xfe") else said.decode("latin-1")
    place = 0
    while place < len(words):
        token = TOKEN.match(words, place)
        if token is None or (token["name"] and not (token["name"] in NAMES or ACROBAT.fullmatch(token["name"]))):
            return False
        place = token.end()
    return True


def _attached(stream: Any, nested: int) -> Refused | None:
    """A file inside the file: pictures, plain text and XML (electronic invoices), and PDF that is sound itself."""
    if not isinstance(stream, pikepdf.Stream):
        return None
    content = stream.read_bytes()
    if image.is_one(content) or text.is_text(content) or _is_xml(content):
        return None
    if content.startswith(b"%PDF-") and nested < MOST_NESTED:
        opened = open_pdf(content, nested + 1)
        return opened if isinstance(opened, Refused) else None
    return ACTIVE


def _is_xml(content: bytes) -> bool:
    """Data in XML, and no page or drawing that runs scripts."""
    head = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return head.startswith(b"<?xml") and not re.search(rb"<(\w+:)?(html|svg|script)\b", content, re.IGNORECASE)
