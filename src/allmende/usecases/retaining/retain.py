"""The job: closed cases whose time is over are deleted, each once and in one transaction.

A run looks at so many cases and ends; the next one goes on where it stopped, because each case carries the day on which it
is to be looked at again. A case is deleted `SLACK` after its last day at the earliest: a clock that is wrong by less than
that is not noticed (`foundation.jobs.clock`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue import store
from allmende.apps.holdings import queries as holdings
from allmende.apps.payments import queries as payment_queries
from allmende.apps.records import operations, queries
from allmende.domain.matter import Matter
from allmende.domain.matter.retention import RetentionPeriod, is_offered, period_of, say_kept
from allmende.foundation import log, owns
from allmende.foundation.identity import accounts
from allmende.foundation.jobs.clock import LONGEST_PAUSE
from allmende.usecases.clock import local_day

SLACK = LONGEST_PAUSE
AT_ONCE = 200
"""Cases of one run."""
AGAIN = timedelta(days=14)
"""A case that waits for something is looked at again after so long."""

_log = log.get_logger("retention")


@dataclass(frozen=True, slots=True)
class Retained:
    """What a run did. `deleted`: cases."""

    looked_at: int
    deleted: int


def retain(*, city: str, now: datetime, most: int = AT_ONCE) -> Retained:
    """Look at closed cases of the city in scope, at most so many, and delete those whose time is over."""
    today = local_day(now)
    operations.enroll(cases=case_queries.list_closed(city=city, known=queries.enrolled(), limit=most), today=today)
    due = queries.list_due(city=city, today=today, limit=most)
    deleted = sum(_try(city=city, case_id=case_id, now=now, today=today) for case_id in due)
    return Retained(len(due), deleted)


def forget_the_rest(*, city: str, now: datetime, most: int = 1000) -> None:
    """Links that open nothing any more, accounts nobody uses and nothing belongs to, vouchers whose time is over."""
    today = local_day(now)
    with transaction.atomic():
        links = applications.forget_links(now=now - SLACK)
        operations.count_deleted(what="link", count=links, today=today)
    keeps = timedelta(days=catalogue.get_city(city=city).account_days)
    with transaction.atomic():
        gone = accounts.forget_unused(before=now - keeps - SLACK, most=most)
        operations.count_deleted(what="account", count=gone, today=today)
    with transaction.atomic():
        vouchers = operations.forget_vouchers(before=local_day(now - SLACK), most=most)
        operations.count_deleted(what="voucher", count=vouchers, today=today)


def _try(*, city: str, case_id: str, now: datetime, today: date) -> bool:
    """As `_look_at`; what does not work is told and tried again tomorrow, so that one case never holds up the others."""
    try:
        return _look_at(city=city, case_id=case_id, now=now, today=today)
    except Exception as wrong:  # noqa: BLE001 - whatever it is: the case stays whole, and the page and the log say so
        error, where = log.describe_error(wrong)
        _log.error("retention.failed", city=city, error=error, where=where)
        period = RetentionPeriod(waits_for="failed")
        operations.set_period(case_id=case_id, period=period, look_on=today + timedelta(days=1))
        return False


@transaction.atomic
def _look_at(*, city: str, case_id: str, now: datetime, today: date) -> bool:
    """Bring one case up to date; True when it was deleted. Its row is held, so nobody writes to it meanwhile."""
    cases.hold_process(case_id=case_id)
    try:
        cases.lock(case_id=case_id)
    except ObjectDoesNotExist:
        return False  # another worker was faster
    try:
        matter = case_queries.find_matter(case_id=case_id, today=today)
    except store.Unusable:
        # Its release cannot be read, so nobody knows how long it is to be kept: it stays.
        _log.warning("retention.unreadable", city=city)
        operations.set_period(case_id=case_id, period=RetentionPeriod(waits_for="service"), look_on=today + AGAIN)
        return False
    period = read_period(matter)
    if period.waits_for == "closing":
        operations.drop_state(case_id=case_id)
        return False
    look_on = _look_on(city, matter, period, today)
    if look_on is not None:
        operations.set_period(case_id=case_id, period=period, look_on=look_on)
        return False
    _delete(matter, period, now, today)
    return True


def read_period(matter: Matter) -> RetentionPeriod:
    """How long the case is kept."""
    closed_at = case_queries.find_closed_at(case_id=matter.case_id)
    valid_until, lasts = None, False
    if matter.service.sheet.retention.after == "validity_end":
        valid_until, lasts = holdings.find_end(case_id=matter.case_id)
    return period_of(
        matter.facts,
        matter.service.sheet.retention,
        closed_on=local_day(closed_at) if closed_at else None,
        valid_until=valid_until,
        lasts=lasts,
    )


def _look_on(city: str, matter: Matter, period: RetentionPeriod, today: date) -> date | None:
    """When to look at the case again; None when nothing keeps it any longer."""
    if period.ends_on is None:
        return today + AGAIN
    first = period.ends_on + SLACK + timedelta(days=1)
    if today < first:
        return first
    if queries.is_held(case_id=matter.case_id):
        return today + AGAIN
    if is_offered(matter.service):
        answer = queries.find_answer(case_id=matter.case_id)
        if answer is None:
            days = catalogue.get_city(city=city).archive_days
            operations.offer(case_id=matter.case_id, today=today, due_on=today + timedelta(days=days))
        if answer is None or answer[0] == "" or (answer[0] == "take" and answer[1] is None):
            return today + AGAIN
    return None


def _delete(matter: Matter, period: RetentionPeriod, now: datetime, today: date) -> None:
    """Everything about the case, and the record of it, in the caller's transaction. Those that refer come first."""
    case_id, retention = matter.case_id, matter.service.sheet.retention
    answer = queries.find_answer(case_id=case_id)
    operations.keep_vouchers(
        service_id=matter.service.id, vouchers=payment_queries.list_vouchers(case_id=case_id), today=today
    )
    counts: dict[str, int] = {}
    for delete in owns.deleters():
        counts |= delete(case_id=case_id)
    operations.record_case(
        case_id=case_id,
        service_id=matter.service.id,
        received_on=matter.received_on,
        period=period,
        rule=f"{say_kept(retention).spoken('de')} ({retention.basis})",
        archive=answer[0] if answer else "",
        counts={kind: count for kind, count in counts.items() if count},
        now=now,
        today=today,
    )
