"""What the operator sets: environment variables `ALLMENDE_*`, read once, each with its default in one place."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from allmende.foundation.keys import is_weak


class SettingMissing(SystemExit):
    """A setting is missing or wrong. Ends the program with one clear sentence."""


def text(name: str, default: str = "") -> str:
    """`ALLMENDE_<name>`, without surrounding blanks."""
    return os.environ.get(f"ALLMENDE_{name}", default).strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """`1`, `true`, `yes`, `on` against `0`, `false`, `no`, `off`."""
    found = text(name).lower()
    if found in ("1", "true", "yes", "on"):
        return True
    if found in ("0", "false", "no", "off"):
        return False
    if found:
        raise SettingMissing(f"ALLMENDE_{name} must be 1 or 0, not {found!r}.")
    return default


def number(name: str, default: int) -> int:
    """A whole number."""
    found = text(name, str(default))
    if not found.isdigit():
        raise SettingMissing(f"ALLMENDE_{name} must be a whole number, not {found!r}.")
    return int(found)


def folder(name: str, default: Path) -> Path:
    """An absolute path; a folder need not exist yet."""
    return Path(text(name, str(default))).expanduser().absolute()


def secret_key(var: Path, *, production: bool) -> str:
    """The key for signatures: `ALLMENDE_SECRET_KEY`; without one, made once and kept under `var/` (not in production)."""
    found = text("SECRET_KEY")
    if found:
        if production and is_weak(found):
            raise SettingMissing("ALLMENDE_SECRET_KEY must have at least 50 characters drawn by chance in production.")
        return found
    if production:
        raise SettingMissing("In production ALLMENDE_SECRET_KEY must be set: at least 50 random characters.")
    kept = var / "secret_key"
    if not kept.exists():
        try:
            var.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_suffix(f".{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(50), encoding="ascii")
            # The first process wins; the others read what it wrote.
            fresh.rename(kept) if not kept.exists() else fresh.unlink()
        except OSError as error:
            raise SettingMissing(
                f"Cannot write to {var}: {error.strerror}. Set ALLMENDE_VAR to a folder of yours."
            ) from error
    return kept.read_text(encoding="ascii").strip()


_PATIENCE = {"connect_timeout": 5, "keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3}
"""A server that vanished without a word (failover, a cable) is noticed within a minute, not after the system's two hours."""


def database(url: str, var: Path, role: str) -> dict[str, Any]:
    """Django's database entry: SQLite under `var/` without a URL, else `postgres://user:password@host:port/name`.

    `role` is the unprivileged PostgreSQL role to act as; empty to act as the user of the URL (migrations, as owner).
    """
    if not url:
        return _sqlite(var / "allmende.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgres", "postgresql"):
        raise SettingMissing("ALLMENDE_DATABASE_URL must begin with postgres:// or sqlite://.")
    # Statements are prepared by the server from the third time on: planning is most of a small query's cost.
    options: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 3, **_PATIENCE}
    options |= dict(parse_qsl(parts.query))
    if role:
        options["assume_role"] = role
    return {
        "ENGINE": "allmende.foundation.tenancy.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "allmende",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    pragmas = (
        "PRAGMA journal_mode=WAL",
        # Full, not normal: what is submitted is on the disk before the page says thank you.
        f"PRAGMA synchronous={text('SQLITE_SYNCHRONOUS', 'FULL')}",
        "PRAGMA busy_timeout=20000",
        "PRAGMA foreign_keys=ON",
        "PRAGMA cache_size=-16000",
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": ";".join(pragmas) + ";"},
    }
