"""What services wrote into the sandbox registers, in order; each key is written once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

SCHEMA = """
CREATE TABLE IF NOT EXISTS journal (
    number INTEGER PRIMARY KEY, city TEXT NOT NULL, register TEXT NOT NULL, key TEXT NOT NULL,
    act TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (city, register, key)
)
"""


@dataclass(frozen=True, slots=True)
class Note:
    """One act. `number` counts the acts of that register in that city from 1."""

    number: int
    key: str
    act: str
    body: Mapping[str, str]


class Journal(Protocol):
    def write(self, city: str, register: str, key: str, act: str, body: Mapping[str, str]) -> Note:
        """Note it, or return what was noted under that key before."""
        ...

    def read(self, city: str, register: str) -> tuple[Note, ...]:
        """Everything noted, oldest first."""
        ...


class MemoryJournal:
    """For rehearsals and tests."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, str], list[Note]] = {}
        self._lock = Lock()

    def write(self, city: str, register: str, key: str, act: str, body: Mapping[str, str]) -> Note:
        with self._lock:
            notes = self._notes.setdefault((city, register), [])
            known = next((note for note in notes if note.key == key), None)
            if known is None:
                known = Note(len(notes) + 1, key, act, dict(body))
                notes.append(known)
            return known

    def read(self, city: str, register: str) -> tuple[Note, ...]:
        return tuple(self._notes.get((city, register), ()))


class FileJournal:
    """In a small SQLite file, for the demo's processes together."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            connection.execute(SCHEMA)

    def write(self, city: str, register: str, key: str, act: str, body: Mapping[str, str]) -> Note:
        with self._open() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO journal (city, register, key, act, body) VALUES (?, ?, ?, ?, ?)",
                (city, register, key, act, json.dumps(dict(body))),
            )
        return next(note for note in self.read(city, register) if note.key == key)

    def read(self, city: str, register: str) -> tuple[Note, ...]:
        with self._open() as connection:
            rows = connection.execute(
                "SELECT key, act, body FROM journal WHERE city = ? AND register = ? ORDER BY number", (city, register)
            ).fetchall()
        return tuple(Note(number, key, act, json.loads(body)) for number, (key, act, body) in enumerate(rows, start=1))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=5)
        try:
            with connection:
                yield connection
        finally:
            connection.close()
