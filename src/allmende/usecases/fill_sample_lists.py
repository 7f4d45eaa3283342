"""The demo's cities have issued something before: entries of the sample in the lists they keep."""

from __future__ import annotations

from datetime import datetime

from allmende.adapters.sandbox_registers import list_permits, load
from allmende.adapters.sandbox_registers.records import PERMITS
from allmende.apps.holdings import operations
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.clock import local_day
from allmende.usecases.renew_holding import latest_lists


def fill_sample_lists(*, now: datetime) -> int:
    """Enter the sample's permits, once each; how many there are."""
    today, entered = local_day(now), 0
    for city, seed in load().items():
        with city_scope(city):
            spec = latest_lists(city=city, today=today).get(PERMITS)
            for one in list_permits(seed, today) if spec else ():
                key = f"sample/{one['number']}"
                if spec is not None and not operations.was_written(key=key):
                    operations.write(register=spec, act="enter", told=one, key=key, now=now, today=today)
                    entered += 1
    return entered
