"""Pages of the studio are answered by processes of their own, each within a time limit.

Previews, checks and rehearsals run rules that designers of any city wrote. Whatever such a rule costs, it costs a process
that answers no citizen; a few threads wait for it, and none longer than the limit. The whole page is handed over, so that
nothing a designer can reach is outside. One city never takes every process. Who is not signed in as staff reaches none:
Django leads her to the sign-in.
"""

from __future__ import annotations

import atexit
import io
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allmende.foundation.processes.pool import Busy, NoAnswer, Pool

if TYPE_CHECKING:
    from allmende.config.sandbox import Application, Environ

ADDRESSES = ("/werkstatt/", "/en/werkstatt/")
SIZE = 3
PER_CITY = 2
SECONDS = 20
"""For one page, counted by the process itself, which then says what it was at."""
GRACE = 5
"""More for a process that does not even come to that; it is killed."""
WAITING = 2
"""Web threads, of eight, that wait for a process."""
PATIENCE = 10.0
MOST_BODY = 20 * 1024 * 1024
"""Bytes. A signed release of another installation has up to 12 million; a body is held in memory as a whole."""


@dataclass(frozen=True, slots=True)
class StudioPage:
    """A page from the other process. `late`: the rule it was at when time was up, and there is no page."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    late: str | None = None


def begin() -> Pool:
    """The processes; none runs before the first page."""
    command = (sys.executable, "-P", "-m", "allmende.config.studio_process")
    pool = Pool(
        command,
        size=SIZE,
        most_per_key=PER_CITY,
        most_waiting=WAITING,
        seconds=SECONDS + GRACE,
        patience=PATIENCE,
    )
    atexit.register(pool.close)
    return pool


def beside(pages: Application, pool: Pool, is_staff: Callable[[Environ], bool]) -> Application:
    """The application that has the studio's pages answered by `pool` and leaves every other to `pages`.

    `is_staff`: whether the request shows the session of a member of staff; nothing of its body is read before. Without an
    answer, `pages` says so in the city's language: `allmende.unanswered` in the environment has the reason.
    """

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not str(environ.get("PATH_INFO", "")).startswith(ADDRESSES):
            return pages(environ, start_response)
        length = environ.get("CONTENT_LENGTH") or "0"
        readable = length.isascii() and length.isdecimal() and len(length) < 20 and int(length) <= MOST_BODY
        if not readable or not is_staff(environ):
            return pages({**environ, "allmende.most_bytes": MOST_BODY}, start_response)
        body = environ["wsgi.input"].read(int(length))
        try:
            found = read_answer(pool.ask(write_question(environ, body), key=_city(environ)))
        except NoAnswer as reason:
            found = StudioPage("", [], b"", late="")
            why = "busy" if isinstance(reason, Busy) else "late"
        else:
            why = "late"
        if found.late is not None:
            said = {"wsgi.input": io.BytesIO(body), "allmende.unanswered": (why, found.late)}
            return pages({**environ, **said}, start_response)
        start_response(found.status, found.headers)
        return [found.body]

    return answer


def _city(environ: Environ) -> str:
    return str(environ.get("HTTP_HOST", "")).partition(":")[0].lower()


def write_question(environ: Mapping[str, Any], body: bytes) -> bytes:
    """A request as one message: the environment's texts as JSON, then its body."""
    head = {name: value for name, value in environ.items() if isinstance(value, str)}
    return json.dumps(head).encode() + b"\0" + body


def read_question(question: bytes) -> Environ:
    """The environment of the request, with its body to read."""
    head, _nul, body = question.partition(b"\0")
    return {
        **json.loads(head),
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def write_answer(answer: StudioPage) -> bytes:
    """A response as one message."""
    return json.dumps([answer.status, answer.headers, answer.late]).encode() + b"\0" + answer.body


def read_answer(answer: bytes) -> StudioPage:
    """What `write_answer` wrote."""
    head, _nul, body = answer.partition(b"\0")
    status, headers, late = json.loads(head)
    return StudioPage(
        status or str(HTTPStatus.SERVICE_UNAVAILABLE), [(name, value) for name, value in headers], body, late
    )
