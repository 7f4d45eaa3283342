"""Mails about appointments: written when they are sent, so that none speaks of a time that is over or given back."""

from __future__ import annotations

from datetime import datetime, timedelta

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import Booked, BookingMailView
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.booking.telling import write_mail
from allmende.domain.matter.telling.mails import MailWords
from allmende.domain.ports import Unavailable
from allmende.domain.ports.mail import Mail
from allmende.ui.mail import as_html
from allmende.usecases.addresses import sender_of
from allmende.usecases.booking import asking, proof, waiting
from allmende.usecases.booking.links import link_of
from allmende.usecases.deliver_mail import deliver
from allmende.usecases.return_address import return_address

BEFORE = timedelta(hours=24)
"""How long before an appointment the person is reminded. Who booked later than that is not."""


def find_noted(*, mail_id: str) -> BookingMailView | None:
    """A mail that is to go out; None where there is none, or it went."""
    note = queries.find_mail(mail_id=mail_id)
    return note if note and note.sent_at is None else None


def _send_to_waiting(city: str, note: BookingMailView, now: datetime) -> None:
    """Whoever typed the address would wait: her mail asks whether that is so."""
    entry = queries.find_waiting(entry_id=note.entry)
    to = entry.person.get("email", "") if entry else ""
    if entry is None or not to or entry.state != "asked":
        operations.mark_mail(mail_id=note.id, refused=False, now=now)
        return
    language = entry.person.get("language", "de")
    words = write_mail(
        note.says,
        city=catalogue.get_city(city=city),
        offer=entry.offer.offer,
        link=waiting.link_of(city=city, entry_id=entry.id, language=language),
        language=language,
    )
    _send(city, note, words, to, language, about=entry.id, now=now)


def _send(
    city: str, note: BookingMailView, words: MailWords, to: str, language: str, *, about: str, now: datetime
) -> None:
    if not asking.allow_mail(note.says, to, now=now):
        operations.mark_mail(mail_id=note.id, refused=True, now=now)
        return
    theme = catalogue.get_city(city=city).theme
    mail = Mail(
        to=to,
        subject=words.subject,
        text=words.as_text(),
        html=as_html(words, language=language, colour=theme.primary, on_colour=theme.primary_text),
        key=f"booking-{note.id}",
        language=language,
        return_to=return_address(city=city, kind="booking", id=note.id, to=to),
        **sender_of(city),
    )
    try:
        sent = deliver(mail, about=about, since=note.noted_at, now=now)
    except Unavailable:
        asking.take_back_mail(note.says, to, now=now)
        raise
    operations.mark_mail(mail_id=note.id, refused=not sent, now=now)


def send_noted(*, city: str, note: BookingMailView, now: datetime) -> None:
    """Hand one noted mail over. Sent twice by a killed worker, it is the same message (Message-ID). Error: `ports.Unavailable`."""
    if note.entry:
        _send_to_waiting(city, note, now)
        return
    booked = queries.find(reservation_id=note.reservation)
    to = booked.person.get("email", "") if booked else ""
    if booked is None or not to or not _still_true(note.says, booked, now):
        operations.mark_mail(mail_id=note.id, refused=False, now=now)
        return
    language = booked.person.get("language", "de")
    words = write_mail(
        note.says,
        city=catalogue.get_city(city=city),
        offer=booked.offer.offer,
        begins=booked.begins,
        place=(booked.site.name, *booked.site.lines),
        link=_link(city, note, booked, language),
        language=language,
        answer_by=booked.expires_at,
    )
    _send(city, note, words, to, language, about=booked.id, now=now)


def note_reminders(*, now: datetime) -> int:
    """Everybody whose appointment is within `BEFORE` gets a reminder, once; how many were noted now."""
    due = queries.list_to_remind(since=now, until=now + BEFORE, booked_before=BEFORE)
    for reservation_id, begins in due:
        operations.note_mail(
            reservation_id=reservation_id, says="reminder", key=f"reminder:{begins:%Y%m%dT%H%M}", now=now
        )
    return len(due)


def _link(city: str, note: BookingMailView, booked: Booked, language: str) -> str:
    if note.says == "confirm":
        return proof.link_of(city=city, booked=booked, language=language)
    if note.says == "waiting_offer":
        return waiting.link_of(city=city, entry_id=note.key.removeprefix("waiting:"), language=language)
    return link_of(city=city, booked=booked, language=language)


def _still_true(says: str, booked: Booked, now: datetime) -> bool:
    if says in ("waiting_offer", "confirm"):
        return booked.state == "held" and booked.expires_at is not None and booked.expires_at > now
    if says == "cancelled":
        return booked.state == "cancelled"
    return booked.state == "booked" and booked.begins > now
