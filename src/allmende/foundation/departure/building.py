"""The building's own tables that go along with a city."""

from __future__ import annotations

from allmende.domain.values import Text
from allmende.foundation.audit.chain import chains_of
from allmende.foundation.audit.models import Entry, Head
from allmende.foundation.blobs.models import Blob
from allmende.foundation.departure.tables import ExportedTable
from allmende.foundation.identity.factors import NO_FACTOR
from allmende.foundation.identity.models import Absence, Account, Officer, SignIn
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.models import City

CITY = ExportedTable(
    City, "city", told=Text("Die Stadt in dieser Installation"), rows=lambda city: City.objects.filter(key=city)
)
PEOPLE = (
    ExportedTable(Account, "accounts", told=Text("Konten von Bürgerinnen und Bürgern")),
    # Hashes of passwords are worth stealing and worth nothing elsewhere: at the new place everybody gets a new one,
    # and sets up a new second factor: its secret is encrypted with this installation's key.
    ExportedTable(
        Officer,
        "staff",
        told=Text("Zugänge der Beschäftigten, ohne Passwort"),
        order=("username",),
        instead={"password": "!", **NO_FACTOR},
    ),
)
FILES = ExportedTable(Blob, "files", told=Text("Schreiben und hochgeladene Dateien"))
JOBS = ExportedTable(Job, "jobs", told=Text("Arbeiten im Hintergrund, laufende und erledigte"))
AUDIT = (
    ExportedTable(Entry, "audit", told=Text("Protokoll der Stadt (Prüfkette)"), order=("chain", "number")),
    ExportedTable(
        Head,
        "audit_end",
        told=Text("Letzter Eintrag der Prüfkette"),
        rows=lambda city: Head.objects.filter(chain__in=chains_of(city)),
    ),
)

STAYS = {
    SignIn: "Sessions end with the move: everybody signs in again.",
    Absence: "Who is away is entered anew at the new place.",
}
