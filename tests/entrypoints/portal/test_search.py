"""People find a service by their own words, and with typing errors."""

from __future__ import annotations

import pytest

from allmende.apps.catalogue.queries import ServiceCard
from allmende.entrypoints.portal import services
from allmende.entrypoints.portal.search import SearchEntry, build, search

PARKING = SearchEntry(
    "bewohnerparkausweis", "Bewohnerparkausweis", ("parken", "Parkausweis", "Anwohnerparken", "Parkplakette"),
    "Mit dem Ausweis parken Sie in der Parkzone rund um Ihre Wohnung.", "In manchen Vierteln sind Parkplätze knapp.",
)  # fmt: skip
SERVICES = (
    SearchEntry("meldebescheinigung", "Meldebescheinigung", ("Wohnsitz", "Anmeldung", "Meldebestätigung"), "Nachweis, wo Sie wohnen.", "Auch mit Parkplatz."),
    SearchEntry("besucherparken", "Besucherparkausweis", ("Besuch",), "Für Ihren Besuch."),
    PARKING,
    SearchEntry("geburtsurkunde", "Geburtsurkunde", ("Urkunde", "Standesamt", "Häuser"), "Urkunde über eine Geburt."),
    SearchEntry("mahnung-begleichen", "Mahnung begleichen", ("bezahlen", "Straßenreinigung"), "Offene Forderung bezahlen."),
)  # fmt: skip
INDEX = build(SERVICES, "de")


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "parken",
            "Parkausweis",
            "Anwohnerparken",
            "Bewonerparkausweis",
            "bewohnerparkausweiss",
            "BEWOHNERPARKAUSWEIS",
        ),
        *(
            "Bewohner-Parkausweis",
            "parkausweise",
            "ich möchte einen Parkausweis beantragen",
            "Parkauswies",
            "Bewohnerpark",
        ),
    ],
)
def test_finds_the_parking_permit_first(typed: str) -> None:
    assert search(INDEX, typed)[0] == "bewohnerparkausweis"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Gebursurkunde", "geburtsurkunde"),
        ("mahnnung", "mahnung-begleichen"),
        ("strasse", "mahnung-begleichen"),
        ("haus", "geburtsurkunde"),
        ("haeuser", "geburtsurkunde"),
        ("Besucher", "besucherparken"),
        ("wohnsitz", "meldebescheinigung"),
    ],
)
def test_finds_by_stem_umlaut_part_and_slip(typed: str, first: str) -> None:
    assert search(INDEX, typed)[0] == first


@pytest.mark.parametrize("typed", ["", "   ", "!?", "xyz", "qqqqqqqqqqqqqq", "parken xyzzy blabla"])
def test_nothing_fits(typed: str) -> None:
    assert search(INDEX, typed) == ()


def test_an_enormous_query_is_cut_not_refused() -> None:
    assert search(INDEX, "parken " * 10_000)[0] == "bewohnerparkausweis"


def test_weak_hits_are_left_out_beside_strong_ones() -> None:
    assert "meldebescheinigung" not in search(INDEX, "Parkausweis")


def test_english_has_its_own_stems() -> None:
    index = build(
        [
            SearchEntry("parking", "Resident parking permit", ("parking", "permits")),
            SearchEntry("birth", "Birth certificate"),
        ],
        "en",
    )
    assert search(index, "I want to apply for parking permits") == ("parking",)
    assert search(index, "certificates") == ("birth",)


def card(id_: str, title: str, *keywords: str) -> ServiceCard:
    return ServiceCard(id=id_, title=title, teaser=title, life_situation="", audience=(), keywords=keywords)


GERMAN = (card("hund", "Hund anmelden", "Hundesteuer"), card("park", "Bewohnerparkausweis", "parken"))
ENGLISH = (card("hund", "Hund anmelden", "dog", "dog tax"), card("park", "Parking permit", "parking"))


@pytest.mark.parametrize("typed", ["dog tax", "Hundesteuer", "hund"])
def test_on_an_english_page_german_words_find_too(typed: str) -> None:
    assert [one.id for one in services.find(ENGLISH, typed, "en", GERMAN)] == ["hund"]


def test_what_has_no_english_is_marked_as_german() -> None:
    assert [(one.id, one.lang) for one in services.shown(ENGLISH, GERMAN)] == [("hund", "de"), ("park", "")]
    assert [one.lang for one in services.shown(GERMAN)] == ["", ""]
