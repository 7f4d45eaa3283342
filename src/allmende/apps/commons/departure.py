"""What goes along when a city leaves: its own rows, and the drafts its people worked on, whole."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from allmende.apps.commons.models import (
    Agreement,
    CaseCount,
    Comment,
    Draft,
    DraftChange,
    Event,
    Hours,
    Reading,
    Verdict,
)
from allmende.domain.values import Text
from allmende.foundation.departure.tables import Departure, ExportedTable

Row = TypeVar("Row", bound=Model)


def drafts_of(city: str) -> QuerySet[Draft]:
    """Drafts the city's people began, changed, spoke about or did something with."""
    took_part = Q(author_city=city)
    for model in (DraftChange, Comment, Verdict, Event):
        took_part |= Q(pk__in=model._default_manager.filter(author_city=city, draft__isnull=False).values("draft_id"))
    return Draft.objects.filter(took_part)


def _events(city: str) -> QuerySet[Event]:
    return Event.objects.filter(Q(author_city=city) | Q(only_city=city) | Q(draft__in=drafts_of(city)))


DEPARTURE = Departure(
    tables=(
        ExportedTable(
            Draft, "drafts", told=Text("Entwürfe, an denen die Stadt mitarbeitet"), rows=drafts_of, shared=True
        ),
        ExportedTable(
            DraftChange,
            "changes",
            told=Text("Änderungen an diesen Entwürfen"),
            rows=lambda city: DraftChange.objects.filter(draft__in=drafts_of(city)),
            shared=True,
            order=("draft", "seq"),
        ),
        ExportedTable(
            Comment,
            "comments",
            told=Text("Anmerkungen zu diesen Entwürfen"),
            rows=lambda city: Comment.objects.filter(draft__in=drafts_of(city)),
            shared=True,
            known_by="number",
            order=("draft", "pk"),
        ),
        ExportedTable(
            Verdict,
            "verdicts",
            told=Text("Voten zu diesen Entwürfen"),
            rows=lambda city: Verdict.objects.filter(draft__in=drafts_of(city)),
            shared=True,
            order=("draft", "pk"),
        ),
        ExportedTable(Event, "events", told=Text("Neuigkeiten dazu"), rows=_events, shared=True, known_by="number"),
        ExportedTable(
            Agreement,
            "agreements",
            told=Text("Vereinbarungen der Städte"),
            rows=lambda _: Agreement.objects.all(),
            shared=True,
            alone=True,
        ),
        ExportedTable(
            Reading,
            "news_read",
            told=Text("Welche Neuigkeiten gelesen sind"),
            order=("officer",),
            places={"seen": Event, "mailed": Event},
        ),
        ExportedTable(Hours, "hours", told=Text("Gebuchte Stunden")),
        ExportedTable(CaseCount, "case_counts", told=Text("Gezählte Vorgänge"), order=("year", "service_id")),
    ),
)


def releases_of_drafts(*, city: str) -> tuple[str, ...]:
    """The releases that the drafts and events going along refer to."""
    drafts, events = drafts_of(city), _events(city)
    found = {sha for pair in drafts.values_list("base__sha256", "release__sha256") for sha in pair}
    found |= set(DraftChange.objects.filter(draft__in=drafts).values_list("base__sha256", flat=True))
    return tuple(sorted({*found, *events.values_list("release__sha256", flat=True)} - {None}))


def list_heads(*, city: str) -> tuple[str, ...]:
    """The ids of the drafts that go along."""
    return tuple(str(pk) for pk in drafts_of(city).order_by("pk").values_list("pk", flat=True))


def get_head(*, draft_id: str) -> bytes:
    """The package of a draft as it is now, packed."""
    return bytes(Draft.objects.values_list("head", flat=True).get(pk=draft_id))
