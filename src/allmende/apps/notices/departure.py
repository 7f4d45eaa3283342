"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.apps.notices.models import Announcement, Notice
from allmende.foundation.departure.tables import Departure, ExportedTable

DEPARTURE = Departure(
    tables=(
        ExportedTable(Notice, "letters", matter="case_id", order=("issued_at", "pk")),
        ExportedTable(Announcement, "announcements", matter="notice__case_id", order=("provided_at", "pk")),
    ),
)
