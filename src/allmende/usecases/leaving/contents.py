"""The tables that go along, in the order in which they are written and read: whoever is referred to comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache

from django.db.models import Model

from allmende.apps.catalogue.departure import releases, signers
from allmende.foundation import owns
from allmende.foundation.departure import building
from allmende.foundation.departure.tables import ExportedTable

AFTER: tuple[ExportedTable, ...] = (building.JOBS, *building.AUDIT)


def before(
    also: Iterable[str] = (), signed_by: Iterable[str] = (), *, now: datetime | None = None
) -> list[ExportedTable]:
    """Rows of the city as a whole that matters refer to; the city itself is the first.

    `also`: releases taken along beside those in use; `signed_by`: whose public keys. With `now`, for reading at that moment.
    """
    chosen = {
        table.name: table for table in (signers(signed_by, now=now), releases(also, with_content=now is not None))
    }
    found = [chosen.get(table.name, table) for table in _declared() if not table.matter]
    return [building.CITY, building.FILES, *building.PEOPLE, *found]


@cache
def matters() -> tuple[ExportedTable, ...]:
    """Rows of one application and its case: one file for each matter."""
    return tuple(table for table in _declared() if table.matter)


def everything() -> tuple[ExportedTable, ...]:
    """All tables that go along."""
    return (*before(), *matters(), *AFTER)


def stays() -> Mapping[type[Model], str]:
    """Tables of a city that stay behind, each with the reason."""
    return building.STAYS | {model: why for departure in owns.departures() for model, why in departure.stays.items()}


def _declared() -> list[ExportedTable]:
    return [table for departure in owns.departures() for table in departure.tables]


def path_of(table: ExportedTable) -> str:
    """Where the rows of a table of the whole city lie."""
    return f"data/{table.name}.jsonl"


def release_path(service_id: str, version: str, sha256: str) -> str:
    """Where a release lies: its exchange file with `.json` behind, its folder without."""
    return f"releases/{service_id}/{version}-{sha256[:12]}"


ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "text/plain": ".txt",
    "application/xml": ".xml",
    "application/json": ".json",
}


def file_path(sha256: str, media_type: str) -> str:
    """Where the content of a letter or an upload lies."""
    return f"files/{sha256[:2]}/{sha256}{ENDINGS.get(media_type.partition(';')[0], '.bin')}"
