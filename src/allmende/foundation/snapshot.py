"""One moment of the database for everything that is read inside, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_snapshot() -> Iterator[None]:
    """A transaction that reads and sees one state only. SQLite: without the writers' lock; PostgreSQL: repeatable read.

    Inside another transaction it is part of that one.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "postgresql":
        with _isolated():
            yield
    else:
        with _deferred():
            yield


@contextmanager
def _isolated() -> Iterator[None]:
    from psycopg import IsolationLevel  # noqa: PLC0415 - the driver is there with PostgreSQL only

    connection.ensure_connection()
    raw = connection.connection
    raw.isolation_level, raw.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with transaction.atomic():
            yield
    finally:
        raw.isolation_level, raw.read_only = None, None


@contextmanager
def _deferred() -> Iterator[None]:
    usual = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]
