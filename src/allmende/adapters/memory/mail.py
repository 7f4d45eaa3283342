"""A mailbox in memory."""

from __future__ import annotations

from allmende.domain.ports.mail import Mail
from allmende.domain.values import Problem, Text


class MemoryMail:
    """`domain.ports.mail.MailSender`; what was sent is in `sent`, once per key."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> Problem | None:
        if "@" not in mail.to or mail.to.endswith(".invalid"):
            return Problem("mail.refused", Text("Diese Adresse nimmt nichts an.", "This address accepts nothing."))
        if all(one.key != mail.key for one in self.sent):
            self.sent.append(mail)
        return None
