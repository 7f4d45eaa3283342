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
from django.db import Error, connection

from allmende.apps.postbox import queries as postbox
from allmende.domain.ports.scanner import Unscanned
from allmende.domain.values import Text
from allmende.foundation import keys, plugs
from allmende.foundation.jobs import clock, heartbeat, queue
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.inspecting.finding import Finding, State, look
from allmende.usecases.return_address import LONGEST_NAME, find_base

LATE, FAR_TOO_LATE = timedelta(minutes=5), timedelta(minutes=15)
MAIL_TASKS = (
    "send_noted_mail", "send_resume_link", "send_sought_link", "tell_citizen", "warn_of_expiry", "tell_staff", "tell_officer",
)  # fmt: skip
MAIL_WAITS_LONG = timedelta(minutes=30)
MANY_FAILURES = 50
"""A day, in all cities: then perhaps a mail provider blocks us."""
LITTLE_SPACE, NO_SPACE = 2 * 1024**3, 256 * 1024**2
SCANNED_EVERY_SECONDS = 30.0

_scanned: tuple[float, bool] = (float("-inf"), False)
_lock = threading.Lock()


def inspect_quickly(now: datetime) -> tuple[Finding, ...]:
    """Everything in a few milliseconds. Without a database: that it is away, and what can be told without it."""
    found = look("database", _database)
    if found[0].state != "bad":
        found += look("worker", partial(_worker, now)) + look("clock", partial(_clock, now))
        found += look("queue", partial(_queue, now)) + look("returns", partial(_returns, now))
        found += look("scanner", _scanner)
    return found + look("keys", _keys) + look("disk", _disk)


def _database() -> Iterator[Finding]:
    began = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        connection.close()
        kind = type(error).__name__
        yield Finding(
            "database",
            "bad",
            Text(f"Die Datenbank antwortet nicht ({kind}).", f"The database does not answer ({kind})."),
        )
        return
    seconds = round(time.monotonic() - began, 4)
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    yield Finding(
        "database", "ok", Text(f"Die Datenbank antwortet ({name}).", f"The database answers ({name})."),
        {"database_seconds": seconds},
    )  # fmt: skip


def _worker(now: datetime) -> Iterator[Finding]:
    alive = heartbeat.list_alive(now)
    figures = {"workers": len(alive), "worker_threads": sum(one.threads for one in alive)}
    figures["worker_threads_busy"] = sum(one.busy for one in alive)
    if not alive:
        yield Finding(
            "worker", "bad",
            Text(
                "Es läuft kein Auftragsdienst. Anträge bleiben liegen. Starten: allmende worker",
                "No worker is running. Applications lie idle. Start one: allmende worker",
            ), figures,
        )  # fmt: skip
        return
    yield Finding(
        "worker", "ok", Text(f"Auftragsdienste, die laufen: {len(alive)}.", f"Workers running: {len(alive)}."), figures
    )


def _clock(now: datetime) -> Iterator[Finding]:
    doubts = sorted({one.doubt for one in heartbeat.list_alive(now) if one.doubt})
    doubts += ["ahead"] if heartbeat.list_ahead(now) else []
    doubt = clock.find_doubt(now) or (doubts[0] if doubts else "")
    if doubt:
        yield Finding(
            "clock", "bad",
            Text(
                f"Die Uhr ist zweifelhaft ({doubt}). Löschen und Fristablauf ruhen. "
                "Stimmt die Uhr, bestätigen Sie: allmende jobs clock confirm",
                f"The clock is in doubt ({doubt}). Nothing is deleted and no period runs out. "
                "If it is right, confirm: allmende jobs clock confirm",
            ), {"clock_doubted": 1},
        )  # fmt: skip
        return
    yield Finding("clock", "ok", Text("Die Uhr stimmt.", "The clock is right."), {"clock_doubted": 0})


def _queue(now: datetime) -> Iterator[Finding]:
    state = queue.measure(now, MAIL_TASKS)
    age = state.oldest_wait.total_seconds()
    figures = {f"jobs_{name}": float(count) for name, count in state.counts.items()}
    figures |= {"oldest_job_seconds": age, "jobs_running_long": state.long, "mails_waiting": state.mails}
    minutes = int(age // 60)
    waiting = Text(
        f"Der älteste fällige Auftrag wartet {minutes} Minuten.", f"The oldest due job has waited {minutes} minutes."
    )
    late: State = "bad" if state.oldest_wait > FAR_TOO_LATE else "warn" if state.oldest_wait > LATE else "ok"
    yield Finding("backlog", late, waiting, figures)
    dead = state.counts["dead"]
    if dead:
        yield Finding(
            "dead", "warn",
            Text(f"Gescheiterte Aufträge: {dead}. Ansehen: allmende jobs", f"Dead jobs: {dead}. Look: allmende jobs"),
        )  # fmt: skip
    else:
        yield Finding("dead", "ok", Text("Kein Auftrag ist gescheitert.", "No job is dead."))
    if state.long:
        yield Finding(
            "long", "warn",
            Text(f"Aufträge, die seit über zehn Minuten laufen: {state.long}.", f"Jobs running for over ten minutes: {state.long}."),
        )  # fmt: skip
    oldest = int(state.oldest_mail.total_seconds() // 60)
    if state.oldest_mail > MAIL_WAITS_LONG:
        yield Finding(
            "mail", "bad",
            Text(
                f"E-Mails warten: {state.mails}, die älteste seit {oldest} Minuten. Antwortet der Mailserver?",
                f"Mails waiting: {state.mails}, the oldest for {oldest} minutes. Does the mail server answer?",
            ),
        )  # fmt: skip
    else:
        yield Finding("mail", "ok", Text("Keine E-Mail wartet lange.", "No mail waits for long."))


def _returns(now: datetime) -> Iterator[Finding]:
    """Mails that were refused or came back, and whether reports about them can reach us at all."""
    failed = postbox.count_failures(since=now - timedelta(days=1))
    figures = {"mails_undelivered_day": float(failed)}
    if not settings.MAIL_RETURN_TO and not settings.MAIL_RETURNS:
        says = Text(
            "Kommen E-Mails zurück, erfährt es niemand: ALLMENDE_MAIL_RETURN_TO und ALLMENDE_MAIL_RETURNS fehlen.",
            "When mails come back, nobody learns of it: ALLMENDE_MAIL_RETURN_TO and ALLMENDE_MAIL_RETURNS are missing.",
        )
        yield Finding("returns", "warn" if settings.PRODUCTION else "ok", says, figures)
    elif find_base() is None:
        says = Text(
            f"ALLMENDE_MAIL_RETURN_TO ist keine Adresse mit höchstens {LONGEST_NAME} Zeichen vor dem @.",
            f"ALLMENDE_MAIL_RETURN_TO is no address with at most {LONGEST_NAME} characters before the @.",
        )
        yield Finding("returns", "bad", says, figures)
    elif not settings.MAIL_RETURNS or not (Path(settings.MAIL_RETURNS) / "new").is_dir():
        says = Text(
            "ALLMENDE_MAIL_RETURNS nennt kein Maildir, das wir lesen können.",
            "ALLMENDE_MAIL_RETURNS names no Maildir that we can read.",
        )
        yield Finding("returns", "bad", says, figures)
    else:
        says = Text(
            f"E-Mails, die seit gestern nicht ankamen: {failed}.",
            f"Mails that did not arrive since yesterday: {failed}.",
        )
        yield Finding("returns", "warn" if failed >= MANY_FAILURES else "ok", says, figures)


def _scanner() -> Iterator[Finding]:
    cities = hosts.list_cities()
    if not cities:
        return
    with city_scope(cities[0].key):
        works = _scans()
    if works:
        yield Finding(
            "scanner", "ok", Text("Der Virenscanner antwortet.", "The virus scanner answers."), {"scanner": 1}
        )
        return
    says = Text(
        "Kein Virenscanner antwortet. Im Betrieb werden dann keine Dateien angenommen.",
        "No virus scanner answers. In production no files are taken then.",
    )
    yield Finding("scanner", "bad" if settings.PRODUCTION else "warn", says, {"scanner": 0})


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


def _keys() -> Iterator[Finding]:
    if keys.is_weak(settings.SECRET_KEY):
        says = Text(
            "ALLMENDE_SECRET_KEY ist leicht zu erraten. Nehmen Sie mindestens 50 zufällige Zeichen.",
            "ALLMENDE_SECRET_KEY is easy to guess. Take at least 50 random characters.",
        )
        yield Finding("keys", "bad" if settings.PRODUCTION else "warn", says)
        return
    yield Finding("keys", "ok", Text("Der Schlüssel der Anlage ist stark.", "The installation's key is strong."))


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.VAR).free
    mb = free // 1024**2
    state: State = "bad" if free < NO_SPACE else "warn" if free < LITTLE_SPACE else "ok"
    says = Text(f"Freier Platz in der Ablage: {mb} MB.", f"Free space for content: {mb} MB.")
    yield Finding("disk", state, says, {"disk_free_bytes": free})
