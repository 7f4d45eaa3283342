"""One contract for webhooks: in memory, and over HTTPS to a server of our own; the real one reaches no private network."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from allmende.adapters.memory import MemoryWebhook
from allmende.adapters.webhook import HttpsWebhook
from allmende.domain.ports import Unavailable
from allmende.domain.ports.webhook import WebhookSender

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "localhost", "::1"])


@dataclass
class Receiver:
    """A program that is told."""

    url: str
    answers: Callable[[int], None]
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def receiver(certificate: Path) -> Iterator[Receiver]:
    status = [204]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(status[0])
            self.send_header("Location", "https://localhost/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    found = Receiver(f"https://localhost:{server.server_port}/hook?x=1", lambda code: status.__setitem__(0, code))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()


def over_https(certificate: Path, may_reach: Callable[[str], bool]) -> HttpsWebhook:
    return HttpsWebhook(may_reach=may_reach, context=ssl.create_default_context(cafile=str(certificate / "cert.pem")))


def test_the_answer_of_memory_is_its_status() -> None:
    sender: WebhookSender = MemoryWebhook(status=410)
    assert sender.post("https://example.org/", {}, b"x") == 410
    with pytest.raises(Unavailable):
        MemoryWebhook(status=0).post("https://example.org/", {}, b"x")


def test_it_posts_and_follows_no_redirect(
    receiver: Receiver, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_here(monkeypatch, "localhost")
    sender: WebhookSender = over_https(certificate, lambda address: True)
    assert sender.post(receiver.url, {"webhook-id": "1"}, b"{}") == 204
    receiver.answers(302)
    assert sender.post(receiver.url, {"webhook-id": "2"}, b"{}") == 302
    assert [(path, headers["webhook-id"], body) for path, headers, body in receiver.got] == [
        ("/hook?x=1", "1", b"{}"), ("/hook?x=1", "2", b"{}"),
    ]  # fmt: skip
    assert receiver.got[0][1]["host"].startswith("localhost:")


def test_a_private_network_is_never_reached(receiver: Receiver, certificate: Path) -> None:
    sender = HttpsWebhook(context=ssl.create_default_context(cafile=str(certificate / "cert.pem")))
    with pytest.raises(Unavailable, match="not public"):
        sender.post(receiver.url, {}, b"{}")
    assert receiver.got == []


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["93.184.216.34", "169.254.169.254"], ["::1"], ["fe80::1%1"], ["::ffff:127.0.0.1"]])  # fmt: skip
def test_every_address_of_a_name_must_be_public(addresses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: found)
    with pytest.raises(Unavailable, match="not public"):
        HttpsWebhook().post("https://calendar.example.org/", {}, b"{}")


def test_a_certificate_of_another_name_is_refused(
    receiver: Receiver, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_here(monkeypatch, "other.example")
    with pytest.raises(Unavailable, match="SSL"):
        over_https(certificate, lambda address: True).post(
            receiver.url.replace("localhost", "other.example"), {}, b"{}"
        )
    assert receiver.got == []


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https:///x", "https://u@example.org/", "https://e:x/", "ftp://e.org"]
)
def test_only_https(url: str) -> None:
    with pytest.raises(Unavailable):
        HttpsWebhook().post(url, {}, b"{}")


def resolve_here(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The name stands for this machine, where the server of the test listens."""
    asked = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *more, **named: asked("127.0.0.1" if host == name else host, *more, **named)
    )
