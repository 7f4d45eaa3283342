"""What this app brings."""

from __future__ import annotations

from allmende.foundation.owns import Owns

OWNS = Owns(
    effects="allmende.apps.notices.effects.EFFECTS",
    departure="allmende.apps.notices.departure.DEPARTURE",
    retention="allmende.apps.notices.operations.delete_of_case",
)
