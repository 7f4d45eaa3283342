"""`allmende jobs`: what waits, what is dead and why, putting the dead back, and confirming the clock."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from allmende.domain.values import Text
from allmende.foundation.audit import chain
from allmende.foundation.jobs import clock, queue
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.scopes import all_cities
from allmende.usecases import dead_jobs
from allmende.words.command_line import say, spoken


def main(argv: list[str]) -> int:
    """List, retry or confirm; 1 when there are dead jobs or doubts, so that a monitor can ask."""
    parser = argparse.ArgumentParser(prog="allmende jobs", description=spoken(Text.named("cli.jobs.description")))
    actions = parser.add_subparsers(dest="action")
    actions.add_parser("list", help=spoken(Text.named("cli.jobs.list")))
    retry = actions.add_parser("retry", help=spoken(Text.named("cli.jobs.retry")))
    retry.add_argument("job", nargs="?")
    retry.add_argument("--all", action="store_true")
    watch = actions.add_parser("clock", help=spoken(Text.named("cli.jobs.clock")))
    watch.add_argument("confirm", nargs="?", choices=["confirm"])
    chosen = parser.parse_args(argv)
    if chosen.action == "retry":
        if not chosen.job and not chosen.all:
            parser.error(spoken(Text.named("cli.jobs.name_job")))
        return _retry(None if chosen.all else chosen.job)
    if chosen.action == "clock":
        return _confirm() if chosen.confirm else _tell_clock()
    return _list()


def _retry(job_id: str | None) -> int:
    count = queue.requeue(timezone.now(), job_id)
    say(Text.named("cli.jobs.waiting_again", count=count))
    return 0 if count else 1


def _confirm() -> int:
    now = timezone.now()
    clock.trust(now)
    with all_cities("allmende jobs clock confirm"):
        chain.append(actor="operator", action="clock.confirmed", subject="clock", now=now)
    say(Text.named("cli.jobs.clock_right", at=timezone.localtime(now)))
    return 0


def _tell_clock() -> int:
    now = timezone.now()
    doubt = clock.find_doubt(now)
    trusted = clock.find_trusted()
    say(Text.named("cli.jobs.clock_shows", at=timezone.localtime(now)))
    if trusted is not None:
        say(Text.named("cli.jobs.trusted_last", at=timezone.localtime(trusted)))
    if doubt:
        say(Text.named("cli.jobs.doubtful", doubt=doubt))
    return 1 if doubt else 0


def _list() -> int:
    with all_cities("allmende jobs"):
        counts = {status: Job.objects.filter(status=status).count() for status in Job.Status.values}
        dead = dead_jobs.list_dead()
    sys.stdout.write("  ".join(f"{status}: {count}" for status, count in counts.items()) + "\n")
    for job in dead:
        since = spoken(Text.named("cli.jobs.since", since=timezone.localtime(job.since)))
        sys.stdout.write(f"{job.id}  {job.city or '-'}  {spoken(job.kind)}  {since}\n")
        sys.stdout.write(f"    {spoken(job.why)} {job.error} {job.where}\n")
    return 1 if dead else 0
