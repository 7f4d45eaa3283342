"""All cities and services at once: every count must be what the cities' own pages say, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.catalogue import operations, queries
from allmende.apps.catalogue.models import Adoption, CityEdition, Release, order_of
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CITIES = ("fulda", "giessen", "limburg", "marburg", "wetzlar")


def release(service: str, version: str, effective_from: date | None = None, *, withdrawn: bool = False) -> str:
    sha = f"{service}-{version}".ljust(64, "0")
    Release.objects.create(
        service_id=service,
        version=version,
        rank=order_of(version),
        title={"de": service.title(), "en": service},
        sha256=sha,
        content=operations.keep_content(sha256=sha, bundle=b""),
        loaded_at=NOW,
        effective_from=effective_from,
        withdrawn_at=NOW if withdrawn else None,
    )
    return sha


def adopt(city: str, sha: str, first: date, today: date = TODAY) -> int:
    with city_scope(city):
        return operations.adopt_one(
            city=city,
            service_id=sha.partition("-")[0],
            release_sha=sha,
            edition_id=CityEdition.objects.get(city=city).pk,
            effective_from=first,
            overlay=None,
            today=today,
            now=NOW,
            decided_by="Uwe",
            actor="officer:1",
        )


def postpone(city: str, sha: str, until: date) -> None:
    with city_scope(city):
        operations.postpone(
            city=city, service_id=sha.partition("-")[0], release_sha=sha, until=until, reason="Später.",
            decided_by="Uwe", actor="officer:1", now=NOW,
        )  # fmt: skip


def stop(city: str, service: str, today: date = TODAY) -> None:
    with city_scope(city):
        operations.stop_service(city=city, service_id=service, actor="officer:1", today=today, now=NOW)


@pytest.fixture
def cities(db: None) -> Iterator[None]:
    for key in CITIES:
        City.objects.create(key=key, name=key.title(), host=f"{key}.localhost")
        with city_scope(key):
            CityEdition.objects.create(sha256=key.ljust(64, "0"), data={}, loaded_at=NOW)
    yield


def tally(service: str, day: date = TODAY) -> queries.ServiceTally:
    return next(one for one in queries.overview(day=day) if one.service_id == service)


def test_who_runs_what_and_who_is_late(cities: None) -> None:
    old, new = release("hund", "1.0.0"), release("hund", "1.1.0", TODAY)
    release("hund", "2.0.0", TODAY + timedelta(days=30))
    for city in ("fulda", "giessen", "marburg", "wetzlar"):
        adopt(city, old, date(2026, 1, 1), date(2026, 1, 1))
    adopt("fulda", new, TODAY)
    adopt("wetzlar", new, TODAY + timedelta(days=9))
    postpone("giessen", new, TODAY + timedelta(days=60))
    found = tally("hund")
    assert found.latest is not None and found.coming is not None
    assert (found.latest.version, found.coming.version) == ("1.1.0", "2.0.0")
    assert (found.live, found.on_latest, found.behind, found.overdue) == (4, 1, 3, 2)
    assert (found.postponed, found.planned, found.drifted, found.warned) == (1, 1, 0, 0)
    page = queries.service_overview(service_id="hund", day=TODAY)
    assert [(line.city, line.overdue, line.behind, line.latest) for line in page.lines] == [
        ("marburg", True, True, False),
        ("wetzlar", True, True, False),
        ("giessen", False, True, False),
        ("fulda", False, False, True),
    ]
    assert page.lines[1].planned.release.version == "1.1.0"  # type: ignore[union-attr]
    assert page.lines[2].postponed.reason == "Später."  # type: ignore[union-attr]


def test_the_day_decides(cities: None) -> None:
    old = release("hund", "1.0.0")
    new = release("hund", "1.1.0", TODAY + timedelta(days=30))
    adopt("fulda", old, date(2026, 1, 1), date(2026, 1, 1))
    adopt("marburg", old, date(2026, 1, 1), date(2026, 1, 1))
    adopt("fulda", new, TODAY + timedelta(days=30))
    before, after = tally("hund"), tally("hund", TODAY + timedelta(days=30))
    assert (before.on_latest, before.behind, before.overdue, before.planned) == (2, 0, 0, 1)
    assert (after.on_latest, after.behind, after.overdue, after.planned) == (1, 1, 1, 0)


def test_a_release_without_a_day_makes_nobody_late(cities: None) -> None:
    old, _ = release("hund", "1.0.0"), release("hund", "1.1.0")
    adopt("fulda", old, TODAY)
    assert (tally("hund").behind, tally("hund").overdue) == (1, 0)


def test_a_withdrawn_release_is_not_the_latest_and_whoever_runs_it_is_warned(cities: None) -> None:
    old, bad = release("hund", "1.0.0"), release("hund", "1.1.0", TODAY, withdrawn=True)
    adopt("fulda", bad, TODAY)
    adopt("marburg", old, TODAY)
    found = tally("hund")
    assert found.latest is not None
    assert (found.latest.version, found.warned, found.behind, found.on_latest) == ("1.0.0", 1, 0, 1)
    assert [line.city for line in queries.service_overview(service_id="hund", day=TODAY, state="warned").lines] == [
        "fulda"
    ]


def test_an_older_version_that_comes_in_late_is_not_the_latest(cities: None) -> None:
    adopt("fulda", release("hund", "1.10.0"), TODAY)
    release("hund", "1.9.0")
    assert tally("hund").latest.version == "1.10.0"  # type: ignore[union-attr]
    assert [line.version for line in queries.list_releases("hund", day=TODAY)] == ["1.10.0", "1.9.0"]
    assert tally("hund").behind == 0


def test_a_service_nobody_runs_is_there_with_zeros(cities: None) -> None:
    release("katze", "1.0.0")
    assert (tally("katze").live, tally("katze").title["de"]) == (0, "Katze")
    assert queries.service_overview(service_id="katze", day=TODAY).total == 0


def test_search_states_and_pages(cities: None) -> None:
    sha = release("hund", "1.0.0")
    for city in CITIES:
        adopt(city, sha, TODAY)
    ask = {"service_id": "hund", "day": TODAY}
    assert [line.city for line in queries.service_overview(**ask, search="BURG").lines] == ["limburg", "marburg"]
    assert queries.service_overview(**ask, search="100%").total == 0
    page = queries.service_overview(**ask, page=2, size=2)
    assert ([line.city for line in page.lines], page.total) == (["limburg", "marburg"], 5)
    assert queries.service_overview(**ask, page=9, size=2) == queries.CityPage((), 5)
    assert queries.service_overview(**ask, state="'; DROP TABLE").total == 0
    assert {state: queries.service_overview(**ask, state=state).total for state in queries.STATES} == {
        "": 5, "live": 5, "latest": 5, "behind": 0, "overdue": 0, "drifted": 0, "postponed": 0, "planned": 0, "warned": 0,
    }  # fmt: skip


def test_offered_in_a_year(cities: None) -> None:
    sha = release("hund", "1.0.0")
    adopt("fulda", sha, date(2024, 5, 1), date(2024, 5, 1))
    stop("fulda", "hund", date(2025, 3, 1))
    adopt("marburg", sha, date(2026, 1, 1), date(2026, 1, 1))
    adopt("wetzlar", sha, date(2027, 1, 1))
    asked = {year: queries.offered_in(year=year, until=TODAY) for year in (2023, 2024, 2025, 2026, 2027)}
    assert asked == {2023: {}, 2024: {"hund": ("fulda",)}, 2025: {"hund": ("fulda",)}, 2026: {"hund": ("marburg",)}, 2027: {}}  # fmt: skip


def test_titles_are_those_of_the_newest_release_that_holds(cities: None) -> None:
    release("hund", "1.0.0")
    release("hund", "1.1.0", withdrawn=True)
    Release.objects.filter(version="1.1.0").update(title={"de": "Falsch"})
    assert queries.titles()["hund"]["de"] == "Hund"


@pytest.mark.parametrize("seed", range(8))
def test_every_count_is_what_the_cities_own_pages_say(cities: None, seed: int) -> None:
    """Random decisions over two months, then all counts against each city's standing, on several days."""
    random = Random(seed)
    shas = {
        service: [
            release(service, "1.0.0"),
            release(service, "1.1.0", TODAY - timedelta(days=20)),
            release(service, "1.2.0", withdrawn=random.random() < 0.5),
            release(service, "2.0.0", TODAY + timedelta(days=20)),
        ]
        for service in ("hund", "katze")
    }
    for day in sorted(TODAY + timedelta(days=random.randint(-60, 0)) for _ in range(40)):
        city, service = random.choice(CITIES), random.choice(tuple(shas))
        match random.randint(0, 9):
            case 0:
                stop(city, service, day)
            case 1 | 2:
                postpone(city, random.choice(shas[service]), day + timedelta(days=random.randint(1, 90)))
            case 3:
                with city_scope(city):
                    operations.cancel_plans(city=city, service_id=service, actor="x", today=day, now=NOW)
            case _:
                first = day if random.random() < 0.6 else day + timedelta(days=random.randint(1, 40))
                made = adopt(city, random.choice(shas[service]), first, day)
                if random.random() < 0.3:
                    with city_scope(city):
                        told = [{"id": "x", "de": "Anders.", "en": "", "reason": ""}]
                        Adoption.objects.filter(pk=made).update(differences=told)
    for day in (TODAY, TODAY + timedelta(days=20), TODAY + timedelta(days=45)):
        for service in shas:
            stands = [queries.standing(city=city, service_id=service, day=day) for city in CITIES]
            counted, live = tally(service, day), [one for one in stands if one.running]
            assert counted.live == len(live)
            assert counted.on_latest == sum(one.running.release == one.latest for one in live)  # type: ignore[union-attr]
            assert counted.behind == sum(one.behind for one in stands)
            assert counted.overdue == sum(one.overdue for one in stands)
            assert counted.drifted == sum(one.drifted for one in stands)
            assert counted.warned == sum(one.withdrawn for one in stands)
            assert counted.planned == sum(one.planned is not None for one in stands)
            assert counted.postponed == sum(bool(one.postponements) for one in stands)
            lines = {line.city: line for line in queries.service_overview(service_id=service, day=day).lines}
            for one in stands:
                line = lines.get(one.city)
                assert (line.running if line else None) == one.running
                assert (line.planned if line else None) == one.planned
                assert (line.overdue if line else False) == one.overdue
                offered = queries.city_overview(city=one.city, day=day)
                assert [mine for mine in offered if mine.service_id == service] in ([one], [])


def test_the_number_of_statements_does_not_grow(cities: None) -> None:
    def statements() -> list[int]:
        found = []
        for ask in (
            lambda: queries.overview(day=TODAY),
            lambda: queries.service_overview(service_id="hund", day=TODAY),
            lambda: queries.city_overview(city="fulda", day=TODAY),
        ):
            with CaptureQueriesContext(connection) as seen:
                ask()
            found.append(len(seen))
        return found

    adopt("fulda", release("hund", "1.0.0"), TODAY)
    postpone("fulda", release("hund", "1.1.0"), TODAY + timedelta(days=3))
    once = statements()
    for service in ("katze", "maus", "pferd"):
        sha, later = release(service, "1.0.0"), release(service, "1.1.0")
        for city in CITIES:
            adopt(city, sha, TODAY)
            postpone(city, later, TODAY + timedelta(days=3))
    assert statements() == once == [5, 4, 3]
