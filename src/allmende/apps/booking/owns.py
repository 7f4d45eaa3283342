"""What this app brings."""

from __future__ import annotations

from datetime import time, timedelta

from allmende.foundation.jobs.cron import Cron
from allmende.foundation.owns import Owns

_JOBS = "allmende.entrypoints.jobs.booking"

OWNS = Owns(
    wakes={
        f"{_JOBS}.send_booking_mail": ("booking_mail_noted",),
        f"{_JOBS}.offer_to_waiting": ("booking_freed",),
        f"{_JOBS}.check_invitation": ("appointment_invited_to",),
        f"{_JOBS}.end_bookings": ("application_withdrawn",),
        f"{_JOBS}.tell_subscriber": ("availability_changed",),
    },
    clock={
        "remind_appointments": Cron(f"{_JOBS}.remind_appointments", every=timedelta(minutes=15), each_city=True),
        "end_invitations": Cron(f"{_JOBS}.end_invitations", at=time(5, 15), each_city=True),
        "ask_waiting": Cron(f"{_JOBS}.ask_waiting", every=timedelta(minutes=5), each_city=True),
        "forget_visitors": Cron(f"{_JOBS}.forget_visitors", at=time(2, 45), each_city=True),
    },
    effects="allmende.apps.booking.effects.EFFECTS",
    retention="allmende.apps.booking.operations.delete_of_case",
    departure="allmende.apps.booking.departure.DEPARTURE",
)
