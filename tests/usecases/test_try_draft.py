"""A draft tried out in a city: examples, letters and pages, without anything being stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.package import Example, Overlay, OverlayChange, ServicePackage
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import try_draft
from allmende.usecases.try_draft import TriedDraft, answers_before, open_service, read_letter, try_examples
from tests.world import SERVICE, World

pytestmark = pytest.mark.django_db
FILLED: tuple[dict[str, Any], ...] = (
    {"fill": {"step": "person", "values": {"name": "Erika Muster", "email": "erika@example.org"}}},
    {"fill": {"step": "hunde", "values": {"anzahl": "2", "kampfhund": "false"}}},
    {"fill": {"step": "abschluss", "values": {"richtig": True}}},
    {"submit": {}},
)
PAID: dict[str, Any] = {"pay": {"result": "paid"}}


@pytest.fixture
def world() -> Iterator[World]:
    found = World()
    found.plug_in()
    found.load()
    try_draft.forget()
    with city_scope("marburg"):
        yield found


@pytest.fixture
def package(world: World) -> ServicePackage:
    return catalogue.get_package_of(catalogue.list_releases(SERVICE)[0].sha256)


def example(name: str, *steps: dict[str, Any], cities: tuple[str, ...] = ("all",)) -> Example:
    return Example(
        id=name, title=name.title(), today="2026-11-02", cities=cities, steps=steps, source=f"examples/{name}.yaml#"
    )


def test_examples_pass_fail_with_a_sentence_or_are_for_other_cities(world: World, package: ServicePackage) -> None:
    good = example("gut", *FILLED, {"expect": {"status": "waiting_for_payment"}})
    bad = example("schlecht", *FILLED, {"expect": {"status": "closed"}})
    other = example("anderswo", *FILLED, cities=("fulda",))

    tried = try_examples(city="marburg", package=replace(package, examples=(good, bad, other)), day=world.today)

    assert [(one.example.id, one.here, one.passed) for one in tried] == [
        ("gut", True, True),
        ("schlecht", True, False),
        ("anderswo", False, False),
    ]
    assert "Schritt 5" in tried[1].failures[0]


def test_a_stretch_of_the_examples_or_a_single_one(world: World, package: ServicePackage) -> None:
    many = replace(package, examples=tuple(example(f"e{n}", *FILLED) for n in range(4)), sha256="four")

    some = try_examples(city="marburg", package=many, day=world.today, first=1, most=2)
    one = try_examples(city="marburg", package=many, day=world.today, only="e3")

    assert [one.example.id for one in some] == ["e1", "e2"]
    assert [one.example.id for one in one] == ["e3"]


def test_a_service_the_city_does_not_offer_yet_can_be_tried(world: World, package: ServicePackage) -> None:
    sheet = replace(package.sheet, id="neu")
    new = replace(package, sheet=sheet, sha256="new", examples=(example("gut", *FILLED),))

    assert [try_example.here for try_example in try_examples(city="marburg", package=new, day=world.today)] == [True]


def test_a_letter_is_read_as_an_example_sends_it(world: World, package: ServicePackage) -> None:
    decided = {"act": {"as": "sachbearbeitung", "task": "pruefen", "outcome": "granted"}}
    told = replace(package, examples=(example("bewilligt", *FILLED, PAID, decided, {"expect": {"notice": "grant"}}),))

    found = read_letter(city="marburg", package=told, notice_id="grant", day=world.today)

    assert found is not None
    letter, played = found
    assert (letter.id, played.id) == ("grant", "bewilligt")
    assert read_letter(city="marburg", package=told, notice_id="refuse", day=world.today) is None


def test_own_changes_that_no_longer_fit_are_left_out_and_named(
    world: World, package: ServicePackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = catalogue.get_city(city="marburg")
    lost = Overlay((OverlayChange("hide", "weg", "field.gibtesnicht"),))
    monkeypatch.setattr(catalogue, "get_city", lambda city: replace(here, overlays={SERVICE: lost}))
    here = city

    opened = open_service(city="marburg", package=package, day=world.today)

    assert isinstance(opened, TriedDraft)
    assert len(opened.without) == 1
    assert opened.service.city.name == "Marburg"


def test_a_page_is_seen_with_what_an_example_says_on_the_pages_before(world: World, package: ServicePackage) -> None:
    opened = open_service(city="marburg", package=package, day=world.today)
    assert isinstance(opened, TriedDraft)

    entries = answers_before(service=opened.service, example=example("gut", *FILLED), step_id="hunde")

    assert entries["name"] == "Erika Muster"
    assert "anzahl" not in entries
