"""`allmende jobs`: what waits, what is dead and why, putting the dead back, and confirming the clock."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from allmende.foundation.audit import chain
from allmende.foundation.jobs import clock, queue
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.scopes import all_cities
from allmende.usecases import dead_jobs


def main(argv: list[str]) -> int:
    """List, retry or confirm; 1 when there are dead jobs or doubts, so that a monitor can ask."""
    parser = argparse.ArgumentParser(prog="allmende jobs", description=__doc__)
    actions = parser.add_subparsers(dest="action")
    actions.add_parser("list", help="figures, and every dead job with its reason")
    retry = actions.add_parser("retry", help="dead jobs wait again")
    retry.add_argument("job", nargs="?")
    retry.add_argument("--all", action="store_true")
    watch = actions.add_parser("clock", help="whether the clock is believed; `clock confirm`: it is right")
    watch.add_argument("confirm", nargs="?", choices=["confirm"])
    chosen = parser.parse_args(argv)
    if chosen.action == "retry":
        if not chosen.job and not chosen.all:
            parser.error("name a job, or --all")
        return _retry(None if chosen.all else chosen.job)
    if chosen.action == "clock":
        return _confirm() if chosen.confirm else _tell_clock()
    return _list()


def _retry(job_id: str | None) -> int:
    count = queue.requeue(timezone.now(), job_id)
    sys.stdout.write(f"Aufträge, die wieder warten: {count}.\n")
    return 0 if count else 1


def _confirm() -> int:
    now = timezone.now()
    clock.trust(now)
    with all_cities("allmende jobs clock confirm"):
        chain.append(actor="operator", action="clock.confirmed", subject="clock", now=now)
    sys.stdout.write(
        f"Die Uhr gilt: {timezone.localtime(now):%d.%m.%Y %H:%M}. Was wartete, geht in wenigen Sekunden weiter.\n"
    )
    return 0


def _tell_clock() -> int:
    now = timezone.now()
    doubt = clock.find_doubt(now)
    trusted = clock.find_trusted()
    sys.stdout.write(f"Die Uhr zeigt {timezone.localtime(now):%d.%m.%Y %H:%M}.\n")
    if trusted is not None:
        sys.stdout.write(f"Zuletzt galt sie als richtig: {timezone.localtime(trusted):%d.%m.%Y %H:%M}.\n")
    if doubt:
        sys.stdout.write(f"Sie ist zweifelhaft ({doubt}). Stimmt sie: allmende jobs clock confirm\n")
    return 1 if doubt else 0


def _list() -> int:
    with all_cities("allmende jobs"):
        counts = {status: Job.objects.filter(status=status).count() for status in Job.Status.values}
        dead = dead_jobs.list_dead()
    sys.stdout.write("  ".join(f"{status}: {count}" for status, count in counts.items()) + "\n")
    for job in dead:
        since = f"{timezone.localtime(job.since):%d.%m.%Y %H:%M}"
        sys.stdout.write(f"{job.id}  {job.city or '-'}  {job.kind.spoken('de')}  seit {since}\n")
        sys.stdout.write(f"    {job.why.spoken('de')} {job.error} {job.where}\n")
    return 1 if dead else 0
