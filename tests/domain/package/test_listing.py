"""What lists say of a service is what its definition says, on every day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from allmende.domain.package import CityData, Service, ServicePackage, edges, resolve
from allmende.domain.package.listing import TEXTS, letter_of, list_periods, source_of
from allmende.domain.values import Period
from allmende.formats import city as city_format
from allmende.formats import package as package_format

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ("de", "en")


def cities() -> list[CityData]:
    return [
        one
        for folder in city_format.list_folders(ROOT / "cities")
        if isinstance(one := city_format.read_folder(folder), CityData)
    ]


PACKAGES = {
    found.id: found
    for folder in package_format.list_packages(ROOT / "services")
    if isinstance(found := package_format.read_folder(folder), ServicePackage)
}


@pytest.mark.parametrize("service_id", sorted(PACKAGES))
def test_a_listing_says_what_the_definition_says_in_every_period(service_id: str) -> None:
    package, compared = PACKAGES[service_id], 0
    for city in cities():
        periods = list_periods(source_of(package), city, LANGUAGES)
        assert isinstance(periods, tuple), periods
        for day in (date(2000, 1, 1), *edges(package, city)):
            service = resolve(package, city, day)
            assert isinstance(service, Service)
            (listings,) = [said for period, said in periods if period.contains(day)]
            for language in LANGUAGES:
                told = listings[language]
                words = (told.title, told.summary, "\n".join(told.keywords), told.cost, told.duration)
                assert words == tuple(service.text(f"service.{name}", language) or "" for name in TEXTS)
                compared += 1
    assert compared


def test_periods_follow_each_other_without_a_gap() -> None:
    seen = 0
    for package in PACKAGES.values():
        for city in cities():
            periods = list_periods(package, city, LANGUAGES)
            assert isinstance(periods, tuple)
            ends = [period.until for period, _ in periods]
            assert [period.first for period, _ in periods] == [None, *ends[:-1]]
            assert ends[-1] is None
            assert all(before != after for (_, before), (_, after) in pairwise(periods))
            seen = max(seen, len(periods))
    assert seen > 1, "some text names a value that changes"


def test_without_values_in_its_texts_a_service_has_one_period() -> None:
    package = next(iter(PACKAGES.values()))
    plain = source_of(package)
    texts = {text_id: text for text_id, text in plain.texts.items() if not any("{{" in said for said in text.values())}
    periods = list_periods(plain.with_texts(type(plain.texts)(texts)), cities()[0], ("de",))
    assert isinstance(periods, tuple)
    assert [period for period, _ in periods] == [Period()]


@pytest.mark.parametrize(
    ("title", "letter"), [("Ärztin", "A"), ("österliches Feuer", "O"), ("3. Mai", "#"), ("", "#"), ("Zoo", "Z")]
)
def test_letters(title: str, letter: str) -> None:
    assert letter_of(title) == letter
