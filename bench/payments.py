"""Thousands of payments through the real use cases and a real database, with everything going wrong at random.

    python -m bench.payments [--payments 10000] [--minutes 60] [--seed 1]

The provider answers late, states other amounts and currencies, takes back what was paid, pays twice, is not reachable; the
process is killed at any door. On SQLite, or on the server that ALLMENDE_DATABASE_URL names. After each matter and again at
the end: our books equal the provider's, nobody paid twice, nothing was released unpaid, odd money lies on the treasury's
desk. Ends with 1 at the first matter of which that is not true, and names its number.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from random import Random
from typing import Any
from unittest.mock import patch

import django

MOVES = (8, 24)
NETWORK, DEATH = 0.1, 0.005
TOLD_EVERY_SECONDS = 60.0


def main() -> int:
    """Print what happened; 0 when the books are right."""
    parser = argparse.ArgumentParser(prog="bench.payments")
    parser.add_argument("--payments", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    with own_database():
        return play(chosen.payments, chosen.minutes * 60, chosen.seed)


@contextmanager
def own_database() -> Iterator[None]:
    """An empty database with its tables, protected; used as the unprivileged role, dropped afterwards."""
    from django.conf import settings
    from django.db import connection

    from allmende.foundation.tenancy.protection import protect_database

    usual, options = str(connection.settings_dict["NAME"]), connection.settings_dict["OPTIONS"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        protect_database(connection, settings.DATABASE_ROLE)
        if connection.vendor == "postgresql":
            options["assume_role"] = settings.DATABASE_ROLE
            connection.close()
        yield
    finally:
        options.pop("assume_role", None)
        connection.close()
        connection.creation.destroy_test_db(usual, verbosity=0)


def play(wanted: int, seconds: float, seed: int) -> int:
    """Matter after matter until the provider holds so many payments or the time is over."""
    from django.db import connection
    from django.utils import timezone

    from allmende.foundation.tenancy.scopes import city_scope
    from tests.histories import Faults, History, faulty
    from tests.world import Clerk, World

    dice, world, began = Random(seed), World(), time.monotonic()
    faults = Faults(dice, network=NETWORK, death=DEATH)
    histories: list[History] = []
    assert world.load().problems == []
    with patch.object(timezone, "now", lambda: world.now), faulty(world, faults), city_scope("marburg"):
        treasurer = Clerk(world, username="treasurer", roles=("kasse",))
        told = began
        while len(world.payments.list_all()) < wanted and time.monotonic() - began < seconds:
            histories.append(History(world, treasurer, dice, faults))
            try:
                histories[-1].play(MOVES)
            except AssertionError as wrong:
                print(f"Matter {len(histories)} of seed {seed}: {wrong}")
                return 1
            if time.monotonic() > told + TOLD_EVERY_SECONDS:
                told = time.monotonic()
                print(f"· {len(histories)} matters, {len(world.payments.list_all())} payments", flush=True)
        ends = Counter(history.check() for history in histories)
        stated = Counter(found.status for found in world.payments.list_all())
        waiting = sum(len(history.tasks()) for history in histories)
    print(f"{connection.vendor}: {len(histories)} matters, {sum(stated.values())} payments at the provider")
    print(f"  the provider says   {_list(stated)}")
    print(f"  faults              {_list(faults.seen)}")
    print(f"  demands stand       {_list(ends)}; tasks on the treasury's desk: {waiting}")
    print(f"  the books are right; {time.monotonic() - began:.0f} s")
    return 0 if sum(stated.values()) >= wanted else 2


def _list(counted: Mapping[Any, int]) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(counted.items()))


if __name__ == "__main__":
    raise SystemExit(main())
