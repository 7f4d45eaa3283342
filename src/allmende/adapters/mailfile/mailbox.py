"""A mailbox in a small SQLite file that web and worker share."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from allmende.adapters.sandbox_pages import refuse_production
from allmende.domain.ports.mail import Mail
from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem, Text

SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, recipient TEXT NOT NULL, subject TEXT NOT NULL,
    text TEXT NOT NULL, sender TEXT NOT NULL, sender_name TEXT NOT NULL, language TEXT NOT NULL, sent_at TEXT NOT NULL,
    html TEXT NOT NULL DEFAULT ''
)
"""
SHOWN = 200


@dataclass(frozen=True, slots=True)
class KeptMail:
    number: int
    mail: Mail
    sent_at: datetime


class FileMail:
    """`domain.ports.mail.MailSender`; each key is kept once. Error: `RuntimeError` in production."""

    def __init__(
        self, path: Path, *, production: bool = False, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        refuse_production("Test-Postfach", production=production)
        self._path, self._now = path, now
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            connection.execute(SCHEMA)
            if "html" not in {row["name"] for row in connection.execute("PRAGMA table_info(mail)")}:
                connection.execute("ALTER TABLE mail ADD COLUMN html TEXT NOT NULL DEFAULT ''")

    def send(self, mail: Mail) -> Problem | None:
        recipient = read_mail_address(mail.to)
        if isinstance(recipient, Problem) or recipient.domain.endswith(".invalid"):
            words = Text.named("adapters.mailfile.mailbox.this_address_accepts_nothing")
            return Problem("mail.refused", words, about="5.1.2")
        with self._open() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO mail (key, recipient, subject, text, html, sender, sender_name, language, sent_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(mail.key, mail.to, mail.subject, mail.text, mail.html),
                    *(mail.sender, mail.sender_name, mail.language, self._now().isoformat()),
                ),
            )
        return None

    def list_mails(self, recipient: str = "") -> tuple[KeptMail, ...]:
        """The newest first, at most 200; only those to one address when it is given."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT * FROM mail WHERE ? = '' OR lower(recipient) = lower(?) ORDER BY number DESC LIMIT ?",
                (recipient, recipient, SHOWN),
            ).fetchall()
        return tuple(_kept(row) for row in rows)

    def find(self, number: int) -> KeptMail | None:
        with self._open() as connection:
            row = connection.execute("SELECT * FROM mail WHERE number = ?", (number,)).fetchone()
        return _kept(row) if row else None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=5)
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def _kept(row: sqlite3.Row) -> KeptMail:
    mail = Mail(
        to=row["recipient"],
        subject=row["subject"],
        text=row["text"],
        key=row["key"],
        sender=row["sender"],
        sender_name=row["sender_name"],
        language=row["language"],
        html=row["html"],
    )
    return KeptMail(row["number"], mail, datetime.fromisoformat(row["sent_at"]))
