"""How the worker learns of a new job at once: NOTIFY on PostgreSQL, a change counter on SQLite."""

from __future__ import annotations

import os
import select
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

CHANNEL = "allmende_jobs"
SQLITE_LOOK_SECONDS = 0.1


def create_wakeup(db: BaseDatabaseWrapper) -> None:
    """On PostgreSQL, have the table itself notify, so that enqueuing costs no second statement. Idempotent."""
    if db.vendor != "postgresql":
        return
    with db.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION allmende_wake_worker() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$"
        )
        cursor.execute("DROP TRIGGER IF EXISTS wake_worker ON jobs_job")
        cursor.execute(
            "CREATE TRIGGER wake_worker AFTER INSERT ON jobs_job FOR EACH STATEMENT EXECUTE FUNCTION allmende_wake_worker()"
        )


class Bell:
    """Waits for new jobs in the calling thread. `ring` from a signal handler or another thread ends the wait."""

    def __init__(self) -> None:
        self._out, self._in = os.pipe()
        os.set_blocking(self._out, False)
        os.set_blocking(self._in, False)
        self._version: int | None = None
        self._listening: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._out)
        os.close(self._in)

    def ring(self) -> None:
        """Wake the waiting thread."""
        with suppress(BlockingIOError):  # It is full of rings already.
            os.write(self._in, b".")

    def wait(self, seconds: float) -> bool:
        """Sleep until something was enqueued or `ring` was called (True), at most `seconds` (False)."""
        if connection.vendor == "postgresql":
            return self._wait_for_notify(seconds)
        waited = 0.0
        while waited < seconds:
            if self._changed():
                return True
            step = min(SQLITE_LOOK_SECONDS, seconds - waited)
            if self._rung(select.select([self._out], [], [], step)[0]):
                return True
            waited += step
        return self._changed()

    def _changed(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            version = cursor.fetchone()[0]
        changed = self._version is not None and version != self._version
        self._version = version
        return changed

    def _wait_for_notify(self, seconds: float) -> bool:
        connection.ensure_connection()
        raw: Any = connection.connection
        # Below Django's cursor the driver's errors are its own: told as Django's, like everywhere else.
        with connection.wrap_database_errors:
            if self._listening is not raw:
                raw.execute(f"LISTEN {CHANNEL}")
                self._listening = raw
            ready = select.select([raw.pgconn.socket, self._out], [], [], seconds)[0]
            heard = False
            if raw.pgconn.socket in ready:
                raw.pgconn.consume_input()
                while raw.pgconn.notifies() is not None:
                    heard = True
        return self._rung(ready) or heard

    def _rung(self, ready: list[Any]) -> bool:
        if self._out not in ready:
            return False
        os.read(self._out, 4096)
        return True
