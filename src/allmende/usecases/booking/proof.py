"""Who books online proves what counts for her: with a mail address that it is hers, by the link of a mail; with a phone number alone,
where the offer says so, that she is no program: her browser computes for a second.

No page says whether an address is known, has an appointment or had many mails: the answer is the same for each, in words and in
what it costs. What is to be said of an address is said to who opened the link.

No third party is asked. The challenge is that of ALTCHA (version 1, SHA-256): a number below `MOST` is to be found whose digest
with the salt is the challenge. It is signed and says when it ends, so nothing is kept until it is answered; an answer counts once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import Booked
from allmende.domain.values import Problem, Text
from allmende.foundation.limits import database as limits
from allmende.usecases.addresses import site_of
from allmende.usecases.booking import asking, book, tokens
from allmende.usecases.booking.book import Person, mark_of, read_person
from allmende.usecases.booking.find import TAKEN
from allmende.usecases.booking.hold import LONGEST

ALGORITHM, MOST = "SHA-256", 50_000
"""So many digests at most: about a second on a phone; who wants a hundred appointments computes for minutes, and each of them
needs an address of its own."""
LASTS, CONFIRM = timedelta(hours=1), timedelta(minutes=30)
"""How long a challenge can be answered, and a time waits for the answer to its mail."""
LONGEST_ANSWER, LISTED = 2_000, 10
SALT, LINK_SALT = "allmende.booking.proof", "allmende.booking.confirm"
NEEDS_MAIL = Problem("booking.proof", Text.named("booking.proof.needs_mail"), "email")


def make_challenge(*, city: str, salt: str, number: int, now: datetime) -> dict[str, Any]:
    """What a page hands out. `salt` and `number` (0 to `MOST`) are random; the caller draws them."""
    salted = f"{salt}?expires={int((now + LASTS).timestamp())}"
    challenge = hashlib.sha256(f"{salted}{number}".encode()).hexdigest()
    return {
        "algorithm": ALGORITHM, "challenge": challenge, "maxnumber": MOST, "salt": salted,
        "signature": _sign(city, challenge),
    }  # fmt: skip


def is_proved(*, city: str, answer: str, now: datetime) -> bool:
    """Is that the answer to a challenge of ours that has not ended and was not answered before?"""
    try:
        said = json.loads(base64.b64decode(answer[:LONGEST_ANSWER], validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return False
    if not isinstance(said, Mapping) or said.get("algorithm") != ALGORITHM:
        return False
    challenge, salt, number = str(said.get("challenge")), str(said.get("salt")), said.get("number")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST:
        return False
    ends = salt.rpartition("?expires=")[2]
    if not (ends.isascii() and ends.isdigit() and len(ends) < 12 and now.timestamp() < int(ends)):
        return False
    right = hmac.compare_digest(hashlib.sha256(f"{salt}{number}".encode()).hexdigest(), challenge)
    if not right or not hmac.compare_digest(_sign(city, challenge), str(said.get("signature"))):
        return False
    return limits.allow("booking.proof", challenge, limit=1, per=2 * LASTS, now=now)


def book_online(
    *, city: str, booked: Booked, person: Person, answer: str, sender: str, now: datetime
) -> tuple[Problem, ...]:
    """With a mail address the held time waits for the mail to be answered; with a phone number alone it is booked. Empty: done.

    `answer`: to the challenge of the page. `sender`: the network address of who asks, which alone is counted.
    """
    read = read_person(person, by_staff=False)
    if isinstance(read, tuple):
        return read
    if read.email:
        return ask_by_mail(city=city, booked=booked, person=read, sender=sender, now=now)
    if booked.offer.offer.proof and not is_proved(city=city, answer=answer, now=now):
        return (NEEDS_MAIL,)
    return book.book_appointment(city=city, booked=booked, person=read, vouched="nobody", now=now)


def ask_by_mail(*, city: str, booked: Booked, person: Person, sender: str, now: datetime) -> tuple[Problem, ...]:
    """The held time waits while a mail to that address is answered; one that has expired is taken again where it is still free.
    Empty: the mail is on its way, as far as `asking` lets it."""
    read = read_person(person, by_staff=False)
    if isinstance(read, tuple):
        return read
    if not asking.allow_sender(sender, now=now):
        return (asking.TOO_MANY,)
    told = {"name": read.name, "email": read.email, "phone": read.phone, "language": read.language}
    with transaction.atomic():
        offer = booked.offer
        operations.lock(site_id=booked.site.id, offer=offer)
        state = operations.lock_reservation(reservation_id=booked.id)
        if state == "booked":
            return ()
        if state not in ("held", "expired"):
            return (TAKEN,)
        lapsed = book.has_lapsed(booked, state, now)
        if lapsed and not book.is_free_again(city=city, booked=booked, now=now):
            return (TAKEN,)
        since = now if lapsed else booked.made_at
        until = min(now, since + LONGEST) + CONFIRM
        if until <= now or not operations.hold_for(
            reservation_id=booked.id, person=told, who=mark_of(read), since=since, until=until
        ):
            return (TAKEN,)
        operations.note_mail(reservation_id=booked.id, says="confirm", key=f"confirm:{now.isoformat()}", now=now)
    return ()


def token_of(*, city: str, booked: Booked) -> str:
    """What stands in the address of the mail. It proves the mail address it was sent to, and no other typed later; so no page shows it
    but one that was opened with such a token itself."""
    return tokens.sign_id(salt=LINK_SALT, city=city, id=booked.id, given=booked.person.get("email", ""))


def link_of(*, city: str, booked: Booked, language: str) -> str:
    """The whole address, for the mail."""
    return f"{site_of(city, language)}/termin/bestaetigen/{token_of(city=city, booked=booked)}/"


def open_link(*, city: str, token: str) -> Booked | None:
    """The reservation; None for a token that is none of this city's, or was sent to another address."""
    read = tokens.read_id(salt=LINK_SALT, city=city, token=token)
    booked = queries.find(reservation_id=read[0]) if read else None
    fits = read and booked and tokens.is_given(salt=LINK_SALT, mark=read[1], given=booked.person.get("email", ""))
    return booked if fits else None


def list_others(*, booked: Booked, now: datetime) -> tuple[Booked, ...]:
    """What else is held for the owner of that address until she answers: for who opened a link that was sent there, so that a mail
    that was not sent any more (`asking.allow_mail`) keeps nobody from her appointment."""
    who = mark_of(Person("", booked.person.get("email", "")))
    found = queries.list_asked(who=who, now=now, most=LISTED) if who else ()
    return tuple(one for one in found if one.id != booked.id)


def confirm(*, city: str, booked: Booked, now: datetime) -> tuple[Problem, ...]:
    """She answered the mail: the time is hers. Empty: done, also where it was before."""
    if booked.state == "booked":
        return ()
    told = booked.person
    if not told.get("email"):
        return (TAKEN,)
    person = Person(told["name"], told["email"], told["phone"], told["language"])
    return book.book_appointment(city=city, booked=booked, person=person, vouched="mail", now=now)


def _sign(city: str, challenge: str) -> str:
    return salted_hmac(SALT, f"{city}:{challenge}", algorithm="sha256").hexdigest()
