"""Letters of user accounts in a small SQLite file that web and worker share."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from allmende.adapters.sandbox_pages import refuse_production
from allmende.domain.ports.postbox import PostboxLetter

SCHEMA = """
CREATE TABLE IF NOT EXISTS letter (
    key TEXT PRIMARY KEY, account TEXT NOT NULL, title TEXT NOT NULL, pdf BLOB NOT NULL,
    provided_at TEXT NOT NULL, retrieved_at TEXT
);
CREATE TABLE IF NOT EXISTS closed (account TEXT PRIMARY KEY);
"""


class SandboxPostbox:
    """`domain.ports.postbox.AccountPostbox`; every account has a postbox unless its holder closed it.

    Error: `RuntimeError` in production.
    """

    def __init__(
        self, path: Path, *, production: bool = False, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        refuse_production("Test-Postfach des Nutzerkontos", production=production)
        self._path, self._now = path, now
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            connection.executescript(SCHEMA)

    def provide(self, letter: PostboxLetter) -> datetime | None:
        with self._open() as connection:
            if connection.execute("SELECT 1 FROM closed WHERE account = ?", (letter.account,)).fetchone():
                return None
            connection.execute(
                "INSERT OR IGNORE INTO letter (key, account, title, pdf, provided_at) VALUES (?, ?, ?, ?, ?)",
                (letter.key, letter.account, letter.title, letter.pdf, self._now().isoformat()),
            )
            row = connection.execute("SELECT provided_at FROM letter WHERE key = ?", (letter.key,)).fetchone()
        return datetime.fromisoformat(row[0])

    def find_retrieved(self, key: str) -> datetime | None:
        with self._open() as connection:
            row = connection.execute("SELECT retrieved_at FROM letter WHERE key = ?", (key,)).fetchone()
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def retrieve(self, key: str) -> bytes | None:
        """The holder opens the letter; the first time is kept."""
        with self._open() as connection:
            row = connection.execute("SELECT pdf FROM letter WHERE key = ?", (key,)).fetchone()
            connection.execute(
                "UPDATE letter SET retrieved_at = ? WHERE key = ? AND retrieved_at IS NULL",
                (self._now().isoformat(), key),
            )
        return bytes(row[0]) if row else None

    def close(self, account: str) -> None:
        """The holder wants nothing in the postbox any more."""
        with self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO closed (account) VALUES (?)", (account,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=10)
        try:
            with connection:
                yield connection
        finally:
            connection.close()
