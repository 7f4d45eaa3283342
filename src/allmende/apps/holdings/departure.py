"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.apps.holdings.models import (
    Holding,
    HoldingEvent,
    HoldingKey,
    HoldingReminder,
    HoldingRenewal,
    NumberCounter,
)
from allmende.domain.values import Text
from allmende.foundation.departure.tables import Departure, ExportedTable

DEPARTURE = Departure(
    tables=(
        ExportedTable(
            Holding,
            "holdings",
            told=Text("Einträge der Register, die die Stadt selbst führt"),
            order=("register", "number_key"),
        ),
        ExportedTable(HoldingEvent, "holding_events", told=Text("Was mit diesen Einträgen geschah"), order=("pk",)),
        ExportedTable(
            HoldingKey, "holding_keys", told=Text("Wonach Einträge dieser Register gefunden werden"), order=("pk",)
        ),
        ExportedTable(
            HoldingReminder, "holding_reminders", told=Text("Erinnerungen vor dem Ende eines Eintrags"), order=("pk",)
        ),
        ExportedTable(
            HoldingRenewal, "holding_renewals", told=Text("Anträge, die einen Eintrag verlängern"), order=("pk",)
        ),
        ExportedTable(
            NumberCounter,
            "holding_numbers",
            told=Text("Zuletzt vergebene Nummern dieser Register"),
            order=("register", "year"),
        ),
    ),
)
