"""How soon a site with many services answers after its start, and what the first pages cost.

    ALLMENDE_DATABASE_URL=postgres://…/… .venv/bin/python -m bench.ready [--services 100] [--cities 6 425] [--most 60]

The site runs as in earnest: `allmende serve` with two web processes, from the bytecode an installation has. Told are the seconds
until a page answers, on the clock and as work of all its processes; the first page after that; the first home of each city (of
`most` of them, evenly spread) with its slowest; and the memory of the largest web process when all of them were open.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench import commons_scale, processes
from bench.lists import spread
from bench.stack import WEB_PROCESSES, free_port, installed, wait_until_ready
from bench.visitor import Visitor

READY, FIRST, MEMORY = 2.0, 100.0, 100.0
"""Goals: seconds until a page answers, milliseconds of the first page, megabytes of a web process."""
STARTS = 3


def main() -> int:
    """Print the table; 0 when every goal is met."""
    parser = argparse.ArgumentParser(prog="bench.ready")
    parser.add_argument("--services", type=int, default=100)
    parser.add_argument("--cities", type=int, nargs="+", default=[6, 425])
    parser.add_argument("--most", type=int, default=60, help="cities whose homes are opened")
    chosen = parser.parse_args()
    with commons_scale.fresh_database():
        from django.db import connections
        from django.utils import timezone

        from bench import commons_world

        commons, wrong = commons_world.build(chosen.services, timezone.now()), []
        for size in sorted(chosen.cities):
            commons.grow(size)
            connections.close_all()
            print(f"\n{chosen.services} services × {size} cities, {STARTS} starts", flush=True)
            wrong += look(spread(commons.cities, chosen.most))
    for line in wrong:
        print(f"✗ {line}")
    return 1 if wrong else 0


def look(cities: list[str]) -> list[str]:
    """Start so often, print the medians, and say what misses its goal."""
    found = [start(cities) for _ in range(STARTS)]
    middle = {name: statistics.median(one[name] for one in found) for name in found[0]}
    for name, (unit, goal) in MEASURED.items():
        print(f"  {name:<34}{middle[name]:>8.2f} {unit:<2}" + (f"  (goal: at most {goal:g} {unit})" if goal else ""))
    return [
        f"{name}: {middle[name]:.2f} {unit}" for name, (unit, goal) in MEASURED.items() if goal and middle[name] > goal
    ]


MEASURED: dict[str, tuple[str, float]] = {
    "ready, on the clock": ("s", 0),
    "ready, work": ("s", READY),
    "first page, on the clock": ("ms", 0),
    "first page, work": ("ms", FIRST),
    "a city's first home, work": ("ms", FIRST),
    "slowest of them, on the clock": ("ms", 0),
    "memory of a web process": ("MB", MEMORY),
}
"""What is told, and the goals: work is what the clock would show on a machine with nothing else to do."""


def start(cities: list[str]) -> dict[str, float]:
    """Start the site, open the homes of those cities, and stop it."""
    port = free_port()
    command = [sys.executable, "-m", "allmende.entrypoints.cli", "serve", "--port", str(port)]
    command += ["--workers", str(WEB_PROCESSES), "--threads", "2"]
    began = time.perf_counter()
    with subprocess.Popen(command, env=installed(os.environ)) as site:
        try:
            wait_until_ready(port)
            found = {"ready, on the clock": time.perf_counter() - began, "ready, work": _work(site.pid)}
            clock, work = view(site.pid, port, cities[0])
            found |= {"first page, on the clock": clock, "first page, work": work}
            homes = [view(site.pid, port, city, number) for number, city in enumerate(cities)]
            found["a city's first home, work"] = sum(work for _, work in homes) / len(homes)
            found["slowest of them, on the clock"] = max(clock for clock, _ in homes)
            for number in range(len(cities), 9 * len(cities)):
                view(site.pid, port, cities[number % len(cities)], number)
            found["memory of a web process"] = max(
                processes.rss_megabytes(pid) for pid in processes.list_tree(site.pid)[1:]
            )
            return found
        finally:
            site.terminate()


def view(pid: int, port: int, city: str, number: int = 0) -> tuple[float, float]:
    """Milliseconds of a city's home by somebody who comes for the first time: on the clock, and of the web processes' work."""
    before, began = _work(pid), time.perf_counter()
    Visitor(f"{city}.localhost", port, number).get("/")
    return (time.perf_counter() - began) * 1000, (_work(pid) - before) * 1000


def _work(pid: int) -> float:
    return sum(processes.cpu_seconds(processes.list_tree(pid)).values())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    raise SystemExit(main())
