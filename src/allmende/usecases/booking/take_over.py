"""Appointments made elsewhere are taken over from a table (CSV), with a report of every line.

    Datum;Beginn;Minuten;Platz;Angebot;Name;E-Mail;Telefon

They are entered also where the site is closed then: the set-up shows them as conflicts. Two at one desk at one time are not.
Nobody gets a mail about it; reminders come as for every other appointment. Taken over again, a line is already there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.db import transaction

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import DeskView, OfferView, SiteView
from allmende.domain.booking import Slot
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.values import BERLIN, Problem, Text
from allmende.foundation.audit import chain
from allmende.foundation.identity.models import Officer
from allmende.usecases.booking.book import Person, read_person

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "day": ("datum", "tag", "date"),
    "begins": ("beginn", "uhrzeit", "zeit", "von", "time"),
    "minutes": ("minuten", "dauer", "minutes"),
    "desk": ("platz", "desk"),
    "offer": ("angebot", "terminart", "wofuer", "offer"),
    "name": ("name",),
    "email": ("e-mail", "email", "mail"),
    "phone": ("telefon", "phone"),
}
"""What each column may be called; small letters. `minutes`, `email` and `phone` may be missing."""
OPTIONAL = frozenset(("minutes", "email", "phone"))
MOST_LINES, MOST_BYTES, LONGEST_MINUTES = 5_000, 1_000_000, 600
DAY = Field("day", "date", Text.named("booking.office.day"), path="day")
CLOCK = Field("begins", "time", Text.named("booking.take_over.clock"), path="begins")

UNREADABLE = Problem("booking.csv", Text.named("booking.take_over.unreadable"))
TOO_LARGE = Problem("booking.csv_large", Text.named("booking.take_over.too_large", most=MOST_LINES))

Became = Literal["entered", "known", "refused"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table (the first one after the heads is 2) and what became of it. `why`: where it was refused."""

    number: int
    said: str
    became: Became
    why: Text | None = None


def read_table(content: bytes) -> list[dict[str, str]] | Problem:
    """The lines by column, whatever their order, separated by semicolon, comma or tab; UTF-8, else Windows-1252."""
    if len(content) > MOST_BYTES:
        return TOO_LARGE
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    heads, _, _ = text.partition("\n")
    separator = max(";,\t", key=heads.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        return UNREADABLE
    if not rows:
        return UNREADABLE
    names = [cell.strip().lower() for cell in rows[0]]
    places = {key: next((names.index(name) for name in known if name in names), None) for key, known in COLUMNS.items()}
    missing = [known[0] for key, known in COLUMNS.items() if places[key] is None and key not in OPTIONAL]
    if missing:
        return Problem("booking.csv_heads", Text.named("booking.take_over.heads", missing=", ".join(missing).title()))
    if len(rows) > MOST_LINES + 1:
        return TOO_LARGE
    return [
        {key: row[at].strip() if at is not None and at < len(row) else "" for key, at in places.items()}
        for row in rows[1:]
    ]


def take_over(
    *, officer: Officer, site: SiteView, lines: Sequence[Mapping[str, str]], now: datetime, only_look: bool
) -> tuple[Line, ...]:
    """Every line that says something, and what became of it. `only_look`: everything is undone again."""
    desks = {desk.name.lower(): desk for desk in queries.list_desks(site_id=site.id)}
    offers = {key.lower(): offer for offer in queries.list_offers() for key in (offer.offer.id, offer.offer.name["de"])}
    with transaction.atomic():
        operations.lock(site_id=site.id)
        found = tuple(
            _line(number, said, desks, offers, now) for number, said in enumerate(lines, start=2) if any(said.values())
        )
        count = sum(line.became == "entered" for line in found)
        if count:
            chain.append(
                actor=f"officer:{officer.pk}", action="booking.taken_over", subject=f"site:{site.id}", now=now,
                details={"count": count},
            )  # fmt: skip
        if only_look:
            transaction.set_rollback(True)
    return found


def _line(
    number: int, said: Mapping[str, str], desks: Mapping[str, DeskView], offers: Mapping[str, OfferView], now: datetime
) -> Line:
    shown = " ".join(said[key] for key in ("day", "begins", "desk") if said[key])[:120]
    read_line = _read_line(said, desks, offers, now)
    if isinstance(read_line, Text):
        return Line(number, shown, "refused", read_line)
    slot, offer, person = read_line
    told = {"name": person.name, "email": person.email, "phone": person.phone, "language": "de"}
    if operations.enter_booked(slot=slot, offer_id=offer.id, person=told, now=now):
        return Line(number, shown, "entered")
    there = queries.list_of_desk(desk_id=slot.desk, since=slot.begins, until=slot.begins + timedelta(minutes=1))
    if any(one.begins == slot.begins and one.person.get("name") == person.name for one in there):
        return Line(number, shown, "known")
    return Line(number, shown, "refused", Text.named("booking.take_over.taken"))


def _read_line(
    said: Mapping[str, str], desks: Mapping[str, DeskView], offers: Mapping[str, OfferView], now: datetime
) -> tuple[Slot, OfferView, Person] | Text:
    day, wrong_day = read(DAY, said["day"][:40])
    clock, wrong_clock = read(CLOCK, said["begins"][:10])
    if wrong_day or wrong_clock or not isinstance(day, date) or not isinstance(clock, str):
        return Text.named("booking.take_over.when")
    begins = datetime.combine(day, time.fromisoformat(clock), BERLIN)
    if begins <= now:
        return Text.named("booking.take_over.over")
    desk, offer = desks.get(said["desk"].lower()), offers.get(said["offer"].lower())
    if desk is None:
        return Text.named("booking.take_over.desk", said=said["desk"][:60])
    if offer is None:
        return Text.named("booking.take_over.offer", said=said["offer"][:60])
    minutes = said["minutes"] or str(offer.offer.minutes)
    if not minutes.isascii() or not minutes.isdigit() or not 0 < int(minutes[:6]) <= LONGEST_MINUTES:
        return Text.named("booking.take_over.minutes", most=LONGEST_MINUTES)
    person = read_person(Person(said["name"], said["email"], said["phone"]), by_staff=True)
    if isinstance(person, tuple):
        return person[0].text
    since = int(begins.timestamp()) // 60
    until = since + int(minutes)
    return Slot(since, desk.id, until, until + offer.offer.buffer, desk.site), offer, person
