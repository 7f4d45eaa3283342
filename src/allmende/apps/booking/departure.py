"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.apps.booking.models import (
    BookingMail,
    Delivery,
    Desk,
    EmergencyCall,
    HoursException,
    Invitation,
    KioskDevice,
    Offer,
    QueueEvent,
    Reservation,
    Site,
    Subscriber,
    Ticket,
    WaitingEntry,
    WeeklyHours,
)
from allmende.domain.values import Text
from allmende.foundation.departure.tables import Departure, ExportedTable

DEPARTURE = Departure(
    tables=(
        ExportedTable(Site, "booking_sites", told=Text.named("booking.departure.sites"), known_by="number"),
        ExportedTable(Offer, "booking_offers", told=Text.named("booking.departure.offers"), known_by="number"),
        ExportedTable(Desk, "booking_desks", told=Text.named("booking.departure.desks"), known_by="number"),
        ExportedTable(KioskDevice, "booking_devices", told=Text.named("booking.departure.devices")),
        ExportedTable(WeeklyHours, "booking_hours", told=Text.named("booking.departure.hours")),
        ExportedTable(HoursException, "booking_exceptions", told=Text.named("booking.departure.exceptions")),
        ExportedTable(
            Reservation,
            "booking_reservations",
            told=Text.named("booking.departure.reservations"),
            order=("begins", "pk"),
        ),
        ExportedTable(
            Ticket, "booking_tickets", told=Text.named("booking.departure.tickets"), order=("issued_at", "pk")
        ),
        ExportedTable(QueueEvent, "booking_events", told=Text.named("booking.departure.events")),
        ExportedTable(
            Invitation, "booking_invitations", told=Text.named("booking.departure.invitations"), order=("made_at", "pk")
        ),
        ExportedTable(
            WaitingEntry, "booking_waiting", told=Text.named("booking.departure.waiting"), order=("made_at", "pk")
        ),
        ExportedTable(
            BookingMail, "booking_mails", told=Text.named("booking.departure.mails"), order=("noted_at", "pk")
        ),
        ExportedTable(
            Subscriber, "booking_subscribers", told=Text.named("booking.departure.subscribers"), order=("made_at", "pk")
        ),
        ExportedTable(
            Delivery, "booking_deliveries", told=Text.named("booking.departure.deliveries"), order=("noted_at", "pk")
        ),
        ExportedTable(EmergencyCall, "booking_emergencies", told=Text.named("booking.departure.emergencies")),
    )
)
