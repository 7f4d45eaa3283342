"""What this app brings."""

from __future__ import annotations

from datetime import time

from allmende.foundation.jobs.cron import Cron
from allmende.foundation.owns import Owns

_CLOCK = "allmende.entrypoints.jobs.clock"

OWNS = Owns(
    clock={
        "remind_holders": Cron(f"{_CLOCK}.remind_holders_of_ends", at=time(7, 0), each_city=True),
        "forget_holdings": Cron(f"{_CLOCK}.forget_ended_holdings", at=time(2, 15), each_city=True),
    },
    effects="allmende.apps.holdings.effects.EFFECTS",
    departure="allmende.apps.holdings.departure.DEPARTURE",
)
