"""All cities and all services at once, in a constant number of statements: who runs what, who is late, who differs.

The latest decision of a city that has begun counts; the database finds it, so that nobody loads tens of thousands of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal, get_args

from django.db import connection

from allmende.apps.catalogue.models import Adoption, Postponement, Release
from allmende.apps.catalogue.queries.releases import ReleaseLine, latest_of, list_releases
from allmende.apps.catalogue.queries.standing import (
    ADOPTION,
    POSTPONEMENT,
    AdoptionLine,
    CityStanding,
    PostponementLine,
    adoption_of,
    build,
    postponement_of,
)
from allmende.domain.values import Text

CityState = Literal["", "live", "latest", "behind", "overdue", "drifted", "postponed", "planned", "warned"]
STATES: tuple[CityState, ...] = get_args(CityState)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTally:
    """One service in all cities; the counts are of cities.

    latest, coming   the newest release in use, and the newest that is still ahead
    live             cities that offer it; of these: on_latest, behind (an older one), overdue (and its day has passed
                     without a word), drifted (with changes of their own), warned (on a withdrawn release)
    postponed        cities that said they wait with the latest or the coming release
    planned          cities whose next adoption is ahead
    """

    service_id: str
    title: Text
    latest: ReleaseLine | None
    coming: ReleaseLine | None
    live: int = 0
    on_latest: int = 0
    behind: int = 0
    overdue: int = 0
    drifted: int = 0
    postponed: int = 0
    planned: int = 0
    warned: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CityLine:
    """One city's stand to a service. `latest`: it runs the newest release in use."""

    city: str
    name: str
    running: AdoptionLine | None
    planned: AdoptionLine | None
    postponed: PostponementLine | None
    latest: bool
    behind: bool
    overdue: bool
    drifted: bool
    warned: bool


@dataclass(frozen=True, slots=True)
class CityPage:
    """A page of cities; `total` is how many there are in all."""

    lines: tuple[CityLine, ...]
    total: int


def overview(*, day: date) -> tuple[ServiceTally, ...]:
    """Every service that was ever released, by title. Five statements, however many cities there are."""
    releases = _by_service(list_releases(day=day))
    runs, waits = _grouped(_rows(RUNS, {"day": day})), _grouped(_rows(WAITS, {"day": day}))
    waiters = {row["service_id"]: row["cities"] for row in _rows(WAITERS, {"day": day})}
    plans = {row["service_id"]: row["cities"] for row in _rows(PLANS, {"day": day})}
    tallies = (
        _tally(
            service_id, lines, runs.get(service_id, ()), waits.get(service_id, ()),
            postponed=waiters.get(service_id, 0), planned=plans.get(service_id, 0),
        )
        for service_id, lines in releases.items()
    )  # fmt: skip
    return tuple(sorted(tallies, key=lambda tally: (tally.title["de"].casefold(), tally.service_id)))


def service_overview(
    *, service_id: str, day: date, state: str = "", search: str = "", page: int = 1, size: int = 50
) -> CityPage:
    """The cities that run, plan or put off the service, those that are late first, then by name. At most four statements.

    `state`: one of STATES, another one shows nobody. `search`: part of the city's name.
    """
    if state not in STATES:
        return CityPage((), 0)
    values = {
        "day": day,
        "service": service_id,
        "search": f"%{_escaped(search.strip().lower())}%",
        "size": size,
        "skip": size * max(page - 1, 0),
    }
    rows = _rows(_cities_sql(state), values)
    if not rows:
        return CityPage((), 0) if page <= 1 else CityPage((), _total(state, values))
    return CityPage(_city_lines(service_id, day, rows), rows[0]["total"])


def city_overview(*, city: str, day: date) -> tuple[CityStanding, ...]:
    """How one city stands to every service it runs, plans, ran or put off, by title. Three statements."""
    releases = _by_service(list_releases(day=day))
    adoptions = _grouped(
        Adoption.objects.filter(city_id=city).order_by("service_id", "-effective_from", "-id").values(*ADOPTION)
    )
    waits = _grouped(Postponement.objects.filter(city_id=city).order_by("service_id", "-id").values(*POSTPONEMENT))
    found = [
        build(city, service_id, day, releases[service_id], adoptions.get(service_id, ()), waits.get(service_id, ()))
        for service_id in dict.fromkeys((*adoptions, *waits))
    ]
    return tuple(sorted(found, key=lambda one: (one.releases[0].title["de"].casefold(), one.service_id)))


def offered_in(*, year: int, until: date) -> Mapping[str, tuple[str, ...]]:
    """Service → keys of the cities that offered it on any day of that year up to `until` (included). One statement."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), until)
    if first > last:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(OFFERED, {"first": first, "last": last})
        rows = cursor.fetchall()
    return {service: tuple(city for _, city in found) for service, found in groupby(rows, itemgetter(0))}


def titles() -> Mapping[str, Text]:
    """Service → its name in the newest release that was not withdrawn (else in the newest). One statement."""
    found: dict[str, Text] = {}
    gone: dict[str, Text] = {}
    rows = Release.objects.order_by("service_id", "-rank", "-id").values_list("service_id", "title", "withdrawn_at")
    for service_id, title, withdrawn_at in rows:
        (gone if withdrawn_at else found).setdefault(service_id, Text.of(title) if title else Text(service_id))
    return {**gone, **found}


# ── SQL ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

LATEST = """
latest AS (
    SELECT service_id, id, rank, effective_from FROM (
        SELECT service_id, id, rank, effective_from,
               row_number() OVER (PARTITION BY service_id ORDER BY rank DESC, id DESC) AS place
        FROM catalogue_release
        WHERE withdrawn_at IS NULL AND (effective_from IS NULL OR effective_from <= %(day)s) {releases}
    ) AS newest WHERE place = 1
)"""

RUNNING = """
running AS (
    SELECT a.id, a.service_id, a.city_id, a.release_id, a.differences <> '[]' AS drifted
    FROM catalogue_adoption a
    WHERE a.effective_from <= %(day)s AND (a.superseded_on IS NULL OR a.superseded_on > %(day)s)
      AND (a.withdrawn_on IS NULL OR a.withdrawn_on > %(day)s) {adoptions}
)"""

WAITING = """
waiting AS (
    SELECT p.service_id, p.city_id, p.release_id, p.id
    FROM catalogue_postponement p JOIN catalogue_release r ON r.id = p.release_id
    WHERE p.until > %(day)s AND r.withdrawn_at IS NULL {postponements}
      AND NOT EXISTS (SELECT 1 FROM catalogue_postponement q
                      WHERE q.city_id = p.city_id AND q.release_id = p.release_id AND q.id > p.id)
)"""

PLANNED = """
planned AS (
    SELECT service_id, city_id, max(id) AS id FROM catalogue_adoption
    WHERE effective_from > %(day)s AND withdrawn_on IS NULL {adoptions_of} GROUP BY service_id, city_id
)"""

RUNS = f"""
WITH {RUNNING.format(adoptions="")}
SELECT service_id, release_id, count(*) AS cities, count(CASE WHEN drifted THEN 1 END) AS drifted
FROM running GROUP BY service_id, release_id
"""

WAITS = f"""
WITH {WAITING.format(postponements="")}
SELECT w.service_id, w.release_id AS waits_with, a.release_id AS runs, count(*) AS cities
FROM waiting w LEFT JOIN catalogue_adoption a
  ON a.service_id = w.service_id AND a.city_id = w.city_id AND a.effective_from <= %(day)s
 AND (a.superseded_on IS NULL OR a.superseded_on > %(day)s) AND (a.withdrawn_on IS NULL OR a.withdrawn_on > %(day)s)
GROUP BY w.service_id, w.release_id, a.release_id
"""

WAITERS = f"""
WITH {WAITING.format(postponements="")}
SELECT service_id, count(DISTINCT city_id) AS cities FROM waiting GROUP BY service_id
"""

PLANS = f"WITH {PLANNED.format(adoptions_of='')} SELECT service_id, count(*) AS cities FROM planned GROUP BY service_id"

CITIES = f"""
WITH {LATEST.format(releases="AND service_id = %(service)s")},
{RUNNING.format(adoptions="AND a.service_id = %(service)s")},
{WAITING.format(postponements="AND p.service_id = %(service)s")},
{PLANNED.format(adoptions_of="AND service_id = %(service)s")},
waiters AS (SELECT city_id, max(id) AS id FROM waiting GROUP BY city_id),
states AS (
    SELECT city.key, city.name, running.id AS running, planned.id AS planned, waiters.id AS postponed,
           COALESCE(running.release_id = latest.id, FALSE) AS latest,
           COALESCE((latest.rank, latest.id) > (runs.rank, runs.id), FALSE) AS behind,
           COALESCE((latest.rank, latest.id) > (runs.rank, runs.id)
             AND latest.effective_from IS NOT NULL AND waiting.id IS NULL, FALSE) AS overdue,
           COALESCE(running.drifted, FALSE) AS drifted, COALESCE(runs.withdrawn_at IS NOT NULL, FALSE) AS warned,
           running.id IS NOT NULL AS live
    FROM tenancy_city city
    LEFT JOIN running ON running.city_id = city.key
    LEFT JOIN catalogue_release runs ON runs.id = running.release_id
    LEFT JOIN planned ON planned.city_id = city.key
    LEFT JOIN waiters ON waiters.city_id = city.key
    LEFT JOIN latest ON TRUE
    LEFT JOIN waiting ON waiting.city_id = city.key AND waiting.release_id = latest.id
    WHERE (running.id IS NOT NULL OR planned.id IS NOT NULL OR waiters.id IS NOT NULL)
      AND lower(city.name) LIKE %(search)s ESCAPE '!'
)
"""

CONDITIONS: Mapping[str, str] = {
    "": "TRUE",
    "live": "live",
    "latest": "latest",
    "behind": "behind",
    "overdue": "overdue",
    "drifted": "drifted",
    "postponed": "postponed IS NOT NULL",
    "planned": "planned IS NOT NULL",
    "warned": "warned",
}

OFFERED = """
SELECT DISTINCT service_id, city_id FROM catalogue_adoption
WHERE effective_from <= %(last)s
  AND (superseded_on IS NULL OR (superseded_on > effective_from AND superseded_on > %(first)s))
  AND (withdrawn_on IS NULL OR (withdrawn_on > effective_from AND withdrawn_on > %(first)s))
ORDER BY service_id, city_id
"""


def _cities_sql(state: str) -> str:
    return f"""{CITIES} SELECT states.*, count(*) OVER () AS total FROM states WHERE {CONDITIONS[state]}
    ORDER BY overdue DESC, behind DESC, name, key LIMIT %(size)s OFFSET %(skip)s"""


def _total(state: str, values: Mapping[str, Any]) -> int:
    return int(_rows(f"{CITIES} SELECT count(*) AS total FROM states WHERE {CONDITIONS[state]}", values)[0]["total"])


def _rows(sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _escaped(words: str) -> str:
    return "".join(f"!{sign}" if sign in "!%_" else sign for sign in words)


# ── rows as values ────────────────────────────────────────────────────────────────────────────────────────────────────


def _tally(
    service_id: str,
    lines: Sequence[ReleaseLine],
    runs: Sequence[Mapping[str, Any]],
    waits: Sequence[Mapping[str, Any]],
    *,
    postponed: int,
    planned: int,
) -> ServiceTally:
    """Counts by release, put together: which of them are old, dated, put off or withdrawn the releases say."""
    latest, by_id = latest_of(lines), {line.id: line for line in lines}
    older = {line.id for line in lines if latest is not None and latest.newer_than(line)}
    behind = sum(row["cities"] for row in runs if row["release_id"] in older)
    dated = latest is not None and latest.effective_from is not None
    excused = sum(row["cities"] for row in waits if latest and row["waits_with"] == latest.id and row["runs"] in older)
    return ServiceTally(
        service_id=service_id,
        title=(latest or lines[0]).title,
        latest=latest,
        coming=next((line for line in lines if line.state == "coming"), None),
        live=sum(row["cities"] for row in runs),
        on_latest=sum(row["cities"] for row in runs if latest and row["release_id"] == latest.id),
        behind=behind,
        overdue=behind - excused if dated else 0,
        drifted=sum(row["drifted"] for row in runs),
        postponed=postponed,
        planned=planned,
        warned=sum(row["cities"] for row in runs if by_id[row["release_id"]].withdrawn),
    )


def _city_lines(service_id: str, day: date, rows: Sequence[Mapping[str, Any]]) -> tuple[CityLine, ...]:
    releases = {line.id: line for line in list_releases(service_id, day=day)}
    wanted = {row[name] for row in rows for name in ("running", "planned") if row[name]}
    waiting = {row["postponed"] for row in rows if row["postponed"]}
    adoptions = {
        row["id"]: adoption_of(row, releases) for row in Adoption.objects.filter(pk__in=wanted).values(*ADOPTION)
    }
    waits = {
        row["id"]: postponement_of(row, releases)
        for row in Postponement.objects.filter(pk__in=waiting).values(*POSTPONEMENT)
    }
    return tuple(
        CityLine(
            city=row["key"],
            name=row["name"],
            running=adoptions.get(row["running"]),
            planned=adoptions.get(row["planned"]),
            postponed=waits.get(row["postponed"]),
            latest=bool(row["latest"]),
            behind=bool(row["behind"]),
            overdue=bool(row["overdue"]),
            drifted=bool(row["drifted"]),
            warned=bool(row["warned"]),
        )
        for row in rows
    )


def _by_service(lines: Iterable[ReleaseLine]) -> dict[str, list[ReleaseLine]]:
    found: dict[str, list[ReleaseLine]] = {}
    for line in lines:
        found.setdefault(line.service_id, []).append(line)
    return found


def _grouped(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["service_id"], []).append(row)
    return found
