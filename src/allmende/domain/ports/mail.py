"""Sending a message. A mail says how a matter stands and what to do; what a letter decides stays behind its link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from allmende.domain.values import Problem


@dataclass(frozen=True, slots=True)
class Mail:
    """Plain text, and the same as HTML where `html` is not empty. `key` makes the Message-ID, so that a repeated send is recognisable as the same message."""

    to: str
    subject: str
    text: str
    key: str
    sender: str
    sender_name: str = ""
    reply_to: str = ""
    language: str = "de"
    html: str = ""


class MailSender(Protocol):
    def send(self, mail: Mail) -> Problem | None:
        """Hand the message over. Problem `mail.refused`: this recipient will never take it.

        Error: `ports.Unavailable`.
        """
        ...
