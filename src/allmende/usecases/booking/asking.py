"""Mails to an address that somebody typed: they ask its owner. How many, without anybody else learning of it.

Who asks is counted by network address, and is told. The address is counted by the job that sends, and nobody is told: a page that
said so would tell strangers of it, and lock its owner out. What is not sent is opened by the link of a mail that was.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allmende.apps.applications.rules import address_mark
from allmende.domain.spelling.mail_address import mailbox_of
from allmende.domain.values import Problem, Text
from allmende.foundation.limits import database as limits

MAILS, PER_ADDRESS, PER_SENDER = frozenset(("confirm", "waiting_confirm")), 3, 20
"""Which mails ask; so many an hour go to one mailbox; so many an hour one network address may cause."""
HOUR = timedelta(hours=1)
TOO_MANY = Problem("booking.too_many_asked", Text.named("booking.asking.too_many"))


def allow_sender(sender: str, *, now: datetime) -> bool:
    """Whether who sits at that network address may cause one more mail. Counts it."""
    return limits.allow("booking.ask", sender, limit=PER_SENDER, per=HOUR, now=now)


def allow_mail(says: str, to: str, *, now: datetime) -> bool:
    """Whether that mail may go out; what asks nobody always may. Counts it."""
    return says not in MAILS or limits.allow(
        "booking.asked", address_mark(mailbox_of(to)), limit=PER_ADDRESS, per=HOUR, now=now
    )


def take_back_mail(says: str, to: str, *, now: datetime) -> None:
    """What `allow_mail` counted could not be handed over and comes again."""
    if says in MAILS:
        limits.take_back("booking.asked", address_mark(mailbox_of(to)), per=HOUR, now=now)
