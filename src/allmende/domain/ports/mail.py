"""Sending a message. A mail says how a matter stands and what to do; what a letter decides stays behind its link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from allmende.domain.values import Problem


@dataclass(frozen=True, slots=True)
class Mail:
    """Plain text, and the same as HTML where `html` is not empty. `key` makes the Message-ID, so that a repeated send is
    recognisable as the same message.

    `return_to`: the envelope sender, where reports go that the mail could not be delivered; empty: to `sender`.
    """

    to: str
    subject: str
    text: str
    key: str
    sender: str
    sender_name: str = ""
    reply_to: str = ""
    language: str = "de"
    html: str = ""
    return_to: str = ""


class MailSender(Protocol):
    def send(self, mail: Mail) -> Problem | None:
        """Hand the message over. Its addresses may hold umlauts in the domain (`domain.spelling.mail_address.MailAddress`).

        Problem `mail.refused`: this recipient will never take it. `mail.deferred`: this one not now (SMTP 4xx); whether and
        how long to try again is the caller's. `about` is the status of RFC 3463 (`5.1.1`) where the server gave one.
        Error: `ports.Unavailable`: no server, or none that takes mails now.
        """
        ...
