"""What the building itself tidies at night: expired sessions, past limits, content nobody names, cases without search words, rows of lists.

What deletes waits while the clock is in doubt.
"""

from __future__ import annotations

from django.utils import timezone

from allmende.foundation import compiled
from allmende.foundation.identity import absences, sessions
from allmende.foundation.jobs import clock, task
from allmende.foundation.limits import database as limits
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases import complete_lists, copy_file, find_cases, read_figures, sweep_files
from allmende.usecases import date_tasks as date_tasks_of
from allmende.usecases import note_waits as note_waits_of


@task
def forget_expired_sessions() -> int:
    """In the city in scope; how many."""
    now = timezone.now()
    return 0 if clock.must_wait(now, "forget_expired_sessions") else sessions.forget_expired(now)


@task
def forget_absences() -> int:
    """Absences of staff of the city in scope that are long over; how many."""
    now = timezone.now()
    return 0 if clock.must_wait(now, "forget_absences") else absences.forget_over(timezone.localdate(now))


@task
def forget_past_limits() -> int:
    """Counters of windows that are over; how many."""
    now = timezone.now()
    return 0 if clock.must_wait(now, "forget_past_limits") else limits.forget_past(now)


@task
def index_cases() -> int:
    """Give cases of the city in scope that have none the words they are found by; how many."""
    return find_cases.index_missing(city=get_city_in_scope(), now=timezone.now())


@task
def note_waits() -> int:
    """Work out whom cases of the city in scope wait for, where nobody did yet; how many."""
    return note_waits_of.note_missing(city=get_city_in_scope(), now=timezone.now())


@task
def date_tasks() -> int:
    """Give open tasks of the city in scope a day where they have none; how many."""
    return date_tasks_of.date_missing(city=get_city_in_scope())


@task
def count_figures() -> None:
    """Count what the offices of the city in scope closed within a year."""
    now = timezone.now()
    read_figures.count_figures(city=get_city_in_scope(), now=now)


@task
def keep_lists() -> int:
    """Rows that lists read, of the city in scope: what is missing is written, what is over dropped; how many."""
    return complete_lists.keep_in_order(city=get_city_in_scope(), now=timezone.now())


@task
def sweep_compiled() -> int:
    """Compiled definitions that were made long ago; how many files. They hold nothing that cannot be made again."""
    return compiled.sweep(timezone.now())


@task
def sweep_content() -> int:
    """Files of the city in scope that no row names; how many."""
    now = timezone.now()
    if clock.must_wait(now, "sweep_content"):
        return 0
    return sweep_files.sweep_files(city=get_city_in_scope(), now=now)


@task
def forget_file_copies() -> int:
    """Content of copies of files that were made long enough ago; how many."""
    now = timezone.now()
    return 0 if clock.must_wait(now, "forget_file_copies") else copy_file.forget_copies(now=now)
