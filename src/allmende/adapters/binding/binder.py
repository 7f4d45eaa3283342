"""One PDF out of many: pages are copied, pictures become pages, every sheet is numbered.

Copied pages bring only what they draw: a page that was left out is not in the file, nor is a picture only it showed, even where
the original names it beside those of other pages. Forms, scripts, embedded files, bookmarks, metadata and thumbnails of the
originals stay behind; pictures are written anew, without what a camera notes in them. The result is no PDF/A: foreign files are
not. Stored originals stay what they are.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Dictionary, Name, OutlineItem
from PIL import Image, ImageOps, UnidentifiedImageError

from allmende.domain.ports.binder import Sheets

A4 = (595.0, 842.0)
MARGIN = 28.0
STAMP_SIZE = 8
STAMP_HEIGHT = 18.0
DOTS = 200
"""Dots per inch of a picture on a page: what print and screens show. The original lies beside the copy."""
SHOWN = (int((A4[0] - 2 * MARGIN) / 72 * DOTS), int((A4[1] - 2 * MARGIN) / 72 * DOTS))
PICTURES = ("image/png", "image/jpeg")
BESIDE_THE_PAGE = (Name.PieceInfo, Name.Metadata, Name.Thumb, Name.AF, Name.LastModified)
"""What programs keep in pages, pictures and drawings besides what is drawn; some keep the whole document there."""
FOREIGN = (
    pikepdf.PdfError,
    pikepdf.PasswordError,
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
)
"""What damaged or locked files raise; each was opened with limits when it was uploaded."""


class PdfBinder:
    """Keeps no state."""

    def count(self, sheets: Sheets) -> int:
        try:
            if sheets.type in PICTURES:
                with Image.open(io.BytesIO(sheets.content)) as picture:
                    picture.draft("L", (1, 1))  # all of it is read, little of it is computed
                    picture.load()
                return int(1 not in sheets.without)
            with _open(sheets) as file:
                return sum(1 for number in range(1, len(file.pages) + 1) if number not in sheets.without)
        except FOREIGN:
            return 0

    def stack(self, pieces: Sequence[Sheets], *, duplex: bool) -> bytes:
        out, starts = _joined(pieces, duplex=duplex)
        return _saved(out, starts)

    def bind(self, pieces: Sequence[Sheets], stamp: str) -> bytes:
        out, starts = _joined(pieces, duplex=False)
        for number, page in enumerate(out.pages, 1):
            _number(out, page, f"{stamp}   Blatt {number} von {len(out.pages)}")
        return _saved(out, starts)


def _joined(pieces: Sequence[Sheets], *, duplex: bool) -> tuple[pikepdf.Pdf, list[tuple[str, int]]]:
    """All pages one after the other, and where each piece begins."""
    out = pikepdf.new()
    starts: list[tuple[str, int]] = []
    for piece in pieces:
        if duplex and len(out.pages) % 2:
            out.add_blank_page(page_size=A4)
        starts.append((piece.title, len(out.pages)))
        try:
            with _open(piece) as file:
                file.remove_unreferenced_resources()
                for number, page in enumerate(file.pages, 1):
                    if number not in piece.without:
                        _strip(page)
                        out.pages.append(page)
        except FOREIGN as error:
            raise ValueError(f"„{piece.title}“ lässt sich nicht als Seiten zeigen.") from error
    return out, starts


def _saved(out: pikepdf.Pdf, starts: Sequence[tuple[str, int]]) -> bytes:
    with out.open_outline() as outline:
        outline.root.extend(OutlineItem(title, start) for title, start in starts)
    out.Root.PageMode = Name.UseOutlines
    out.Root.Lang = pikepdf.String("de")
    for part in out.objects:
        if isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            _forget(part, BESIDE_THE_PAGE)
    kept = io.BytesIO()
    out.save(kept, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return kept.getvalue()


def _open(sheets: Sheets) -> pikepdf.Pdf:
    """The piece as a PDF. Errors: `FOREIGN`."""
    if sheets.type == "application/pdf":
        return pikepdf.open(io.BytesIO(sheets.content))
    if sheets.type in PICTURES:
        return _picture(sheets.content)
    raise ValueError(sheets.type)


def _shown(content: bytes) -> Image.Image:
    """A picture as it is looked at: turned as the camera was held, no larger than a page shows. Errors: `FOREIGN`."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.draft("RGB", SHOWN)
        turned = ImageOps.exif_transpose(picture).convert("RGB")
    turned.thumbnail(SHOWN, Image.Resampling.BOX, reducing_gap=1.0)
    return turned


def _picture(content: bytes) -> pikepdf.Pdf:
    """A picture on an A4 page, never enlarged beyond 150 dots per inch."""
    with _shown(content) as shown:
        as_jpeg = io.BytesIO()
        shown.save(as_jpeg, "JPEG", quality=90, exif=b"")
        width, height = shown.size
    factor = min((A4[0] - 2 * MARGIN) / width, (A4[1] - 2 * MARGIN) / height, 72 / 150)
    file = pikepdf.new()
    page = file.add_blank_page(page_size=A4)
    image = pikepdf.Stream(
        file,
        as_jpeg.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    page.obj.Resources = Dictionary(XObject=Dictionary(Im0=image))
    left, bottom = (A4[0] - width * factor) / 2, A4[1] - MARGIN - height * factor
    drawing = f"q {width * factor:.2f} 0 0 {height * factor:.2f} {left:.2f} {bottom:.2f} cm /Im0 Do Q"
    page.obj.Contents = pikepdf.Stream(file, drawing.encode("ascii"))
    return file


def _strip(page: pikepdf.Page) -> None:
    """Take away what leads out of the page: links, form fields and actions, and its place in the old structure."""
    leading_out = (Name.Annots, Name.AA, Name.StructParents, Name.Tabs, Name.B, Name.DPart, Name.SeparationInfo)
    _forget(page.obj, (*leading_out, *BESIDE_THE_PAGE))


def _forget(part: pikepdf.Object, keys: Sequence[pikepdf.Name]) -> None:
    for key in keys:
        if key in part:
            del part[key]


def _number(file: pikepdf.Pdf, page: pikepdf.Page, text: str) -> None:
    """Write the sheet's number at the lower edge, as it is seen: `add_overlay` turns it with the page."""
    sheet = pikepdf.new()
    stamp = sheet.add_blank_page(page_size=(A4[0], STAMP_HEIGHT))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    stamp.obj.Resources = Dictionary(Font=Dictionary(F0=font))
    spelled = text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    stamp.obj.Contents = pikepdf.Stream(
        sheet, b"BT /F0 %d Tf 0.25 g %d 6 Td (" % (STAMP_SIZE, int(MARGIN)) + spelled + b") Tj ET"
    )
    page.add_overlay(stamp, _lower_edge(page))


def _lower_edge(page: pikepdf.Page) -> pikepdf.Rectangle:
    """The strip of the page that is at the bottom when the page is shown turned by its `/Rotate`."""
    left, bottom, right, top = (float(value) for value in page.trimbox)
    turned = int(page.obj.get(Name.Rotate, 0)) % 360
    return pikepdf.Rectangle(
        right - STAMP_HEIGHT if turned == 90 else left,
        top - STAMP_HEIGHT if turned == 180 else bottom,
        left + STAMP_HEIGHT if turned == 270 else right,
        bottom + STAMP_HEIGHT if turned == 0 else top,
    )
