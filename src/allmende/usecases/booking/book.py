"""A held time becomes an appointment. It needs a name, and a mail address or a phone number; no account.

What somebody types proves nobody's address. So an address counts (one appointment of an offer, so many a day) only once its owner
opened the link of a mail sent there, and only she is told so. A phone number cannot be proved and counts nothing online.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from allmende.apps.applications.rules import address_mark
from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import Booked
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.spelling.mail_address import MailAddress, read_mail_address
from allmende.domain.values import Problem, Text
from allmende.foundation.limits import database as limits
from allmende.usecases.booking.find import TAKEN, pick_slot

LONGEST_NAME, LONGEST_PHONE = 120, 40
PER_ADDRESS = 6
"""Bookings a day, and beginnings to wait, of one mail address whose owner answered the mail, whatever they are for."""
Vouched = Literal["mail", "staff", "nobody"]
"""Who says that the address is hers: she who opened the link of the mail, staff who speak with her, nobody (a phone number alone)."""
PHONE = re.compile(r"\+?[\d ()/.-]+")

NO_NAME = Problem("booking.name", Text.named("booking.book.no_name"), "name")
NO_WAY = Problem("booking.contact", Text.named("booking.book.no_way"), "email")
BAD_PHONE = Problem("booking.phone", Text.named("booking.book.bad_phone"), "phone")
ALREADY = Problem("booking.already", Text.named("booking.book.already"))
TOO_OFTEN = Problem("booking.too_often", Text.named("booking.book.too_often"))


@dataclass(frozen=True, slots=True)
class Person:
    """Who comes, as typed. `language`: in which she is written to."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "de"


def book_appointment(
    *, city: str, booked: Booked, person: Person, vouched: Vouched, now: datetime
) -> tuple[Problem, ...]:
    """Book what is held. Empty: done, also when it was done before (a double click). A hold that has expired is taken again where
    it is still free; else `TAKEN`. Error: `ValueError` for a mail address that nobody vouches for (`proof.book_online` asks by mail)."""
    read = read_person(person, by_staff=vouched == "staff")
    if isinstance(read, tuple):
        return read
    if read.email and vouched == "nobody":
        raise ValueError("a typed mail address is asked first")
    who, proved = mark_of(read), vouched == "mail" and bool(read.email)
    with transaction.atomic():
        offer = booked.offer
        operations.lock(site_id=booked.site.id, offer=offer)
        state = operations.lock_reservation(reservation_id=booked.id)
        if state == "booked":
            return ()
        if state not in ("held", "expired"):
            return (TAKEN,)
        if has_lapsed(booked, state, now) and not is_free_again(city=city, booked=booked, now=now):
            return (TAKEN,)
        if vouched != "nobody" and who and queries.has_active(offer=offer.id, who=who, now=now, proved=proved):
            return (ALREADY,)
        # Counted as late as can be: what does not come about is no booking, and locks nobody out.
        if proved and not allow_another("book", who, now=now):
            return (TOO_OFTEN,)
        told = {"name": read.name, "email": read.email, "phone": read.phone, "language": read.language}
        if not operations.book(reservation_id=booked.id, person=told, who=who, proved=proved, now=now):
            return (ALREADY if proved and queries.has_active(offer=offer.id, who=who, now=now, proved=True) else TAKEN,)
        if read.email:
            operations.note_mail(reservation_id=booked.id, says="booked", key="booked", now=now)
    return ()


def allow_another(act: Literal["book", "wait"], who: str, *, now: datetime) -> bool:
    """Whether the owner of that address, who answered a mail, may do so once more today. Counts it."""
    return limits.allow(f"booking.{act}", who, limit=PER_ADDRESS, per=timedelta(days=1), now=now)


def has_lapsed(booked: Booked, state: str, now: datetime) -> bool:
    """Is what was held in that `state` kept no more?"""
    return state == "expired" or booked.expires_at is None or booked.expires_at <= now


def is_free_again(*, city: str, booked: Booked, now: datetime) -> bool:
    """Is the very time still free at that desk, and does the desk still serve it? The caller locked the site."""
    since = int(booked.begins.timestamp()) // 60
    slot = pick_slot(
        city=city, offer=booked.offer, minutes=booked.minutes, site_id=booked.site.id, since=since,
        channel="online" if booked.channel == "online" else "office", now=now, but=booked.id, skills=booked.skills,
        desk=booked.desk,
    )  # fmt: skip
    if slot is None:
        return False
    operations.release_expired(slot=slot, now=now)
    return True


def read_person(person: Person, *, by_staff: bool) -> Person | tuple[Problem, ...]:
    """As typed → as it is kept, or everything that is wrong with it."""
    name, phone, typed = clean_line(person.name), clean_line(person.phone), clean_line(person.email)
    wrong: list[Problem] = []
    if not name or len(name) > LONGEST_NAME:
        wrong.append(NO_NAME)
    address = read_mail_address(typed) if typed else None
    if isinstance(address, Problem):
        wrong.append(replace(address, where="email"))
    if phone and (len(phone) > LONGEST_PHONE or not PHONE.fullmatch(phone) or len(_digits(phone)) < 5):
        wrong.append(BAD_PHONE)
    if not typed and not phone and not by_staff:
        wrong.append(NO_WAY)
    if wrong:
        return tuple(wrong)
    return Person(name, str(address) if isinstance(address, MailAddress) else "", phone, person.language)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def mark_of(person: Person) -> str:
    """Who counts as the same person: the address, without one the number. Empty where staff booked without either."""
    if person.email:
        return address_mark(person.email)
    return address_mark(_digits(person.phone)) if person.phone else ""
