"""What the clock brings about beside each case's own timers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.notices import queries as notices
from allmende.apps.payments import queries as payments
from allmende.domain.deadlines.notification import RETRIEVAL_DAYS
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.foundation.jobs import publish
from allmende.usecases.clock import local_day


def wake_due(*, now: datetime) -> int:
    """Wake cases whose time has come although their own timer job is lost; how many. A net, not the mechanism."""
    due = case_queries.list_due(now=now - timedelta(minutes=10))
    for case_id in due:
        publish("timer_set", {"case_id": case_id}, unique=f"net:{case_id}:{now:%Y%m%d%H}")
    return len(due)


def wake_payments(*, now: datetime) -> int:
    """Wake checks of payments under way that nobody asked about for half a day; how many. A net as well."""
    open_ones = payments.list_to_check(asked_before=now - timedelta(hours=13))
    for attempt in open_ones:
        publish("payment_hinted", {"attempt_id": attempt.id}, unique=f"net:{attempt.id}:{now:%Y%m%d%H}")
    return len(open_ones)


def report_unretrieved(*, now: datetime) -> int:
    """Letters nobody opened within ten days are not announced (§ 41 Abs. 2a VwVfG): a person sends them another way."""
    today = local_day(now)
    found = notices.list_unretrieved(provided_before=today - timedelta(days=RETRIEVAL_DAYS))
    for notice_id, case_id in found:
        task = OpenTask(
            task_id=stable_id(case_id, notice_id, "unretrieved"),
            work_key=f"unretrieved:{notice_id}",
            kind="message",
            title="Bescheid wurde nicht abgerufen: auf anderem Weg bekannt geben",
            reason="§ 41 Abs. 2a VwVfG: zehn Tage ohne Abruf.",
        )
        with transaction.atomic():
            cases.open_task(case_id=case_id, task=task, unit=case_queries.find_unit(case_id=case_id), now=now)
            cases.append(case_id=case_id, facts=[(task.work_key, task.fact(now))], now=now, today=today, actor="clock")
    return len(found)
