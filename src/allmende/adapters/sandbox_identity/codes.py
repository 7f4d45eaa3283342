"""One-time codes and the signing key, in a folder several web processes share."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

LASTS = timedelta(seconds=120)


class Codes:
    """Each code is redeemed once, and within two minutes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "codes.sqlite3"
        with self._open() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS code (code TEXT PRIMARY KEY, until TEXT, grant_json TEXT)")

    def issue(self, grant: dict[str, Any], now: datetime) -> str:
        code = secrets.token_urlsafe(24)
        with self._open() as connection:
            connection.execute("DELETE FROM code WHERE until < ?", (now.timestamp(),))
            row = (code, (now + LASTS).timestamp(), json.dumps(grant))
            connection.execute("INSERT INTO code (code, until, grant_json) VALUES (?, ?, ?)", row)
        return code

    def redeem(self, code: str, now: datetime) -> dict[str, Any] | None:
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            row = connection.execute("SELECT until, grant_json FROM code WHERE code = ?", (code,)).fetchone()
            connection.execute("DELETE FROM code WHERE code = ?", (code,))
        if row is None or float(row[0]) < now.timestamp():
            return None
        grant: dict[str, Any] = json.loads(row[1])
        return grant

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=5)
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def signing_key(folder: Path) -> ECKey:
    """The key of this folder; made by whoever comes first."""
    from joserfc.jwk import ECKey  # noqa: PLC0415 - with the first sign-in

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "signing-key.json"
    if not path.exists():
        made = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        draft = folder / f".{secrets.token_hex(8)}"
        draft.write_text(json.dumps(made.as_dict(private=True)))
        draft.chmod(0o600)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return ECKey.import_key(json.loads(path.read_text()))
