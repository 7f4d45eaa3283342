"""Signs without meaning go, the rest gets one form, and what no letter can print is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.spelling.cleaning import (
    clean,
    clean_code,
    clean_line,
    clean_lines,
    find_lookalike,
    find_unwritable,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("\u202a+49 6421\u202c", "+49 6421"),
        ("\ufeffMu\u0308ller\u200b", "Müller"),
        ("u\u00ad\u0308", "ü"),
        ("\uff2d\uff32\u30007", "MR\u30007"),
        ("\u0660\u0661\U0001d7d8", "010"),
        ("\ufb01n", "fin"),
        ("a\x96b \x80", "a\u2013b \u20ac"),
        ("a\x00b\x1bc\x81", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Mül\u200cler\u200d", "Müller"),
        ("\U0001d40c\U0001d41a\U0001d431", "Max"),
        ("12 m² ½ 20 °C", "12 m² ½ 20 °C"),
    ],
)
def test_signs_without_meaning_go(typed: str, meant: str) -> None:
    assert clean(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("  Müller\u2013Weiß ", "Müller-Weiß"),
        ("Kita \u2013 Sonne", "Kita \u2013 Sonne"),
        ("D\u00b4Angelo O`Neill", "D’Angelo O’Neill"),
        ("Am\u00a0Markt\t7", "Am Markt 7"),
        ("Haus\u2011Nr.", "Haus-Nr."),
        ("‘Okina ʻIolani", "‘Okina ʻIolani"),
    ],
)
def test_one_line_has_one_kind_of_space_hyphen_and_apostrophe(typed: str, meant: str) -> None:
    assert clean_line(typed) == meant


def test_free_text_keeps_its_lines_and_dashes() -> None:
    assert (
        clean_lines(" eins \u2013\u00a0so \r\n\r\nzwei\tdrei\u2028vier\u2011fünf\n")
        == "eins \u2013 so\n\nzwei drei\nvier-fünf"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("„MR26\u2013000012“,", "MR26-000012"),
        ("<erika@example.org>;", "erika@example.org"),
        ("(erika@example.org)", "erika@example.org"),
        ("(06421) 201", "(06421) 201"),
        ("(06421) 201 (abends)", "(06421) 201 (abends)"),
        ("\u22123", "-3"),
    ],
)
def test_a_code_loses_what_wraps_it(typed: str, meant: str) -> None:
    assert clean_code(typed) == meant


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Danke 😀", "Das Zeichen „😀“ (Emoji) kann auf einem Bescheid nicht stehen."),
        ("M\ufffdller", "Hinter „M“ ist beim Kopieren ein Buchstabe verloren gegangen: „\ufffd“."),
        ("\uf0b7 Punkt", "Am Anfang steht ein Zeichen, das nur Ihre Schriftart kennt (U+F0B7)."),
    ],
)
def test_what_no_letter_can_print_is_named(typed: str, sentence: str) -> None:
    found = find_unwritable(clean_line(typed))
    assert found is not None
    assert found["de"].startswith(sentence)
    assert found["en"]


@pytest.mark.parametrize("typed", ["Müller", "Đặng Thị Ánh", "O’Neill", "20 °C, 3 ½ m², § 45 – 12 €", "陳", "J̌ohn"])
def test_what_can_be_written_is_left_alone(typed: str) -> None:
    assert clean_line(typed) == typed
    assert find_unwritable(typed) is None


def test_a_letter_that_only_looks_latin_is_named() -> None:
    found = find_lookalike("MR-А 1")
    assert found is not None
    assert found["de"].startswith("Der Buchstabe „А“ ist kyrillisch.")
    assert find_lookalike("MR-Ä 1") is None


@given(st.text())
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    for way in (clean, clean_lines, clean_line, clean_code):
        once = way(typed)
        assert way(once) == once
