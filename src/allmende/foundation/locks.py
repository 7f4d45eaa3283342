"""One after the other, where there is no row yet that could be locked: the first of its name, the next version."""

from __future__ import annotations

from django.db import connection, transaction


def advisory_lock(name: str) -> None:
    """Until the caller's transaction ends, whoever takes the turn of that name waits, then sees what was done.

    SQLite's writers stand in one row anyway: BEGIN IMMEDIATE. Error: `TransactionManagementError` outside of a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A turn ends with its transaction: it needs one.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
