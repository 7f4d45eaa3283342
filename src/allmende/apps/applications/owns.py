"""What this app brings."""

from __future__ import annotations

from datetime import time

from allmende.foundation.jobs.cron import Cron
from allmende.foundation.owns import Owns

_CASES = "allmende.entrypoints.jobs.cases"
_CLOCK = "allmende.entrypoints.jobs.clock"
_MAILS = "allmende.entrypoints.jobs.mails"

OWNS = Owns(
    wakes={
        f"{_CASES}.receive_application": ("application_received", "confirmation_given"),
        f"{_CASES}.send_resume_link": ("resume_link_wanted",),
        f"{_CASES}.send_sought_link": ("matter_sought",),
        f"{_CASES}.report_unconfirmed": ("confirmation_due",),
        f"{_CASES}.warn_of_expiry": ("draft_expiring",),
        f"{_MAILS}.tell_replaced_address": ("address_replaced",),
    },
    clock={"expire_drafts": Cron(f"{_CLOCK}.expire_drafts", at=time(2, 30), each_city=True)},
    effects="allmende.apps.applications.effects.EFFECTS",
    departure="allmende.apps.applications.departure.DEPARTURE",
    retention="allmende.apps.applications.operations.delete_of_case",
)
