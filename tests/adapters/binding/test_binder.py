"""Many files in one PDF: every page once and numbered, and nothing of the pages that were left out."""

from __future__ import annotations

import contextlib
import io

import pikepdf
import pytest
from PIL import Image

from allmende.adapters.binding import PdfBinder
from allmende.domain.ports.binder import Sheets
from tests.adapters.pdf import opened

BINDER = PdfBinder()


def pdf(*texts: str, rotate: int = 0, password: str = "") -> bytes:
    """One page for each text, written without compression."""
    file = pikepdf.new()
    for text in texts:
        page = file.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F0=font))
        page.obj.Contents = pikepdf.Stream(file, f"BT /F0 12 Tf 72 700 Td ({text}) Tj ET".encode())
        page.obj.Rotate = rotate
    kept = io.BytesIO()
    encryption = pikepdf.Encryption(owner=password, user=password) if password else False
    file.save(kept, encryption=encryption)
    return kept.getvalue()


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(kept, kind)
    return kept.getvalue()


def words(content: bytes) -> list[str]:
    """What each page draws, its stamp included."""
    found = []
    with opened(content) as file:
        for page in file.pages:
            drawn = b"".join(stream.read_bytes() for stream in (*page.form_xobjects.values(), *_contents(page)))
            found.append(drawn.decode("cp1252"))
    return found


def _contents(page: pikepdf.Page) -> list[pikepdf.Object]:
    contents = page.obj.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def test_every_page_is_there_once_and_numbered() -> None:
    bound = BINDER.bind([Sheets("Antrag", pdf("eins", "zwei")), Sheets("Bescheid", pdf("drei"))], "MR-1")
    pages = words(bound)
    assert [text for page in pages for text in ("eins", "zwei", "drei") if text in page] == ["eins", "zwei", "drei"]
    assert [f"MR-1   Blatt {number} von 3" in page for number, page in enumerate(pages, 1)] == [True] * 3


def test_a_bookmark_leads_to_the_first_page_of_each_piece() -> None:
    bound = BINDER.bind([Sheets("Antrag", pdf("a", "b")), Sheets("Größe (neu)", pdf("c"))], "MR-1")
    with opened(bound) as file, file.open_outline() as outline:
        leads = {item.title: pikepdf.Page(item.destination[0]).index for item in outline.root}
    assert leads == {"Antrag": 0, "Größe (neu)": 2}


def test_a_page_left_out_is_not_in_the_file() -> None:
    bound = BINDER.bind([Sheets("Akte", pdf("offen", "geheim", "auch offen"), without=frozenset({2}))], "MR-1")
    with opened(bound) as file:
        everything = b"".join(one.read_bytes() for one in file.objects if isinstance(one, pikepdf.Stream))
        assert len(file.pages) == 2
    assert b"geheim" not in everything
    assert b"auch offen" in everything


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_number_stands_at_the_lower_edge_however_the_page_is_turned(rotate: int) -> None:
    bound = BINDER.bind([Sheets("Quer", pdf("x", rotate=rotate))], "MR-1")
    with opened(bound) as file:
        page = file.pages[0]
        (name,) = page.form_xobjects
        placed = _contents(page)[-1].read_bytes().decode()
    across, _, _, up, *_ = (float(part) for part in placed.split(" cm")[0].split()[-6:])
    assert bool(across and up) == (rotate % 180 == 0)
    assert name in placed


def test_a_picture_fills_a_page_and_no_more() -> None:
    for size in ((4000, 300), (300, 4000), (40, 40)):
        for kind, media in (("PNG", "image/png"), ("JPEG", "image/jpeg")):
            bound = BINDER.bind([Sheets("Foto", picture(*size, kind), media)], "MR-1")
            with opened(bound) as file:
                page = file.pages[0]
                assert [float(value) for value in page.mediabox] == [0, 0, 595, 842]
                drawn = next(content.read_bytes() for content in _contents(page) if b"/Im0 Do" in content.read_bytes())
            width, _, _, height, left, bottom = map(float, drawn.split(b" cm")[0].split()[-6:])
            assert left >= 0 and left + width <= 595
            assert bottom >= 0 and bottom + height <= 842


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"no pdf", "application/pdf"),
        (pdf("x")[:200], "application/pdf"),
        (pdf("x", password="geheim"), "application/pdf"),
        (b"no picture", "image/png"),
        (b"PK", "application/zip"),
    ],
)
def test_what_cannot_be_shown_counts_no_page_and_is_not_bound(content: bytes, kind: str) -> None:
    sheets = Sheets("Datei", content, kind)
    assert BINDER.count(sheets) == 0
    with pytest.raises(ValueError, match="Datei"):
        BINDER.bind([sheets], "MR-1")


def test_pages_are_counted_without_those_left_out() -> None:
    assert BINDER.count(Sheets("a", pdf("1", "2", "3"), without=frozenset({2, 9}))) == 2
    assert BINDER.count(Sheets("a", picture(10, 10), "image/png")) == 1


def test_links_forms_and_scripts_of_the_originals_stay_behind() -> None:
    with opened(pdf("x")) as file:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action, Rect=pikepdf.Array([0, 0, 9, 9])
        )
        file.pages[0].obj.Annots = pikepdf.Array([file.make_indirect(link)])
        file.Root.OpenAction = action
        kept = io.BytesIO()
        file.save(kept)
    bound = BINDER.bind([Sheets("x", kept.getvalue())], "MR-1")
    with opened(bound) as file:
        assert not any("JavaScript" in repr(one) for one in file.objects)


def test_a_stack_keeps_pages_as_they_are_and_begins_each_piece_on_a_front() -> None:
    pieces = [Sheets("Liste", pdf("eins")), Sheets("Brief", pdf("zwei", "drei", "vier")), Sheets("Brief", pdf("fünf"))]
    with pikepdf.open(io.BytesIO(BINDER.stack(pieces, duplex=False))) as file:
        assert len(file.pages) == 5
        assert b"Blatt" not in b"".join(page.Contents.read_bytes() for page in file.pages)
    with pikepdf.open(io.BytesIO(BINDER.stack(pieces, duplex=True))) as file:
        drawn = [page.Contents.read_bytes() if "/Contents" in page.obj else b"" for page in file.pages]
    assert [b"Tj" in page for page in drawn] == [True, False, True, True, True, False, True]


def test_a_stack_with_what_is_no_page_says_which() -> None:
    with pytest.raises(ValueError, match="Brief"):
        BINDER.stack([Sheets("Brief", b"nothing")], duplex=True)


def every_byte(content: bytes) -> bytes:
    """Everything a reader of the file could find: each object, each stream unpacked, and the file itself."""
    found = [content]
    with pikepdf.open(io.BytesIO(content)) as file:
        for one in file.objects:
            if isinstance(one, pikepdf.Stream):
                found += [one.read_raw_bytes(), one.unparse(resolved=True)]
                with contextlib.suppress(pikepdf.PdfError):
                    found.append(one.read_bytes())
            elif isinstance(one, (pikepdf.Dictionary, pikepdf.Array, pikepdf.String)):
                found.append(one.unparse(resolved=True))
        found.append(repr(dict(file.docinfo.items())).encode())
    return b"\n".join(found)


def test_nothing_of_a_page_left_out_stays_where_all_pages_share_what_they_draw_with() -> None:
    """Scanners write one dictionary of pictures for the whole file, and each page names them all."""
    file = pikepdf.new()
    pictures = pikepdf.Dictionary()
    for number, said in enumerate((b"OFFEN", b"GEHEIM"), 1):
        pictures[f"/Im{number}"] = pikepdf.Stream(file, said * 3, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])  # fmt: skip
    shared = file.make_indirect(pikepdf.Dictionary(XObject=pictures))
    for number in (1, 2):
        page = file.add_blank_page(page_size=(595, 842))
        page.obj.Resources = shared
        page.obj.Contents = pikepdf.Stream(file, f"/Im{number} Do".encode())
    kept = io.BytesIO()
    file.save(kept)
    bound = BINDER.bind([Sheets("Anlage", kept.getvalue(), without=frozenset({2}))], "MR-1")
    assert b"OFFEN" in every_byte(bound)
    assert b"GEHEIM" not in every_byte(bound)


def test_what_programs_keep_beside_the_pages_stays_behind() -> None:
    file = pikepdf.open(io.BytesIO(pdf("offen")))
    page = file.pages[0]
    secret = lambda: file.make_stream(b"GEHEIM")  # noqa: E731
    drawing = pikepdf.Stream(file, b"0 0 m", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    drawing.PieceInfo = pikepdf.Dictionary(Draw=pikepdf.Dictionary(Private=secret()))
    drawing.Metadata = secret()
    page.obj.Resources.XObject = pikepdf.Dictionary(Fm0=drawing)
    page.obj.Contents = pikepdf.Stream(file, b"BT /F0 12 Tf (offen) Tj ET /Fm0 Do")
    page.obj.Thumb = secret()
    page.obj.PieceInfo = pikepdf.Dictionary(Draw=pikepdf.Dictionary(Private=secret()))
    page.obj.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Text, Contents="GEHEIM")])
    file.docinfo["/Author"] = "GEHEIM"
    file.Root.Metadata = secret()
    file.attachments["geheim.txt"] = b"GEHEIM"
    kept = io.BytesIO()
    file.save(kept)
    assert b"GEHEIM" in every_byte(kept.getvalue())
    bound = BINDER.bind([Sheets("Anlage", kept.getvalue())], "MR-1")
    assert b"GEHEIM" not in every_byte(bound)
    assert b"geheim.txt" not in every_byte(bound)


def test_a_picture_loses_what_the_camera_noted_and_stands_as_it_was_held() -> None:
    noted = Image.Exif()
    noted[0x0112], noted[0x010E] = 6, "GEHEIM"  # how it was held, and what it shows
    kept = io.BytesIO()
    Image.new("RGB", (60, 20), "red").save(kept, "JPEG", exif=noted)
    assert b"GEHEIM" in kept.getvalue()
    bound = BINDER.bind([Sheets("Foto", kept.getvalue(), "image/jpeg")], "MR-1")
    assert b"GEHEIM" not in every_byte(bound)
    with pikepdf.open(io.BytesIO(bound)) as file:
        image = file.pages[0].obj.Resources.XObject.Im0
        assert (int(image.Width), int(image.Height)) == (20, 60)


def test_a_large_picture_is_shown_as_sharp_as_print_needs() -> None:
    bound = BINDER.bind([Sheets("Foto", picture(6000, 3000, "JPEG"), "image/jpeg")], "MR-1")
    with pikepdf.open(io.BytesIO(bound)) as file:
        image = file.pages[0].obj.Resources.XObject.Im0
        assert (int(image.Width), int(image.Height)) == (1497, 749)
