"""The process behind the studio's pages: one request at a time, each within `SECONDS`, see `studio`.

python -m allmende.config.studio_process
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

from allmende.config.studio import SECONDS, StudioPage, read_question, write_answer
from allmende.feel.evaluate.compiled import Compiled, CompiledTests
from allmende.foundation.processes import frames

if TYPE_CHECKING:
    from allmende.config.sandbox import Application

MEMORY = 2 << 30
LONGEST = 300

_RULES: dict[CodeType, Callable[[Any], str]] = {
    Compiled.evaluate.__code__: lambda rule: rule.expression.text,
    CompiledTests.evaluate.__code__: lambda rule: rule.tests.text,
}
"""Where an expression is evaluated, and how its text is read there."""


class TimeIsUp(BaseException):
    """Raised in the middle of whatever runs. No `Exception`: nothing on the way may take it for a failure of its own."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def serve(pages: Application, channel: socket.socket, seconds: float = SECONDS) -> None:
    """Answer until the other side closes, or until an answer took too long: what it left behind ends with the process."""
    signal.signal(signal.SIGALRM, _stop)
    frames.send(channel, b"ready")
    while (question := frames.receive(channel)) is not None:
        found = _answer(pages, question, seconds)
        if found.late is not None:
            # Before the answer, or the next question could come in between and be lost.
            channel.shutdown(socket.SHUT_RD)
        frames.send(channel, write_answer(found))
        if found.late is not None:
            channel.shutdown(socket.SHUT_WR)
            return


def _answer(pages: Application, question: bytes, seconds: float) -> StudioPage:
    said: list[Any] = ["", []]

    def start_response(status: str, headers: list[tuple[str, str]], *_more: Any) -> None:
        said[:] = [status, headers]

    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        pieces = pages(read_question(question), start_response)
        try:
            body = b"".join(pieces)
        finally:
            getattr(pieces, "close", lambda: None)()
    except TimeIsUp as late:
        return StudioPage("", [], b"", late.rule)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return StudioPage(said[0], said[1], body)


def _stop(_signal: int, frame: FrameType | None) -> None:
    raise TimeIsUp(rule_at(frame))


def rule_at(frame: FrameType | None) -> str:
    """The text of the innermost expression that is being evaluated; empty where there is none."""
    while frame is not None:
        text = _RULES.get(frame.f_code)
        if text is not None:
            return text(frame.f_locals["self"])[:LONGEST]
        frame = frame.f_back
    return ""


def main() -> int:
    """Serve the application of this installation on the standard input, a socket."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmende.config.settings")
    from django.conf import settings  # noqa: PLC0415 - it needs the line above
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - as above
    from django.urls import get_resolver  # noqa: PLC0415 - as above

    from allmende.foundation.web import late  # noqa: PLC0415 - as above

    pages = get_wsgi_application()
    # All views are loaded now rather than in the time of the first page.
    get_resolver(settings.ROOT_URLCONF).url_patterns  # noqa: B018 - reading it loads them
    late.load_all()
    serve(pages, socket.socket(fileno=os.dup(0)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
