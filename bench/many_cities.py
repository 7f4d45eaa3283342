"""Fills an empty database with many cities that adopted many services, and measures what the overview costs.

    ALLMENDE_VAR=/tmp/many .venv/bin/python -m bench.many_cities [--cities 425] [--services 100]
    ALLMENDE_DATABASE_URL=postgres://… likewise

Every release is real rows without content: good for lists and counts, not for opening a service.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

DAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def fill(*, cities: int, services: int, day: date = DAY, seed: int = 1) -> None:
    """Three releases of each service (one of them ahead), two or three decisions of each city on each."""
    from django.db import transaction

    from allmende.apps.catalogue.models import Adoption, CityEdition, Postponement, Release, order_of
    from allmende.foundation.tenancy.models import City
    from allmende.foundation.tenancy.scopes import city_scope

    random = Random(seed)
    keys = [f"stadt-{number:03}" for number in range(cities)]
    City.objects.bulk_create([City(key=key, name=key.title(), host=f"{key}.localhost") for key in keys])
    releases: dict[str, list[Any]] = {}
    for number in range(services):
        service = f"leistung-{number:03}"
        releases[service] = [
            Release(
                service_id=service,
                version=version,
                rank=order_of(version),
                title={"de": f"Leistung {number}", "en": f"Service {number}"},
                sha256=f"{number:032}{at:032}",
                bundle=b"x" * 50_000,
                loaded_at=NOW,
                effective_from=first,
                withdrawn_at=NOW if at == 0 and number % 20 == 0 else None,
            )
            for at, (version, first) in enumerate(
                (("1.0.0", None), ("1.1.0", day - timedelta(days=30)), ("2.0.0", day + timedelta(days=30)))
            )
        ]
        Release.objects.bulk_create(releases[service])
    for key in keys:
        with transaction.atomic(), city_scope(key):
            edition = CityEdition.objects.create(sha256=f"{key:x>64}"[:64], data={}, loaded_at=NOW)
            rows, waits = [], []
            for service, (old, new, coming) in releases.items():
                chance = random.random()
                if chance < 0.1:
                    continue
                rows.append(_adoption(service, old, edition, date(2024, 1, 1), random))
                if chance < 0.7:
                    rows[-1].superseded_on = day - timedelta(days=20)
                    rows.append(_adoption(service, new, edition, day - timedelta(days=20), random))
                elif chance < 0.8:
                    waits.append(_wait(service, new, day))
                if chance > 0.95:
                    rows[-1].superseded_on = day + timedelta(days=30)
                    rows.append(_adoption(service, coming, edition, day + timedelta(days=30), random))
            Adoption.objects.bulk_create(rows)
            Postponement.objects.bulk_create(waits)


def _adoption(service: str, release: Any, edition: Any, first: date, random: Random) -> Any:
    from allmende.apps.catalogue.models import Adoption

    told = [{"id": "hilfe", "de": "Der Text lautet anders.", "en": "The text differs.", "reason": "Weil."}] * 2
    return Adoption(
        service_id=service,
        release=release,
        edition=edition,
        effective_from=first,
        created_at=NOW,
        decided_by="Uwe Ulm",
        differences=told if random.random() < 0.25 else [],
    )


def _wait(service: str, release: Any, day: date) -> Any:
    from allmende.apps.catalogue.models import Postponement

    return Postponement(
        service_id=service, release=release, until=day + timedelta(days=60), reason="Der Rat tagt erst im Mai.",
        decided_at=NOW, decided_by="Uwe Ulm",
    )  # fmt: skip


def questions(day: date = DAY) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What the pages ask."""
    from allmende.apps.catalogue import queries

    yield "overview", lambda: queries.overview(day=day)
    yield "service, first page", lambda: queries.service_overview(service_id="leistung-001", day=day)
    yield (
        "service, overdue, page 2",
        lambda: queries.service_overview(service_id="leistung-001", day=day, state="overdue", page=2),
    )
    yield "city", lambda: queries.city_overview(city="stadt-001", day=day)
    yield "offered in a year", lambda: queries.offered_in(year=day.year, until=day)
    yield "titles", queries.titles


def measure(times: int = 15) -> None:
    """Median of each question: milliseconds in all, in SQL, statements."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for name, ask in questions():
        whole, inside, statements = [], [], 0
        for _ in range(times):
            with CaptureQueriesContext(connection) as seen:
                begun = time.perf_counter()
                ask()
                whole.append(1000 * (time.perf_counter() - begun))
            inside.append(1000 * sum(float(one["time"]) for one in seen.captured_queries))
            statements = len(seen)
        print(f"{name:28} {statistics.median(whole):7.1f} ms, in SQL {statistics.median(inside):7.1f} ms, {statements} statements")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cities", type=int, default=425)
    parser.add_argument("--services", type=int, default=100)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmende.config.settings")
    os.environ.setdefault("ALLMENDE_AS_OWNER", "1")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from allmende.apps.catalogue.models import Adoption

    call_command("migrate", verbosity=0)
    if not Adoption.objects.exists():
        begun = time.perf_counter()
        fill(cities=options.cities, services=options.services)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"filled in {time.perf_counter() - begun:.0f} s: {Adoption.objects.count()} adoptions")
    measure()


if __name__ == "__main__":
    main()
