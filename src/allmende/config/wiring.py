"""The wiring: which adapter sits behind which socket, which fact wakes which task, what the clock starts.

Each app declares its own tasks (`foundation.owns`); here stands what belongs to no app. The adapters are built in
`adapters.py`, on first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta

from allmende.config.adapters import plug_in
from allmende.foundation import owns
from allmende.foundation.jobs.cron import Cron

__all__ = ["CRON", "FACT_TASKS", "plug_in"]

_CLOCK = "allmende.entrypoints.jobs.clock"
_HOUSE = "allmende.entrypoints.jobs.housekeeping"
_STAFF = "allmende.entrypoints.jobs.staff"

_BUILDING = owns.Owns(
    wakes={f"{_STAFF}.tell_officer": ("account_touched",)},
    clock={
        "forget_reads": Cron(f"{_CLOCK}.forget_reads", at=time(5, 0), each_city=True),
        "forget_absences": Cron(f"{_HOUSE}.forget_absences", at=time(1, 20), each_city=True),
        "forget_expired_sessions": Cron(f"{_HOUSE}.forget_expired_sessions", at=time(1, 30), each_city=True),
        "forget_past_limits": Cron(f"{_HOUSE}.forget_past_limits", every=timedelta(hours=1)),
        "sweep_compiled": Cron(f"{_HOUSE}.sweep_compiled", at=time(5, 45)),
        "sweep_content": Cron(f"{_HOUSE}.sweep_content", at=time(5, 30), each_city=True),
    },
)
"""What the foundation's tables need: it names no task itself."""

FACT_TASKS: Mapping[str, tuple[str, ...]] = owns.fact_tasks(_BUILDING)
"""Fact kind → dotted names of the tasks that follow from it."""

CRON: Mapping[str, Cron] = owns.clock(_BUILDING)
"""Name → what the clock starts, and when."""
