"""PDF: every object of the file is looked at, wherever it hangs: nothing in it may run, send, or fetch by itself.

Walking all objects instead of known places finds actions behind `/Next`, in outlines, annotations, form fields and
their parents alike (ISO 32000-2, 12.6). Scripts are allowed that only format or add up form fields with Acrobat's own
functions: every form made with Acrobat has them. Links lead to the web, a mail or a telephone; nothing names a file
outside (7.11); a file inside is judged by its name, which decides what opens it, and by its content.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pikepdf
from lxml import etree
from pikepdf import settings

from allmende.domain.values import Problem
from allmende.formats import xml
from allmende.formats.uploads import image, text
from allmende.formats.uploads.verdict import ACTIVE, BROKEN, HUGE, LOCKED, AcceptedFile, RejectedFile

MOST_UNPACKED = 16 * 1024 * 1024
"""Of one stream: a table of objects, a script, an attached file. What a page draws is not unpacked."""
MOST_OBJECTS = 300_000
MOST_VALUES = 400_000
"""Objects, lists and dictionaries, those of attached PDFs included; a tagged document has a few hundred a page."""
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
FORBIDDEN_KEYS = frozenset({"/XFA", "/RichMediaContent"})
FILE_NAMES = frozenset({"/F", "/UF", "/DOS", "/Mac", "/Unix"})
"""Where a file specification has the name of its file. `/F` stands elsewhere too, for numbers and actions."""
LOOKED_AT = (
    FORBIDDEN_KEYS | FILE_NAMES | {"/Subtype", "/JS", "/S", "/URI", "/Base", "/OpenAction", "/AA", "/Next", "/EF"}
)
WEB = re.compile(r"[\x00-\x20]*(https?:|mailto:|tel:|www\.[^\\]*$|#[\w-]*$|$)", re.IGNORECASE)
PICTURES = ("jpg", "jpeg", "png", "tif", "tiff", "webp", "heic", "avif")
INVOICES = frozenset(
    ("CrossIndustryInvoice", "CrossIndustryDocument", "SCRDMCCBDACIOMessageStructure", "Invoice", "CreditNote")
)
"""Root elements: EN 16931 in both its syntaxes, ZUGFeRD 1, Order-X."""
RUNNING = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/XSL/Transform")
"""Namespaces whose elements a browser runs, wherever they stand."""
TOKEN = re.compile(
    r"""(?P<skip>\s+|/\*.*?\*/|//[^\r\n]*)|(?P<text>"[^"\\\r\n]*"|'[^'\\\r\n]*')|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<name>[A-Za-z_]\w*)|(?P<sign>[()+\-*/,;=.])""",
    re.DOTALL,
)
NAMES = frozenset({"event", "value", "this", "getField", "new", "Array", "true", "false"})
ACROBAT = re.compile(r"AF(Date|Time|Number|Percent|Special|Simple|Range|Make|Merge|Parse|Extract)[A-Za-z_]*")


class _TooMuch(Exception):
    """More objects than any honest document has."""


@dataclass(slots=True)
class _Walk:
    """What is left for a document and everything attached to it."""

    values: int
    nested: int


def open_pdf(content: bytes) -> AcceptedFile | RejectedFile:
    """Refused: broken, locked, without pages, too many objects, active content. Content begins with `%PDF-`."""
    settings.set_qpdf_limits(
        flate_max_memory=MOST_UNPACKED, png_max_memory=MOST_UNPACKED, tiff_max_memory=MOST_UNPACKED,
        run_length_max_memory=MOST_UNPACKED, dct_max_memory=MOST_UNPACKED,
    )  # fmt: skip
    return _open(content, _Walk(MOST_VALUES, MOST_NESTED)) or AcceptedFile("application/pdf", content)


def _open(content: bytes, walk: _Walk) -> RejectedFile | None:
    try:
        with pikepdf.open(io.BytesIO(content), inherit_page_attributes=False) as found:
            return _judge(found, walk)
    except pikepdf.PasswordError:
        return LOCKED
    except _TooMuch:
        return HUGE
    except Exception:  # noqa: BLE001 - a parser of foreign bytes may fail in any way
        return BROKEN


def _judge(found: pikepdf.Pdf, walk: _Walk) -> RejectedFile | None:
    if int(found.trailer.get("/Size", 0)) > MOST_OBJECTS:
        return HUGE
    if not _has_page(found.Root.Pages):
        return BROKEN
    return next((refused for place in _dictionaries(found, walk) if (refused := _look(place, walk))), None)


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


def _dictionaries(found: pikepdf.Pdf, walk: _Walk) -> Iterator[Any]:
    """The dictionaries with something to look at, wherever they are; those of streams too. Error: `_TooMuch`."""
    for each in chain((found.trailer,), found.objects):
        waiting = [each]
        while waiting:
            one = waiting.pop()
            walk.values -= 1
            if walk.values < 0:
                raise _TooMuch
            if isinstance(one, pikepdf.Array):
                waiting.extend(filter(_inside, _few(one).as_list()))
            elif isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)) and (keys := _few(one.keys())):
                if not LOOKED_AT.isdisjoint(keys):
                    yield one
                waiting.extend(filter(_inside, one.values()))


def _few(items: Any) -> Any:
    """The same, counted. Error: `_TooMuch`."""
    if len(items) > MOST_ITEMS:
        raise _TooMuch
    return items


def _inside(value: Any) -> bool:
    """Whether the value is a part of this object; others come by themselves, as objects of the file."""
    return isinstance(value, (pikepdf.Array, pikepdf.Dictionary)) and not value.is_indirect


def _look(place: Any, walk: _Walk) -> RejectedFile | None:
    """Why this dictionary is refused."""
    if any(key in place for key in FORBIDDEN_KEYS) or str(place.get("/Subtype")) in ANNOTATIONS:
        return ACTIVE
    if "/JS" in place and not _is_harmless(place["/JS"]):
        return ACTIVE
    kind = str(place.get("/S"))
    if kind in ACTIONS and not (kind == "/JavaScript" and "/JS" in place):
        return ACTIVE
    if (kind == "/URI" and "/URI" not in place) or any(_leads_astray(place.get(key)) for key in ("/URI", "/Base")):
        return ACTIVE
    if _fetches_unasked(place):
        return ACTIVE
    names = [str(name) for key in FILE_NAMES if isinstance(name := place.get(key), pikepdf.String)]
    if "/EF" in place:
        return _attached(place, names, walk)
    # A name without the file is a file somewhere else; a stream with `/F` has its content there.
    return ACTIVE if names or (isinstance(place, pikepdf.Stream) and "/F" in place) else None


def _leads_astray(address: Any) -> bool:
    """Whether a link, or what links are relative to, is no address of the web, of mail or telephone."""
    return isinstance(address, pikepdf.String) and not WEB.match(str(address))


def _fetches_unasked(place: Any) -> bool:
    """A web address opened without a click: on opening, on leaving, or after another action."""
    after, more = place.get("/Next"), place.get("/AA")
    triggers = [place.get("/OpenAction"), *(after if isinstance(after, pikepdf.Array) else (after,))]
    triggers += list(more.values()) if isinstance(more, pikepdf.Dictionary) else []
    return any(isinstance(trigger, pikepdf.Dictionary) and str(trigger.get("/S")) == "/URI" for trigger in triggers)


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


def _attached(place: Any, names: Sequence[str], walk: _Walk) -> RejectedFile | None:
    """A file inside the file, under each of its names: pictures, plain text, invoices in XML, and PDF that is sound."""
    files = place["/EF"]
    if not isinstance(files, pikepdf.Dictionary) or not names or "/RF" in place:
        return ACTIVE
    if not all(isinstance(file, pikepdf.Stream) for file in files.values()):
        return ACTIVE
    for stream in {file.objgen: file for file in files.values()}.values():
        content = stream.read_bytes()
        for name in names:
            refused = _attached_as(name, content, walk)
            if refused:
                return refused
    return None


def _attached_as(name: str, content: bytes, walk: _Walk) -> RejectedFile | None:
    """By the ending, which is what the reader's computer goes by; the content has to agree."""
    stem, _dot, ending = name.lower().rpartition(".")
    if not stem or not name.isprintable() or any(sign in name for sign in "\\/:"):
        return ACTIVE
    if ending == "pdf" and content.startswith(b"%PDF-") and walk.nested:
        walk.nested -= 1
        refused = _open(content, walk)
        walk.nested += 1
        return refused
    if ending in PICTURES and image.is_one(content):
        opened = image.open_image(content)
        return opened if isinstance(opened, RejectedFile) else None
    if (ending in ("txt", "csv") and text.is_text(content)) or (ending == "xml" and _is_invoice(content)):
        return None
    return ACTIVE


def _is_invoice(content: bytes) -> bool:
    """Data in XML that no program draws or runs: no DTD, no instruction to a program, nothing of a page."""
    root = xml.parse(content)
    if isinstance(root, Problem) or etree.QName(root).localname not in INVOICES:
        return False
    for one in chain(root.itersiblings(preceding=True), root.itersiblings(), root.iter()):
        if isinstance(one, etree._ProcessingInstruction):
            return False
        if isinstance(one.tag, str) and etree.QName(one).namespace in RUNNING:
            return False
    return True
