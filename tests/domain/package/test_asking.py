"""What people type for a value, and what it means."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.domain.package import ParameterSpec
from allmende.domain.package.asking import read_typed, say_typed
from allmende.domain.values import Problem

OPTIONS = ("a", "b", "c")
KINDS = ("money", "decimal", "integer", "boolean", "text", "date", "choice", "choices", "options")


def spec(kind: str) -> ParameterSpec:
    return ParameterSpec("wert", kind, required=True, options=OPTIONS)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("money", "35", "35.00"),
        ("money", "35,0", "35.00"),
        ("money", "35.00", "35.00"),
        ("money", " 1.234,50 € ", "1234.50"),
        ("money", "1.234", "1234.00"),
        ("money", "12.345.678", "12345678.00"),
        ("money", "0,50", "0.50"),
        ("money", "007", "7.00"),
        ("money", "30,70 EUR", "30.70"),
        ("decimal", "12,5", "12.5"),
        ("decimal", "-3,25", "-3.25"),
        ("decimal", "0.125", "0.125"),
        ("decimal", "20 %", "20"),
        ("integer", "12", 12),
        ("integer", "1.200", 1200),
        ("integer", "-4", -4),
        ("boolean", "Ja", True),
        ("boolean", "nein", False),
        ("boolean", "true", True),
        ("text", "  Satzung   vom 1. Mai ", "Satzung vom 1. Mai"),
        ("date", "1.2.2027", "2027-02-01"),
        ("date", "01. 02. 2027", "2027-02-01"),
        ("date", "2027-02-01", "2027-02-01"),
        ("choice", "b", "b"),
        ("choices", "c, a,", ["a", "c"]),
        ("options", "nord: Norden | North\n\nsued: Süden", [{"id": "nord", "de": "Norden", "en": "North"}, {"id": "sued", "de": "Süden"}]),
    ],
)  # fmt: skip
def test_what_is_meant(kind: str, raw: str, value: Any) -> None:
    assert read_typed(spec(kind), raw) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("money", "viel"),
        ("money", "-1"),
        ("money", "1,234"),
        ("money", "1.23.4"),
        ("money", "1,2,3"),
        ("money", "1e9"),
        ("money", "NaN"),
        ("money", "9" * 40),
        ("decimal", "1.234"),
        ("decimal", "Infinity"),
        ("integer", "1,5"),
        ("integer", "1.5"),
        ("boolean", "vielleicht"),
        ("text", "x" * 501),
        ("text", "   "),
        ("text", "a\ue000b"),
        ("text", "Gebühr 😀"),
        ("date", "31.2.2027"),
        ("date", "morgen"),
        ("choice", "d"),
        ("choices", "a,d"),
        ("choices", ","),
        ("options", "ohne Kennung"),
        ("options", "x:"),
        ("options", "a: eins\na: zwei"),
        ("options", "\n".join(f"a{n}: x" for n in range(61))),
    ],
)
def test_what_is_refused_says_so_at_its_place(kind: str, raw: str) -> None:
    found = read_typed(spec(kind), raw)
    assert isinstance(found, Problem)
    assert (found.code, found.where) == ("value.kind", "value:wert")
    assert found.text["de"] and found.text["en"]


def test_an_ambiguous_number_is_asked_back() -> None:
    found = read_typed(spec("decimal"), "1.234")
    assert isinstance(found, Problem)
    assert found.text["de"] == "Meinen Sie 1234 oder 1,234?"


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None)
@given(raw=st.text(max_size=60))
def test_anything_typed_is_a_value_of_the_kind_or_a_problem_and_says_itself_again(kind: str, raw: str) -> None:
    found = read_typed(spec(kind), raw)
    if not isinstance(found, Problem):
        spec(kind).read(found)
        assert read_typed(spec(kind), say_typed(spec(kind), found)) == found


@settings(deadline=None)
@given(cents=st.integers(min_value=0, max_value=10**11))
def test_every_amount_comes_back(cents: int) -> None:
    said = f"{cents // 100}.{cents % 100:02}"
    assert read_typed(spec("money"), say_typed(spec("money"), said)) == said
