"""The list of a day at a site: appointments and numbers in the order of their time, with what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allmende.apps.booking import queries
from allmende.apps.booking.queries import Booked, SiteView, TicketView
from allmende.apps.postbox import queries as postbox
from allmende.domain.booking import MIDNIGHT, minute_of, moment_of
from allmende.domain.booking.queue import offered


@dataclass(frozen=True, slots=True)
class Row:
    """One visit. `state`: of the queue, else `coming` or `held`; `acts`: what can be done with it today."""

    at: datetime
    state: str
    booked: Booked | None
    ticket: TicketView | None
    acts: tuple[str, ...]

    @property
    def desk(self) -> int | None:
        """Where it was called, or is to be."""
        if self.ticket and self.ticket.desk:
            return self.ticket.desk
        return self.booked.desk if self.booked else None


def list_unreached(*, booked: Sequence[str]) -> frozenset[str]:
    """Those of these appointments about which a mail did not arrive. One statement; none without appointments."""
    return frozenset(postbox.list_failing(about=booked)) if booked else frozenset()


def list_day(*, site: SiteView, on: date, today: date, now: datetime) -> tuple[Row, ...]:
    """Everybody of that day. Two statements."""
    since, until = moment_of(minute_of(on, 0)), moment_of(minute_of(on, MIDNIGHT))
    tickets = queries.list_queue(site_id=site.id, on=on)
    of_booked = {ticket.booked: ticket for ticket in tickets if ticket.booked}
    rows = []
    for one in queries.list_day(site_id=site.id, since=since, until=until, now=now):
        ticket = of_booked.get(one.id)
        state = ticket.state if ticket else "coming" if one.state == "booked" else "held"
        acts: tuple[str, ...] = offered(ticket.state) if ticket else ("here", "call") if state == "coming" else ()
        rows.append(Row(one.begins, state, one, ticket, acts if on == today else ()))
    rows += [
        Row(ticket.issued_at, ticket.state, None, ticket, offered(ticket.state) if on == today else ())
        for ticket in tickets
        if not ticket.booked
    ]
    return tuple(sorted(rows, key=lambda row: (row.at, row.ticket.number if row.ticket else "")))
