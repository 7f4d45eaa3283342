"""Tasks the clock starts, one for each city. What cannot be taken back waits while the clock is in doubt."""

from __future__ import annotations

from django.utils import timezone

from allmende.domain.ports import Unavailable
from allmende.foundation.jobs import RetryLater, clock, task
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases import come_of_age, extend_period, fire_due, pay, read_log, remind_holders
from allmende.usecases import expire_drafts as drafts
from allmende.usecases.retaining import retain


@task
def wake_due() -> None:
    """The nets under timers and payments."""
    now = timezone.now()
    if not clock.must_wait(now, "wake_due"):
        fire_due.wake_due(now=now)
    fire_due.wake_payments(now=now)


@task
def expire_drafts() -> None:
    """Drafts are announced, then deleted."""
    now = timezone.now()
    if clock.must_wait(now, "expire_drafts"):
        return
    drafts.warn_of_expiry(now=now)
    drafts.expire_drafts(now=now)


@task
def retain_cases() -> None:
    """Closed cases whose time is over are offered, then deleted."""
    now = timezone.now()
    if not clock.must_wait(now, "retain_cases"):
        retain.retain(city=get_city_in_scope(), now=now)


@task
def forget_the_rest() -> None:
    """Links that open nothing any more, and accounts nobody uses."""
    now = timezone.now()
    if not clock.must_wait(now, "forget_the_rest"):
        retain.forget_the_rest(city=get_city_in_scope(), now=now)


@task
def remind_holders_of_ends() -> None:
    """Who holds something that ends soon is told."""
    now = timezone.now()
    if not clock.must_wait(now, "remind_holders"):
        remind_holders.remind_holders(city=get_city_in_scope(), now=now)


@task
def forget_ended_holdings() -> None:
    """What ended longer ago than its register keeps it."""
    now = timezone.now()
    if not clock.must_wait(now, "forget_holdings"):
        remind_holders.forget_ended(city=get_city_in_scope(), now=now)


@task
def forget_reads() -> None:
    """What the city's read log keeps no longer."""
    now = timezone.now()
    if not clock.must_wait(now, "forget_reads"):
        read_log.forget_reads(city=get_city_in_scope(), now=now)


@task
def note_retrievals() -> None:
    """Ask the postboxes of user accounts which letters were opened."""
    try:
        fire_due.note_retrievals(now=timezone.now())
    except Unavailable as away:
        raise RetryLater(1800) from away


@task
def reconcile_payments() -> None:
    """Compare our list of payments with the provider's, every night."""
    try:
        pay.reconcile(now=timezone.now())
    except Unavailable as away:
        raise RetryLater(1800) from away


@task
def deem_approvals() -> None:
    """Permissions that count as granted because nobody decided in time."""
    now = timezone.now()
    if not clock.must_wait(now, "deem_approvals"):
        extend_period.deem_approvals(now=now)


@task
def end_minorities() -> None:
    """Children who came of age act themselves, and nobody for them."""
    now = timezone.now()
    if not clock.must_wait(now, "end_minorities"):
        come_of_age.end_minorities(city=get_city_in_scope(), now=now)


@task
def report_unretrieved() -> None:
    """Letters nobody opened within ten days need another way."""
    now = timezone.now()
    if not clock.must_wait(now, "report_unretrieved"):
        fire_due.report_unretrieved(now=now)
