"""What this app brings."""

from __future__ import annotations

from datetime import time, timedelta

from allmende.foundation.jobs.cron import Cron
from allmende.foundation.owns import Owns

_CASES = "allmende.entrypoints.jobs.cases"
_CLOCK = "allmende.entrypoints.jobs.clock"
_HOUSE = "allmende.entrypoints.jobs.housekeeping"

OWNS = Owns(
    wakes={f"{_CASES}.make_file_copy": ("file_copy_wanted",)},
    clock={
        "retain_cases": Cron(f"{_CLOCK}.retain_cases", every=timedelta(hours=1), each_city=True),
        "forget_the_rest": Cron(f"{_CLOCK}.forget_the_rest", at=time(3, 15), each_city=True),
        "forget_file_copies": Cron(f"{_HOUSE}.forget_file_copies", at=time(5, 15), each_city=True),
    },
    departure="allmende.apps.records.departure.DEPARTURE",
    retention="allmende.apps.records.operations.delete_of_case",
)
