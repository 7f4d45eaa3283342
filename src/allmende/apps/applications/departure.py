"""What goes along when a city leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allmende.apps.applications.models import Application, Draft, LinkToken, Supplement, Upload
from allmende.foundation.departure.tables import Departure, ExportedTable

DEPARTURE = Departure(
    tables=(
        ExportedTable(Draft, "draft", matter="pk"),
        ExportedTable(Upload, "uploads", matter="draft_id", order=("uploaded_at", "pk")),
        ExportedTable(LinkToken, "links", matter="draft_id", order=("created_at", "pk")),
        ExportedTable(Application, "application", matter="pk"),
        ExportedTable(Supplement, "supplements", matter="application_id"),
    ),
)


@dataclass(frozen=True, slots=True)
class ExportedMatter:
    """A matter: id, and the reference when it was sent."""

    id: str
    reference: str = ""


def list_matters(*, city: str) -> Iterator[ExportedMatter]:
    """Every matter of the city in scope, the sent ones first, by day and reference. Few in memory at a time."""
    sent = Application.objects.filter(city_id=city).order_by("received_on", "reference")
    for pk, reference in sent.values_list("pk", "reference").iterator(chunk_size=2000):
        yield ExportedMatter(str(pk), reference)
    begun = Draft.objects.filter(city_id=city, application=None).order_by("pk")
    for pk in begun.values_list("pk", flat=True).iterator(chunk_size=2000):
        yield ExportedMatter(str(pk))
