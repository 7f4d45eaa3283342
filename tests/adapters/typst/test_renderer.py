"""Letters as PDF: what they declare, what they say, and that nothing in them is interpreted."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pdfua import validate

from allmende.adapters.typst import TypstRenderer
from allmende.adapters.typst.characters import printable
from allmende.adapters.typst.verifycode import verify_code
from allmende.domain.notices import document as doc
from allmende.domain.notices.template import KINDS
from allmende.domain.ports.renderer import AttachedFile
from tests.adapters import pdf as look
from tests.domain.notices.sample import letter

RENDERER = TypstRenderer()
MILLIMETRE = 72 / 25.4
FILES = (
    AttachedFile("application.json", "application/json", '{"name":"Jörg"}'.encode(), "Antragsdaten"),
    AttachedFile("application.xml", "application/xml", "<a>ß</a>".encode(), "Antragsdaten", "Source"),
)


def with_paragraph(text: str) -> doc.Document:
    section = doc.Section("operative", "Entscheidung", (doc.Paragraph(text),))
    return dataclasses.replace(letter(), sections=(section,))


def test_the_same_document_gives_the_same_bytes() -> None:
    first = RENDERER.render(letter(), FILES)
    RENDERER.render(with_paragraph("etwas anderes"))
    assert RENDERER.render(letter(), FILES) == first
    assert TypstRenderer().render(letter(), FILES) == first


@pytest.mark.parametrize("kind", [*KINDS, "list"])
def test_every_kind_declares_archive_and_accessibility(kind: str, tmp_path: Path) -> None:
    pdf = RENDERER.render(dataclasses.replace(letter(), kind=kind), FILES)  # type: ignore[arg-type]
    assert look.identification(pdf) == {
        "pdfa": "3A",
        "pdfua": "1",
        "language": "de-DE",
        "title": "Ihr Bewohnerparkausweis – Universitätsstadt Marburg",
    }
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf)
    assert [finding.message for finding in validate(path).findings if finding.severity.name == "ERROR"] == []


@pytest.mark.parametrize(
    "kept",
    ["§ 37 Abs. 5 HVwVfG", "9 × 6,00 €", "5/12 × 30,00 €", "1.234,50 €", "section 46 (3)", "§ 45 Absatz 1b", "Satz 1"],
)
def test_numbers_stay_with_their_signs_wherever_the_line_ends(kept: str) -> None:
    text = "\n".join(f"{'m' * width} Dafür gilt {kept} auch hier" for width in range(30, 62))
    said = look.words_in(RENDERER.render(with_paragraph(text)))
    assert said.count(kept) == 32


def with_card(*marks: str) -> doc.Document:
    card = doc.Card(
        title="Bewohnerparkausweis",
        large_label="Zone",
        large="B",
        marks_label="Kennzeichen",
        marks=marks,
        rows=(doc.Pair("Gültig bis", "2. Dezember 2027"), doc.Pair("Nummer", "BP-2026-00417")),
        note="Zum Auslegen: Bitte ausschneiden. Ihr Name steht nicht darauf.",
        number="BP-2026-00417",
        valid_from=None,
        valid_until=date(2027, 12, 2),
        code="7WN9-3H3Q-VSDH",
        code_note="Echt? Code scannen",
        address="https://marburg.localhost/pruefen/?code=7WN9-3H3Q-VSDH",
    )
    return dataclasses.replace(letter(), card=card)


def test_a_card_has_a_page_of_its_own_without_name_address_or_reference(tmp_path: Path) -> None:
    pdf = RENDERER.render(with_card("MR-AB 123", "MR-CD 45"))
    with look.opened(pdf) as file:
        pages = len(file.pages)
    said = look.words_in(pdf).splitlines()
    card = said[said.index(with_card().card.note) :]  # type: ignore[union-attr]
    assert pages == 3
    assert {"B", "MR-AB 123", "MR-CD 45", "2. Dezember 2027", "BP-2026-00417", "7WN9-3H3Q-VSDH"} <= set(card)
    assert not [line for line in card if any(word in line for word in ("Muster", "Barfüßer", "€", "MR-2026-000123"))]
    assert ("Figure", "QR-Code zum Prüfen, Code 7WN9-3H3Q-VSDH") in look.elements(pdf)
    path = tmp_path / "card.pdf"
    path.write_bytes(pdf)
    assert [finding.message for finding in validate(path).findings if finding.severity.name == "ERROR"] == []


def test_many_plates_stay_on_the_card() -> None:
    with look.opened(RENDERER.render(with_card(*(f"MR-AB {number}E" for number in range(1000, 1010))))) as file:
        assert len(file.pages) == 3


def test_the_code_is_at_least_22_millimetres_wide() -> None:
    """The picture is 30 mm wide; of it four modules on each side are the quiet zone."""
    square = verify_code("https://marburg.localhost/pruefen/?code=7WN9-3H3Q-VSDH")
    across = int(re.search(r'viewBox="0 0 (\d+)', square)[1])  # type: ignore[index]
    assert 30 * (across - 8) / across >= 22


def test_the_file_is_complete_in_itself() -> None:
    with look.opened(RENDERER.render(letter())) as file:
        root = file.Root
        assert not file.is_encrypted
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert [str(intent.S) for intent in root.OutputIntents] == ["/GTS_PDFA1"]
        assert "/OpenAction" not in root
        assert "/JavaScript" not in root.get("/Names", {})
        fonts = [font for page in file.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
            assert "/ToUnicode" in font


def test_headings_tables_and_the_code_are_tagged() -> None:
    found = look.elements(RENDERER.render(letter()))
    types = [kind for kind, _ in found]
    assert types.count("H1") == 1
    assert [kind for kind in types if re.fullmatch("H[1-6]", kind)] == ["H1", "H2", "H2", "H3", "H2", "H2", "H2"]
    assert types.count("TH") == 3
    assert types.count("Table") == 1
    assert [alt for kind, alt in found if kind == "Figure"] == [
        "Giro-Code: 30,00 € an Universitätsstadt Marburg, Verwendungszweck MR-4711-0815"
    ]


def test_headings_never_skip_a_level() -> None:
    blocks = (doc.Heading("a", level=2), doc.Heading("b"), doc.Heading("c", level=2), doc.Paragraph("x"))
    sections = (doc.Section("operative", "", blocks), doc.Section("information", "Mehr", blocks))
    made = RENDERER.render(dataclasses.replace(letter(), sections=sections, fee=None, remedy=None, enclosures=()))
    kinds = [kind for kind, _ in look.elements(made) if re.fullmatch("H[1-6]", kind)]
    assert kinds == ["H1", "H2", "H2", "H3", "H2", "H3", "H3", "H4"]


def test_data_travel_inside_with_their_relationship() -> None:
    binary = AttachedFile("scan.bin", "application/octet-stream", bytes(range(256)), "Rohdaten", "Supplement")
    with look.opened(RENDERER.render(letter(), (*FILES, binary))) as file:
        attached = {name: file.attachments[name] for name in file.attachments}
        assert {name: found.get_file().read_bytes() for name, found in attached.items()} == {
            "application.json": '{"name":"Jörg"}'.encode(),
            "application.xml": "<a>ß</a>".encode(),
            "scan.bin": bytes(range(256)),
        }
        relations = {str(spec.UF): str(spec.AFRelationship) for spec in file.Root.AF}
        assert relations == {"application.json": "/Data", "application.xml": "/Source", "scan.bin": "/Supplement"}


def test_the_letter_says_who_what_and_how_much(tmp_path: Path) -> None:
    text = look.text_of(RENDERER.render(letter()), tmp_path)
    for words in (
        "Universitätsstadt Marburg",
        "Erika Mustermann",
        "Ihr Antrag vom 01.11.2026 ist bewilligt.",
        "30,00 €",
        "Rechtsbehelfsbelehrung",
        "Dieses Dokument ist elektronisch gesiegelt.",
        "Seite 1 von 2",
    ):
        assert words in text


def test_the_first_page_holds_the_decision_where_a_window_envelope_shows_the_address() -> None:
    with look.opened(RENDERER.render(letter())) as file:
        box = [float(value) for value in file.pages[0].MediaBox]
    assert box == pytest.approx([0, 0, 595.28, 841.89], abs=0.01)


@pytest.mark.parametrize("rows", [1, 5, 9, 14])
def test_the_subject_stands_below_the_information_block_however_long_it_is(rows: int, tmp_path: Path) -> None:
    info = tuple(doc.Pair(f"Angabe {number}", f"Wert {number}") for number in range(rows))
    pdf = RENDERER.render(dataclasses.replace(letter(), info=info, subject="Betreff"))
    places = look.tops(pdf, tmp_path)
    last, subject = places[f"Wert {rows - 1}"], places["Betreff"]
    assert subject - last > 4 * MILLIMETRE
    assert subject >= 97 * MILLIMETRE  # DIN 5008, form B: 98.5 mm to the letters, whose line begins a little above


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "*fett* _kursiv_ $x^2$ = Überschrift",
        '#import "@preview/x:1.0.0": *',
        "\\ {{ betrag }} <label> @ref // Kommentar",
        '{"block": "Heading"}',
    ],
)
def test_what_citizens_write_is_printed_and_not_run(text: str, tmp_path: Path) -> None:
    printed = look.text_of(RENDERER.render(with_paragraph(text)), tmp_path)
    assert text in " ".join(printed.split())


def test_all_letters_of_names_can_be_printed() -> None:
    """DIN 91379, part A, as far as single characters go."""
    ranges = (
        *((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x17E), (0x1CD, 0x1DC), (0x1E2, 0x1F0)),
        *((0x218, 0x21B), (0x227, 0x233), (0x1E02, 0x1E03), (0x1E1C, 0x1E2B), (0x1E52, 0x1E5B), (0x1E80, 0x1E87)),
        *((0x1E8C, 0x1E97), (0x1EA0, 0x1EF9)),
    )
    names = "".join(chr(code) for first, last in ranges for code in range(first, last + 1)) + "ẞ’ʻʼ̂ə"
    assert "‹U+" not in printable(names)


def test_what_the_fonts_lack_is_visible_and_explained(tmp_path: Path) -> None:
    assert printable("Nguyễn Şükrü Łódź 中 😀\x00") == "Nguyễn Şükrü Łódź ‹U+4E2D› ‹U+1F600›‹U+0000›"
    text = look.text_of(RENDERER.render(with_paragraph("Mein Name: 中")), tmp_path)
    assert "Mein Name: ‹U+4E2D›" in text
    assert "Einige Zeichen kennt die Schrift dieses Schreibens nicht." in text
    assert "kennt die Schrift" not in look.text_of(RENDERER.render(letter()), tmp_path)


@pytest.mark.parametrize("word", ["Nachweis_der_Vertretung_" * 5, "x" * 120, "a.b" * 40, "W" * 60])
@pytest.mark.parametrize("kind", ["decision", "receipt"])
def test_a_word_without_a_gap_ends_inside_the_page(kind: str, word: str, tmp_path: Path) -> None:
    pairs, table = doc.Pairs((doc.Pair("Datei", word),)), doc.Table("T", ("Name",), ("start",), ((word,),))
    section = doc.Section("operative", "Angaben", (doc.Paragraph(word), pairs, table))
    pdf = RENDERER.render(
        dataclasses.replace(letter(), kind=kind, sections=(section,), addressee=("Erika Muster", word))
    )  # type: ignore[arg-type]
    boxes = look.run("pdftotext", pdf, tmp_path, "-bbox", after=["-"])
    ends = [float(end) for end in re.findall(r'xMax="([0-9.]+)"', boxes)]
    assert max(ends) <= (210 - 19) / 25.4 * 72
    assert "".join(look.words_in(pdf).replace("\u200b", "").split()).count(word) >= 3


def test_a_long_declaration_runs_over_many_pages() -> None:
    pairs = tuple(doc.Pair(f"Frage {number}", "Eine Antwort, " * 12) for number in range(300))
    rows = tuple((str(number), "x" * 30) for number in range(120))
    table = doc.Table("Liste", ("Nr.", "Wert"), ("start", "end"), rows)
    long = dataclasses.replace(
        letter(), kind="receipt", sections=(doc.Section("information", "Ihre Angaben", (doc.Pairs(pairs), table)),)
    )
    with look.opened(RENDERER.render(long)) as file:
        assert len(file.pages) > 20


def test_a_translation_is_marked_and_in_its_language(tmp_path: Path) -> None:
    english = dataclasses.replace(letter(), language="en", subject="Your permit", banner="Courtesy translation.")
    pdf = RENDERER.render(dataclasses.replace(letter(), translation=english))
    with look.opened(pdf) as file:
        languages = {
            str(item.Lang) for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/Lang" in item
        }
    assert languages == {"de-DE", "en-GB"}
    assert "Courtesy translation." in look.text_of(pdf, tmp_path)


def test_a_colour_that_is_none_is_refused() -> None:
    wrong = dataclasses.replace(letter().authority, accent="red; }")
    with pytest.raises(ValueError, match="is no colour"):
        RENDERER.render(dataclasses.replace(letter(), authority=wrong))


def test_templates_use_no_packages() -> None:
    folder = Path(__file__).parents[3] / "src/allmende/adapters/typst/templates"
    assert [path.name for path in folder.glob("*.typ") if "@" in path.read_text()] == []
