"""The one door to other machines: over loopback, into a WSGI application, and what JSON becomes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from allmende.adapters import http
from allmende.adapters.http import HttpAnswer, dump, into, over_network
from allmende.adapters.sandbox_pages import PageReply, Request, application, mounted
from allmende.domain.ports import Unavailable

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def mirror(request: Request) -> PageReply:
    """Says what it was asked."""
    if request.path == "/away":
        return PageReply(303, headers={"Location": "http://elsewhere.example/"})
    if request.path == "/long":
        return PageReply(body=b"x" * 100)
    told = {
        "method": request.method,
        "path": request.path,
        "mount": request.mount,
        "host": request.headers.get("host", ""),
        "query": dict(request.query),
        "body": request.body.decode(),
    }
    return PageReply(body=dump(told), content_type="application/json")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = make_server("127.0.0.1", 0, application(mirror), handler_class=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_asks_once_and_reads_the_answer(port: int) -> None:
    answer = over_network("probe")("POST", f"http://127.0.0.1:{port}/a/b?c=d", {"X-One": "1"}, b"hello")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert (told["method"], told["path"], told["query"], told["body"]) == ("POST", "/a/b", {"c": "d"}, "hello")


def test_names_under_localhost_are_this_machine_and_keep_their_host(port: int) -> None:
    answer = over_network("probe")("GET", f"http://marburg.localhost:{port}/", {})
    assert answer.json()["host"] == f"marburg.localhost:{port}"


def test_a_redirect_is_not_followed(port: int) -> None:
    answer = over_network("probe")("GET", f"http://127.0.0.1:{port}/away", {})
    assert (answer.status, answer.headers["location"]) == (303, "http://elsewhere.example/")


def test_nobody_there_and_too_long_an_answer_are_unavailable(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unavailable, match="probe"):
        over_network("probe")("GET", "http://127.0.0.1:1/", {})
    monkeypatch.setattr(http, "MAX_ANSWER", 99)
    with pytest.raises(Unavailable, match="too long"):
        over_network("probe")("GET", f"http://127.0.0.1:{port}/long", {})


def test_a_wsgi_application_is_asked_as_if_it_were_mounted_there() -> None:
    table = mounted({"/inner": application(mirror)}, application(lambda _: PageReply(404)))
    send = into(table, "http://sandbox.localhost:8000")
    told = send("GET", "http://sandbox.localhost:8000/inner/x%20y?q=%C3%A4", {}).json()
    assert (told["mount"], told["query"]) == ("/inner", {"q": "ä"})
    assert send("GET", "http://sandbox.localhost:8000/other", {}).status == 404
    assert send("GET", "http://sandbox.localhost:8000/inner", {}).json()["path"] == "/"
    assert send("GET", "http://sandbox.localhost:8000/inner/favicon.ico", {}).status == 204


@pytest.mark.parametrize("length", ["-1", "x", "100001"])
def test_a_body_without_bounds_is_refused(length: str) -> None:
    begun: list[str] = []
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_LENGTH": length}
    b"".join(application(mirror)(environ, lambda status, _: begun.append(status)))
    assert begun == ["413 Request Entity Too Large"]


def test_amounts_are_plain_numbers_and_never_floats() -> None:
    assert (
        dump({"a": Decimal("37.50"), "b": [Decimal("1E+3"), 1], "c": "\x00 1"})
        == b'{"a": 37.50, "b": [1000, 1], "c": "\\u0000 1"}'
    )
    assert HttpAnswer(200, {}, b'{"a": 0.1}').json() == {"a": Decimal("0.1")}
    with pytest.raises(TypeError):
        dump({"a": object()})
