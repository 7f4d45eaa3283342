"""Holes in texts: filled once, exactly, or a problem."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.notices.placeholders import Placeholder, fill, list_holes, parse_text
from allmende.domain.values import Problem, WrongValue

NAMES = {
    "name": "Jörg Weiß",
    "leer": "",
    "betrag": Decimal("1234.5"),
    "anzahl": Decimal(3),
    "tag": date(2026, 2, 1),
    "moment": datetime(2026, 2, 1, 14, 30),
    "uhr": time(9, 5),
    "monat": "2026-03",
    "ja": True,
    "liste": ["a", "b", "c"],
    "eins": ["a"],
    "nichts": [],
    "adresse": {"street": "Markt", "house_number": "1", "addition": None, "postcode": "35037", "place": "Marburg"},
    "mensch": {"given_names": "Erika", "family_name": "Muster"},
}


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("{{ name }}", "Jörg Weiß", "Jörg Weiß"),
        ("{{ betrag }}", "1.234,5", "1,234.5"),
        ("{{ betrag | money }}", "1.234,50 €", "€1,234.50"),
        ("{{ anzahl }} Stück", "3 Stück", "3 Stück"),
        ("{{ tag }}", "01.02.2026", "1 February 2026"),
        ("{{ tag | long_date }}", "1. Februar 2026", "1 February 2026"),
        ("{{ tag | weekday_date }}", "Sonntag, 1. Februar 2026", "Sunday, 1 February 2026"),
        ("{{ moment }}", "01.02.2026, 14:30 Uhr", "1 February 2026, 14:30"),
        ("{{ moment | date }}", "01.02.2026", "1 February 2026"),
        ("{{ uhr }}", "09:05 Uhr", "09:05"),
        ("{{ monat | month }}", "März 2026", "March 2026"),
        ("{{ ja }}", "ja", "yes"),
        ("{{ liste }}", "a, b und c", "a, b and c"),
        ("{{ eins | list }}", "a", "a"),
        ("{{ liste | lines }}", "a\nb\nc", "a\nb\nc"),
        ("{{ adresse | address }}", "Markt 1, 35037 Marburg", "Markt 1, 35037 Marburg"),
        ("{{ mensch }}", "Erika Muster", "Erika Muster"),
        ('{{ if ja then "}}" else "|" }}', "}}", "}}"),
        ('{{ {a: {b: 1}}.a.b }} und {{ "x | money" }}', "1 und x | money", "1 und x | money"),
        ("ohne Loch", "ohne Loch", "ohne Loch"),
    ],
)
def test_values_are_written_by_type_and_language(text: str, german: str, english: str) -> None:
    assert fill(text, NAMES, "de") == german
    assert fill(text, NAMES, "en") == english


@pytest.mark.parametrize(
    ("text", "code", "german"),
    [
        ("{{ gibtsnicht }}", "missing_value", "Der Wert „gibtsnicht“ fehlt."),
        ("{{ leer }}", "missing_value", "Der Wert „leer“ fehlt."),
        ("{{ nichts | list }}", "missing_value", "Der Wert „nichts“ fehlt."),
        ("{{ name | money }}", "wrong_format", "„name“ lässt sich nicht als „money“ schreiben."),
        ("{{ name | date }}", "wrong_format", "„name“ lässt sich nicht als „date“ schreiben."),
        ('{{ duration("P1D") }}', "wrong_format", '„duration("P1D")“ lässt sich nicht als „Text“ schreiben.'),
        ("{{ betrag | text }}", "wrong_format", "„betrag“ lässt sich nicht als „text“ schreiben."),
        ("{{ name | label }}", "wrong_format", "Für „name“ gibt es keinen Auswahltext."),
    ],
)
def test_a_missing_value_is_a_problem_not_a_blank(text: str, code: str, german: str) -> None:
    found = fill(text, NAMES, "de", where="grant.lead")
    assert isinstance(found, list)
    assert [(p.code, p.text["de"], p.where) for p in found] == [(code, german, "grant.lead")]


def test_every_missing_value_is_told() -> None:
    found = fill("{{ a }} {{ name }} {{ b }}", NAMES, "de")
    assert isinstance(found, list)
    assert [p.text["en"] for p in found] == ["The value “a” is missing.", "The value “b” is missing."]


def test_what_a_citizen_wrote_is_never_read_as_a_placeholder() -> None:
    assert (
        fill("Sie schreiben: {{ name }}", {"name": "{{ betrag | money }}"}, "de")
        == "Sie schreiben: {{ betrag | money }}"
    )


@given(st.text())
def test_any_text_of_a_citizen_arrives_unchanged(text: str) -> None:
    found = fill("{{ name }}", {"name": text}, "de")
    if text.strip():
        assert found == text
    else:
        assert isinstance(found[0], Problem)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ name", "must close with }}"),
        ("{{ }}", "needs an expression"),
        ("{{ name | shout }}", "The format “shout” does not exist"),
        ("{{ 1 + }}", "{{ 1 + }}"),
    ],
)
def test_an_unreadable_placeholder_is_refused(text: str, message: str) -> None:
    with pytest.raises(WrongValue) as refused:
        parse_text(text)
    assert message in refused.value.words["en"]


def test_holes_can_be_listed() -> None:
    assert list_holes("a {{ b | date }} c {{ d.e }}") == (Placeholder("b", "date"), Placeholder("d.e", ""))
