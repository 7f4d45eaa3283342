"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.foundation.departure.tables import Departure, Table
from tests.toy_app.models import Visit

DEPARTURE = Departure(tables=(Table(Visit, "visits", matter="case_id"),))
