"""Appointments under contention, and the search over a full calendar.

    ALLMENDE_DATABASE_URL=postgres://…/… .venv/bin/python -m bench.booking [--attempts 10000] [--threads 8] [--desks 20] [--days 60]

Without an address: SQLite, in a file. Threads try to hold and book the same few times until so many attempts were made; afterwards
no two active reservations of a desk may overlap. Then a calendar of so many desks and days is filled to nine tenths and the first
free times are looked for. Ends with 0 when nothing is double and the search meets its goal.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import statistics
import sys
import threading
import time
from datetime import datetime, timedelta
from itertools import count, pairwise

import django

SEARCH = 300.0
"""Milliseconds of a search, 95th percentile."""


def main() -> int:
    """Print the figures; 0 when the goals are met."""
    parser = argparse.ArgumentParser(prog="bench.booking")
    parser.add_argument("--attempts", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--desks", type=int, default=20)
    parser.add_argument("--days", type=int, default=60)
    chosen = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from bench.payments import own_database

    with own_database():
        from allmende.domain.values import BERLIN
        from allmende.foundation.tenancy.scopes import city_scope
        from tests.usecases.booking.conftest import furnish
        from tests.world import World

        world = World()
        world.plug_in()
        assert world.load().problems == []
        now = datetime(2026, 11, 2, 7, 0, tzinfo=BERLIN)
        with city_scope("marburg"):
            contended = furnish(name="Bürgerbüro", desks=2)
        double, won, seconds = contend(contended.id, chosen.attempts, chosen.threads, now)
        print(f"{chosen.attempts} attempts, {chosen.threads} threads: {won} booked, {double} double, {seconds:.0f} s")
        with city_scope("marburg"):
            full = furnish(name="Großes Haus", desks=chosen.desks, days_ahead=chosen.days)
            slow = search(full.id, chosen.days, now)
        return 0 if double == 0 and slow <= SEARCH else 1


def contend(site: int, attempts: int, threads: int, now: datetime) -> tuple[int, int, float]:
    """Overlaps found afterwards, bookings made, seconds."""
    from django.db import OperationalError, connection

    from allmende.apps.booking import queries
    from allmende.apps.booking.models import Reservation
    from allmende.domain.values import Problem
    from allmende.foundation.tenancy.scopes import city_scope
    from allmende.usecases.booking import book, cancel, find, hold

    number, lock, failed, busy = count(), threading.Lock(), [], []
    with city_scope("marburg"):
        offer = queries.find_offer(key="ausweis")
        assert offer is not None
        wish = find.Wish(offer, sites=frozenset((site,)))
        times = [one.slot.since for one in find.list_free(city="marburg", wish=wish, channel="online", now=now, most=6)]

    def attempt(mine: int, chance: random.Random) -> None:
        extras = {"child": chance.randrange(3)}
        made = hold.hold_slot(
            city="marburg", offer_key="ausweis", extras=extras, site_id=site, since=chance.choice(times),
            channel="online", now=now + timedelta(seconds=chance.randrange(1800)),
        )  # fmt: skip
        held = None if isinstance(made, Problem) else queries.find(reservation_id=made)
        if held is None:
            return
        person = book.Person("P", phone=f"06421 {mine:07}")
        book.book_appointment(city="marburg", booked=held, person=person, by_staff=False, now=now)
        if chance.random() < 0.98:  # else the times are full after a few attempts
            cancel.cancel_appointment(booked=held, now=now)

    def run(seed: int) -> None:
        chance = random.Random(seed)
        try:
            with city_scope("marburg"):
                while True:
                    with lock:
                        mine = next(number)
                    if mine >= attempts:
                        return
                    try:
                        attempt(mine, chance)
                    except OperationalError:  # SQLite gave another writer the turn for longer than anybody waits
                        busy.append(mine)
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    # CPython's collector can clear a cursor of a thread that waits for SQLite's write lock: it then waits for that connection with
    # the interpreter's lock held, and whoever has the write lock cannot go on until the wait is over (seen with 3.11, py-spy).
    gc.disable()
    began = time.perf_counter()
    workers = [threading.Thread(target=run, args=(seed,)) for seed in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - began
    gc.enable()
    if failed:
        raise failed[0]
    with city_scope("marburg"):
        active = Reservation.objects.filter(state__in=("held", "booked")).order_by("desk_id", "begins")
        rows = list(active.values_list("desk_id", "begins", "free_again"))
        won = Reservation.objects.exclude(booked_at=None).count()
    double = sum(one[0] == two[0] and two[1] < one[2] for one, two in pairwise(rows))
    print(f"{len(busy)} attempts met a busy database")
    return double, won, seconds


def search(site: int, days: int, now: datetime) -> float:
    """Milliseconds, 95th percentile, of searches in a calendar that is nine tenths full."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from allmende.apps.booking import queries
    from allmende.apps.booking.models import Reservation
    from allmende.usecases.booking import find
    from allmende.usecases.clock import local_day

    offer = queries.find_offer(key="ausweis")
    assert offer is not None
    wish = find.Wish(offer, sites=frozenset((site,)))
    until = local_day(now) + timedelta(days=days)

    def look(*, most: int = 20) -> int:
        return len(find.list_free(city="marburg", wish=wish, channel="online", now=now, most=most, until=until))

    chance = random.Random(1)
    rules = queries.load_rules(offer=offer, state="HE", since=local_day(now), until=until, sites={site}, now=now)
    from allmende.domain.booking import find_slots

    slots = find_slots(
        offer.offer, 30, rules.desks, {}, {}, channel="office", now=now, since=local_day(now), until=until
    )
    rows = [
        Reservation(
            desk_id=slot.desk, offer_id=offer.id, begins=slot.begins, ends=slot.ends, free_again=slot.free_again,
            state="booked", channel="online", made_at=now, booked_at=now,
        )
        for slot in slots
        if chance.random() < 0.9
    ]  # fmt: skip
    with CaptureQueriesContext(connection) as empty:
        look()
    Reservation.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as caught:
        found = look()
    slow = 0.0
    for name, most in (("first 20", 20), ("all of them", 100_000)):
        taken = []
        for _ in range(40):
            began = time.perf_counter()
            look(most=most)
            taken.append((time.perf_counter() - began) * 1000)
        p95 = statistics.quantiles(taken, n=20)[-1]
        slow = max(slow, p95)
        print(f"search, {name}: {len(rows)} reservations, p50 {statistics.median(taken):.0f} ms, p95 {p95:.0f} ms")
    print(f"statements: {len(empty)} empty, {len(caught)} full ({found} found)")
    return slow if len(empty) == len(caught) else float("inf")


if __name__ == "__main__":
    sys.exit(main())
