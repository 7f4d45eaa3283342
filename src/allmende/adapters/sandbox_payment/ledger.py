"""What the sandbox provider remembers, in a small SQLite file that several web processes share."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS payment (
    id TEXT PRIMARY KEY, originator TEXT NOT NULL, endpoint TEXT NOT NULL, request_id TEXT NOT NULL,
    request TEXT NOT NULL, return_url TEXT NOT NULL, reference TEXT NOT NULL, created_at TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'INITIAL', settled_at TEXT, UNIQUE (originator, endpoint, request_id)
)
"""
ADDED = ("amount TEXT", "currency TEXT", "then_status TEXT", "then_at TEXT")
"""Columns that files of earlier versions lack."""


@dataclass(frozen=True, slots=True)
class SandboxPayment:
    """One transaction. Its `status` holds from `settled_at` on; before, it is still INITIAL. `then_status` follows at `then_at`.

    `amount` and `currency` are what is stated instead of what was asked for; an empty amount: none is stated.
    """

    id: str
    originator: str
    endpoint: str
    request_id: str
    request: str
    return_url: str
    reference: str
    created_at: datetime
    status: str = "INITIAL"
    settled_at: datetime | None = None
    amount: str | None = None
    currency: str | None = None
    then_status: str | None = None
    then_at: datetime | None = None

    def status_at(self, now: datetime) -> str:
        if self.then_status and self.then_at and now >= self.then_at:
            return self.then_status
        return "INITIAL" if self.settled_at is None or now < self.settled_at else self.status


class Ledger:
    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            connection.execute(SCHEMA)
            there = {row["name"] for row in connection.execute("PRAGMA table_info(payment)")}
            for column in ADDED:
                if column.split()[0] not in there:
                    connection.execute(f"ALTER TABLE payment ADD COLUMN {column}")

    def add(self, payment: SandboxPayment) -> SandboxPayment:
        """Remember it, or return the one that has the same request id."""
        with self._open() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO payment (id, originator, endpoint, request_id, request, return_url, reference,"
                " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(payment.id, payment.originator, payment.endpoint, payment.request_id, payment.request),
                    *(payment.return_url, payment.reference, payment.created_at.isoformat()),
                ),
            )
            row = connection.execute(
                "SELECT * FROM payment WHERE originator = ? AND endpoint = ? AND request_id = ?",
                (payment.originator, payment.endpoint, payment.request_id),
            ).fetchone()
        return _payment(row)

    def find(self, payment_id: str) -> SandboxPayment | None:
        with self._open() as connection:
            row = connection.execute("SELECT * FROM payment WHERE id = ?", (payment_id,)).fetchone()
        return _payment(row) if row else None

    def settle(
        self,
        payment_id: str,
        status: str,
        at: datetime,
        *,
        amount: str | None = None,
        currency: str | None = None,
        then_status: str | None = None,
        then_at: datetime | None = None,
    ) -> bool:
        """True the first time; what is settled stays settled, but for what was said to follow."""
        with self._open() as connection:
            done = connection.execute(
                "UPDATE payment SET status = ?, settled_at = ?, amount = ?, currency = ?, then_status = ?, then_at = ?"
                " WHERE id = ? AND settled_at IS NULL",
                (
                    *(status, at.isoformat(), amount, currency, then_status),
                    *(then_at.isoformat() if then_at else None, payment_id),
                ),
            )
        return done.rowcount == 1

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=5)
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def _payment(row: sqlite3.Row) -> SandboxPayment:
    return SandboxPayment(
        id=row["id"],
        originator=row["originator"],
        endpoint=row["endpoint"],
        request_id=row["request_id"],
        request=row["request"],
        return_url=row["return_url"],
        reference=row["reference"],
        created_at=datetime.fromisoformat(row["created_at"]),
        status=row["status"],
        settled_at=datetime.fromisoformat(row["settled_at"]) if row["settled_at"] else None,
        amount=row["amount"],
        currency=row["currency"],
        then_status=row["then_status"],
        then_at=datetime.fromisoformat(row["then_at"]) if row["then_at"] else None,
    )
