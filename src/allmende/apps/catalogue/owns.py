"""What this app brings."""

from __future__ import annotations

from datetime import time

from allmende.foundation.jobs.cron import Cron
from allmende.foundation.owns import Owns

_HOUSE = "allmende.entrypoints.jobs.housekeeping"

OWNS = Owns(
    clock={"keep_lists": Cron(f"{_HOUSE}.keep_lists", at=time(0, 10), each_city=True)},
    departure="allmende.apps.catalogue.departure.DEPARTURE",
)
