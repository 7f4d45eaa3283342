"""Passages of a composed letter in somebody's own words; everything else stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from allmende.domain.notices import document as doc
from allmende.domain.notices import template as tpl
from allmende.domain.notices.editing import edited, list_places
from allmende.domain.package.letters import needed_notice_texts, notice_of
from allmende.domain.package.texts import Texts
from allmende.domain.values import Text
from tests.domain.notices.stand_in import grant, names
from tests.domain.notices.test_compose import composed

REASONS = (tpl.ParagraphTemplate("weil", Text(de="Weil es so ist.", en="Because it is so.")),)
EXPLAINED = grant(reasons=REASONS, reasons_exception=None)


def texts(letter: doc.Document, role: str) -> list[str]:
    return [
        block.text
        for section in letter.sections
        if section.role == role
        for block in section.blocks
        if isinstance(block, doc.Paragraph)
    ]


def test_only_reasons_information_and_added_passages_are_free() -> None:
    places = list_places(composed(EXPLAINED))
    assert "reasons.weil" in places
    assert {"opening", "reasons", "information"} <= set(places)
    assert not [place for place in places if place.startswith(("operative", "ancillary"))]
    assert list_places(replace(composed(EXPLAINED), kind="certificate")) == {}


def test_what_the_law_orders_to_be_said_is_worded_by_nobody() -> None:
    heard = tpl.ParagraphTemplate("gehoert", Text(de="Wir haben Sie am {{ hearing.invited_on | date }} gefragt."))
    effect = tpl.ParagraphTemplate("wirkung", Text(de="Die Ablehnung gilt zunächst (§ 84 AufenthG)."))
    letter = composed(
        grant(reasons=(heard, *REASONS), reasons_exception=None, information=(effect,)),
        names(hearing={"invited_on": date(2026, 11, 2)}),
    )
    assert {"reasons.weil"} == {place for place in list_places(letter) if "." in place}
    assert texts(edited(letter, {"reasons.gehoert": "", "information.wirkung": ""}), "information") == [
        effect.text["de"]
    ]


def test_words_stand_at_their_place_and_the_rest_stays() -> None:
    draft = composed(EXPLAINED)
    letter = edited(
        draft, {"reasons.weil": "Erstens.\n\nZweitens.", "opening": "Schön, dass Sie da sind.", "fremd": "x"}
    )
    assert texts(letter, "reasons") == ["Erstens.", "Zweitens."]
    assert letter.sections[0] == doc.Section("opening", "", (doc.Paragraph("Schön, dass Sie da sind."),))
    assert (letter.fee, letter.remedy, letter.signature) == (draft.fee, draft.remedy, draft.signature)
    assert texts(letter, "operative") == texts(draft, "operative")


def test_an_empty_text_leaves_the_passage_out_with_its_heading() -> None:
    assert "reasons" not in {section.role for section in edited(composed(EXPLAINED), {"reasons.weil": ""}).sections}


def test_a_courtesy_translation_says_what_is_in_german_only() -> None:
    letter = edited(composed(EXPLAINED, language="en"), {"reasons.weil": "Darum."})
    assert letter.translation is not None
    assert texts(letter.translation, "reasons") == ["This passage is in German only: Darum."]


def test_passages_of_a_package_are_read_with_name_place_and_condition() -> None:
    texts = {
        "notice.refuse.passage.besuch.name": Text(de="Besuch"),
        "notice.refuse.passage.besuch.text": Text(de="Fragen Sie uns."),
    }
    spec = {"kind": "decision", "passages": [{"id": "besuch", "place": "information", "when": "zone != null"}]}
    (passage,) = notice_of("refuse", spec, Texts(texts)).passages
    assert passage == tpl.Passage(
        "besuch", Text(de="Besuch"), Text(de="Fragen Sie uns."), "information", "zone != null"
    )
    assert set(needed_notice_texts("refuse", spec)) >= set(texts)
