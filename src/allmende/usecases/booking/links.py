"""The address of one reservation: signed, so that nobody guesses one. It opens the appointment and nothing else, and names nobody."""

from __future__ import annotations

from allmende.apps.booking import queries
from allmende.apps.booking.queries import Booked
from allmende.usecases.addresses import site_of
from allmende.usecases.booking import tokens

SALT = "allmende.booking"


def token_of(*, city: str, booked: Booked) -> str:
    """What stands in the address. It opens the appointment until its addresses are made anew (`operations.renew_links`)."""
    return tokens.sign_id(salt=SALT, city=city, id=booked.id, given=str(booked.links or ""))


def link_of(*, city: str, booked: Booked, language: str) -> str:
    """The whole address, for a mail."""
    return f"{site_of(city, language)}/termin/buchung/{token_of(city=city, booked=booked)}/"


def open_link(*, city: str, token: str) -> Booked | None:
    """The reservation; None for a token that is none of this city's, or was given out before its addresses were made anew."""
    read = tokens.read_id(salt=SALT, city=city, token=token)
    booked = queries.find(reservation_id=read[0]) if read else None
    fits = read and booked and tokens.is_given(salt=SALT, mark=read[1], given=str(booked.links or ""))
    return booked if fits else None
