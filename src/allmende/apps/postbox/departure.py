"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.apps.postbox.models import Item, MailFailure, MailNote
from allmende.foundation.departure.tables import Departure, ExportedTable

DEPARTURE = Departure(
    tables=(
        ExportedTable(Item, "postbox", matter="case_id", order=("provided_at", "pk")),
        ExportedTable(MailNote, "mails", matter="case_id", order=("noted_at", "pk")),
        ExportedTable(MailFailure, "mail_failures", matter="about", order=("at", "pk")),
    ),
)
