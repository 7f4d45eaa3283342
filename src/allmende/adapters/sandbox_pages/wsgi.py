"""A request read within bounds, a reply with strict headers, and a table of mounted applications."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl

from allmende.adapters.http import WSGIApplication

MAX_BODY = 100_000


@dataclass(frozen=True, slots=True)
class Request:
    """`path` is relative to where the application is mounted (`mount`), and begins with a slash."""

    method: str
    path: str
    mount: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> Mapping[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def language(self) -> str:
        """`de` or `en`: asked for in the address (by a person or by OpenID Connect), else the browser's first wish."""
        asked = self.query.get("lang") or self.query.get("ui_locales") or self.headers.get("accept-language", "de")
        return "en" if asked[:2].lower() == "en" else "de"


@dataclass(frozen=True, slots=True)
class PageReply:
    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    form_targets: tuple[str, ...] = ()


Respond = Callable[[Request], PageReply]


def redirect(url: str) -> PageReply:
    """See other: the browser asks there with GET."""
    return PageReply(303, headers={"Location": url})


def not_found() -> PageReply:
    return PageReply(404, b"Nicht gefunden. / Not found.", "text/plain; charset=utf-8")


def refuse_production(what: str, *, production: bool) -> None:
    """Error: `RuntimeError` in production; a sandbox there would be a hole."""
    if production:
        raise RuntimeError(f"{what} is a sandbox and never starts in production.")


def application(respond: Respond) -> WSGIApplication:
    """A WSGI application out of a function; serves the style sheet, bounds the body, sets strict headers."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = _read(environ)
        if request is None:
            reply = PageReply(413, b"Zu viel. / Too much.", "text/plain; charset=utf-8")
        elif request.path == "/seite.css":
            reply = PageReply(body=_style(), content_type="text/css; charset=utf-8")
        elif request.path == "/favicon.ico":
            reply = PageReply(204)
        else:
            reply = respond(request)
        status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
        start_response(status, list(_headers(reply).items()))
        return [reply.body]

    return call


def mounted(table: Mapping[str, WSGIApplication], index: WSGIApplication) -> WSGIApplication:
    """Applications by their first path segment (`/zahlen`); everything else goes to `index`."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        prefix = "/" + path.lstrip("/").partition("/")[0]
        if prefix not in table:
            return index(environ, start_response)
        inner = {
            **environ,
            "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + prefix,
            "PATH_INFO": path[len(prefix) :] or "/",
        }
        return table[prefix](inner, start_response)

    return call


def _read(environ: Mapping[str, Any]) -> Request | None:
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None
    if not 0 <= length <= MAX_BODY:
        return None
    headers = {key[5:].replace("_", "-").lower(): str(v) for key, v in environ.items() if key.startswith("HTTP_")}
    headers["content-type"] = str(environ.get("CONTENT_TYPE", ""))
    return Request(
        method=str(environ["REQUEST_METHOD"]),
        path=str(environ.get("PATH_INFO") or "/").encode("latin-1", "replace").decode("utf-8", "replace"),
        mount=str(environ.get("SCRIPT_NAME", "")),
        query=dict(parse_qsl(str(environ.get("QUERY_STRING", "")), keep_blank_values=True)),
        headers=headers,
        body=environ["wsgi.input"].read(length) if length else b"",
    )


def _headers(reply: PageReply) -> dict[str, str]:
    targets = " ".join(("'self'", *reply.form_targets))
    return {
        "Content-Type": reply.content_type,
        "Content-Length": str(len(reply.body)),
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'self'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        **reply.headers,
    }


def _style() -> bytes:
    return files(__package__).joinpath("seite.css").read_bytes()
