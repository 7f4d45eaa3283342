"""Files are what their content says, opened to the end."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from allmende.formats.uploads import image as images
from allmende.formats.uploads import pdf
from allmende.formats.uploads.opening import answer, open_file
from allmende.formats.uploads.verdict import BROKEN, AcceptedFile, RejectedFile, read_answer
from tests.adversary import hostile_files as hostile

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def without_pages() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (hostile.pdf(), "application/pdf"),
        (hostile.picture("PNG"), "image/png"),
        (hostile.picture("JPEG"), "image/jpeg"),
        (hostile.picture("TIFF"), "image/tiff"),
        ("Zeile\nÜ".encode(), "text/plain"),
        (hostile.archive(word__document_DOT_xml=b"<x/>"), WORD),
    ],
    ids=["pdf", "png", "jpeg", "tiff", "text", "word"],
)
def test_a_sound_file_stays_as_it_is(content: bytes, kind: str) -> None:
    assert open_file(content) == AcceptedFile(kind, content)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_a_photo_in_a_format_of_phones_becomes_jpeg(kind: str) -> None:
    found = open_file(hostile.picture(kind, 64))
    assert isinstance(found, AcceptedFile)
    assert found.media_type == "image/jpeg"
    with Image.open(io.BytesIO(found.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (64, 64))


def test_a_photo_of_an_iphone_becomes_jpeg_without_its_device_and_half_of_it_is_refused() -> None:
    photo = Path(__file__).with_name("photo.heic").read_bytes()
    found = open_file(photo)
    assert isinstance(found, AcceptedFile)
    with Image.open(io.BytesIO(found.content)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (32, 16), {})
    for missing in (60, len(photo) // 2):
        assert open_file(photo[:-missing]) == BROKEN


def test_a_converted_photo_stands_upright_and_says_nothing_of_place_or_device() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a phone"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (40, 20)).save(out, "WEBP", exif=exif)
    found = open_file(out.getvalue())
    assert isinstance(found, AcceptedFile)
    with Image.open(io.BytesIO(found.content)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()


def test_what_is_see_through_is_white_as_jpeg() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "WEBP", lossless=True)
    found = open_file(out.getvalue())
    assert isinstance(found, AcceptedFile)
    with Image.open(io.BytesIO(found.content)) as picture:
        assert picture.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("missing", [0.5, 0.02])
def test_half_a_picture_is_refused(kind: str, missing: float) -> None:
    whole = hostile.picture(kind, 128)
    assert open_file(whole[: int(len(whole) * (1 - missing))]) == BROKEN


@pytest.mark.parametrize("case", hostile.ACTIVE_DOCUMENTS)
def test_a_document_that_runs_or_fetches_is_refused_whatever_its_parts_are_called(case: str) -> None:
    found = open_file(hostile.ACTIVE_DOCUMENTS[case]())
    assert isinstance(found, RejectedFile)
    assert found.code == "file_active"


@pytest.mark.parametrize("case", hostile.HARMLESS_DOCUMENTS)
def test_a_document_as_offices_make_them_is_taken(case: str) -> None:
    content = hostile.HARMLESS_DOCUMENTS[case]()
    found = open_file(content)
    assert isinstance(found, AcceptedFile)
    assert found.content == content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.7 nothing else", "file_broken"),
        (without_pages(), "file_broken"),
        (b"PK\x03\x04rest", "file_broken"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "file_broken"),
        (locked(), "file_locked"),
        (hostile.archive(word__document_DOT_xml=b"<x/>", word__vbaProject_DOT_bin=b"x"), "file_active"),
        (hostile.archive(a=b"b"), "file_type"),
        (hostile.EXE, "file_type"),
        (b"\x7fELF\x02\x01", "file_type"),
        (hostile.png_of(60_000, 60_000), "file_huge"),
        (hostile.pdf_of_kids(110_000), "file_huge"),
    ],
    ids=["empty", "head", "no pages", "zip", "heic", "locked", "macro", "archive", "exe", "elf", "pixels", "kids"],
)
def test_a_broken_locked_huge_or_foreign_file_is_refused_in_words(content: bytes, code: str) -> None:
    found = open_file(content)
    assert isinstance(found, RejectedFile)
    assert found.code == code
    assert found.text.spoken("de") != found.text.spoken("en")


def test_objects_of_a_pdf_and_of_what_is_attached_to_it_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_VALUES", 25_000)
    assert isinstance(open_file(hostile.pdf_of_dictionaries(20_000)), AcceptedFile)
    inner = hostile.pdf_of_dictionaries(10_000)
    assert isinstance(open_file(hostile.attached(inner, "a.pdf")), AcceptedFile)
    thrice = hostile.attached(inner, "a.pdf", "b.pdf", "c.pdf")
    for content in (hostile.pdf_of_dictionaries(30_000), thrice):
        found = open_file(content)
        assert isinstance(found, RejectedFile)
        assert found.code == "file_huge"


@pytest.mark.parametrize("case", hostile.ACTIVE_PDFS)
def test_a_pdf_that_does_something_is_refused_wherever_it_is_hidden(case: str) -> None:
    found = open_file(hostile.ACTIVE_PDFS[case]())
    assert isinstance(found, RejectedFile)
    assert found.code == "file_active"


@pytest.mark.parametrize("case", hostile.HARMLESS_PDFS)
def test_a_pdf_as_offices_make_them_is_sound(case: str) -> None:
    found = open_file(hostile.HARMLESS_PDFS[case]())
    assert isinstance(found, AcceptedFile)
    assert found.content.startswith(b"%PDF-")


def test_further_pictures_behind_a_phones_photo_do_no_harm() -> None:
    out = io.BytesIO()
    first, second = Image.new("RGB", (8, 8)), Image.new("RGB", (8, 8), "teal")
    first.save(out, "MPO", save_all=True, append_images=[second])
    found = open_file(out.getvalue())
    assert isinstance(found, AcceptedFile)
    assert found.media_type == "image/jpeg"


def test_pages_of_a_picture_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    pages = [Image.new("L", (10, 10)) for _ in range(5)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    assert isinstance(open_file(out.getvalue()), AcceptedFile)
    monkeypatch.setattr(images, "MOST_PIXELS", 400)
    found = open_file(out.getvalue())
    assert isinstance(found, RejectedFile)
    assert found.code == "file_huge"


@pytest.mark.parametrize("content", [b"", hostile.pdf(), hostile.EXE], ids=["empty", "pdf", "exe"])
def test_the_answer_of_another_process_reads_as_the_verdict(content: bytes) -> None:
    assert read_answer(answer(content)) == open_file(content)


@pytest.mark.parametrize("said", [b"", b"nonsense\n", b"\xff\xfe\nx"])
def test_an_answer_nobody_understands_is_a_broken_file(said: bytes) -> None:
    assert read_answer(said) == BROKEN
