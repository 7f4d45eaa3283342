"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.apps.payments.models import Demand, PaymentAttempt, ReferenceCounter
from allmende.foundation.departure.tables import Table

TABLES = (
    Table(Demand, "demands", matter="case_id", order=("opened_at", "pk")),
    Table(PaymentAttempt, "payments", matter="demand__case_id", order=("demand", "number")),
)
COUNTERS = Table(ReferenceCounter, "payment_numbers", order=("year",))
