"""A mailbox in memory."""

from __future__ import annotations

from allmende.domain.ports.mail import Mail
from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem, Text


class MemoryMail:
    """`domain.ports.mail.MailSender`; what was sent is in `sent`, once per key."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> Problem | None:
        recipient = read_mail_address(mail.to)
        if isinstance(recipient, Problem) or recipient.domain.endswith(".invalid"):
            words = Text.named("adapters.memory.mail.this_address_accepts_nothing")
            return Problem("mail.refused", words, about="5.1.2")
        if all(one.key != mail.key for one in self.sent):
            self.sent.append(mail)
        return None
