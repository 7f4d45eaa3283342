"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.apps.records.models import ArchiveOffer, Disposal, FileCopy, LegalHold, PaymentVoucher, RetentionState
from allmende.domain.values import Text
from allmende.foundation.departure.tables import Departure, ExportedTable

DEPARTURE = Departure(
    tables=(
        ExportedTable(LegalHold, "legal_holds", matter="case_id", order=("placed_at", "pk")),
        ExportedTable(ArchiveOffer, "archive_offer", matter="case_id"),
        ExportedTable(FileCopy, "file_copies", matter="case_id", order=("wanted_at", "pk")),
        ExportedTable(
            Disposal,
            "disposals",
            told=Text("Was nach Ablauf der Aufbewahrung gelöscht wurde, ohne Angaben zu Personen"),
            order=("day", "key"),
        ),
        ExportedTable(
            PaymentVoucher,
            "vouchers",
            told=Text("Belege über Zahlungen, deren Vorgang gelöscht ist"),
            order=("booked_on", "reference"),
        ),
    ),
    stays={RetentionState: "Until when cases are kept: it is computed again at the new place."},
)
