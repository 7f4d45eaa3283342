"""`allmende jobs`: what waits, what is dead, and putting the dead back."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from allmende.foundation.jobs import queue
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.scopes import all_cities


def main(argv: list[str]) -> int:
    """List or retry; 1 when there are dead jobs, so that a monitor can ask."""
    parser = argparse.ArgumentParser(prog="allmende jobs")
    actions = parser.add_subparsers(dest="action")
    actions.add_parser("list")
    retry = actions.add_parser("retry")
    retry.add_argument("job", nargs="?")
    retry.add_argument("--all", action="store_true")
    chosen = parser.parse_args(argv)
    if chosen.action == "retry":
        if not chosen.job and not chosen.all:
            parser.error("name a job, or --all")
        count = queue.requeue(timezone.now(), None if chosen.all else chosen.job)
        sys.stdout.write(f"{count} job(s) wait again.\n")
        return 0 if count else 1
    return _list()


def _list() -> int:
    with all_cities("allmende jobs"):
        counts = {status: Job.objects.filter(status=status).count() for status in Job.Status.values}
        dead = list(Job.objects.filter(status=Job.Status.DEAD).order_by("finished_at"))
    sys.stdout.write("  ".join(f"{status}: {count}" for status, count in counts.items()) + "\n")
    for job in dead:
        last = job.errors[-1] if job.errors else {}
        sys.stdout.write(f"{job.id}  {job.city_id or '-'}  {job.task}  {job.attempts} attempts\n")
        sys.stdout.write(f"    {last.get('reason') or last.get('error', '')}  {last.get('where', '')}\n")
    return 1 if dead else 0
