"""Streets, texts, values: the small parts of packages and cities."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from allmende.domain.forms.rules import words_in
from allmende.domain.package import ParameterSpec, Street, StreetDirectory, StreetPart, Texts
from allmende.domain.package.filling import fill_city
from allmende.domain.package.functions import functions_with
from allmende.domain.package.texts import flatten
from allmende.domain.values import Text
from allmende.feel import compile_expression

DIRECTORY = StreetDirectory(
    streets=(
        Street(
            "Frankfurter Straße",
            ("35037",),
            (
                StreetPart({"parkzone": "a"}, 1, 31, "odd"),
                StreetPart({"parkzone": "b"}, 2, 30, "even"),
                StreetPart({"parkzone": "c"}, 32, None),
            ),
        ),
        Street("Am Grün", (), (StreetPart({"parkzone": "g"}),)),
        Street("Hauptstraße", ("35037",), (StreetPart({"parkzone": "h1"}),)),
        Street("Hauptstraße", ("35041",), (StreetPart({"parkzone": "h2"}),)),
        Street("Feldweg", ("35041",)),
    )
)


@pytest.mark.parametrize(
    ("street", "number", "postcode", "zone"),
    [
        ("Frankfurter Straße", "13", "35037", "a"),
        ("Frankfurter Straße", "12", "35037", "b"),
        ("Frankfurter Straße", "31 a", "35037", "a"),
        ("Frankfurter Straße", "33", "35037", "c"),
        ("frankfurter  str.", "13", "35037", "a"),
        ("Frankfurterstrasse", "13", "35037", "a"),
        ("AM GRÜN", "99", "35039", "g"),
        ("Hauptstr.", "1", "35041", "h2"),
        ("Hauptstraße", "1", "35037", "h1"),
        ("Feldweg", "1", "35041", None),
        ("Frankfurter Straße", "0", "35037", None),
        ("Frankfurter Straße", "ohne", "35037", None),
    ],
)
def test_an_address_has_the_attributes_of_its_part_of_the_street(
    street: str, number: str, postcode: str, zone: str | None
) -> None:
    found = DIRECTORY.find({"street": street, "house_number": number, "postcode": postcode})
    assert found is not None
    assert found.get("parkzone") == zone


@pytest.mark.parametrize("address", [{"street": "Unbekannt"}, {"street": "Hauptstraße", "postcode": "99999"}, {}])
def test_an_unknown_street_is_null(address: dict[str, str]) -> None:
    assert DIRECTORY.find(address) is None


def test_expressions_ask_for_street_attributes() -> None:
    functions = functions_with(DIRECTORY, "HE")
    compiled = compile_expression("street attributes(anschrift).parkzone", functions)
    address = {"street": "Am Grün", "house_number": "1", "postcode": "35037"}
    assert compiled.evaluate({**functions, "anschrift": address}).value == "g"
    assert compiled.evaluate({**functions, "anschrift": None}).value is None
    named = compile_expression("street attributes(address: anschrift).street", functions)
    assert named.evaluate({**functions, "anschrift": address}).value == "Am Grün"


def test_expressions_know_the_legal_calendar() -> None:
    functions = functions_with(DIRECTORY, "HE")
    compiled = compile_expression("working days add(tag, 3)", functions)
    assert compiled.evaluate({**functions, "tag": date(2026, 12, 23)}).value == date(2026, 12, 29)


def test_texts_are_flat_and_fall_back_to_german() -> None:
    texts = Texts.of(
        {"de": dict(flatten({"a": {"b": "Eins", "c": ["x", "y"]}})), "en": {"a.b": "One", "nur.en": "Only"}}
    )
    assert texts.spoken("a.b", "en") == "One"
    assert texts.spoken("a.c", "en") == "x\ny"
    assert texts.spoken("fehlt", "de") is None
    assert texts["nur.en"]["de"] == ""
    assert texts.replaced({"a.b": Text("Zwei")}).spoken("a.b", "de") == "Zwei"
    assert len(texts) == 3


def test_a_city_fills_only_texts_that_know_nothing_else() -> None:
    texts = Texts(
        {
            "service.cost": Text("{{ parameter.preis | money }} in {{ city.name }}", "{{ parameter.preis | money }}"),
            "notice.a.lead": Text("{{ familienname }}"),
            "step.a.title": Text("{{ parameter.fehlt }}!"),
        }
    )
    filled = fill_city(texts, {"parameter": {"preis": Decimal(30), "fehlt": None}, "city": {"name": "Fulda"}})
    assert filled.spoken("service.cost", "de") == "30,00 € in Fulda"
    assert filled.spoken("service.cost", "en") == "€30.00"
    assert filled.spoken("notice.a.lead", "de") == "{{ familienname }}"
    assert filled.spoken("step.a.title", "de") == "(noch offen)!"


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("money", "30.00", Decimal("30.00")),
        ("integer", 3, Decimal(3)),
        ("decimal", "0.5", Decimal("0.5")),
        ("boolean", False, False),
        ("text", "a", "a"),
        ("date", "2026-11-02", date(2026, 11, 2)),
        ("choice", "b", "b"),
        ("choices", ["a", "b"], ["a", "b"]),
        ("options", [{"id": "x", "de": "X", "en": "Y"}], [{"id": "x", "label": "X"}]),
        ("money", None, None),
    ],
)
def test_values_are_read_by_their_kind(kind: str, raw: Any, value: Any) -> None:
    assert ParameterSpec("p", kind, required=True, options=("a", "b")).read(raw) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("money", "viel"),
        ("money", True),
        ("integer", "1.5"),
        ("boolean", "ja"),
        ("text", 3),
        ("date", "morgen"),
        ("choice", "z"),
        ("choices", "a"),
        ("options", [{"id": "x"}]),
    ],
)
def test_values_of_another_kind_are_refused_in_words(kind: str, raw: Any) -> None:
    with pytest.raises(ValueError, match="„p“"):
        ParameterSpec("p", kind, required=True, options=("a", "b")).read(raw)


def test_what_an_expression_may_read_is_seen_in_its_words() -> None:
    assert words_in('a = "b" and c.d > e') == {"a", "and", "c", "e"}
