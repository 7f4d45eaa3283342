"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.foundation.departure.tables import Departure, ExportedTable
from tests.toy_app.models import Visit

DEPARTURE = Departure(tables=(ExportedTable(Visit, "visits", matter="case_id"),))
