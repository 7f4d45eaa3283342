"""A stored notice is the notice that was sent."""

from __future__ import annotations

import dataclasses
import json

import pytest

from allmende.domain.notices import template as tpl
from allmende.domain.notices.codec import from_json, to_json
from allmende.domain.notices.document import Document
from allmende.domain.values import Text
from tests.domain.notices.sample import letter


def test_a_document_survives_json_unchanged() -> None:
    document = dataclasses.replace(letter(), translation=letter())
    stored = json.loads(json.dumps(to_json(document)))
    assert from_json(Document, stored) == document


def test_a_template_survives_json_unchanged() -> None:
    text = Text(de="Ihr Ausweis {{ zone }}", en="Your permit {{ zone }}")
    template = tpl.NoticeTemplate(
        id="grant",
        kind="decision",
        subject=text,
        lead=text,
        operative=(
            tpl.ParagraphTemplate("a", text, when='zone = "A"'),
            tpl.TableTemplate("t", text, (tpl.ColumnTemplate("c", text, text, "end"),), rows="zeilen"),
            tpl.RowsTemplate("r", (tpl.RowTemplate("x", text, text),)),
            tpl.ListingTemplate("l", (tpl.ItemTemplate("i", text),), numbered=True),
            tpl.Answers("f"),
        ),
        reasons_exception="granted",
        fee=tpl.FeeTemplate(text, text),
    )
    stored = json.loads(json.dumps(to_json(template)))
    assert from_json(tpl.NoticeTemplate, stored) == template


def test_amounts_and_days_are_written_exactly() -> None:
    stored = to_json(letter())
    assert stored["day"] == "2026-11-02"
    assert stored["fee"]["total"] == "30.00 EUR"


def test_a_letter_stored_before_there_were_cards_is_read() -> None:
    stored = {key: value for key, value in to_json(letter()).items() if key != "card"}
    assert from_json(Document, stored) == letter()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"day": "02.11.2026"}, "Document.day: '02.11.2026' is no day."),
        ({"kind": "poster"}, "Document.kind: 'poster' is not one of"),
        ({"extra": 1}, "Document: unknown ['extra'], missing []."),
        ({"sections": {}}, "Document.sections: a list is expected."),
        ({"subject": 3}, "Document.subject: str is expected."),
    ],
)
def test_what_is_not_a_document_is_refused_with_its_place(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match="Document") as refused:
        from_json(Document, to_json(letter()) | change)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"authority": []}, "Document.authority: an object is expected."),
        ({"fee": {"total": "30 Euro"}}, "Document.fee: unknown [], missing"),
        (
            {"sections": [{"role": "r", "heading": "h", "blocks": [{"block": "Poem"}]}]},
            "Document.sections[0].blocks[0]: 'Poem'",
        ),
    ],
)
def test_parts_that_do_not_fit_are_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match="Document") as refused:
        from_json(Document, to_json(letter()) | change)
    assert str(refused.value).startswith(message)


def test_an_amount_that_is_none_is_refused() -> None:
    data = to_json(letter())
    data["fee"]["total"] = "dreißig EUR"
    with pytest.raises(ValueError, match=r"Document\.fee\.total: 'dreißig EUR' is no amount\."):
        from_json(Document, data)


def test_a_foreign_value_has_no_json_form() -> None:
    with pytest.raises(TypeError, match="float has no JSON form here"):
        to_json(1.5)
