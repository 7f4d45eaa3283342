"""Who came is forgotten some days after the visit; that somebody came stays, for the figures."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.booking import operations
from allmende.apps.postbox import operations as postbox

KEPT = timedelta(days=30)
"""After the end of an appointment: long enough to answer a complaint about the visit."""


def forget_visitors(*, now: datetime) -> int:
    """Names, addresses and numbers of appointments that ended more than `KEPT` ago are deleted; of how many. What was held and never
    booked goes after a day."""
    with transaction.atomic():
        operations.drop_unbooked(made_before=now - timedelta(days=1))
        operations.drop_ended_waiting(made_before=now - KEPT)
        operations.forget_deliveries(noted_before=now - KEPT)
        gone = operations.forget_persons(ended_before=now - KEPT, now=now)
        for reservation_id in gone:
            postbox.forget_failures(about=reservation_id)
    return len(gone)
