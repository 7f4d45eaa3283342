"""One contract for senders of mail: in memory, in a file, and by SMTP against a server in this process."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import pytest

from allmende.adapters.http import into
from allmende.adapters.mailfile import FileMail, MailPagesConfig, application
from allmende.adapters.memory import MemoryMail
from allmende.adapters.smtp import SMTPSender, SMTPSettings
from allmende.domain.ports import Unavailable
from allmende.domain.ports.mail import Mail, MailSender
from allmende.domain.values import Problem

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
MAIL = Mail(
    to="anna.berger@post.example",
    subject="Neues in Ihrem Vorgang – Größe",
    text="Guten Tag,\n\nweiter hier: http://marburg.localhost:8000/fortsetzen/abc_-1/.\n\n<b>Stadt Marburg</b>\n",
    key="case-1/notify/1",
    sender="noreply@marburg.example",
    sender_name="Stadt Marburg",
)


class Post:
    """A small SMTP server behind a socket of the file system. `replies` overrules answers by command."""

    def __init__(self, path: Path) -> None:
        self.path, self.replies, self.messages = path, dict[str, bytes](), list[EmailMessage]()
        self.commands = list[str]()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def connect(self, settings: SMTPSettings) -> smtplib.SMTP:
        path = str(self.path)

        class Local(smtplib.SMTP):
            def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
                connection = socket.socket(socket.AF_UNIX)
                connection.settimeout(timeout)
                connection.connect(path)
                return connection

        return Local(settings.host, settings.port, local_hostname="test", timeout=5)

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream: object) -> None:
        read, write = stream.readline, stream.write  # type: ignore[attr-defined]
        write(b"220 test\r\n")
        stream.flush()  # type: ignore[attr-defined]
        for line in iter(read, b""):
            self.commands.append(line.decode().strip().replace("mail FROM", "MAIL FROM").replace("rcpt TO", "RCPT TO"))
            word = line[:4].decode().upper().strip()
            if word == "DATA" and "DATA" not in self.replies:
                write(b"354 go\r\n")
                stream.flush()  # type: ignore[attr-defined]
                content = b"".join(iter(read, b".\r\n"))
                self.messages.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
                word = "."
            write(self.replies.get(word, b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n"))
            stream.flush()  # type: ignore[attr-defined]
            if word == "QUIT":
                return


def part(message: EmailMessage, kind: str) -> str:
    """The text or HTML of a message; empty where it has no such part."""
    found = message.get_body((kind,))
    return str(found.get_content()).replace("\r\n", "\n") if found else ""


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    post = Post(tmp_path / "smtp")
    yield post
    post.close()


@dataclass
class Bench:
    """A sender, and what arrived: recipient, subject, text, what marks a message as the same, HTML."""

    sender: MailSender
    arrived: Callable[[], list[tuple[str, str, str, str, str]]]
    break_it: Callable[[], None]


@pytest.fixture(params=["memory", "file", "smtp"])
def bench(request: pytest.FixtureRequest, tmp_path: Path, post: Post) -> Bench:
    if request.param == "smtp":
        sender = SMTPSender(SMTPSettings("mail.example"), now=lambda: NOW, connect=post.connect)

        def read() -> list[tuple[str, str, str, str, str]]:
            unique = {str(m["Message-ID"]): m for m in post.messages}
            return [
                (m["To"], m["Subject"], part(m, "plain"), m["Message-ID"], part(m, "html")) for m in unique.values()
            ]

        return Bench(sender, read, lambda: post.replies.update({"RCPT": b"550 no such user\r\n"}))
    box = MemoryMail() if request.param == "memory" else FileMail(tmp_path / "mail.sqlite3", now=lambda: NOW)

    def listed() -> list[tuple[str, str, str, str, str]]:
        mails = box.sent if isinstance(box, MemoryMail) else [kept.mail for kept in box.list_mails()][::-1]
        return [(m.to, m.subject, m.text, m.key, m.html) for m in mails]

    return Bench(box, listed, lambda: None)


# ── the contract ─────────────────────────────────────────────────────────────────────────────────


def test_a_message_arrives_as_written(bench: Bench) -> None:
    assert bench.sender.send(MAIL) is None
    ((to, subject, text, _, html),) = bench.arrived()
    assert (to, subject, text, html) == (MAIL.to, MAIL.subject, MAIL.text, "")


def test_the_html_part_stands_beside_the_text(bench: Bench) -> None:
    page = "<!doctype html><p>Größe &amp; mehr</p>\n"
    assert bench.sender.send(replace(MAIL, html=page)) is None
    ((_, _, text, _, html),) = bench.arrived()
    assert (text, html) == (MAIL.text, page)


def test_the_same_key_is_the_same_message(bench: Bench) -> None:
    bench.sender.send(MAIL)
    bench.sender.send(MAIL)
    bench.sender.send(replace(MAIL, key="case-1/notify/2"))
    assert len(bench.arrived()) == 2


def test_an_address_that_takes_nothing_is_a_problem(bench: Bench) -> None:
    bench.break_it()
    found = bench.sender.send(replace(MAIL, to="nobody@nowhere.invalid"))
    assert isinstance(found, Problem)
    assert found.code == "mail.refused"
    assert bench.arrived() == []


# ── SMTP alone ───────────────────────────────────────────────────────────────────────────────────


def smtp(post: Post) -> SMTPSender:
    return SMTPSender(SMTPSettings("mail.example"), now=lambda: NOW, connect=post.connect)


def test_headers_say_who_when_and_that_a_machine_wrote(post: Post) -> None:
    smtp(post).send(replace(MAIL, reply_to="stadtbuero@marburg.example"))
    (message,) = post.messages
    assert message["From"] == "Stadt Marburg <noreply@marburg.example>"
    assert message["Reply-To"] == "stadtbuero@marburg.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"].endswith("@marburg.example>")
    assert message["Content-Language"] == "de"


@pytest.mark.parametrize(
    "replies",
    [
        {"RCPT": b"421 closing\r\n"},
        {"MAIL": b"421 closing\r\n"},
        {"EHLO": b"500\r\n", "HELO": b"421\r\n"},
    ],
)
def test_a_server_that_cannot_now_is_tried_later(post: Post, replies: dict[str, bytes]) -> None:
    post.replies.update(replies)
    with pytest.raises(Unavailable):
        smtp(post).send(MAIL)


@pytest.mark.parametrize("replies", [{"RCPT": b"450 4.2.1 busy\r\n"}, {"DATA": b"451 4.2.1 later\r\n"}])
def test_a_recipient_who_is_not_there_now_is_told_from_one_who_never_is(post: Post, replies: dict[str, bytes]) -> None:
    post.replies.update(replies)
    found = smtp(post).send(MAIL)
    assert found is not None
    assert (found.code, found.about) == ("mail.deferred", "4.2.1")


@pytest.mark.parametrize(("answer", "status"), [(b"550 5.1.1 no erika here\r\n", "5.1.1"), (b"550 no\r\n", "5.0.0")])
def test_the_status_is_kept_and_none_of_the_servers_words(post: Post, answer: bytes, status: str) -> None:
    post.replies["RCPT"] = answer
    found = smtp(post).send(MAIL)
    assert found is not None
    assert (found.code, found.about) == ("mail.refused", status)
    assert "erika" not in str(found)


def test_a_domain_with_umlauts_travels_as_ascii(post: Post) -> None:
    """Reproduced: `info@müller.de` gave SMTPNotSupportedError, and no server ever saw it."""
    mail = replace(MAIL, to="info@müller.example", sender="amt@städte.example", reply_to="büro@städte.example")
    with pytest.raises(ValueError, match="needs an address"):
        smtp(post).send(mail)
    assert smtp(post).send(replace(mail, reply_to="buero@städte.example")) is None
    (message,) = post.messages
    assert message["To"] == "info@xn--mller-kva.example"
    assert message["From"] == "Stadt Marburg <amt@xn--stdte-hra.example>"
    assert message["Reply-To"] == "buero@xn--stdte-hra.example"
    assert "RCPT TO:<info@xn--mller-kva.example>" in post.commands


def test_reports_go_to_the_address_of_this_mail(post: Post) -> None:
    post.replies["EHLO"] = b"250-test\r\n250 DSN\r\n"
    assert smtp(post).send(replace(MAIL, return_to="back+abc@marburg.example")) is None
    assert post.messages[0]["From"] == "Stadt Marburg <noreply@marburg.example>"
    assert "MAIL FROM:<back+abc@marburg.example> RET=HDRS" in post.commands
    assert "RCPT TO:<anna.berger@post.example> NOTIFY=FAILURE" in post.commands


def test_a_stored_address_that_is_none_is_refused_before_any_server(post: Post) -> None:
    found = smtp(post).send(replace(MAIL, to="\u0430nna@post.example"))
    assert found is not None
    assert (found.code, post.commands) == ("mail.refused", [])


def test_a_server_that_will_never_take_the_content_is_a_problem(post: Post) -> None:
    post.replies["DATA"] = b"554 rejected\r\n"
    found = smtp(post).send(MAIL)
    assert isinstance(found, Problem)
    assert "554" in found.text["de"]


def test_a_rude_farewell_does_not_undo_a_message(post: Post) -> None:
    post.replies["QUIT"] = b"500 what\r\n"
    assert smtp(post).send(MAIL) is None
    assert len(post.messages) == 1


def test_no_server_is_tried_later() -> None:
    def refuse(settings: SMTPSettings) -> smtplib.SMTP:
        raise ConnectionRefusedError

    with pytest.raises(Unavailable, match="ConnectionRefusedError"):
        SMTPSender(SMTPSettings("mail.example"), connect=refuse).send(MAIL)


@pytest.mark.parametrize("field", ["sender", "subject"])
def test_a_line_break_cannot_add_headers(post: Post, field: str) -> None:
    with pytest.raises(ValueError, match="linefeed|newline|header|needs an address"):
        smtp(post).send(replace(MAIL, **{field: "a@b.example\r\nBcc: x@y.example"}))
    assert smtp(post).send(replace(MAIL, to="a@b.example\r\nBcc: x@y.example")) is not None
    assert post.messages == []


# ── the demo's pages ─────────────────────────────────────────────────────────────────────────────


def test_pages_list_and_show_messages_with_working_links(tmp_path: Path) -> None:
    path = tmp_path / "mail.sqlite3"
    FileMail(path, now=lambda: NOW).send(MAIL)
    FileMail(path, now=lambda: NOW).send(replace(MAIL, key="2", to="other@post.example", subject="Zweite"))
    url = "http://sandbox.localhost/post"
    send = into(application(MailPagesConfig(path)), url)
    listed = send("GET", f"{url}/?lang=de", {}).body.decode()
    assert listed.index("Zweite") < listed.index("Neues in Ihrem Vorgang")
    assert "Keine verlässt den Rechner." in listed
    assert "Zweite" not in send("GET", f"{url}/?an=Anna.Berger@post.example", {}).body.decode()
    shown = send("GET", f"{url}/1?lang=de", {}).body.decode()
    assert '<a href="http://marburg.localhost:8000/fortsetzen/abc_-1/">' in shown
    assert "&lt;b&gt;Stadt Marburg" in shown
    assert "02.11.2026 10:00" in shown
    assert [send("GET", f"{url}/{odd}", {}).status for odd in ("3", "x", "1²")] == [404, 404, 404]


def test_never_in_production(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="production"):
        FileMail(tmp_path / "m", production=True)
    with pytest.raises(RuntimeError, match="production"):
        application(MailPagesConfig(tmp_path / "m", production=True))
