"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.apps.holdings.models import Holding, HoldingEvent, NumberCounter
from allmende.foundation.departure.tables import Table

TABLES = (
    Table(Holding, "holdings", order=("register", "number_key")),
    Table(HoldingEvent, "holding_events", order=("pk",)),
    Table(NumberCounter, "holding_numbers", order=("register", "year")),
)
