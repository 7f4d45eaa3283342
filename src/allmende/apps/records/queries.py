"""The read door: what is due, what goes when, what is held back, offered, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from allmende.apps.records.models import ArchiveOffer, Disposal, FileCopy, LegalHold, RetentionState
from allmende.domain.matter.file_copy import Purpose, Selection


@dataclass(frozen=True, slots=True)
class Month:
    """How many cases of a service reach their last day in a month (its first day)."""

    month: date
    service_id: str
    count: int


@dataclass(frozen=True, slots=True)
class NextLine:
    """A case whose last day comes soon. `held`, `offered`: why it may stay longer."""

    reference: str
    service_id: str
    ends_on: date
    held: bool
    offered: bool


@dataclass(frozen=True, slots=True)
class HoldLine:
    id: str
    reference: str
    service_id: str
    reason: str
    review_on: date
    placed_by: str
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class OfferLine:
    """`answer` is empty or `take`: what the archive left alone is not in the list any more."""

    case_id: str
    reference: str
    service_id: str
    opened_at: datetime
    closed_at: datetime | None
    offered_on: date
    due_on: date
    answer: str


@dataclass(frozen=True, slots=True)
class DisposalLine:
    day: date
    what: str
    count: int
    service_id: str
    rule: str
    ends_on: date | None
    archive: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyView:
    """A copy of a file. `pdf` and `package` are ids of content, empty before it is made and after it was forgotten."""

    id: str
    case_id: str
    reference: str
    purpose: Purpose
    recipient: str
    selection: Selection
    wanted_by: str
    wanted_at: datetime
    made_at: datetime | None
    sheets: int
    pdf: str
    package: str
    size: int

    @property
    def ready(self) -> bool:
        """It can be fetched."""
        return bool(self.pdf and self.package)


MOST_COPIES = 100


def list_copies(*, city: str, case_id: str) -> tuple[CopyView, ...]:
    """Copies of the case's file, the newest first. One statement."""
    found = FileCopy.objects.filter(city_id=city, case_id=case_id).order_by("-wanted_at", "pk")
    return tuple(map(_copy, found.select_related("case", "pdf")[:MOST_COPIES]))


def find_copy(*, city: str, copy_id: str) -> CopyView | None:
    """One copy, or None. One statement."""
    row = FileCopy.objects.filter(city_id=city, pk=copy_id).select_related("case", "pdf").first()
    return _copy(row) if row else None


def count_pending_copies(*, city: str, case_id: str) -> int:
    """Copies of the case's file that are being made."""
    return FileCopy.objects.filter(city_id=city, case_id=case_id, made_at=None).count()


def _copy(row: FileCopy) -> CopyView:
    return CopyView(
        id=str(row.pk),
        case_id=str(row.case_id),
        reference=row.case.reference,
        purpose=cast(Purpose, row.purpose),
        recipient=row.recipient,
        selection=Selection.from_json(row.selection),
        wanted_by=row.wanted_by,
        wanted_at=row.wanted_at,
        made_at=row.made_at,
        sheets=row.sheets,
        pdf=str(row.pdf_id or ""),
        package=str(row.package_id or ""),
        size=row.pdf.size if row.pdf else 0,
    )


def enrolled() -> QuerySet[RetentionState, Any]:
    """Ids of the cases that are looked at, as a subquery."""
    return RetentionState.objects.values("case_id")


def list_due(*, city: str, today: date, limit: int) -> tuple[str, ...]:
    """Cases to look at, the longest waiting first."""
    found = RetentionState.objects.filter(city_id=city, look_on__lte=today).order_by("look_on", "pk")
    return tuple(str(pk) for pk in found.values_list("pk", flat=True)[:limit])


def is_held(*, case_id: str) -> bool:
    """Does somebody hold the deletion back?"""
    return LegalHold.objects.filter(case_id=case_id, lifted_at=None).exists()


def find_answer(*, case_id: str) -> tuple[str, date | None] | None:
    """What the archive said (empty: nothing yet) and when it had the case; None where it was never asked."""
    return ArchiveOffer.objects.filter(case_id=case_id).values_list("answer", "taken_on").first()


def list_months(*, city: str, until: date, within: QuerySet[Any, Any] | None = None) -> tuple[Month, ...]:
    """Cases by the month and service in which their time ends, up to that day."""
    rows = (
        _states(city, within)
        .filter(ends_on__lte=until)
        .annotate(month=TruncMonth("ends_on"))
        .order_by("month", "service_id")
        .values_list("month", "service_id")
        .annotate(Count("pk"))
    )
    return tuple(Month(*row) for row in rows)


def count_waiting(*, city: str, within: QuerySet[Any, Any] | None = None) -> Mapping[str, int]:
    """Cases whose time does not run yet, by what they wait for."""
    rows = _states(city, within).exclude(waits_for="").order_by("waits_for").values_list("waits_for")
    return dict(rows.annotate(Count("pk")))


def list_next(*, city: str, until: date, limit: int, within: QuerySet[Any, Any] | None = None) -> tuple[NextLine, ...]:
    """Cases whose time ends by that day, the first first."""
    held = LegalHold.objects.filter(case=OuterRef("pk"), lifted_at=None)
    offered = ArchiveOffer.objects.filter(Q(answer="") | Q(answer="take", taken_on=None), case=OuterRef("pk"))
    rows = (
        _states(city, within)
        .filter(ends_on__lte=until)
        .order_by("ends_on", "pk")
        .values_list("case__reference", "service_id", "ends_on", Exists(held), Exists(offered))
    )
    return tuple(NextLine(*row) for row in rows[:limit])


def list_holds(*, city: str, limit: int, within: QuerySet[Any, Any] | None = None) -> tuple[HoldLine, ...]:
    """Deletions somebody holds back, the first to be reviewed first."""
    found = LegalHold.objects.filter(city_id=city, lifted_at=None)
    if within is not None:
        found = found.filter(case__in=within)
    rows = found.order_by("review_on", "pk").values_list(
        "id", "case__reference", "case__service_id", "reason", "review_on", "placed_by", "placed_at"
    )
    return tuple(HoldLine(str(row[0]), *row[1:]) for row in rows[:limit])


def find_held_case(*, city: str, hold_id: str) -> str | None:
    """The case whose deletion is held back."""
    found = LegalHold.objects.filter(city_id=city, pk=hold_id, lifted_at=None).values_list("case_id", flat=True).first()
    return str(found) if found else None


def list_offers(*, city: str, limit: int) -> tuple[OfferLine, ...]:
    """What the archive has to answer or to take over, the first due first."""
    found = ArchiveOffer.objects.filter(city_id=city, taken_on=None).exclude(answer="leave")
    rows = found.order_by("due_on", "pk").values_list(
        "case_id", "case__reference", "case__service_id", "case__opened_at", "case__closed_at", "offered_on", "due_on",
        "answer",
    )  # fmt: skip
    return tuple(OfferLine(str(row[0]), *row[1:]) for row in rows[:limit])


def count_overdue_offers(*, city: str, today: date) -> int:
    """Offers the archive did not answer in time."""
    return ArchiveOffer.objects.filter(city_id=city, answer="", due_on__lt=today).count()


def list_disposals(*, city: str, limit: int) -> tuple[DisposalLine, ...]:
    """What was deleted, the newest first."""
    rows = (
        Disposal.objects.filter(city_id=city)
        .order_by("-day", "-pk")
        .values_list("day", "what", "count", "service_id", "rule", "ends_on", "archive", "counts")
    )
    return tuple(DisposalLine(*row) for row in rows[:limit])


def count_disposed(*, city: str, year: int) -> Mapping[str, int]:
    """Cases of applications received in that year that are deleted by now, by service."""
    rows = Disposal.objects.filter(city_id=city, what="case", year=year).order_by("service_id")
    return dict(rows.values_list("service_id").annotate(Sum("count")))


def _states(city: str, within: QuerySet[Any, Any] | None) -> QuerySet[RetentionState]:
    found = RetentionState.objects.filter(city_id=city)
    return found if within is None else found.filter(case__in=within)
