"""Pages that list services: statements, milliseconds and memory as services and cities grow, cycling through the cities.

    .venv/bin/python -m bench.lists [--services 60 70 100 200] [--cities 1 6 425] [--rounds 3] [--most 60]

For each number of services a fresh database is made (SQLite in a temporary folder; one of its own on the server of
ALLMENDE_DATABASE_URL where that names PostgreSQL) and grown to each number of cities. A view goes to one city after the other
(to `most` of them, evenly spread), which is what empties a memory made for a few. Told are the statements of a view, the median
and the slowest of the views in milliseconds of work of this process and its database connection, how many packages were opened
meanwhile, and the memory of the process after home was opened in all cities.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import commons_scale, processes

GOAL = 20.0
"""Milliseconds of a view."""
OFFERED = ""
"""Stands for the page of a service that the city offers."""
SERVICE = re.compile(r'href="(/leistungen/[^"/]+/)"')
CONSTANT = ("home", "search", "life situation", "all services", "office inbox")


@dataclass(frozen=True, slots=True)
class Round:
    """Views of one kind of page, one in each city."""

    statements: int
    median: float
    slowest: float


def main() -> int:
    """Print the table; 0 when no list grows with services or cities and every view meets the goal."""
    parser = argparse.ArgumentParser(prog="bench.lists")
    parser.add_argument("--services", type=int, nargs="+", default=[60, 70, 100, 200])
    parser.add_argument("--cities", type=int, nargs="+", default=[1, 6, 425])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=60, help="cities a round goes through")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if not chosen.alone:
        # A process of its own for each size: memory is told of one that has seen nothing else.
        return max(_apart(services, chosen) for services in chosen.services)
    with commons_scale.fresh_database():
        return measure(chosen.services[0], sorted(chosen.cities), chosen.rounds, chosen.most)


def _apart(services: int, chosen: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "bench.lists", "--alone", "--services", str(services)]
    command += ["--rounds", str(chosen.rounds), "--most", str(chosen.most), "--cities", *map(str, chosen.cities)]
    return subprocess.run(command, check=False).returncode


def measure(services: int, sizes: Sequence[int], rounds: int, most: int) -> int:
    """Grow to each number of cities and go round."""
    from django.db import connection
    from django.utils import timezone

    from bench import commons_world

    now = timezone.now()
    commons = commons_world.build(services, now)
    first: dict[str, int] = {}
    wrong = []
    for size in sizes:
        commons.grow(size)
        cities = spread(commons.cities, most)
        commons_scale.forget()
        print(f"\n{connection.vendor}: {services} services × {size} cities", flush=True)
        for name, address in addresses(commons, now).items():
            found, opened = go_round(cities, name, address, rounds)
            print(f"  {name:<18}{found.statements:>4} statements  median {found.median:>7.1f} ms  "
                  f"slowest {found.slowest:>7.1f} ms  {opened:>4} packages opened", flush=True)  # fmt: skip
            if name in CONSTANT:
                wrong += [f"{name}: {opened} packages opened"] if opened else []
                wrong += [f"{name}: {found.median:.0f} ms"] if found.median > GOAL else []
                if first.setdefault(name, found.statements) != found.statements:
                    wrong.append(f"{name}: {first[name]} → {found.statements} statements")
        print(f"  {'memory':<18}{homes_alone(cities):>7.0f} MB of a fresh process after home in {len(cities)} cities")
    for line in wrong:
        print(f"✗ {line}")
    return 1 if wrong else 0


def spread(cities: Sequence[str], most: int) -> list[str]:
    """So many of the cities, evenly."""
    step = max(1, -(-len(cities) // most))
    return list(cities[::step])


def addresses(commons: Any, now: datetime) -> dict[str, str]:
    """The pages by name; what begins with `office` and `studio` is asked by somebody signed in."""
    from django.urls import reverse

    return {
        "home": "/",
        "search": reverse("portal:search") + "?q=parkausweis+verlängern",
        "all services": reverse("portal:search"),
        "life situation": reverse("portal:life_situation", args=["dokumente"]),
        "service": OFFERED,
        "office inbox": reverse("office:inbox"),
        "studio services": reverse("studio:adoption:services"),
        "studio overview": reverse("studio:cooperation:overview"),
    }


def go_round(cities: Sequence[str], name: str, address: str, rounds: int) -> tuple[Round, int]:
    """One view in each city, so often; what it cost, and how many packages were opened by the rounds after the first."""
    clients = {city: client(city, signed_in=name.startswith(("office", "studio"))) for city in cities}
    where = {city: address if address != OFFERED else find_offered(clients[city]) for city in cities}
    for city in cities:
        ask(clients[city], where[city])
    statements = max(_statements(clients[city], where[city]) for city in cities[:3])
    times = []
    with Opened() as opened:
        for _ in range(rounds):
            for city in cities:
                began = commons_scale._work()
                ask(clients[city], where[city])
                times.append((commons_scale._work() - began) * 1000)
    return Round(statements, statistics.median(times), max(times)), opened.count


def find_offered(browser: Any) -> str:
    """The page of the first service in the list of the browser's city: not every city offers the same."""
    from django.urls import reverse

    found = SERVICE.search(ask(browser, reverse("portal:search")).content.decode())
    assert found is not None
    return found[1]


def client(city: str, *, signed_in: bool, username: str = "leitung") -> Any:
    """A browser at that city's host; signed in as the head of its office without the sign-in page, which counts its callers."""
    from django.conf import settings
    from django.http import HttpResponse
    from django.test import Client
    from django.utils import timezone

    from allmende.foundation.identity import sessions
    from allmende.foundation.identity.models import Officer
    from allmende.foundation.tenancy.scopes import city_scope

    browser = Client(HTTP_HOST=f"{city}.localhost")
    if signed_in:
        with city_scope(city):
            person = Officer.objects.get(username=username)
            answer = HttpResponse()
            sessions.open_for_officer(answer, str(person.pk), timezone.now())
        browser.cookies[settings.SESSION_COOKIE] = answer.cookies[settings.SESSION_COOKIE].value
    return browser


def ask(browser: Any, address: str) -> Any:
    """One view, which must succeed."""
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer


def _statements(browser: Any, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask(browser, address)
    return sum(1 for query in captured.captured_queries if not query["sql"].startswith(commons_scale.CONTROL))


class Opened:
    """Counts the packages that are opened meanwhile, from memory or not: what a list must never do."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> Opened:
        from allmende.apps.catalogue import store

        self._packages, self._services = store.get_package, store.get_service
        store.get_package = self._counted(self._packages)
        store.get_service = self._counted(self._services)
        return self

    def __exit__(self, *_: object) -> None:
        from allmende.apps.catalogue import store

        store.get_package, store.get_service = self._packages, self._services

    def _counted(self, real: Any) -> Any:
        def counting(*arguments: Any) -> Any:
            self.count += 1
            return real(*arguments)

        return counting


def homes_alone(cities: Sequence[str]) -> float:
    """Megabytes of a fresh process that opened home in all these cities."""
    text = f"from bench.lists import homes; homes({list(cities)!r})"
    done = subprocess.run([sys.executable, "-c", text], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def homes(cities: Sequence[str]) -> None:
    """In the fresh process: both languages of home in each city, then the memory."""
    import os

    from django.test import Client

    from allmende.config import wsgi  # noqa: F401 - what a web process loads

    for city in cities:
        for address in ("/", "/en/"):
            ask(Client(HTTP_HOST=f"{city}.localhost"), address)
    print(processes.rss_megabytes(os.getpid()))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    raise SystemExit(main())
