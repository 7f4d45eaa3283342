"""What this app brings."""

from __future__ import annotations

from datetime import time, timedelta

from allmende.foundation.jobs.cron import Cron
from allmende.foundation.owns import Owns

_CASES = "allmende.entrypoints.jobs.cases"
_CLOCK = "allmende.entrypoints.jobs.clock"
_MAILS = "allmende.entrypoints.jobs.mails"

OWNS = Owns(
    wakes={f"{_CASES}.send_noted_mail": ("mail_noted",)},
    clock={
        "note_retrievals": Cron(f"{_CLOCK}.note_retrievals", at=time(4, 0), each_city=True),
        "report_unretrieved": Cron(f"{_CLOCK}.report_unretrieved", at=time(4, 30), each_city=True),
        "read_returns": Cron(f"{_MAILS}.read_returns", every=timedelta(minutes=10)),
    },
    effects="allmende.apps.postbox.effects.EFFECTS",
    departure="allmende.apps.postbox.departure.DEPARTURE",
    retention="allmende.apps.postbox.operations.delete_of_case",
)
