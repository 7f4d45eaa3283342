"""Views of the inbox somebody saved: a name and what the inbox's address says. Hers alone, and so many at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allmende.apps.cases.models import SavedView

MOST = 12


@dataclass(frozen=True, slots=True)
class View:
    id: int
    name: str
    query: str


def list_views(*, officer_id: str) -> tuple[View, ...]:
    """Her views, as she saved them. One statement."""
    rows = SavedView.objects.filter(officer_id=officer_id).order_by("saved_at", "pk")
    return tuple(View(*row) for row in rows.values_list("pk", "name", "query")[:MOST])


def keep(*, officer_id: str, name: str, query: str, now: datetime) -> None:
    """Save a view, instead of the one with that name where there is one."""
    values = {"query": query, "saved_at": now}
    SavedView.objects.update_or_create(officer_id=officer_id, name=name, defaults=values)


def drop(*, officer_id: str, view_id: int) -> bool:
    """Forget one of hers. False where there is none."""
    return SavedView.objects.filter(officer_id=officer_id, pk=view_id).delete()[0] > 0
