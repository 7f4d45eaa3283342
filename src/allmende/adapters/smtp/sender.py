"""One connection per message: mails are few, and a worker may be killed at any moment."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from hashlib import sha256
from typing import Literal
from urllib.parse import unquote, urlsplit

from allmende.domain.ports import Unavailable
from allmende.domain.ports.mail import Mail
from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem, Text

SHUTTING_DOWN = 421
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True, slots=True)
class SMTPSettings:
    """`security`: `starttls` (usual, port 587), `tls` (port 465), `none` (only to this very machine)."""

    host: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = ""
    timeout: float = 20.0


def settings_from_url(url: str) -> SMTPSettings:
    """`smtp://user:password@host:587` (STARTTLS), `smtps://…` (TLS), `smtp+plain://localhost:25` (neither).

    Error: `ValueError` for anything else.
    """
    parts = urlsplit(url)
    schemes: dict[str, tuple[Literal["starttls", "tls", "none"], int]] = {
        "smtp": ("starttls", 587),
        "smtps": ("tls", 465),
        "smtp+plain": ("none", 25),
    }
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError("The address of the mail server must look like smtp://user:password@host:587.")
    security, port = schemes[parts.scheme]
    return SMTPSettings(
        parts.hostname, parts.port or port, security, unquote(parts.username or ""), unquote(parts.password or "")
    )


class SMTPSender:
    """`domain.ports.mail.MailSender`. The same `key` gives the same Message-ID, so a repetition is seen as one."""

    def __init__(
        self,
        settings: SMTPSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        connect: Callable[[SMTPSettings], smtplib.SMTP] | None = None,
    ) -> None:
        self._settings, self._now, self._connect = settings, now, connect or connect_securely

    def send(self, mail: Mail) -> Problem | None:
        recipient = read_mail_address(mail.to)
        if isinstance(recipient, Problem):
            return _refusal(553, "5.1.3")
        message = compose(mail, self._now())
        try:
            server = self._connect(self._settings)
            try:
                if self._settings.user:
                    server.login(self._settings.user, self._settings.password)
                _hand_over(server, message, _ascii(mail.return_to or mail.sender), recipient.ascii)
            finally:
                _leave(server)
        except smtplib.SMTPRecipientsRefused as refused:
            code, answer = next(iter(refused.recipients.values()))
            return _refusal(code, answer)
        except smtplib.SMTPDataError as error:
            return _refusal(error.smtp_code, error.smtp_error)
        except smtplib.SMTPResponseException as error:
            raise Unavailable("smtp", f"{type(error).__name__} {error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable("smtp", type(error).__name__) from error
        return None

    def probe(self, city: str) -> None:
        """Connect, sign in, leave: nothing is sent. Error: `Unavailable` with the kind of the failure."""
        try:
            server = self._connect(self._settings)
            try:
                if self._settings.user:
                    server.login(self._settings.user, self._settings.password)
                server.noop()
            finally:
                _leave(server)
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable("smtp", type(error).__name__) from error


def compose(mail: Mail, now: datetime) -> EmailMessage:
    """The message as it travels, addresses in ASCII.

    Error: `ValueError` when the sender is no address or the subject holds a line break.
    """
    sender = _ascii(mail.sender)
    message = EmailMessage()
    message["From"] = formataddr((mail.sender_name, sender)) if mail.sender_name else sender
    message["To"] = _ascii(mail.to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{sha256(mail.key.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.reply_to:
        message["Reply-To"] = _ascii(mail.reply_to)
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = mail.language
    return message


def connect_securely(settings: SMTPSettings) -> smtplib.SMTP:
    """An open connection; certificates are verified."""
    context = ssl.create_default_context()
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=context)
    server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
    if settings.security == "starttls":
        server.starttls(context=context)
    return server


def _leave(server: smtplib.SMTP) -> None:
    """Politely, but a message once accepted is sent whatever the farewell brings."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _hand_over(server: smtplib.SMTP, message: EmailMessage, sender: str, recipient: str) -> None:
    """One recipient. Where the server knows RFC 3461, only failures are reported, and without what was written."""
    server.ehlo_or_helo_if_needed()
    knows = server.has_extn("dsn")
    server.send_message(
        message, sender, [recipient], ["RET=HDRS"] if knows else [], ["NOTIFY=FAILURE"] if knows else []
    )


def _ascii(address: str) -> str:
    """Error: `ValueError` for what is no address; the message names none."""
    found = read_mail_address(address)
    if isinstance(found, Problem):
        raise ValueError("A mail needs an address as sender and as recipient.")
    return found.ascii


def _refusal(code: int, answer: bytes | str) -> Problem:
    """From 500 on for good (RFC 5321 § 4.2.1). Of the server's words only the status of RFC 3463 is kept.

    Error: `Unavailable` where the server closes for everybody.
    """
    words = answer.decode("ascii", "replace") if isinstance(answer, bytes) else answer
    status = STATUS.match(words)
    if code == SHUTTING_DOWN:
        raise Unavailable("smtp", f"closing ({code})")
    return Problem(
        "mail.refused" if code >= 500 else "mail.deferred",
        Text.named("adapters.smtp.sender.this_e_mail_address_accepts", code=code),
        about=status[0] if status else f"{code // 100}.0.0",
    )
