"""Structured logs without personal data.

Only known keys carry their value; a value under any other key is withheld. A traceback shows where, never the
exception's message: messages quote what people typed. `ALLMENDE_DEBUG=1` shows messages, for development only.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

KNOWN_KEYS = frozenset(
    {
        "event", "level", "timestamp", "logger", "city", "reference", "error", "where", "task", "job", "attempt",
        "kind", "count", "status", "method", "route", "seconds", "reason", "worker", "port", "adapter", "command",
        "directive", "blocked", "version", "state", "retry_at", "service", "address",
    }
)  # fmt: skip


def get_logger(name: str) -> Any:
    """A logger: `log.info("jobs.taken", job=…, task=…)`. Keys from `KNOWN_KEYS`, values without personal data."""
    return structlog.get_logger(name)


def withhold_unknown(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep values under known keys only."""
    for key in entry.keys() - KNOWN_KEYS:
        entry[key] = "withheld"
    return entry


def describe_error(error: BaseException, *, message: bool = False) -> tuple[str, str]:
    """The class of an error and the innermost places it came through, without its message unless asked for."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    where = " < ".join(
        f"{frame.filename.rpartition('/allmende/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return (f"{name}: {error}" if message else name), where


class _Withheld(logging.Formatter):
    """Records of other libraries: logger and level; their text only up to warnings of known loggers."""

    def __init__(self, debug: bool) -> None:
        super().__init__()
        self._debug = debug
        self._render = structlog.processors.JSONRenderer()

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {"event": record.msg if isinstance(record.msg, str) else "", "logger": record.name}
        entry["level"] = record.levelname.lower()
        if record.exc_info and record.exc_info[1] is not None:
            entry["error"], entry["where"] = describe_error(record.exc_info[1], message=self._debug)
        if self._debug:
            entry["event"] = record.getMessage()
        return str(self._render(None, "", entry))


def configure(*, level: str, debug: bool, console: bool) -> None:
    """Set up structlog and route the standard library's records through the same rules. Writes to standard error."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()) if console else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            withhold_unknown,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    out = logging.StreamHandler()
    out.setFormatter(_Withheld(debug))
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(logging.WARNING)
