"""Staff learn what happened in the commons: one mail in the morning, and a mark up to where they have read."""

from __future__ import annotations

from datetime import datetime

from allmende.apps.commons import operations, queries
from allmende.apps.commons.queries import Mailing
from allmende.domain.cooperation import StaffMember
from allmende.domain.matter.undelivered import reason_of
from allmende.domain.ports.mail import Mail
from allmende.domain.values import Text
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.usecases.addresses import base_url, sender_of
from allmende.usecases.deliver_mail import note_failure
from allmende.usecases.return_address import return_address
from allmende.words.joining import joined

SHOWN = 20
LANGUAGE = "de"
"""What staff read: an account has no language of its own."""
SUBJECT = Text.named("usecases.tell_staff.subject")
TEXT = Text.named("usecases.tell_staff.text")
ONE, MANY = Text.named("usecases.tell_staff.one"), Text.named("usecases.tell_staff.many")
MORE = Text.named("usecases.tell_staff.more")


def send_digests(*, city: str, now: datetime) -> int:
    """One mail to each officer of the city whose roles are concerned by unread news; how many went out.

    Run twice, the second time has nothing to tell. Killed between handing over and noting it, the same message (by its
    id) may go twice. Error: `ports.Unavailable`; who was told before is not told again.
    """
    sent = 0
    for mailing in list(queries.list_to_mail(city=city, now=now)):
        problem = plugs.get(sockets.MAIL).send(_mail(city, mailing))
        if problem is not None and problem.code == "mail.deferred":
            continue  # tomorrow's mail has the same news
        if problem is not None:
            note_failure(about=mailing.officer_id, email=mailing.email, reason=reason_of(problem.about), now=now)
        operations.mark_mailed(officer_id=mailing.officer_id, up_to=mailing.up_to)
        sent += 1
    return sent


def mark_seen(*, person: StaffMember, up_to: int, now: datetime) -> None:
    """She has read the news up to this one."""
    operations.mark_seen(person=person, up_to=up_to)


def want_mail(*, person: StaffMember, wanted: bool, now: datetime) -> None:
    """Whether she gets the mail of the morning."""
    operations.want_mail(person=person, wanted=wanted)


def _mail(city: str, mailing: Mailing) -> Mail:
    count = len(mailing.events)
    news = ONE if count == 1 else MANY.filled(count=count)
    lines = [event.text for event in mailing.events[:SHOWN]]
    if count > SHOWN:
        lines.append(MORE.filled(count=count - SHOWN))
    text = TEXT.filled(
        name=mailing.name,
        news=news,
        lines=joined((joined(("– ", line), "") for line in lines), "\n"),
        link=f"{base_url(city=city)}/werkstatt/",
    )
    return Mail(
        to=mailing.email,
        subject=SUBJECT.said(LANGUAGE, news=news),
        text=text.spoken(LANGUAGE),
        key=f"digest-{mailing.officer_id}-{mailing.up_to}",
        language=LANGUAGE,
        return_to=return_address(city=city, kind="staff", id=mailing.officer_id, to=mailing.email),
        **sender_of(city),
    )
