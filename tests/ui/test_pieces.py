"""Small pieces: text, components, colours, silhouette, words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.safestring import SafeString
from lxml import etree

from allmende.formats.schemas.city import SKYLINE
from allmende.ui import kern, skyline, theme
from allmende.ui.html import attributes, esc, prose, tag
from allmende.ui.speak import spoken_date, spoken_moment, spoken_size

THEME = {"primary": "#14477a", "primary_text": "#ffffff", "accent": "#f2c500", "accent_text": "#000000"}


def test_text_is_escaped_and_markup_is_not() -> None:
    assert esc('<a href="x">') == "&lt;a href=&quot;x&quot;&gt;"
    assert esc(SafeString("<b>")) == "<b>"
    assert tag("p", "1 < 2", class_="x", hidden=True, id=None) == '<p class="x" hidden>1 &lt; 2</p>'
    assert attributes(aria_label='"', data_x="") == ' aria-label="&quot;"'


def test_prose_has_paragraphs_breaks_and_lists() -> None:
    assert prose("Eins\nzwei\n\n- a\n- b\n  weiter\n\n<x>", "k") == (
        '<p class="k">Eins<br>zwei</p><ul class="kern-list"><li>a</li><li>b weiter</li></ul><p class="k">&lt;x&gt;</p>'
    )


def test_equal_buttons_are_told_apart_by_words_only_heard() -> None:
    markup = kern.button("Entfernen", value="1", hidden="Kind <2>")
    assert '<span class="al-heard"> Kind &lt;2&gt;</span>' in markup


def test_a_table_has_heads_caption_and_total() -> None:
    markup = kern.table(
        "Gebühr", ("Wofür", "Betrag"), [("Ausweis", "30 €")], numeric=frozenset({1}), total=("Summe", "30 €")
    )
    assert '<th class="kern-table__cell" scope="row">Ausweis</th>' in markup
    assert "<caption" in markup
    assert "<tfoot" in markup


@pytest.mark.parametrize("colour", ["red", "#12", "#123456;}body{display:none", "", "javascript:"])
def test_only_plain_colours_reach_the_style_sheet(colour: str) -> None:
    assert theme.stylesheet({**THEME, "primary": colour}) == theme.stylesheet(
        {**THEME, "primary": theme.DEFAULT["primary"]}
    )


def test_contrast_by_wcag() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_pictures_of_every_motif_a_city_may_name_are_well_formed() -> None:
    motifs = tuple(skyline.MOTIFS)
    assert motifs == SKYLINE
    for picture in (
        skyline.draw_skyline(THEME, motifs),
        skyline.draw_skyline(THEME, ("unbekannt",)),
        *(skyline.draw_mark(THEME, (motif,)) for motif in motifs),
    ):
        assert etree.fromstring(picture).tag.endswith("svg")
        assert "$" not in picture


def test_words_for_days_moments_and_sizes() -> None:
    assert spoken_date(date(2026, 11, 2), "de") == "2. November 2026"
    assert spoken_date(date(2026, 11, 2), "en") == "2 November 2026"
    assert spoken_moment(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), "de") == "1. Juli 2026, 00:30 Uhr"
    assert [spoken_size(size) for size in (1, 340_000, 2_400_000, 10_000_000)] == ["1 kB", "340 kB", "2,4 MB", "10 MB"]
    assert spoken_size(2_400_000, "en") == "2.4 MB"
    with pytest.raises(ValueError, match="zone"):
        spoken_moment(datetime(2026, 6, 30), "de")
