"""Rows of lists say what the definitions say, whatever changed them, and no list opens a package."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings

from allmende.apps.catalogue import listing, operations, queries, store
from allmende.apps.catalogue.models import Adoption, ListedService, Release
from allmende.domain.package import Overlay, OverlayChange, Service
from allmende.domain.package.listing import list_periods
from allmende.domain.values import Text
from allmende.foundation.tenancy.scopes import city_scope
from tests.usecases.conftest import marburg_scope, world  # noqa: F401 - the fixtures
from tests.world import SERVICE, World


def refuse(*_: object) -> None:
    raise AssertionError("a list opened a package")


def cards(world: World, language: str = "de") -> dict[str, queries.ServiceCard]:  # noqa: F811
    return {card.id: card for card in queries.list_services(city="marburg", day=world.today, language=language)}


def assert_as_defined(world: World) -> None:  # noqa: F811
    for language, _ in settings.LANGUAGES:
        for card in cards(world, language).values():
            if not card.online:
                continue
            service = queries.get_service(city="marburg", service_id=card.id, day=world.today)
            assert isinstance(service, Service)
            told = (card.title, card.teaser, "\n".join(card.keywords), card.cost, card.duration)
            names = ("name", "summary", "keywords", "cost", "duration")
            assert told == tuple(service.text(f"service.{name}", language) or "" for name in names)
            assert (card.life_situation, card.audience) == (service.sheet.life_situation, service.sheet.audience)


def readopt(world: World, *changes: OverlayChange, first: int = 0) -> None:  # noqa: F811
    """The city decides again, with these changes of its own."""
    present = queries.get_present(city="marburg")
    row = (
        Adoption.objects.filter(city_id="marburg", service_id=SERVICE).order_by("-id").select_related("release").first()
    )
    assert row is not None
    operations.adopt_one(
        city="marburg", service_id=SERVICE, release_sha=row.release.sha256, edition_id=present.edition_id,
        effective_from=world.today + timedelta(days=first), overlay=Overlay(changes), today=world.today, now=world.now,
    )  # fmt: skip


def test_lists_open_no_package(world: World, marburg_scope: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    store.forget()
    monkeypatch.setattr(store, "get_package", refuse)
    monkeypatch.setattr(store, "get_service", refuse)
    assert SERVICE in cards(world)
    assert queries.list_desks(city="marburg", day=world.today)
    assert queries.list_registers(city="marburg", day=world.today) == ()
    assert SERVICE in {card.id for card in queries.list_known(language="de")}


def test_a_card_says_what_the_definition_says(world: World, marburg_scope: None) -> None:  # noqa: F811
    assert_as_defined(world)
    assert cards(world)[SERVICE].cost


def test_a_value_that_changes_on_a_day_changes_the_card_on_that_day(world: World, marburg_scope: None) -> None:  # noqa: F811
    for _ in range(3):
        assert_as_defined(world)
        world.now += timedelta(days=400)


def test_an_adoption_ahead_shows_from_its_first_day(world: World, marburg_scope: None) -> None:  # noqa: F811
    before = cards(world)[SERVICE]
    readopt(world, first=10)
    assert cards(world)[SERVICE] == before
    ListedService.objects.filter(adoption=Adoption.objects.latest("pk"), language="de").update(title="Neu")
    assert cards(world)[SERVICE] == before
    world.now += timedelta(days=10)
    assert cards(world)[SERVICE].title == "Neu"


def test_a_stopped_service_leaves_the_lists(world: World, marburg_scope: None) -> None:  # noqa: F811
    operations.stop_service(city="marburg", service_id=SERVICE, actor="officer:1", today=world.today, now=world.now)
    assert SERVICE not in cards(world)


def test_what_is_missing_is_written_and_told_rightly_meanwhile(world: World, marburg_scope: None) -> None:  # noqa: F811
    before = cards(world)
    ListedService.objects.filter(city_id="marburg").delete()
    Release.objects.update(brief={})
    store.forget()
    assert cards(world) == before
    listing.complete_briefs()
    assert listing.complete(city="marburg", today=world.today) == len([card for card in before.values() if card.online])
    assert listing.complete(city="marburg", today=world.today) == 0
    assert cards(world) == before
    assert not Release.objects.filter(brief={}).exists()


def test_rebuilding_changes_nothing(world: World, marburg_scope: None) -> None:  # noqa: F811
    columns = (
        "adoption_id",
        "language",
        "first_on",
        "until",
        "title",
        "summary",
        "keywords",
        "cost",
        "duration",
        "letter",
    )
    before = sorted(ListedService.objects.values_list(*columns))
    listing.rebuild(city="marburg", today=world.today)
    assert sorted(ListedService.objects.values_list(*columns)) == before


def test_rows_of_what_is_over_are_dropped_and_not_written_again(world: World, marburg_scope: None) -> None:  # noqa: F811
    readopt(world)
    world.now += timedelta(days=1)
    before = cards(world)
    assert listing.prune(city="marburg", today=world.today) > 0
    assert listing.complete(city="marburg", today=world.today) == 0
    assert cards(world) == before


def test_another_citys_rows_stay_out_of_sight(world: World) -> None:  # noqa: F811
    with city_scope("fulda"):
        assert not ListedService.objects.exclude(city_id="fulda").exists()


def test_words_of_the_city_are_on_its_card(world: World, marburg_scope: None) -> None:  # noqa: F811
    change = OverlayChange("replace", "worte", "text.service.summary", Text("Bei uns im Rathaus.", "In our town hall."))
    package = store.get_package(Release.objects.filter(service_id=SERVICE).values_list("sha256", flat=True)[0])
    city = replace(queries.get_city(city="marburg"), overlays={SERVICE: Overlay((change,))})
    periods = list_periods(package, city, ("de", "en"))
    assert isinstance(periods, tuple)
    assert {said["en"].summary for _, said in periods} == {"In our town hall."}
