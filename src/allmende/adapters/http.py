"""HTTP to somebody else's machine: one small door, so that tests and the demo can put a WSGI application behind it."""

from __future__ import annotations

import io
import json
import re
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from allmende.domain.ports import Unavailable

if TYPE_CHECKING:
    from urllib3 import PoolManager

MAX_ANSWER = 2_000_000
CONNECT_SECONDS, READ_SECONDS = 3.0, 10.0

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """Numbers with a fraction are Decimal. Error: `ValueError`."""
        return json.loads(self.body, parse_float=Decimal)


class Send(Protocol):
    """Asks once, follows no redirect. Error: `Unavailable` when nobody answers in time."""

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> HttpAnswer: ...


def over_network(partner: str, *, context: ssl.SSLContext | None = None) -> Send:
    """The real thing. `context` carries a client certificate where the partner wants one.

    Names under `.localhost` go to the loopback address, as RFC 6761 says and not every resolver does.
    """

    @cache
    def pool() -> PoolManager:
        from urllib3 import PoolManager, Timeout  # noqa: PLC0415 - most web processes never ask a partner

        return PoolManager(timeout=Timeout(CONNECT_SECONDS, READ_SECONDS), retries=False, ssl_context=context)

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> HttpAnswer:
        from urllib3.exceptions import HTTPError  # noqa: PLC0415 - as above

        parts = urlsplit(url)
        sent = dict(headers)
        if (parts.hostname or "").endswith(".localhost"):
            sent.setdefault("Host", parts.netloc)
            url = parts._replace(netloc=f"127.0.0.1:{parts.port or 80}").geturl()
        try:
            found = pool().request(method, url, body=body or None, headers=sent, redirect=False, preload_content=False)
            content = found.read(MAX_ANSWER + 1)
            found.release_conn()
        except HTTPError as error:
            raise Unavailable(partner, type(error).__name__) from error
        if len(content) > MAX_ANSWER:
            raise Unavailable(partner, "the answer is too long")
        return HttpAnswer(found.status, {name.lower(): value for name, value in found.headers.items()}, content)

    return send


def into(application: WSGIApplication, mounted_at: str) -> Send:
    """Calls a WSGI application in this process instead of a server; `mounted_at` is its public URL."""
    base = urlsplit(mounted_at)

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> HttpAnswer:
        parts = urlsplit(url)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": base.path,
            "PATH_INFO": parts.path.removeprefix(base.path),
            "QUERY_STRING": parts.query,
            "HTTP_HOST": parts.netloc,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": parts.scheme,
        }
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        begun: list[Any] = []
        content = b"".join(application(environ, lambda status, found, *_: begun.extend((status, found))))
        return HttpAnswer(int(begun[0].split()[0]), {name.lower(): value for name, value in begun[1]}, content)

    return send


def dump(value: Any) -> bytes:
    """JSON with Decimals as plain numbers, never by way of a float."""
    text = json.dumps(value, ensure_ascii=False, default=lambda number: f"\x00{_number(number)}\x00")
    return re.sub(r'"\\u0000(-?[0-9.]+)\\u0000"', r"\1", text).encode()


def _number(value: Any) -> str:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is no JSON value.")
    return f"{value:f}"
