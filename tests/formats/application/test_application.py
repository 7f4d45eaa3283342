"""An application leaves as JSON and XML, and comes back the same."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from allmende.domain.values import Problem, Text
from allmende.formats import application as app
from tests.domain.notices.stand_in import FORM

SCHEMAS = Path(__file__).parents[3] / "schemas"
ANSWERS: dict[str, Any] = {
    "kennzeichen": "MR-AB 1234E",
    "halter": "selbst",
    "weitere": [{"kennzeichen": "MR-CD 5", "art": "pkw"}],
}
FEE = app.ApplicationFee(
    Decimal("30.00"),
    "EUR",
    (
        app.ApplicationFeeLine(
            "grundgebuehr", Text(de="Bewohnerparkausweis", en="Permit"), Decimal("30.00"), "§ 1 GebO"
        ),
    ),
)


def record(**changes: Any) -> app.ApplicationRecord:
    made = app.describe(
        FORM,
        ANSWERS,
        case_id="5f0c1c7e-0000-4000-8000-000000000001",
        reference="MR-7K2M-9QXC",
        submitted_at=datetime(2026, 11, 1, 23, 30, tzinfo=UTC),
        received_on=date(2026, 11, 2),
        language="de",
        identity="bundid",
        level="substantial",
        service=app.ApplicationService(
            "bewohnerparkausweis", "1.0.0", "99108001001000", Text(de="Bewohnerparkausweis")
        ),
        city=app.ApplicationCity("marburg", "Universitätsstadt Marburg", "065340014014", "06534014"),
        fee=FEE,
    )
    return dataclasses.replace(made, **changes)


def test_every_answer_is_there_for_people_and_machines() -> None:
    (step,) = record().steps
    assert step.title == Text(de="Fahrzeug", en="Vehicle")
    assert [
        (answer.path, answer.value, answer.text["de"], answer.text["en"], answer.row) for answer in step.answers
    ] == [
        ("kennzeichen", "MR-AB 1234E", "MR-AB 1234E", "MR-AB 1234E", ""),
        ("halter", "selbst", "Ich selbst", "Myself", ""),
        ("weitere.0.kennzeichen", "MR-CD 5", "MR-CD 5", "MR-CD 5", "Fahrzeug 1"),
        ("weitere.0.art", "pkw", "Pkw", "Car", "Fahrzeug 1"),
    ]


@pytest.mark.parametrize("fee", [FEE, None])
def test_json_and_xml_come_back_unchanged(fee: app.ApplicationFee | None) -> None:
    one = record(fee=fee)
    assert app.from_json(app.to_json(one)) == one
    assert app.from_xml(app.to_xml(one)) == one


def test_both_files_follow_the_published_schemas() -> None:
    schema = json.loads((SCHEMAS / "application.schema.json").read_text())
    jsonschema_rs.validate(schema, json.loads(app.to_json(record())))
    xsd = etree.XMLSchema(etree.parse(SCHEMAS / "application.xsd"))
    xsd.assertValid(etree.fromstring(app.to_xml(record())))
    xsd.assertValid(etree.fromstring(app.to_xml(record(fee=None, steps=()))))


def test_equal_records_have_equal_bytes() -> None:
    assert app.to_json(record()) == app.to_json(record())
    assert app.to_xml(record()) == app.to_xml(record())


VALUES = st.recursive(
    st.text() | st.booleans() | st.none() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
XML_TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"))
XML_VALUES = st.recursive(
    XML_TEXT | st.booleans() | st.none() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(XML_TEXT, inner, max_size=3),
    max_leaves=10,
)


def with_value(value: Any, text: str) -> app.ApplicationRecord:
    answer = app.ApplicationAnswer("x", "text", Text(de="Frage"), value, Text(de=text))
    return record(steps=(app.ApplicationStep("s", Text(de="Schritt"), (answer,)),))


@given(VALUES, st.text())
def test_any_value_survives_json(value: Any, text: str) -> None:
    one = with_value(value, text.encode("utf-8", "ignore").decode())
    assert app.from_json(json.dumps(json.loads(app.to_json(one))).encode()) == one


@given(XML_VALUES, XML_TEXT)
def test_any_value_survives_xml(value: Any, text: str) -> None:
    one = with_value(value, text)
    assert app.from_xml(app.to_xml(one)) == one


def test_what_xml_cannot_hold_is_replaced_visibly() -> None:
    found = app.from_xml(app.to_xml(with_value("a\x00b\x0bc", "x")))
    assert isinstance(found, app.ApplicationRecord)
    assert found.steps[0].answers[0].value == "a\ufffdb\ufffdc"


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"{}", b'{"application": 2}', b'{"application": 1}', b"\xff", b"[" * 100_000],
)
def test_a_file_that_is_no_application_is_a_problem(content: bytes) -> None:
    found = app.from_json(content)
    assert isinstance(found, Problem)
    assert found.code == "application.unreadable"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<a/>", "application.unreadable"),
        (b'<application xmlns="urn:allmende:application:1" version="1"/>', "application.unreadable"),
        (b'<application xmlns="urn:allmende:application:1" version="2"/>', "application.unreadable"),
        (b"<a", "xml.broken"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "xml.doctype"),
    ],
)
def test_xml_that_is_no_application_is_a_problem(content: bytes, code: str) -> None:
    found = app.from_xml(content)
    assert isinstance(found, Problem)
    assert found.code == code


def test_a_letter_carries_both_files() -> None:
    files = app.attached_files(record())
    assert [(file.name, file.mime_type, file.relationship) for file in files] == [
        ("antrag.json", "application/json", "Data"),
        ("antrag.xml", "application/xml", "Data"),
    ]
    assert app.from_json(files[0].content) == app.from_xml(files[1].content) == record()
