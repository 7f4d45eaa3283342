"""`python3 start.py bench`: what one journey costs, as a ratio to a bare Django page that runs beside it.

    python3 start.py bench [--journeys 20] [--rounds 3]

Needs PostgreSQL (see `ALLMENDE_TEST_POSTGRES`). Rounds of both sites alternate, so that a machine that changes its speed
changes it for both.
"""

from __future__ import annotations

import argparse
import gzip
import re
import signal
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench import journeys, processes
from bench.relay import Relay
from bench.stack import Databases, Floor, Ours, Site
from bench.visitor import Visitor
from tools import machine

WARM_UP = 6


@dataclass(slots=True)
class Cost:
    """CPU milliseconds per journey in one round, and every request's time. The worker's part is measured by itself."""

    web: float = 0.0
    database: float = 0.0
    worker: float = 0.0
    worker_database: float = 0.0
    requests: list[tuple[str, float]] = field(default_factory=list)

    @property
    def answering(self) -> float:
        """What the visitor waits for."""
        return self.web + self.database

    @property
    def everything(self) -> float:
        """And all that follows: process, receipt, mail."""
        return self.answering + self.worker + self.worker_database


def main() -> int:
    """Print the table; 0 when every goal of the house is met."""
    parser = argparse.ArgumentParser(prog="start.py bench")
    parser.add_argument("--journeys", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("-v", action="store_true", help="list the statements")
    chosen = parser.parse_args()
    address = machine.find_postgresql(sys.executable)
    if not address:
        print("The benchmark needs PostgreSQL at 127.0.0.1:5432, or ALLMENDE_TEST_POSTGRES.")
        return 1
    databases = Databases(address)
    databases.create()
    ours, floor = Ours(databases), Floor(databases)
    try:
        print("· Setting up both sites …", flush=True)
        ours.set_up()
        floor.set_up()
        statements = count_statements(ours, floor, address)
        return measure(ours, floor, statements, chosen.journeys, chosen.rounds)
    finally:
        databases.drop()
        ours.forget()


def count_statements(ours: Ours, floor: Floor, address: str) -> dict[str, dict[str, int]]:
    """Statements of one journey and of one form page's GET, counted on the wire."""
    parts = urlsplit(address)
    found: dict[str, dict[str, int]] = {}
    for name, kind, journey in (("ours", ours, journeys.ours), ("floor", floor, journeys.floor)):
        relay = Relay(parts.hostname or "127.0.0.1", parts.port or 5432)
        site = kind.start(relay.port)
        try:
            for number in range(WARM_UP):
                visitor = journey(site.port, number)
            relay.reset()
            visitor = journey(site.port, 1)
            found[name] = {"journey": relay.total(), "requests": len(visitor.seconds)}
            if name == "ours":
                found[name]["form page"] = count_form_page(relay, site)
                print_statements(relay)
        finally:
            site.stop()
    return found


def count_form_page(relay: Relay, site: Site) -> int:
    """Statements of a GET of the second form page."""
    before = dict(relay.statements)
    visitor = Visitor("marburg.localhost", site.port, 1)
    visitor.get(f"/leistungen/{journeys.SERVICE}/")
    visitor.send({})
    relay.reset()
    visitor.get(visitor.path)
    count = relay.total()
    relay.statements.clear()
    relay.statements.update(before)
    return count


def print_statements(relay: Relay) -> None:
    """What they were, for whoever wants fewer."""
    if "-v" in sys.argv:
        for sql, count in relay.statements.most_common():
            print(f"    {count} × {sql}")


def measure(ours: Ours, floor: Floor, statements: dict[str, dict[str, int]], count: int, rounds: int) -> int:
    """Alternate rounds and print what they cost."""
    bare, site = floor.start(), ours.start()
    costs: dict[str, list[Cost]] = {"ours": [], "floor": []}
    try:
        for number in range(WARM_UP):
            journeys.floor(bare.port, number)
            journeys.ours(site.port, number)
        wait_for_worker(ours)
        for turn in range(rounds):
            print(f"· Round {turn + 1} of {rounds}, {count} journeys on each …", flush=True)
            costs["floor"].append(run(bare, journeys.floor, count, None))
            costs["ours"].append(run(site, journeys.ours, count, ours))
        memory = [processes.rss_megabytes(pid) for pid in site.web_processes()]
        return report(costs, statements, max(memory), site.ready_seconds, first_view(site), ours.count_jobs())
    finally:
        bare.stop()
        site.stop()


def run(site: Site, journey: Callable[[int, int], Visitor], count: int, ours: Ours | None) -> Cost:
    """Some journeys one after the other while the worker is held, then the worker until it is done."""
    web = processes.list_tree(site.web.pid)
    worker = processes.list_tree(site.worker.pid) if site.worker else []
    cost = Cost()
    hold(site, signal.SIGSTOP)
    before = processes.cpu_seconds(web), processes.cpu_seconds(processes.list_postgres())
    for number in range(count):
        cost.requests += journey(site.port, number).seconds
    after = processes.cpu_seconds(web), processes.cpu_seconds(processes.list_postgres())
    cost.web, cost.database = ((late - early) * 1000 / count for early, late in zip(before, after, strict=True))
    if ours is not None:
        before = processes.cpu_seconds(worker), processes.cpu_seconds(processes.list_postgres())
        hold(site, signal.SIGCONT)
        wait_for_worker(ours)
        after = processes.cpu_seconds(worker), processes.cpu_seconds(processes.list_postgres())
        spent = ((late - early) * 1000 / count for early, late in zip(before, after, strict=True))
        cost.worker, cost.worker_database = spent
    return cost


def hold(site: Site, number: signal.Signals) -> None:
    """Stop the worker, or let it go on."""
    if site.worker is not None:
        site.worker.send_signal(number)


def wait_for_worker(ours: Ours, patience: float = 120.0) -> None:
    """Until every job that is due has been done. Asks rarely and on one connection: asking costs the database too."""
    until = time.monotonic() + patience
    with ours.watch() as count_open:
        while count_open():
            if time.monotonic() > until:
                raise RuntimeError(f"The worker does not come to an end: {ours.count_jobs()}")
            time.sleep(0.3)


def first_view(site: Site) -> float:
    """Kilobytes of the first view of a form: page, style and script, compressed, without fonts."""
    visitor = Visitor("marburg.localhost", site.port, 1)
    visitor.get(f"/leistungen/{journeys.SERVICE}/")
    page = visitor.send({})
    size = len(gzip.compress(page.encode()))
    for address in set(re.findall(r'(?:href|src)="([^"]+\.(?:css|js|svg)[^"]*)"', page)):
        size += len(gzip.compress(visitor.get(address).encode()))
    return size / 1000


def percentile(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def slowest_p95(costs: list[Cost]) -> tuple[str, float]:
    """The slowest kind of request of the journey, by its 95th percentile, in milliseconds."""
    by_kind: dict[str, list[float]] = {}
    for cost in costs:
        for name, seconds in cost.requests:
            kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", name)
            by_kind.setdefault(kind, []).append(seconds * 1000)
    return max(((kind, percentile(times, 0.95)) for kind, times in by_kind.items()), key=lambda pair: pair[1])


def calibrate() -> float:
    """Milliseconds of CPU for a fixed task: how fast the machine is in these minutes."""
    times = []
    for _ in range(5):
        began = time.process_time()
        total = 0
        for number in range(100_000):
            total += number % 7
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def report(
    costs: dict[str, list[Cost]],
    statements: dict[str, dict[str, int]],
    memory: float,
    ready: float,
    view: float,
    jobs: dict[str, int],
) -> int:
    """The table with the goals beside it."""
    middle = {
        name: {
            part: statistics.median(getattr(cost, part) for cost in found)
            for part in ("web", "database", "worker", "worker_database", "answering", "everything")
        }
        for name, found in costs.items()
    }
    ours, floor = middle["ours"], middle["floor"]
    print(f"\nCPU per journey, median of {len(costs['ours'])} rounds (calibration {calibrate():.1f} ms):")
    print(f"  {'':<24}{'ours':>9}{'bare':>9}")
    for part, title in (
        ("web", "web"),
        ("database", "database for it"),
        ("worker", "worker"),
        ("worker_database", "database for the worker"),
    ):
        print(f"  {title:<24}{ours[part]:>6.1f} ms{floor[part]:>6.1f} ms")
    kind, slowest = slowest_p95(costs["ours"])
    _, bare_slowest = slowest_p95(costs["floor"])
    goals = [
        ("web and database, ratio to bare", ours["answering"] / floor["everything"], 2.5, "×"),
        ("everything, ratio to bare", ours["everything"] / floor["everything"], 3.7, "×"),
        ("statements in the requests", statements["ours"]["journey"], 45, ""),
        ("statements of a form page's GET", statements["ours"]["form page"], 4, ""),
        ("slowest request p95", slowest, 35, "ms"),
        ("memory of a web process", memory, 100, "MB"),
        ("ready after", ready, 2.0, "s"),
        ("first view of a form, compressed", view, 60, "kB"),
    ]
    print()
    for title, value, goal, unit in goals:
        print(f"  {'✓' if value <= goal else '✗'} {title:<34}{value:>8.1f} {unit:<3} (goal: at most {goal:g} {unit})")
    print(f"\n  slowest: {kind}; bare {bare_slowest:.1f} ms. Bare: {statements['floor']['journey']} statements,")
    print(
        f"  {statements['floor']['requests']} requests; ours: {statements['ours']['requests']} requests. Jobs: {jobs}"
    )
    return 0 if all(value <= goal for _, value, goal, _ in goals) else 1


if __name__ == "__main__":
    sys.exit(main())
