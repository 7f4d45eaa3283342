"""The read door to effort: hours booked, cases counted, what was agreed on. Figures of all cities are open to all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Min, Sum

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import ReleaseLine
from allmende.apps.commons.models import Agreement, CaseCount, Draft, DraftChange, Event, Hours, Rating, Verdict
from allmende.domain.cooperation import Rules
from allmende.domain.cooperation.maturity import EDITION
from allmende.domain.cooperation.sharing import CityWork, Received
from allmende.domain.values import Text

PAPER = "statement_ready"
"""The kind of event that offers a printed statement."""
TRANSLATIONS = ("text.en.", "text.de-leicht.")


@dataclass(frozen=True, slots=True)
class HoursLine:
    """One booking. `officer`: the name of whoever booked it."""

    id: str
    city: str
    service_id: str
    kind: str
    worked_on: date
    hours: Decimal
    note: str
    officer: str
    booked_at: datetime
    cancelled_at: datetime | None

    @property
    def cancelled(self) -> bool:
        return self.cancelled_at is not None


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """What was agreed on, when, and who wrote it down."""

    id: str
    rules: Rules
    agreed_at: datetime
    agreed_by: str


@dataclass(frozen=True, slots=True)
class Credit:
    """Who had a hand in a service, and as what: a kind of work (`sharing.KINDS`)."""

    city: str
    name: str
    kind: str
    acts: int
    last_at: datetime


def list_hours(*, city: str, year: int, page: int = 1, size: int = 50) -> tuple[tuple[HoursLine, ...], int]:
    """Bookings of a city for days of that year, the latest day first, cancelled ones too; and how many there are."""
    rows = Hours.objects.filter(city_id=city, worked_on__year=year).order_by("-worked_on", "-id")
    start = (max(page, 1) - 1) * size
    return tuple(_hours_line(row) for row in rows[start : start + size]), rows.count()


def find_hours(*, city: str, hours_id: str) -> HoursLine | None:
    """A booking of that city, or None."""
    row = Hours.objects.filter(city_id=city, pk=hours_id).first() if hours_id.isdigit() else None
    return _hours_line(row) if row else None


def work_of(year: int) -> tuple[CityWork, ...]:
    """What all cities worked in that year: one entry per city, service and kind. One statement."""
    rows = (
        Hours.objects.filter(worked_on__year=year, cancelled_at=None)
        .values_list("city_id", "service_id", "kind")
        .annotate(sum=Sum("hours"))
        .order_by("city_id", "service_id", "kind")
    )
    return tuple(CityWork(*row) for row in rows)


def received_in(year: int) -> tuple[Received, ...]:
    """What all cities received in that year, as last counted. One statement."""
    rows = CaseCount.objects.filter(year=year).order_by("city_id", "service_id")
    return tuple(map(Received._make, rows.values_list("city_id", "service_id", "cases")))


def hours_by_service(year: int) -> Mapping[str, Decimal]:
    """Hours of all cities in that year, per service. One statement."""
    rows = Hours.objects.filter(cancelled_at=None, worked_on__year=year).order_by("service_id")
    return dict(rows.values_list("service_id").annotate(sum=Sum("hours")))


def cases_by_service(year: int) -> Mapping[str, int]:
    """Cases of all cities in that year, per service. One statement."""
    rows = CaseCount.objects.filter(year=year).order_by("service_id")
    return dict(rows.values_list("service_id").annotate(sum=Sum("cases")))


def counted_at(*, city: str | None = None, year: int) -> datetime | None:
    """When the cases of that year were last counted, of one city or of any."""
    rows = CaseCount.objects.filter(year=year)
    if city:
        rows = rows.filter(city_id=city)
    found: datetime | None = rows.aggregate(latest=Max("counted_at"))["latest"]
    return found


def list_years(*, today: date) -> tuple[int, ...]:
    """Years of which there are hours or cases, and this one; the latest first. Two statements."""
    span = Hours.objects.aggregate(first=Min("worked_on"))["first"]
    counted = CaseCount.objects.aggregate(first=Min("year"))["first"]
    first = min(span.year if span else today.year, counted or today.year, today.year)
    return tuple(range(today.year, first - 1, -1))


def list_agreements() -> tuple[AgreementLine, ...]:
    """All that was ever agreed on, the latest first. One statement."""
    return tuple(
        AgreementLine(str(row.pk), Rules.from_json(row.rules), row.agreed_at, row.agreed_by)
        for row in Agreement.objects.order_by("-id")
    )


def rules_for(year: int, *, agreements: tuple[AgreementLine, ...] | None = None) -> tuple[Rules, AgreementLine | None]:
    """What holds for the statement of a year: the last agreement made by its end; if there was none yet, the first.

    Without any agreement the usual rules hold.
    """
    lines = list_agreements() if agreements is None else agreements
    by_then = next((line for line in lines if line.agreed_at.year <= year), None)
    found = by_then or (lines[-1] if lines else None)
    return (found.rules if found else Rules()), found


def name_services() -> Mapping[str, Text]:
    """Every service that was released or is being designed, by id, with its name. Two statements."""
    drafts = Draft.objects.order_by("at").values_list("service_id", "service_name", "title")
    found = {service_id: Text.of(name) if name.get("de") else Text(title) for service_id, name, title in drafts}
    return dict(sorted({**found, **catalogue.titles()}.items()))


def list_credits(service_id: str) -> tuple[Credit, ...]:
    """Who designed, translated and checked what was released of a service; the latest first. Two statements."""
    found: dict[tuple[str, str, str], list[datetime]] = defaultdict(list)
    released = {"draft__service_id": service_id, "draft__state": "released"}
    changes = DraftChange.objects.filter(**released, undoes=None).order_by("at")
    for city, name, said, at in changes.values_list("author_city", "author_name", "said", "at"):
        found[city, name, "translation" if _translates(said) else "design"].append(at)
    verdicts = Verdict.objects.filter(**released, says="approve").order_by("at")
    for city, name, kind, at in verdicts.values_list("author_city", "author_name", "kind", "at"):
        found[city, name, kind].append(at)
    credits = (Credit(*who, acts=len(times), last_at=times[-1]) for who, times in found.items())
    return tuple(sorted(credits, key=lambda credit: credit.last_at, reverse=True))


def find_paper(*, reader: str, city: str, year: int, language: str, fingerprint: str) -> str | None:
    """The file of a statement printed for the city `reader` with exactly these figures, or None. One statement."""
    rows = Event.objects.filter(kind=PAPER, only_city=reader, data__fingerprint=fingerprint).order_by("-id")
    for data in rows.values_list("data", flat=True)[:20]:
        if (data["city"], data["year"], data["language"]) == (city, year, language):
            return str(data["blob"])
    return None


def list_papers(*, reader: str) -> tuple[str, ...]:
    """The files of all statements printed for that city. One statement."""
    rows = Event.objects.filter(kind=PAPER, only_city=reader).values_list("data", flat=True)
    return tuple(str(data["blob"]) for data in rows)


def list_ratings(releases: Iterable[int]) -> Mapping[int, int]:
    """The level of each of these releases that is rated, by id. One statement."""
    rows = Rating.objects.filter(release_id__in=list(releases), edition=EDITION)
    return dict(rows.values_list("release_id", "level"))


def list_unrated(*, limit: int = 100) -> tuple[ReleaseLine, ...]:
    """Releases in use that nobody rated by the present criteria, at most so many. Two statements."""
    lines = [line for line in catalogue.list_releases() if not line.withdrawn]
    rated = list_ratings(line.id for line in lines)
    return tuple(line for line in lines if line.id not in rated)[:limit]


def _translates(said: list[dict[str, str]]) -> bool:
    """Did an act change nothing but words in other languages?"""
    targets = [one.get("target", "") for one in said]
    return bool(targets) and all(target.startswith(TRANSLATIONS) for target in targets)


def _hours_line(row: Hours) -> HoursLine:
    return HoursLine(
        id=str(row.pk),
        city=row.city_id,
        service_id=row.service_id,
        kind=row.kind,
        worked_on=row.worked_on,
        hours=row.hours,
        note=row.note,
        officer=row.officer,
        booked_at=row.booked_at,
        cancelled_at=row.cancelled_at,
    )
