"""The wiring: which adapter sits behind which socket, which fact wakes which task, what the clock starts.

Adapters are imported on first use: the web process never pays for the PDF compiler or the process engine.
"""

from __future__ import annotations

from collections.abc import Mapping

from allmende.foundation.jobs.cron import Cron

FACT_TASKS: Mapping[str, tuple[str, ...]] = {}
"""Fact kind → dotted names of the tasks that follow from it."""

CRON: Mapping[str, Cron] = {}
"""Name → what the clock starts, and when."""


def plug_in() -> None:
    """Register every adapter. Called once, when the first one is asked for."""
