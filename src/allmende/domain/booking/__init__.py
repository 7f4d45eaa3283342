"""Appointments and the queue of a counter: opening in local time, offers, free slots, waiting time."""

from allmende.domain.booking.offer import BookingOffer, Channel, OfferExtra, OfferWish, ReleasePlan
from allmende.domain.booking.opening import MIDNIGHT, Exceptional, OpenHours, Opening, Weekly, minute_of, moment_of
from allmende.domain.booking.slots import BookableDesk, Slot, find_slots
from allmende.domain.booking.waiting import expected_wait

__all__ = [
    "MIDNIGHT",
    "BookableDesk",
    "BookingOffer",
    "Channel",
    "Exceptional",
    "OfferExtra",
    "OfferWish",
    "OpenHours",
    "Opening",
    "ReleasePlan",
    "Slot",
    "Weekly",
    "expected_wait",
    "find_slots",
    "minute_of",
    "moment_of",
]
