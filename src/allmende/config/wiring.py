"""The wiring: which adapter sits behind which socket, which fact wakes which task, what the clock starts.

The adapters are built in `adapters.py`, on first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta

from allmende.config.adapters import plug_in
from allmende.foundation.jobs.cron import Cron

__all__ = ["CRON", "FACT_TASKS", "plug_in"]

_CASES = "allmende.entrypoints.jobs.cases"
_CLOCK = "allmende.entrypoints.jobs.clock"
_COMMONS = "allmende.entrypoints.jobs.commons"
_HOUSE = "allmende.entrypoints.jobs.housekeeping"
_COUNT = "allmende.entrypoints.jobs.counting"
_MAILS = "allmende.entrypoints.jobs.mails"
_STAFF = "allmende.entrypoints.jobs.staff"

FACT_TASKS: Mapping[str, tuple[str, ...]] = {
    # Facts of a case after which its process can go on.
    "application_received": (f"{_CASES}.receive_application",),
    "payment_received": (f"{_CASES}.advance_case",),
    "payment_failed": (f"{_CASES}.advance_case",),
    "task_done": (f"{_CASES}.advance_case",),
    "correction_received": (f"{_CASES}.advance_case",),
    "message_received": (f"{_CASES}.advance_case",),
    "application_withdrawn": (f"{_CASES}.advance_case",),
    # What the use cases note besides facts.
    "timer_set": (f"{_CASES}.advance_case",),
    "case_acted": (f"{_CASES}.tell_citizen",),
    "mail_noted": (f"{_CASES}.send_noted_mail",),
    "address_replaced": (f"{_MAILS}.tell_replaced_address",),
    "resume_link_wanted": (f"{_CASES}.send_resume_link",),
    "matter_sought": (f"{_CASES}.send_sought_link",),
    "draft_expiring": (f"{_CASES}.warn_of_expiry",),
    "payment_open": (f"{_CASES}.check_payment",),
    "payment_hinted": (f"{_CASES}.check_payment",),
    "account_touched": (f"{_STAFF}.tell_officer",),
    # What the queue notes.
    "job_dead": (f"{_CASES}.report_dead_job",),
    # What the cooperation notes.
    "statement_wanted": (f"{_COUNT}.print_statement",),
}
"""Fact kind → dotted names of the tasks that follow from it."""

CRON: Mapping[str, Cron] = {
    "wake_due": Cron(f"{_CLOCK}.wake_due", every=timedelta(hours=1), each_city=True),
    "expire_drafts": Cron(f"{_CLOCK}.expire_drafts", at=time(2, 30), each_city=True),
    "reconcile_payments": Cron(f"{_CLOCK}.reconcile_payments", at=time(3, 30), each_city=True),
    "report_unretrieved": Cron(f"{_CLOCK}.report_unretrieved", at=time(4, 30), each_city=True),
    "forget_reads": Cron(f"{_CLOCK}.forget_reads", at=time(5, 0), each_city=True),
    "tell_staff": Cron(f"{_COMMONS}.tell_staff", at=time(6, 30), each_city=True),
    "forget_expired_sessions": Cron(f"{_HOUSE}.forget_expired_sessions", at=time(1, 30), each_city=True),
    "read_returns": Cron(f"{_MAILS}.read_returns", every=timedelta(minutes=10)),
    "forget_past_limits": Cron(f"{_HOUSE}.forget_past_limits", every=timedelta(hours=1)),
    "index_cases": Cron(f"{_HOUSE}.index_cases", at=time(2, 0), each_city=True),
    "count_cases": Cron(f"{_COUNT}.count_cases", at=time(3, 0), each_city=True),
    "rate_releases": Cron(f"{_COUNT}.rate_releases", every=timedelta(minutes=15)),
    "sweep_content": Cron(f"{_HOUSE}.sweep_content", at=time(5, 30), each_city=True),
}
"""Name → what the clock starts, and when."""
