"""Structured logs without personal data.

Only known keys carry their value; a value under any other key is withheld. A traceback shows where, never the
exception's message: messages quote what people typed. `ALLMENDE_DEBUG=1` shows messages, for development only.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

KNOWN_KEYS = frozenset(
    {
        "city", "reference", "error", "where", "task", "job", "attempt", "kind", "count", "status", "method", "route",
        "seconds", "reason", "worker", "port", "adapter", "command", "directive", "blocked", "version", "state",
        "retry_at", "service", "address",
    }
)  # fmt: skip


class Logger:
    """`log.info("jobs.taken", job=…, task=…)`: an event's name, and values under keys of `KNOWN_KEYS`."""

    __slots__ = ("_inner",)

    def __init__(self, name: str) -> None:
        self._inner = logging.getLogger(f"allmende.{name}")

    def debug(self, event: str, **values: Any) -> None:
        """For whoever looks for a fault."""
        self._say(logging.DEBUG, event, values)

    def info(self, event: str, **values: Any) -> None:
        """Something happened as it should."""
        self._say(logging.INFO, event, values)

    def warning(self, event: str, **values: Any) -> None:
        """Something to look at when it happens often."""
        self._say(logging.WARNING, event, values)

    def error(self, event: str, **values: Any) -> None:
        """Something an operator should look at."""
        self._say(logging.ERROR, event, values)

    def _say(self, level: int, event: str, values: Mapping[str, Any]) -> None:
        if self._inner.isEnabledFor(level):
            self._inner.log(level, event, extra={"values": withhold_unknown(values)})


def get_logger(name: str) -> Logger:
    """The logger of a room."""
    return Logger(name)


def withhold_unknown(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values under known keys; of the others only that there was something."""
    return {key: value if key in KNOWN_KEYS else "withheld" for key, value in values.items()}


def describe_error(error: BaseException, *, message: bool = False) -> tuple[str, str]:
    """The class of an error and the innermost places it came through, without its message unless asked for."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    where = " < ".join(
        f"{frame.filename.rpartition('/allmende/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return (f"{name}: {error}" if message else name), where


class LineFormatter(logging.Formatter):
    """One line per record: JSON, or words for a terminal. Records of other libraries lose their arguments."""

    def __init__(self, *, console: bool, debug: bool) -> None:
        super().__init__()
        self._console, self._debug = console, debug

    def format(self, record: logging.LogRecord) -> str:
        entry = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")}
        entry |= {"level": record.levelname.lower(), "event": record.msg if isinstance(record.msg, str) else ""}
        values = getattr(record, "values", None)
        if values is None:
            entry["logger"] = record.name
            if record.name.startswith("django.security"):
                # These messages are finished sentences that quote the host, the header, the field.
                entry["event"] = "web.refused"
            if self._debug:
                entry["event"] = record.getMessage()
        else:
            entry |= values
        if record.exc_info and record.exc_info[1] is not None:
            entry["error"], entry["where"] = describe_error(record.exc_info[1], message=self._debug)
        if not self._console:
            return json.dumps(entry, ensure_ascii=False, default=str)
        at, level, event = entry.pop("at")[11:19], entry.pop("level"), entry.pop("event")
        return " ".join([at, f"{level:<7}", f"{event:<20}", *(f"{key}={value}" for key, value in entry.items())])


def configure(*, level: str, debug: bool, console: bool) -> None:
    """Send everything to standard error: our own from `level` on, other libraries' from warnings on."""
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(LineFormatter(console=console, debug=debug))
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(logging.WARNING)
    logging.getLogger("allmende").setLevel(level)
