"""Nothing fits: she waits. As soon as a time that she wished for is free it is held for her, and a mail asks until when she wants it.

Only who said so by her mail waits: an address that somebody typed waits for nothing, is told of nothing but by mail, and changes
nothing that was asked with it before. In the order in which they said so. Who does not answer in time, or says no, waits no more; the next one is asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import WaitingView
from allmende.domain.values import Problem, Text
from allmende.usecases.addresses import site_of
from allmende.usecases.booking import asking, book, hold, tokens
from allmende.usecases.booking.book import NO_WAY, TOO_OFTEN, Person
from allmende.usecases.booking.cancel import OVER
from allmende.usecases.booking.find import Free, Wish, list_free
from allmende.usecases.clock import local_day

SALT = "allmende.booking.waiting"
CONFIRM = timedelta(days=1)
"""So long a mail can be answered that asks whether she waits."""
ANSWER, LEAST = timedelta(hours=12), timedelta(hours=2)
"""So long she may think about it; never less than the second: what begins before is given to those who look themselves."""
MOST_AT_ONCE, LOOKED, LISTED = 100, 50, 10
WAITS_ALREADY = Problem("booking.waits_already", Text.named("booking.waiting.already"))
PAST = Problem("booking.waiting_day", Text.named("booking.waiting.past"), "bis")


def token_of(*, city: str, entry_id: str) -> str:
    return tokens.sign_id(salt=SALT, city=city, id=entry_id)


def link_of(*, city: str, entry_id: str, language: str) -> str:
    """The whole address, for a mail."""
    return f"{site_of(city, language)}/termin/warteliste/{token_of(city=city, entry_id=entry_id)}/"


def open_link(*, city: str, token: str) -> WaitingView | None:
    """The entry; None for a token that is none of this city's."""
    read = tokens.read_id(salt=SALT, city=city, token=token)
    return queries.find_waiting(entry_id=read[0]) if read else None


def join(
    *, wish: Wish, site_id: int | None, until: date, person: Person, sender: str, now: datetime
) -> str | tuple[Problem, ...]:
    """A mail asks her whether she waits for a time that fits the wish until that day (included), at that site or any; the entry's
    id. `sender`: the network address of who asks, which alone is counted."""
    offer = wish.offer
    read = book.read_person(person, by_staff=False)
    if isinstance(read, tuple):
        return read
    if not read.email:
        return (NO_WAY,)
    if not local_day(now) <= until <= local_day(now) + timedelta(days=offer.offer.release.days_ahead):
        return (PAST,)
    if not asking.allow_sender(sender, now=now):
        return (asking.TOO_MANY,)
    who = book.mark_of(read)
    told = {"name": read.name, "email": read.email, "phone": read.phone, "language": read.language}
    with transaction.atomic():
        entry_id = operations.ask_to_wait(
            offer_id=offer.id, site_id=site_id, extras=wish.extras, until=until, wish=_kept(wish), person=told, who=who,
            now=now,
        )  # fmt: skip
        key = f"wait:{now.isoformat()}"
        operations.note_mail_to_waiting(entry_id=entry_id, says="waiting_confirm", key=key, now=now)
        return entry_id


def begin(*, entry: WaitingView, now: datetime) -> Problem | None:
    """She says by her mail that she waits. None: done, also where it was before."""
    if entry.state != "asked":
        return None if entry.state in ("waiting", "offered") else OVER
    if entry.until < local_day(now):
        return OVER
    with transaction.atomic():
        if not operations.begin_waiting(entry_id=entry.id, now=now):
            return WAITS_ALREADY
        if not book.allow_another("wait", book.mark_of(Person("", entry.person["email"])), now=now):
            transaction.set_rollback(True)
            return TOO_OFTEN
    return None


def list_others(*, entry: WaitingView) -> tuple[WaitingView, ...]:
    """What else was asked with that address and not answered: for who opened a link that was sent there, as `proof.list_others`."""
    email = entry.person.get("email", "")
    found = queries.list_asked_to_wait(who=book.mark_of(Person("", email)), most=LISTED) if email else ()
    return tuple(one for one in found if one.id != entry.id)


def offer_times(*, city: str, now: datetime) -> int:
    """End what was not answered, then offer what is free to those who wait, each one time; how many were asked."""
    operations.end_late_answers(now=now, asked_before=now - CONFIRM)
    asked, nothing = 0, set[tuple[object, ...]]()
    for entry in queries.list_waiting(today=local_day(now), most=MOST_AT_ONCE):
        group = (
            entry.offer.id,
            entry.site.id if entry.site else 0,
            entry.until,
            *sorted((name, str(value)) for name, value in entry.wish.items()),
            *sorted(entry.extras.items()),
        )
        if group not in nothing and _offer(city, entry, now):
            asked += 1
        else:
            nothing.add(group)
    return asked


@transaction.atomic
def _offer(city: str, entry: WaitingView, now: datetime) -> bool:
    free = _first(city, entry, now)
    if free is None or operations.lock_waiting(entry_id=entry.id) != "waiting":
        return False
    answer_by = min(now + ANSWER, free.slot.begins - LEAST)
    made = hold.hold_slot(
        city=city, offer_key=entry.offer.offer.id, extras=entry.extras, site_id=free.site.id, since=free.slot.since,
        channel="online", now=now, lasts=answer_by - now, skills=read_entry(entry).skills,
    )  # fmt: skip
    if isinstance(made, Problem):
        return False
    operations.offer_to_waiting(entry_id=entry.id, reservation_id=made, answer_by=answer_by)
    operations.note_mail(reservation_id=made, says="waiting_offer", key=f"waiting:{entry.id}", now=now)
    return True


def _first(city: str, entry: WaitingView, now: datetime) -> Free | None:
    found = list_free(city=city, wish=read_entry(entry), channel="online", now=now, most=LOOKED, until=entry.until)
    return next((free for free in found if free.slot.begins - now >= 2 * LEAST), None)


def read_entry(entry: WaitingView) -> Wish:
    """What she waits for."""
    said = entry.wish.get("since")
    return Wish(
        entry.offer,
        entry.extras,
        sites=frozenset((entry.site.id,)) if entry.site else None,
        daytime=entry.wish.get("daytime", ""),
        accessible=bool(entry.wish.get("accessible")),
        skills=frozenset(entry.wish.get("skills", ())),
        since=date.fromisoformat(said) if said else None,
    )


def _kept(wish: Wish) -> dict[str, Any]:
    """The wish as an entry keeps it, without what was left open."""
    said = {
        "since": wish.since.isoformat() if wish.since else "", "daytime": wish.daytime, "accessible": wish.accessible,
        "skills": sorted(wish.skills),
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def take(*, city: str, entry: WaitingView, now: datetime) -> Problem | None:
    """She wants the time. None: it is booked, also where it was before."""
    with transaction.atomic():
        state = operations.lock_waiting(entry_id=entry.id)
        if state == "taken":
            return None
        booked = queries.find(reservation_id=entry.reservation) if entry.reservation else None
        if state != "offered" or booked is None:
            return OVER
        told = entry.person
        person = Person(told["name"], told["email"], told["phone"], told["language"])
        problems = book.book_appointment(city=city, booked=booked, person=person, vouched="mail", now=now)
        if problems:
            return replace(problems[0], where="")
        operations.end_waiting(entry_id=entry.id, state="taken")
    return None


@transaction.atomic
def leave(*, entry: WaitingView, now: datetime) -> None:
    """She does not want the time, or waits no more; what was held for her is free at once."""
    if operations.lock_waiting(entry_id=entry.id) not in ("asked", "waiting", "offered"):
        return
    operations.end_waiting(entry_id=entry.id, state="gone")
    booked = queries.find(reservation_id=entry.reservation) if entry.reservation else None
    if booked:
        hold.give_back(booked=booked, now=now)
