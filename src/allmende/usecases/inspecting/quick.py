"""What changes by the hour: database, worker, queue, clock, mail, scanner, keys, disk. A few statements."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import DataError, Error, connection

from allmende.apps.postbox import queries as postbox
from allmende.domain.ports.scanner import Unscanned
from allmende.domain.values import Text
from allmende.foundation import keys, plugs
from allmende.foundation.jobs import clock, heartbeat, queue
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.inspecting.finding import InspectionFinding, State, look
from allmende.usecases.return_address import LONGEST_NAME, find_base

LATE, FAR_TOO_LATE = timedelta(minutes=5), timedelta(minutes=15)
MAIL_WAITS_LONG = timedelta(minutes=30)
MANY_FAILURES = 50
"""A day, in all cities: then perhaps a mail provider blocks us."""
LITTLE_SPACE, NO_SPACE = 2 * 1024**3, 256 * 1024**2
SCANNED_EVERY_SECONDS = 30.0

_scanned: tuple[float, bool] = (float("-inf"), False)
_lock = threading.Lock()


def inspect_quickly(now: datetime) -> tuple[InspectionFinding, ...]:
    """Everything in a few milliseconds. Without a database: that it is away, and what can be told without it."""
    found = look("database", _database)
    if found[0].state != "bad":
        found += look("worker", partial(_worker, now)) + look("clock", partial(_clock, now))
        found += look("queue", partial(_queue, now)) + look("returns", partial(_returns, now))
        found += look("scanner", _scanner)
    return found + look("keys", _keys) + look("disk", _disk)


def _database() -> Iterator[InspectionFinding]:
    began = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DataError:
        # The server answers, and does not know the role the service acts as.
        yield InspectionFinding(
            "database", "bad",
            Text.named("usecases.inspecting.quick.role_database_role_is_missing_in_database", database_role=settings.DATABASE_ROLE),
        )  # fmt: skip
        return
    except Error as error:
        connection.close()
        kind = type(error).__name__
        yield InspectionFinding(
            "database",
            "bad",
            Text.named("usecases.inspecting.quick.database_does_not_answer_kind", kind=kind),
        )
        return
    seconds = round(time.monotonic() - began, 4)
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    yield InspectionFinding(
        "database", "ok", Text.named("usecases.inspecting.quick.database", name=name),
        {"database_seconds": seconds},
    )  # fmt: skip


def _worker(now: datetime) -> Iterator[InspectionFinding]:
    alive = heartbeat.list_alive(now)
    figures = {"workers": len(alive), "worker_threads": sum(one.threads for one in alive)}
    figures["worker_threads_busy"] = sum(one.busy for one in alive)
    if not alive:
        yield InspectionFinding(
            "worker", "bad",
            Text.named("usecases.inspecting.quick.no_worker_is_running_applications_lie_idle"), figures,
        )  # fmt: skip
        return
    yield InspectionFinding("worker", "ok", Text.named("usecases.inspecting.quick.worker", len=len(alive)), figures)


def _clock(now: datetime) -> Iterator[InspectionFinding]:
    doubts = sorted({one.doubt for one in heartbeat.list_alive(now) if one.doubt})
    doubts += ["ahead"] if heartbeat.list_ahead(now) else []
    doubt = clock.find_doubt(now) or (doubts[0] if doubts else "")
    if doubt:
        yield InspectionFinding(
            "clock", "bad",
            Text.named("usecases.inspecting.quick.clock_is_in_doubt_doubt_nothing_is", doubt=doubt), {"clock_doubted": 1},
        )  # fmt: skip
        return
    yield InspectionFinding("clock", "ok", Text.named("usecases.inspecting.quick.clock"), {"clock_doubted": 0})


def _queue(now: datetime) -> Iterator[InspectionFinding]:
    state = queue.measure(now)
    age = state.oldest_wait.total_seconds()
    figures = {f"jobs_{name}": float(count) for name, count in state.counts.items()}
    figures |= {"oldest_job_seconds": age, "jobs_running_long": state.long, "mails_waiting": state.mails}
    minutes = int(age // 60)
    waiting = Text.named("usecases.inspecting.quick.oldest_due_job_has_waited", minutes=minutes)
    late: State = "bad" if state.oldest_wait > FAR_TOO_LATE else "warn" if state.oldest_wait > LATE else "ok"
    yield InspectionFinding("backlog", late, waiting, figures)
    dead = state.counts["dead"]
    if dead:
        yield InspectionFinding(
            "dead", "warn",
            Text.named("usecases.inspecting.quick.dead", dead=dead),
        )  # fmt: skip
    else:
        yield InspectionFinding("dead", "ok", Text.named("usecases.inspecting.quick.no_job_is_dead"))
    if state.long:
        yield InspectionFinding(
            "long", "warn",
            Text.named("usecases.inspecting.quick.long", long=state.long),
        )  # fmt: skip
    oldest = int(state.oldest_mail.total_seconds() // 60)
    if state.oldest_mail > MAIL_WAITS_LONG:
        yield InspectionFinding(
            "mail", "bad",
            Text.named("usecases.inspecting.quick.mail", mails=state.mails, oldest=oldest),
        )  # fmt: skip
    else:
        yield InspectionFinding("mail", "ok", Text.named("usecases.inspecting.quick.no_mail_waits_for_long"))


def _returns(now: datetime) -> Iterator[InspectionFinding]:
    """Mails that were refused or came back, and whether reports about them can reach us at all."""
    failed = postbox.count_failures(since=now - timedelta(days=1))
    figures = {"mails_undelivered_day": float(failed)}
    if not settings.MAIL_RETURN_TO and not settings.MAIL_RETURNS:
        says = Text.named("usecases.inspecting.quick.when_mails_come_back_nobody")
        yield InspectionFinding("returns", "warn" if settings.PRODUCTION else "ok", says, figures)
    elif find_base() is None:
        says = Text.named("usecases.inspecting.quick.allmende_mail_return_to_is", longest_name=LONGEST_NAME)
        yield InspectionFinding("returns", "bad", says, figures)
    elif not settings.MAIL_RETURNS or not (Path(settings.MAIL_RETURNS) / "new").is_dir():
        says = Text.named("usecases.inspecting.quick.allmende_mail_returns_names_no")
        yield InspectionFinding("returns", "bad", says, figures)
    else:
        says = Text.named("usecases.inspecting.quick.mails_that_did_not_arrive", failed=failed)
        yield InspectionFinding("returns", "warn" if failed >= MANY_FAILURES else "ok", says, figures)


def _scanner() -> Iterator[InspectionFinding]:
    cities = hosts.list_cities()
    if not cities:
        return
    with city_scope(cities[0].key):
        works = _scans()
    if works:
        yield InspectionFinding("scanner", "ok", Text.named("usecases.inspecting.quick.scanner"), {"scanner": 1})
        return
    says = Text.named("usecases.inspecting.quick.no_virus_scanner_answers_in")
    yield InspectionFinding("scanner", "bad" if settings.PRODUCTION else "warn", says, {"scanner": 0})


def _scans() -> bool:
    """Asked at most twice a minute: a monitor that looks every second costs the scanner nothing."""
    global _scanned
    with _lock:
        at, works = _scanned
    if time.monotonic() - at > SCANNED_EVERY_SECONDS:
        works = not isinstance(plugs.get(sockets.SCANNER).scan((b"",)), Unscanned)
        with _lock:
            _scanned = (time.monotonic(), works)
    return works


def _keys() -> Iterator[InspectionFinding]:
    if keys.is_weak(settings.SECRET_KEY):
        says = Text.named("usecases.inspecting.quick.allmende_secret_key_is_easy")
        yield InspectionFinding("keys", "bad" if settings.PRODUCTION else "warn", says)
        return
    yield InspectionFinding("keys", "ok", Text.named("usecases.inspecting.quick.keys"))


def _disk() -> Iterator[InspectionFinding]:
    # A folder that is not made yet will lie on the disk of the one above it.
    there = next(folder for folder in (settings.VAR, *settings.VAR.parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    mb = free // 1024**2
    state: State = "bad" if free < NO_SPACE else "warn" if free < LITTLE_SPACE else "ok"
    says = Text.named("usecases.inspecting.quick.free_space_for_content_mb", mb=mb)
    yield InspectionFinding("disk", state, says, {"disk_free_bytes": free})
