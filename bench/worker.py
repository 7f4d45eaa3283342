"""What a sealed case costs the worker, from sent to notice and mail: work and statements, in one process.

    [ALLMENDE_DATABASE_URL=postgres://…/…] .venv/bin/python -m bench.worker [--cases 40] [--profile]

The cases of `bench.packages` that nobody has to decide lie sent in a fresh database; then all due jobs are run as the worker runs
them, one after the other. Work is that of this process and its database connection: what the clock would show on a machine with
nothing else to do. `--profile` lists the most costly functions, `-v` the statements of one case.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import commons_scale, packages, processes
from bench.visitor import FormReader

ROOT = Path(__file__).resolve().parent.parent
GOAL = 14
"""Sealed cases a second."""
WARM_UP = 4
PORTION = 250


def main() -> int:
    """Print the figures; 0 when the goal is met."""
    parser = argparse.ArgumentParser(prog="bench.worker")
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--profile", action="store_true", help="list the most costly functions")
    parser.add_argument("-v", action="store_true", help="list the statements of one case")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="allmende-worker-") as folder:
        services, cities = packages.write(ROOT, Path(folder))
        os.environ |= {"ALLMENDE_SERVICES": str(services), "ALLMENDE_CITIES": str(cities)}
        with commons_scale.fresh_database():
            return measure(chosen.cases, profiled=chosen.profile, listed=chosen.v)


def measure(cases: int, *, profiled: bool, listed: bool) -> int:
    """Send so many and run what follows from them."""
    from django.db import connection

    prepare()
    send(WARM_UP)
    run()
    send(1)
    told = statements_of_a_case()
    jobs, seconds, memory = 0, 0.0, []
    for number in portions(cases):
        send(number)
        began = commons_scale._work()
        jobs += run()
        seconds += (commons_scale._work() - began) / cases
        memory.append(processes.rss_megabytes(os.getpid()))
    print(f"{connection.vendor}: {cases} sealed cases, {jobs / cases:.1f} jobs and {sum(told.values())} statements each, "
          f"{seconds * 1000:.1f} ms of work each: {1 / seconds:.1f} cases/s in one process (goal: {GOAL})")  # fmt: skip
    print("  memory after each portion, MB: " + ", ".join(f"{one:.0f}" for one in memory))
    if listed:
        for sql, count in told.most_common():
            print(f"  {count:>3} × {sql}")
    if profiled:
        profile(cases)
    return 0 if 1 / seconds >= GOAL else 1


def portions(cases: int) -> Iterator[int]:
    """The cases in portions, between which memory is read."""
    for begin in range(0, cases, PORTION):
        yield min(PORTION, cases - begin)


def prepare() -> None:
    """Services, cities and keys as in the demo."""
    from django.conf import settings
    from django.utils import timezone

    from allmende.adapters.pades.authority import create_demo_authority
    from allmende.foundation.tenancy import hosts
    from allmende.usecases.load_commons import load_commons

    settings.ALLOWED_HOSTS = ["*"]
    said = load_commons(services=settings.SERVICES, cities=settings.CITIES, now=timezone.now())
    assert said.problems == [], said.problems
    hosts.forget()
    create_demo_authority(settings.VAR / "seals", [(packages.CITY, packages.CITY.title())], timezone.now())
    run()


def send(cases: int) -> None:
    """So many applications through the whole stack of middleware; nothing that follows."""
    for number in range(cases):
        _apply(f"10.0.{number // 250}.{number % 250 + 1}")


def run() -> int:
    """All due jobs, one after the other; how many."""
    from allmende.foundation.jobs.worker import drain

    return drain(limit=100_000)


def statements_of_a_case() -> Counter[str]:
    """What runs for the one case that lies sent, jobs taken and closed included; without the beginnings and ends of transactions."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        run()
    told = (query["sql"] for query in captured.captured_queries)
    return Counter(" ".join(sql.split())[:150] for sql in told if not sql.startswith(commons_scale.CONTROL))


def profile(cases: int) -> None:
    send(cases)
    profiled = cProfile.Profile(time.thread_time)
    profiled.enable()
    run()
    profiled.disable()
    found = pstats.Stats(profiled).strip_dirs()
    found.sort_stats("cumulative").print_stats(70)
    found.sort_stats("tottime").print_stats(40)


def _apply(address: str) -> None:
    """Each applicant comes from an address of her own: limits count by address."""
    from django.test import Client

    client = Client(HTTP_HOST=f"{packages.CITY}.localhost", REMOTE_ADDR=address)
    path, page = _ask(client, "GET", f"/leistungen/{packages.NOTICE}/")
    for answers in ({}, *packages.ANSWERS, {}):
        reader = FormReader()
        reader.feed(page)
        action, present = reader.forms[0]
        filled = {**dict(present), **{f"_f.{name}": value for name, value in answers.items()}}
        path, page = _ask(client, "POST", action or path, urlencode(filled))
    assert path.startswith("/vorgang/"), path


def _ask(client: Any, method: str, path: str, body: str = "") -> tuple[str, str]:
    answer = client.generic(method, path, body, content_type="application/x-www-form-urlencoded")
    if answer.status_code in (301, 302, 303):
        there = answer.headers["Location"]
        return (there, "") if there.startswith("/vorgang/") else _ask(client, "GET", there)
    assert answer.status_code == 200, (path, answer.status_code)
    return path, answer.content.decode()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
