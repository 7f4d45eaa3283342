"""What a mail about an appointment says. It names no person: it says when, where, what to bring, and leads to the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from allmende.domain.booking.offer import BookingOffer
from allmende.domain.matter.telling.mails import HELLO, REGARDS, MailWords, sender_lines
from allmende.domain.package.city import CityData
from allmende.domain.values import BERLIN, Text, spoken_clock, weekday_date

FACTS = (Text.named("booking.telling.what"), Text.named("booking.telling.when"), Text.named("booking.telling.where"))
BRING = Text.named("booking.telling.bring")
ANSWER_BY = Text.named("booking.telling.answer_by")
ACT = Text.named("booking.telling.act")
GENUINE, ASKED = Text.named("booking.telling.genuine"), Text.named("booking.telling.genuine_asked")


@dataclass(frozen=True, slots=True)
class BookingWords:
    """Subject and first line of one kind of mail; `genuine`: why it came, and what to do if it was somebody else."""

    subject: Text
    line: Text
    act: Text = ACT
    genuine: Text = GENUINE


MAILS: Mapping[str, BookingWords] = {
    "booked": BookingWords(Text.named("booking.telling.booked_subject"), Text.named("booking.telling.booked")),
    "moved": BookingWords(Text.named("booking.telling.moved_subject"), Text.named("booking.telling.moved")),
    "moved_by_us": BookingWords(
        Text.named("booking.telling.moved_by_us_subject"), Text.named("booking.telling.moved_by_us")
    ),
    "cancelled": BookingWords(Text.named("booking.telling.cancelled_subject"), Text.named("booking.telling.cancelled")),
    "confirm": BookingWords(
        Text.named("booking.telling.confirm_subject"),
        Text.named("booking.telling.confirm"),
        Text.named("booking.telling.confirm_act"),
        ASKED,
    ),
    "waiting_offer": BookingWords(
        Text.named("booking.telling.waiting_subject"),
        Text.named("booking.telling.waiting"),
        Text.named("booking.telling.waiting_act"),
    ),
    "waiting_confirm": BookingWords(
        Text.named("booking.telling.wait_confirm_subject"),
        Text.named("booking.telling.wait_confirm"),
        Text.named("booking.telling.wait_confirm_act"),
        ASKED,
    ),
    "reminder": BookingWords(Text.named("booking.telling.reminder_subject"), Text.named("booking.telling.reminder")),
}


def write_mail(
    says: str,
    *,
    city: CityData,
    offer: BookingOffer,
    begins: datetime | None = None,
    place: tuple[str, ...] = (),
    link: str,
    language: str,
    answer_by: datetime | None = None,
) -> MailWords:
    """The words of a mail. `begins`: None where there is no time yet. `answer_by`: of a time that is only offered. `place`: name of the
    site and its address, empty where any is right. Error: `KeyError` for a kind that is not in `MAILS`."""
    kind, when = MAILS[says], _moment(begins, language)
    lines = [kind.line.spoken(language)]
    if offer.bring is not None and says != "cancelled":
        lines.append(f"{BRING.spoken(language)} {offer.bring.spoken(language)}")
    told = (offer.name.spoken(language), when, ", ".join(place))
    return MailWords(
        subject=kind.subject.said(language, when=when),
        city=city.full_name,
        headline=kind.subject.said(language, when=when),
        greeting=HELLO.spoken(language),
        lines=tuple(lines),
        facts=(
            *((name.spoken(language), value) for name, value in zip(FACTS, told, strict=True) if value),
            *([(ANSWER_BY.spoken(language), _moment(answer_by, language))] if answer_by else []),
        ),
        act=kind.act.spoken(language),
        link=link,
        other_way="",
        regards=REGARDS.spoken(language),
        sender=sender_lines(city, None, language),
        genuine=kind.genuine.spoken(language),
        imprint=f"{city.authority}, {', '.join(city.contact.address.lines)}",
    )


def _moment(at: datetime | None, language: str) -> str:
    """Day and time of the clock; empty for None."""
    local = at.astimezone(BERLIN) if at else None
    return f"{weekday_date(local.date(), language)}, {spoken_clock(local, language)}" if local else ""
