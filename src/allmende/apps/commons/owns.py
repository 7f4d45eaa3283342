"""What this app brings."""

from __future__ import annotations

from datetime import time, timedelta

from allmende.foundation.jobs.cron import Cron
from allmende.foundation.owns import Owns

_COMMONS = "allmende.entrypoints.jobs.commons"
_COUNT = "allmende.entrypoints.jobs.counting"

OWNS = Owns(
    wakes={f"{_COUNT}.print_statement": ("statement_wanted",)},
    clock={
        "tell_staff": Cron(f"{_COMMONS}.tell_staff", at=time(6, 30), each_city=True),
        "count_cases": Cron(f"{_COUNT}.count_cases", at=time(3, 0), each_city=True),
        "rate_releases": Cron(f"{_COUNT}.rate_releases", every=timedelta(minutes=15)),
    },
    departure="allmende.apps.commons.departure.DEPARTURE",
)
