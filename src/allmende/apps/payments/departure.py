"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.apps.payments.models import Demand, PaymentAttempt, ReferenceCounter
from allmende.domain.values import Text
from allmende.foundation.departure.tables import Departure, ExportedTable

DEPARTURE = Departure(
    tables=(
        ExportedTable(Demand, "demands", matter="case_id", order=("opened_at", "pk")),
        ExportedTable(PaymentAttempt, "payments", matter="demand__case_id", order=("demand", "number")),
        ExportedTable(
            ReferenceCounter, "payment_numbers", told=Text("Zuletzt vergebene Kassenzeichen"), order=("year",)
        ),
    ),
)
