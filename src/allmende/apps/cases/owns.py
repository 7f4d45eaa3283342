"""What this app brings."""

from __future__ import annotations

from datetime import time, timedelta

from allmende.foundation.jobs.cron import Cron
from allmende.foundation.owns import Owns

_CASES = "allmende.entrypoints.jobs.cases"
_CLOCK = "allmende.entrypoints.jobs.clock"
_HOUSE = "allmende.entrypoints.jobs.housekeeping"
_STAFF = "allmende.entrypoints.jobs.staff"
_MAILS = "allmende.entrypoints.jobs.mails"

OWNS = Owns(
    wakes={
        # After these the process can go on.
        f"{_CASES}.advance_case": (
            "task_done",
            "hearing_answered",
            "decision_taken_back",
            "amendment_proposed",
            "amendment_settled",
            "case_reopened",
            "case_pulled",
            "finish_settled",
            "correction_received",
            "message_received",
            "application_withdrawn",
            "item_withdrawn",
            "opinion_given",
            "file_taken",
            "file_declined",
            "timer_set",
            "suspension_decided",
            "objection_ended",
        ),
        f"{_CASES}.carry_out_objection": ("objection_ended", "partly_redressed"),
        f"{_CASES}.hand_on_proof": ("answers_handed_in", "correction_received", "answers_mended", "waiver_settled"),
        f"{_CASES}.tell_citizen": ("case_acted",),
        f"{_CASES}.report_dead_job": ("job_dead",),
        f"{_STAFF}.remind_officer": ("staff_morning",),
        f"{_MAILS}.write_partner": ("partner_mail_wanted",),
    },
    clock={
        "wake_due": Cron(f"{_CLOCK}.wake_due", every=timedelta(hours=1), each_city=True),
        "deem_approvals": Cron(f"{_CLOCK}.deem_approvals", at=time(0, 10), each_city=True),
        "end_minorities": Cron(f"{_CLOCK}.end_minorities", at=time(0, 20), each_city=True),
        "index_cases": Cron(f"{_HOUSE}.index_cases", at=time(2, 0), each_city=True),
        "remind_staff": Cron(f"{_STAFF}.remind_staff", at=time(6, 30), each_city=True),
        "remind_outsiders": Cron(f"{_CASES}.remind_outsiders", at=time(6, 0), each_city=True),
        "count_figures": Cron(f"{_HOUSE}.count_figures", at=time(0, 40), each_city=True),
        "date_tasks": Cron(f"{_HOUSE}.date_tasks", every=timedelta(hours=1), each_city=True),
        "note_waits": Cron(f"{_HOUSE}.note_waits", every=timedelta(hours=1), each_city=True),
    },
    effects="allmende.apps.cases.effects.EFFECTS",
    departure="allmende.apps.cases.departure.DEPARTURE",
    retention="allmende.apps.cases.operations.delete_of_case",
)
