"""How long the studio's large pages take, and how many statements they ask, as the commons grows.

    .venv/bin/python -m bench.commons_scale [--cities 6 60 425] [--services 100] [--profile NAME]

Makes a fresh database (SQLite in a temporary folder; a database of its own on the server of ALLMENDE_DATABASE_URL when
that names PostgreSQL), fills it, measures, and drops it. Server time is that of one call through the whole stack of
middleware, in this process.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import os
import pstats
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench import processes

ROUNDS = 20
GOAL = 300.0
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT set_config", "SET ", "RESET ")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the studio and the city at whose host it is asked for; `address` is empty while nobody has built it."""

    name: str
    city: str
    address: str


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds. On the clock: `median` and `late` (19 of 20 are quicker). `work`: of this process and the database,
    which is what the clock would show on a machine with nothing else to do; `cold`: the same of a first look after a start.
    """

    statements: int
    cold: float
    median: float
    late: float
    work: float
    size: int


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.commons_scale")
    parser.add_argument("--cities", type=int, nargs="+", default=[6, 60, 425])
    parser.add_argument("--services", type=int, default=100)
    parser.add_argument(
        "--profile", default="", help="a page whose most costly functions are listed at the largest size"
    )
    chosen = parser.parse_args()
    with fresh_database():
        return measure(sorted(chosen.cities), chosen.services, chosen.profile)


@contextmanager
def fresh_database() -> Iterator[None]:
    """Django, set up on a migrated database of its own, under the unprivileged role where there is one."""
    var = tempfile.mkdtemp(prefix="allmende-scale-")
    os.environ |= {"ALLMENDE_VAR": var, "ALLMENDE_SECRET_KEY": "for measuring only " * 4, "ALLMENDE_LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "allmende.config.settings"
    admin = os.environ.get("ALLMENDE_DATABASE_URL", "")
    name = f"allmende_scale_{os.getpid()}"
    if admin.startswith("postgres"):
        _on_server(admin, f'CREATE DATABASE "{name}"')
        os.environ["ALLMENDE_DATABASE_URL"] = urlsplit(admin)._replace(path=f"/{name}").geturl()
    try:
        _set_up()
        yield
    finally:
        shutil.rmtree(var, ignore_errors=True)
        if admin.startswith("postgres"):
            _on_server(admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on_server(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(urlsplit(address)._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(statement.encode())


def _set_up() -> None:
    import subprocess

    subprocess.run([sys.executable, "-m", "allmende.entrypoints.cli", "migrate"], check=True, stdout=subprocess.DEVNULL)
    import django

    django.setup()


def measure(cities: list[int], services: int, profiled: str) -> int:
    """Print a table for each size; 0 when every page meets both goals."""
    from django.db import connection
    from django.utils import timezone

    from bench import commons_world

    now, began = timezone.now(), time.perf_counter()
    commons = commons_world.build(services, now)
    print(f"{connection.vendor}: {services} services, {sum(len(service.shas) for service in commons.services)} releases "
          f"in {time.perf_counter() - began:.0f} s")  # fmt: skip
    found: dict[tuple[str, int], Cost] = {}
    for count in cities:
        began = time.perf_counter()
        commons.grow(count)
        _analyze(connection)
        print(f"\n{count} cities (grown in {time.perf_counter() - began:.0f} s)")
        for page in pages(commons, now):
            if not page.address:
                print(f"  {page.name:<32} not there yet")
                continue
            cost = cost_of(page)
            found[page.name, count] = cost
            print(f"  {page.name:<32} {cost.statements:>3} statements  median {cost.median:>7.1f} ms  p95 {cost.late:>7.1f} ms  "
                  f"work {cost.work:>7.1f} ms  cold {cost.cold:>7.1f} ms  {cost.size / 1024:>6.0f} kB")  # fmt: skip
            if profiled in (page.name, "all") and count == cities[-1]:
                _profile(page)
    return _judge(found, cities)


def _judge(found: dict[tuple[str, int], Cost], cities: list[int]) -> int:
    crowded = os.getloadavg()[1] > (os.cpu_count() or 1)
    costs = {place: cost.work if crowded else cost.late for place, cost in found.items()}
    slow = [f"{name} at {count} cities: {cost:.0f} ms" for (name, count), cost in costs.items() if cost > GOAL]
    smallest, largest = cities[0], cities[-1]
    grown = [
        f"{name}: {found[name, smallest].statements} → {found[name, largest].statements} statements"
        for name in dict.fromkeys(name for name, _ in found)
        if found[name, smallest].statements != found[name, largest].statements
    ]
    if crowded:
        print("\nThe machine is busy with other things: judged by work, not by the clock.")
    for line in (*slow, *grown):
        print(f"✗ {line}")
    if not slow and not grown:
        print(f"\n✓ Every page below {GOAL:.0f} ms, with the same statements at {smallest} and {largest} cities.")
    return 1 if slow or grown else 0


def pages(commons: Any, now: datetime) -> list[Page]:
    """The pages that must stay quick, asked by the first city."""
    city, service = commons.cities[0], commons.services[1]
    old, new = service.shas[0], service.shas[2]
    large = next((service for service in commons.services if service.base == "aufenthaltstitel"), service)
    return [
        Page("overview of all services", city, address("studio:cooperation:overview")),
        Page("a service in all cities", city, address("studio:cooperation:service", service.id)),
        Page("a city's services", city, address("studio:cooperation:city", commons.cities[1])),
        Page("our city's services", city, address("studio:adoption:services")),
        Page("comparison of two releases", city, address("studio:reviews:compare", query=f"?alt={old}&neu={new}")),
        Page("adoption preview", city, address("studio:adoption:look", service.id, new)),
        Page("adoption preview, large package", city, address("studio:adoption:look", large.id, large.shas[2])),
        Page("first page of the studio", city, address("studio:home")),
        Page("a service of the commons", city, address("studio:service", service.id)),
        Page("statement of the year", city, address("studio:cooperation:statement", now.year)),
    ]


def address(name: str, *arguments: object, query: str = "") -> str:
    """Where the page is, empty while it is not there."""
    from django.urls import NoReverseMatch, reverse

    try:
        return reverse(name, args=arguments) + query
    except NoReverseMatch:
        return ""


def client_of(city: str) -> Any:
    """A browser of the head of that city's office, signed in."""
    from django.test import Client

    from bench.commons_world import PASSWORD

    client = Client(HTTP_HOST=f"{city}.localhost")
    answer: Any = client.post("/buero/anmelden/", {"name": "leitung", "passwort": PASSWORD})
    assert answer.status_code == 302, answer.status_code
    return client


_clients: dict[str, Any] = {}


def sign_out() -> None:
    """Begin with new browsers: another database."""
    _clients.clear()


def ask(page: Page) -> Any:
    """One call of the page, which must succeed."""
    if page.city not in _clients:
        _clients[page.city] = client_of(page.city)
    answer = _clients[page.city].get(page.address)
    assert answer.status_code == 200, (page, answer.status_code)
    return answer


def count_statements(page: Page) -> int:
    """What the page asks of the database when everything is compiled."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask(page)
    with CaptureQueriesContext(connection) as captured:
        ask(page)
    return sum(1 for query in captured.captured_queries if not query["sql"].startswith(CONTROL))


def cost_of(page: Page) -> Cost:
    ask(page)
    forget()
    began = _work()
    ask(page)
    cold = (_work() - began) * 1000
    statements = count_statements(page)
    began = _work()
    times = sorted(_timed(lambda: ask(page)) for _ in range(ROUNDS))
    work = (_work() - began) * 1000 / ROUNDS
    late = times[round(0.95 * ROUNDS) - 1]
    return Cost(statements, cold, statistics.median(times), late, work, len(ask(page).content))


def _work() -> float:
    """Seconds this process and its database connection have worked so far."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return time.process_time() + sum(processes.cpu_seconds([cursor.fetchone()[0]]).values())


def forget() -> None:
    """Empty what the process remembers of definitions, as after a start."""
    from functools import _lru_cache_wrapper

    from allmende.apps.catalogue.store import BoundedCache
    from allmende.formats.yaml.kept import DocumentCache

    for one in gc.get_objects():
        if type(one) in (BoundedCache, DocumentCache):
            one.clear()
        elif type(one) is _lru_cache_wrapper and str(one.__module__).startswith("allmende."):
            one.cache_clear()
    gc.collect()


def _timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _analyze(connection: Any) -> None:
    """Figures for the planner, as the databases gather them by themselves in time."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")


def _profile(page: Page) -> None:
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(5):
        ask(page)
    profile.disable()
    pstats.Stats(profile).strip_dirs().sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    raise SystemExit(main())
