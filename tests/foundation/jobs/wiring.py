"""The wiring under test."""

from __future__ import annotations

FACT_TASKS = {
    "Happened": ("tests.foundation.jobs.sample_tasks.write_down_fact",),
    "HappenedTwice": (
        "tests.foundation.jobs.sample_tasks.write_down_fact",
        "tests.foundation.jobs.sample_tasks.write_down_fact",
    ),
}
CRON = {}


def plug_in():
    """Nothing to plug in."""
