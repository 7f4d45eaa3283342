"""`python3 start.py bench`: what one journey costs, as a ratio to a bare Django site that runs beside it.

    python3 start.py bench [--journeys 20] [--rounds 3]

Needs PostgreSQL (see `ALLMENDE_TEST_POSTGRES`). Both sites take turns every few journeys, so that a machine that changes its
speed changes it for both; the ratio is made of each round and its median printed. The worker runs all the time, as in earnest:
the page after sending waits for what it does. Counted are the processes of the sites and those of PostgreSQL that serve them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench import journeys, measures, packages, processes
from bench.relay import Relay
from bench.stack import WEB, WORKER, Databases, Floor, Ours, Site
from bench.visitor import Visitor
from tools import machine

WARM_UP = 8
TURN = 5
"""So many journeys on one site, then as many on the other."""
USERS = 4
BACKLOG = 40
Journey = Callable[[int, int], Visitor]


@dataclass(slots=True)
class Cost:
    """CPU milliseconds per journey in one round, and every request's time."""

    web: float = 0.0
    database: float = 0.0
    worker: float = 0.0
    worker_database: float = 0.0
    requests: list[tuple[str, float]] = field(default_factory=list)

    @property
    def answering(self) -> float:
        """What the requests cost."""
        return self.web + self.database

    @property
    def everything(self) -> float:
        """And all that follows: process, receipt, notice, mail."""
        return self.answering + self.worker + self.worker_database


@dataclass(slots=True)
class Figures:
    """What was measured besides the rounds."""

    statements: dict[str, dict[str, int]]
    ready: float
    memory: float = 0.0
    view: dict[str, int] = field(default_factory=dict)
    many: dict[str, float] = field(default_factory=dict)
    sealed: float = 0.0


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
    """Statements of one journey and of one form page's GET, counted on the wire. The browser is closed after sending:
    how often the page behind looks for the outcome depends on the machine."""
    parts = urlsplit(address)
    found: dict[str, dict[str, int]] = {}
    for name, kind, journey in (("ours", ours, journeys.left_to_worker), ("floor", floor, journeys.floor)):
        relay = Relay(parts.hostname or "127.0.0.1", parts.port or 5432)
        site = kind.start(relay.port)
        try:
            for number in range(WARM_UP):
                visitor = journey(site.port, number)
            relay.reset()
            visitor = journey(site.port, 1)
            if name == "ours":
                wait_for_worker(ours)
                visitor.get(visitor.path)
            found[name] = {"journey": relay.total(), "requests": len(visitor.seconds)}
            if name == "ours":
                print_statements(relay)
                found[name]["form page"] = count_form_page(relay, site)
        finally:
            site.stop()
    return found


def count_form_page(relay: Relay, site: Site) -> int:
    """Statements of a GET of the first form page."""
    visitor = Visitor(journeys.HOST, site.port, 1)
    visitor.get(f"/leistungen/{packages.DESK}/")
    visitor.send({})
    relay.reset()
    visitor.get(visitor.path)
    return relay.total()


def print_statements(relay: Relay) -> None:
    """What they were, for whoever wants fewer."""
    if "-v" in sys.argv:
        for sql, count in relay.statements.most_common():
            print(f"    {count} × {sql}")


def measure(ours: Ours, floor: Floor, statements: dict[str, dict[str, int]], count: int, rounds: int) -> int:
    """Alternate rounds and print what they cost."""
    bare, site = floor.start(), ours.start()
    figures = Figures(statements, site.ready_seconds)
    costs: dict[str, list[Cost]] = {"floor": [], "desk": [], "notice": []}
    turns: tuple[tuple[str, Site, Journey], ...] = (
        ("floor", bare, journeys.floor), ("desk", site, journeys.to_desk), ("notice", site, journeys.to_notice),
    )  # fmt: skip
    try:
        for number in range(WARM_UP):
            for _, where, journey in turns:
                journey(where.port, number)
        wait_for_worker(ours)
        for turn in range(rounds):
            print(f"· Round {turn + 1} of {rounds}, {count} journeys on each …", flush=True)
            for name, cost in round_of(turns, ours, count).items():
                costs[name].append(cost)
        print("· Many at once, a backlog, memory …", flush=True)
        figures.many = {name: rate(where, journey, count * 2) for name, where, journey in turns}
        wait_for_worker(ours)
        figures.sealed = work_to_seal(site, ours)
        figures.view = measures.first_view(site.port, journeys.HOST, packages.DESK)
        figures.memory = measures.memory_after_all_homes(site, ours.hosts())
        return report(costs, figures, ours.count_jobs())
    finally:
        bare.stop()
        site.stop()


def round_of(turns: tuple[tuple[str, Site, Journey], ...], ours: Ours, count: int) -> dict[str, Cost]:
    """`count` journeys of each kind, a few at a time in turns."""
    costs = {name: Cost() for name, _, _ in turns}
    for begin in range(0, count, TURN):
        for name, site, journey in turns:
            step = min(TURN, count - begin)
            cost = run(site, journey, step, ours)
            mine = costs[name]
            for part in ("web", "database", "worker", "worker_database"):
                setattr(mine, part, getattr(mine, part) + getattr(cost, part) * step / count)
            mine.requests += cost.requests
    return costs


def run(site: Site, journey: Journey, count: int, ours: Ours) -> Cost:
    """Some journeys one after the other, and the worker until it is done."""
    purpose = "ours" if site.worker else "floor"
    kept = {
        "web": processes.list_tree(site.web.pid),
        "database": ours.databases.list_backends(purpose, WEB),
        "worker": processes.list_tree(site.worker.pid) if site.worker else [],
        "worker_database": ours.databases.list_backends(purpose, WORKER),
    }
    before = {part: processes.cpu_seconds(pids) for part, pids in kept.items()}
    cost = Cost()
    for number in range(count):
        cost.requests += journey(site.port, number).seconds
    if site.worker:
        wait_for_worker(ours)
    for part, pids in kept.items():
        setattr(cost, part, processes.spent(before[part], processes.cpu_seconds(pids)) * 1000 / count)
    return cost


def rate(site: Site, journey: Journey, count: int) -> float:
    """Journeys a second with four visitors at once, who share the machine with both servers."""
    numbers = iter(range(count))
    failed: list[BaseException] = []

    def visit() -> None:
        try:
            for number in numbers:
                journey(site.port, number)
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            failed.append(error)

    users = [threading.Thread(target=visit) for _ in range(USERS)]
    began = time.perf_counter()
    for user in users:
        user.start()
    for user in users:
        user.join()
    if failed:
        raise failed[0]
    return count / (time.perf_counter() - began)


def work_to_seal(site: Site, ours: Ours) -> float:
    """Milliseconds of work of one worker process and its database from sent to sealed notice and mail, cases waiting in a row."""
    assert site.worker is not None
    with ours.held_worker(site):
        for number in range(BACKLOG):
            journeys.left_to_worker(site.port, number)
    pids = [*processes.list_tree(site.worker.pid), *ours.databases.list_backends("ours", WORKER)]
    before = processes.cpu_seconds(pids)
    wait_for_worker(ours)
    return processes.spent(before, processes.cpu_seconds(pids)) * 1000 / BACKLOG


def wait_for_worker(ours: Ours, patience: float = 120.0) -> None:
    """Until every job that is due has been done. Asks rarely and on one connection: asking costs the database too."""
    until = time.monotonic() + patience
    with ours.watch() as count_open:
        while count_open():
            if time.monotonic() > until:
                raise RuntimeError(f"The worker does not come to an end: {ours.count_jobs()}")
            time.sleep(0.1)


def middle(costs: list[Cost], part: str) -> float:
    """The median of the rounds."""
    return statistics.median(getattr(cost, part) for cost in costs)


def ratio(costs: dict[str, list[Cost]], name: str, part: str) -> float:
    """To bare Django, made of each round; the median."""
    pairs = zip(costs[name], costs["floor"], strict=True)
    return statistics.median(getattr(cost, part) / bare.everything for cost, bare in pairs)


def report(costs: dict[str, list[Cost]], figures: Figures, jobs: dict[str, int]) -> int:
    """The table with the goals beside it."""
    print(f"\nCPU per journey, median of {len(costs['desk'])} rounds (calibration {measures.calibrate():.1f} ms):")
    print(f"  {'':<24}{'desk':>9}{'notice':>12}{'bare':>12}")
    for part, title in (
        ("web", "web"),
        ("database", "database for it"),
        ("worker", "worker"),
        ("worker_database", "database for the worker"),
    ):
        cells = "".join(f"{middle(costs[name], part):>9.1f} ms" for name in ("desk", "notice", "floor"))
        print(f"  {title:<22}{cells}")
    kind, slowest = measures.slowest_p95([cost.requests for cost in costs["desk"]])
    _, bare_slowest = measures.slowest_p95([cost.requests for cost in costs["floor"]])
    statements, many = figures.statements, figures.many
    goals = [
        ("web and database, ratio to bare", ratio(costs, "desk", "answering"), 1.5, "×"),
        ("everything, ratio to bare", ratio(costs, "desk", "everything"), 2.2, "×"),
        ("… with a sealed notice", ratio(costs, "notice", "everything"), 3.4, "×"),
        ("submissions at four users, bare / ours", many["floor"] / many["desk"], 2.35, "×"),
        ("statements in the requests", statements["ours"]["journey"], 40, ""),
        ("statements of a form page's GET", statements["ours"]["form page"], 4, ""),
        ("work to seal a case out of a backlog", figures.sealed, 1000 / 14, "ms"),
        ("slowest request but the last, p95", slowest, 35, "ms"),
        ("memory of a web process, all homes open", figures.memory, 100, "MB"),
        ("ready after", figures.ready, 2.0, "s"),
        ("first view of a form, with fonts", sum(figures.view.values()) / 1000, 100, "kB"),
    ]
    print()
    for title, value, goal, unit in goals:
        print(f"  {'✓' if value <= goal else '✗'} {title:<41}{value:>7.2f} {unit:<3} (goal: at most {goal:.3g} {unit})")
    print(f"\n  Four users: ours {many['desk']:.1f}/s, with notice {many['notice']:.1f}/s, bare {many['floor']:.1f}/s.")
    print(f"  One worker process with nothing beside it seals {1000 / figures.sealed:.1f} cases/s out of a backlog.")
    print(f"  First view: {', '.join(f'{name} {size / 1000:.1f}' for name, size in figures.view.items())} kB.")
    print(f"  Slowest: {kind}; bare {bare_slowest:.1f} ms. Bare: {statements['floor']['journey']} statements,")
    print(f"  {statements['floor']['requests']} requests; ours: {statements['ours']['requests']}. Jobs: {jobs}")
    return 0 if all(value <= goal for _, value, goal, _ in goals) else 1


if __name__ == "__main__":
    sys.exit(main())
