"""The tables that go along, in the order in which they are written and read: whoever is referred to comes first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allmende.apps.applications import departure as applications
from allmende.apps.cases import departure as cases
from allmende.apps.catalogue import departure as catalogue
from allmende.apps.commons import departure as commons
from allmende.apps.holdings import departure as holdings
from allmende.apps.notices import departure as notices
from allmende.apps.payments import departure as payments
from allmende.apps.postbox import departure as postbox
from allmende.domain.values import Text
from allmende.foundation.departure import building
from allmende.foundation.departure.tables import Table

MATTERS: tuple[Table, ...] = (
    *applications.TABLES,
    *cases.TABLES,
    *payments.TABLES,
    *notices.TABLES,
    *postbox.TABLES,
)
"""Rows of one application and its case: one file for each matter."""

AFTER: tuple[Table, ...] = (building.JOBS, *building.AUDIT)

STAYS = building.STAYS | cases.STAYS
"""Tables of a city that stay behind, each with the reason."""


releases = catalogue.releases


def before(also: Iterable[str] = (), signers: Iterable[str] = (), *, now: datetime | None = None) -> list[Table]:
    """Rows of the city as a whole that matters refer to.

    `also`: releases taken along beside those in use; `signers`: whose public keys. With `now`, for reading at that moment.
    """
    return [
        building.CITY,
        catalogue.signers(signers, now=now),
        catalogue.releases(also, with_content=now is not None),
        catalogue.EDITIONS,
        *catalogue.ADOPTIONS,
        building.FILES,
        *building.PEOPLE,
        *commons.SHARED,
        *commons.OWN,
        payments.COUNTERS,
        *holdings.TABLES,
    ]


def everything() -> tuple[Table, ...]:
    """All tables that go along."""
    return (*before(), *MATTERS, *AFTER)


def path_of(table: Table) -> str:
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


TOLD: dict[str, Text] = {
    "city": Text("Die Stadt in dieser Installation"),
    "signers": Text("Wer Fassungen unterschrieben hat (öffentliche Schlüssel)"),
    "releases": Text("Fassungen der Leistungen"),
    "editions": Text("Alle Stände der Stadtdaten"),
    "adoptions": Text("Alle Übernahmen, auch frühere"),
    "postponements": Text("Zurückgestellte Übernahmen"),
    "files": Text("Schreiben und hochgeladene Dateien"),
    "accounts": Text("Konten von Bürgerinnen und Bürgern"),
    "staff": Text("Zugänge der Beschäftigten, ohne Passwort"),
    "drafts": Text("Entwürfe, an denen die Stadt mitarbeitet"),
    "changes": Text("Änderungen an diesen Entwürfen"),
    "comments": Text("Anmerkungen zu diesen Entwürfen"),
    "verdicts": Text("Voten zu diesen Entwürfen"),
    "events": Text("Neuigkeiten dazu"),
    "agreements": Text("Vereinbarungen der Städte"),
    "news_read": Text("Welche Neuigkeiten gelesen sind"),
    "hours": Text("Gebuchte Stunden"),
    "case_counts": Text("Gezählte Vorgänge"),
    "payment_numbers": Text("Zuletzt vergebene Kassenzeichen"),
    "holdings": Text("Einträge der Register, die die Stadt selbst führt"),
    "holding_events": Text("Was mit diesen Einträgen geschah"),
    "holding_numbers": Text("Zuletzt vergebene Nummern dieser Register"),
    "jobs": Text("Arbeiten im Hintergrund, laufende und erledigte"),
    "audit": Text("Protokoll der Stadt (Prüfkette)"),
    "audit_end": Text("Letzter Eintrag der Prüfkette"),
}
"""Each table of the whole city, for the first page."""
