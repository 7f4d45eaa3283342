"""What this app brings."""

from __future__ import annotations

from datetime import time

from allmende.foundation.jobs.cron import Cron
from allmende.foundation.owns import Owns
from tests.toy_app.facts import VisitKept

OWNS = Owns(
    facts=(VisitKept,),
    wakes={"tests.toy_app.jobs.confirm_visit": ("visit_kept",)},
    clock={"confirm_visits": Cron("tests.toy_app.jobs.confirm_visits", at=time(1, 0), each_city=True)},
    effects="tests.toy_app.operations.EFFECTS",
    departure="tests.toy_app.departure.DEPARTURE",
    retention="tests.toy_app.operations.delete_of_case",
    urls={"besuche/": "tests.toy_app.urls"},
)
