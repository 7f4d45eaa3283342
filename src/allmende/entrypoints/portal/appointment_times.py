"""How long a chosen time is kept, and what was wished for, in words."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.apps.booking.queries import Booked
from allmende.domain.values import BERLIN, spoken_clock
from allmende.usecases.booking.find import Wish


def rest_of(found: Booked | None, now: datetime, language: str) -> str:
    """How long the time is still kept."""
    if found is None or found.state != "held" or found.expires_at is None or found.expires_at <= now:
        return _("Die Zeit war eine Weile für Sie frei gehalten. Ist sie noch frei, bekommen Sie sie trotzdem.")
    minutes = -(-int((found.expires_at - now).total_seconds()) // 60)
    words = ngettext(
        "Wir halten diese Zeit für Sie frei: noch %(n)s Minute, bis %(clock)s.",
        "Wir halten diese Zeit für Sie frei: noch %(n)s Minuten, bis %(clock)s.",
        minutes,
    )
    return words % {"n": minutes, "clock": spoken_clock(found.expires_at.astimezone(BERLIN), language)}


def wishes_of(wish: Wish, language: str) -> list[dict[str, object]]:
    """The boxes of what an offer lets one wish for."""
    return [
        {"name": f"w_{one.id}", "label": one.name.spoken(language), "chosen": one.id in wish.skills}
        for one in wish.offer.offer.wishes
    ]
