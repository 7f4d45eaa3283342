"""What the clock brings about beside each case's own timers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.notices import operations as notice_operations
from allmende.apps.notices import queries as notices
from allmende.apps.payments import queries as payments
from allmende.domain.deadlines import RETRIEVAL_DAYS
from allmende.domain.facts import NoticeRetrieved
from allmende.domain.matter import by_post
from allmende.foundation import plugs
from allmende.foundation.jobs import publish
from allmende.foundation.plugs import sockets
from allmende.usecases.clock import local_day
from allmende.usecases.post_letter import order_posting


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
    """Decisions nobody opened within ten days are not notified (§ 41 Abs. 2a HVwVfG): a person brings them another way."""
    today = local_day(now)
    found = notices.list_unretrieved(provided_before=today - timedelta(days=RETRIEVAL_DAYS))
    for one in found:
        with transaction.atomic():
            cases.lock(case_id=one.case_id)
            if not notice_operations.end(announcement_id=one.announcement_id, day=today):
                continue
            matter = case_queries.find_matter(case_id=one.case_id, today=today)
            if not by_post.is_ordered(matter.facts, one.notice_id):
                key, reason = f"unretrieved:{one.notice_id}", by_post.UNRETRIEVED
                order_posting(matter=matter, notice_id=one.notice_id, key=key, reason=reason, now=now, actor="clock")
    return len(found)


ASKED_FOR = timedelta(days=60)
"""How long the postbox of a user account is asked whether a letter was retrieved: longer than any time for a remedy."""


def note_retrievals(*, now: datetime) -> int:
    """First retrievals in postboxes of user accounts, as evidence; they move no day (§ 9 Abs. 1 OZG). How many were new.

    Error: `ports.Unavailable`; what was noted before stays.
    """
    postbox = plugs.get(sockets.POSTBOX)
    if postbox is None:
        return 0
    noted = 0
    for one in notices.list_in_postbox(provided_from=local_day(now) - ASKED_FOR):
        at = postbox.find_retrieved(one.notice_id)
        if at is None:
            continue
        with transaction.atomic():
            if notice_operations.note_retrieval(announcement_id=one.announcement_id, now=at):
                opened = (f"{one.notice_id}:retrieved", NoticeRetrieved(at=at, notice_id=one.notice_id))
                cases.append(case_id=one.case_id, facts=[opened], now=now, today=local_day(now), actor="clock")
                noted += 1
    return noted
