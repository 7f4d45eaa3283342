"""What this app brings."""

from __future__ import annotations

from datetime import time

from allmende.foundation.jobs.cron import Cron
from allmende.foundation.owns import Owns

_CASES = "allmende.entrypoints.jobs.cases"
_CLOCK = "allmende.entrypoints.jobs.clock"

OWNS = Owns(
    wakes={
        f"{_CASES}.advance_case": ("payment_received", "payment_failed"),
        f"{_CASES}.check_payment": ("payment_open", "payment_hinted"),
    },
    clock={"reconcile_payments": Cron(f"{_CLOCK}.reconcile_payments", at=time(3, 30), each_city=True)},
    effects="allmende.apps.payments.effects.EFFECTS",
    departure="allmende.apps.payments.departure.DEPARTURE",
    retention="allmende.apps.payments.operations.delete_of_case",
)
