"""One comparison of names, streets and numbers: spelling is forgiven, another name is not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.package.streets import Street, StreetDirectory
from allmende.domain.spelling.comparing import plain, same, same_street, spellings, street_spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Weiß", "WEISS"),
        ("Weiß-Müller", "weiss mueller"),
        ("Weiß–Müller", "Weißmüller"),
        ("Müller-Lüdenscheidt", "Muller Ludenscheidt"),
        ("Mueller-Lüdenscheidt", "Müller-Luedenscheidt"),
        ("Müller", "Mu\u0308ller"),
        ("Müller\u200e", "MÜLLER"),
        ("José", "Jose"),
        ("O'Neill", "O’Neill"),
        ("O´Neill", "Oneill"),
        ("D'Angelo", "d angelo"),
        ("Sørensen", "Soerensen"),
        ("Sørensen", "Sorensen"),
        ("Łukasz", "Lukasz"),
        ("Yılmaz", "Yilmaz"),
        ("Đặng", "Dang"),
        ("van der Berg", "Van-der-Berg"),
        ("Jürgen", "Juergen"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mueller", "Muller"),
        ("Bauer", "Baur"),
        ("Michael", "Michal"),
        ("Weiß", "Weis"),
        ("Jürgen Karl", "Jürgen"),
        ("Jürgen", ""),
        ("Meier", "Meyer"),
        ("Schmidt", "Schmitt"),
        ("Müller", "Möller"),
    ],
)
def test_names_that_are_not(one: str, other: str) -> None:
    assert not same(one, other)


def test_no_name_is_the_same_as_no_name_only() -> None:
    assert same("", " - ")
    assert not same("-", "x")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Bahnhofstr.", "Bahnhofstraße", True),
        ("Bahnhofstr", "bahnhofstrasse", True),
        ("Bahnhof Straße", "Bahnhofstraße", True),
        ("Johann-Sebastian-Bach-Str.", "Johann Sebastian Bach Straße", True),
        ("St.-Martin-Str.", "Sankt Martin Straße", True),
        ("St. Elisabeth", "Sankt-Elisabeth", True),
        ("Marktpl.", "Marktplatz", True),
        ("Grüner Weg", "Gruener Weg", True),
        ("Grüner Weg", "Gruner-Weg", True),
        ("Str. der Einheit", "Straße der Einheit", True),
        ("Am Markt", "am markt", True),
        ("Bahnhofstraße", "Bahnhofsplatz", False),
        ("Strandweg", "Straßenweg", False),
        ("Stettiner Weg", "Sankt Ettiner Weg", False),
        ("Am Plan", "Am Platz", False),
    ],
)
def test_streets(one: str, other: str, alike: bool) -> None:
    assert same_street(one, other) is alike


def test_the_directory_compares_alike_and_prefers_the_street_spelled_as_typed() -> None:
    directory = StreetDirectory((Street("Grünstraße"), Street("Grunstraße"), Street("St.-Martin-Straße")))

    def found(street: str) -> str | None:
        attributes = directory.find({"street": street, "house_number": "1"})
        return attributes["street"] if attributes else None

    assert [found(one) for one in ("Gruenstr.", "Grunstr.", "Grün Strasse", "Sankt Martin Str", "Nirgends")] == [
        "Grünstraße", "Grunstraße", "Grünstraße", "St.-Martin-Straße", None,
    ]  # fmt: skip


@given(st.text(alphabet="aäeéöüoußsS tzł'’-\u0308\u200b", max_size=12))
def test_form_and_case_never_matter(name: str) -> None:
    for other in (unicodedata.normalize("NFD", name), name.upper(), f" {name}\u202c"):
        assert plain(other) == plain(name)
        assert spellings(other) == spellings(name)
        assert street_spellings(other) == street_spellings(name)
