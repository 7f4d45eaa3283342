"""The read door for moving cases: those of a service that run on another adoption, with all a decision needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from allmende.apps.applications import queries as applications
from allmende.apps.cases import queries
from allmende.apps.cases.models import Case, CaseFact
from allmende.apps.cases.queries import LoadedCase
from allmende.domain import facts as f
from allmende.domain.forms import StoredUpload
from allmende.domain.matter.status import CHANGED_ANSWERS

RUNS_ON = Coalesce("adoption_id", "application__adoption_id")


def list_open_adoptions() -> tuple[int, ...]:
    """The adoptions that open cases of the city in scope run on. One statement."""
    rows = Case.objects.filter(closed_at=None).annotate(runs_on=RUNS_ON).values_list("runs_on", flat=True)
    return tuple(rows.order_by("runs_on").distinct())


def list_open(*, adoption_id: int) -> tuple[str, ...]:
    """Ids of the open cases that run on that adoption, the oldest first. One statement."""
    rows = Case.objects.filter(closed_at=None).annotate(runs_on=RUNS_ON).filter(runs_on=adoption_id)
    return tuple(str(pk) for pk in rows.order_by("opened_at", "pk").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Movable:
    """A running case as it stands. `footing` is what it runs on, `own_adoption_id` what its application began with.

    `stored`: everything that was ever answered, as it is kept.
    """

    case_id: str
    reference: str
    service_id: str
    adoption_id: int
    own_adoption_id: int
    footing: f.Footing
    received_on: date
    loaded: LoadedCase
    stored: Mapping[str, Any]
    uploads: Mapping[str, StoredUpload]


def count_movable(*, city: str, service_id: str, to_adoption: int) -> int:
    """How many running cases of the service do not run on that adoption. One statement."""
    return _elsewhere(city, service_id, to_adoption).count()


def list_movable(*, city: str, service_id: str, to_adoption: int, offset: int, limit: int) -> tuple[Movable, ...]:
    """Those cases, longest running first. Four statements at most, however many."""
    found = _elsewhere(city, service_id, to_adoption).order_by("opened_at", "id")
    return _read(list(found.values(*_MOVABLE)[offset : offset + limit]))


def find_movable(*, city: str, case_id: str) -> Movable | None:
    """One case of the city, running or not; None when there is none."""
    rows = _read(list(Case.objects.filter(city_id=city, pk=case_id).values(*_MOVABLE)))
    return rows[0] if rows else None


def list_moved(*, city: str, service_id: str, offset: int, limit: int) -> tuple[Movable, ...]:
    """Running cases of the service that were moved and not moved back, longest running first. Four statements at most."""
    found = Case.objects.filter(city_id=city, service_id=service_id, closed_at=None).exclude(adoption=None)
    return _read(list(found.order_by("opened_at", "id").values(*_MOVABLE)[offset : offset + limit]))


def _elsewhere(city: str, service_id: str, adoption_id: int) -> QuerySet[Case]:
    return (
        Case.objects.filter(city_id=city, service_id=service_id, closed_at=None)
        .annotate(runs_on=RUNS_ON)
        .exclude(runs_on=adoption_id)
    )


_OWN = ("adoption__release__version", "adoption__effective_from")
_MOVABLE = (
    *("id", "reference", "service_id"),
    *_OWN,
    *(f"application__{name}" for name in _OWN),
    *queries.LOADED,
)


def _read(rows: list[dict[str, Any]]) -> tuple[Movable, ...]:
    """Rows with their facts, later answers and files, each asked once for all."""
    ids = [str(row["id"]) for row in rows]
    facts = _facts(ids)
    written = [case_id for case_id in ids if any(isinstance(fact, CHANGED_ANSWERS) for fact in facts[case_id])]
    supplements = applications.list_supplements_of(application_ids=written)
    uploads = applications.list_uploads_of(draft_ids=ids)
    return tuple(_movable(row, facts, supplements, uploads) for row in rows)


def _facts(ids: list[str]) -> dict[str, tuple[f.Fact, ...]]:
    found: dict[str, list[f.Fact]] = defaultdict(list)
    rows = CaseFact.objects.filter(case_id__in=ids).order_by("seq").values_list("case_id", "data")
    for case_id, data in rows:
        found[str(case_id)].append(f.from_json(data))
    return {case_id: tuple(found[case_id]) for case_id in ids}


def _movable(
    row: Mapping[str, Any],
    facts: Mapping[str, tuple[f.Fact, ...]],
    supplements: Mapping[str, tuple[Mapping[str, Any], ...]],
    uploads: Mapping[str, Mapping[str, StoredUpload]],
) -> Movable:
    case_id = str(row["id"])
    later = supplements.get(case_id, ())
    own = row["adoption_id"] is None
    prefix = "application__" if own else ""
    return Movable(
        case_id=case_id,
        reference=row["reference"],
        service_id=row["service_id"],
        adoption_id=row[f"{prefix}adoption_id"],
        own_adoption_id=row["application__adoption_id"],
        footing=f.Footing(
            version=row[f"{prefix}adoption__release__version"],
            release=row[f"{prefix}adoption__release__sha256"],
            edition=row[f"{prefix}adoption__edition__sha256"],
            since=row[f"{prefix}adoption__effective_from"],
        ),
        received_on=row["application__received_on"],
        loaded=queries.loaded_of(case_id, row, facts[case_id], later, unread=False),
        stored=queries.merged(row["application__answers"], later),
        uploads=uploads.get(case_id, {}),
    )
