"""What adopting a release would mean for one city: looked at from all sides, nothing stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from allmende.apps.cases import queries as cases
from allmende.apps.cases.queries import RunningCases
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import ReleaseLine, Standing
from allmende.apps.catalogue.store import Memory
from allmende.domain.package import Adopts, City, Overlay, ServicePackage
from allmende.domain.package.difference import Audience, Change, grouped
from allmende.domain.package.merge import Choice, Conflict, Merged, merge, open_points, resolve, what_citizens_notice
from allmende.domain.values import Problem, Text
from allmende.formats.city import CityChange, change_city
from allmende.usecases.adopting.asks import Asked, ParameterAsk, SlotAsk, UnitAsk, ask
from allmende.usecases.adopting.ground import Ground, survey

NO_RELEASE = Problem(
    "adoption.release",
    Text("Diese Fassung gibt es hier nicht.", "This release does not exist here."),
)
WITHDRAWN = Problem(
    "adoption.withdrawn",
    Text("Diese Fassung wurde zurückgezogen. Nehmen Sie eine andere.", "This release was withdrawn. Take another one."),
    "withdrawn",
)
PAST = Problem(
    "adoption.past",
    Text(
        "Der erste Tag liegt in der Vergangenheit. Wählen Sie heute oder später.",
        "The first day lies in the past. Choose today or later.",
    ),
    "effective_from",
)

_changed: Memory[City | list[Problem]] = Memory(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An adoption before anybody decides.

    day           the first day it would hold: what was asked for, but never before the release itself
    changes       all that differs between the releases; empty for a first adoption
    citizens      what this city's citizens would notice, with its overlay and its values
    merged        what becomes of the overlay: all conflicts, and what no longer does anything
    open_conflicts  conflicts without a (fitting) choice
    overlay       what the city would do differently; open conflicts as if the new release were taken
    ready         the readiness list; `where` is `value:<key>` for what can be filled in here
    why           what blocks, empty when nothing does (the examples are another matter: `rehearse`)
    seen          names everything this rests on; `adopt` wants it back
    city          the city as it would be, None while something typed cannot be written
    """

    standing: Standing
    old: ReleaseLine | None
    new: ReleaseLine
    day: date
    changes: tuple[Change, ...]
    citizens: tuple[Change, ...]
    merged: Merged
    open_conflicts: tuple[Conflict, ...]
    overlay: Overlay
    ready: tuple[Problem, ...]
    parameters: tuple[ParameterAsk, ...]
    slots: tuple[SlotAsk, ...]
    units: tuple[UnitAsk, ...]
    running: RunningCases
    why: tuple[Problem, ...]
    seen: str
    city: City | None

    @property
    def blocked(self) -> bool:
        return bool(self.why)

    @property
    def by_audience(self) -> dict[Audience, tuple[Change, ...]]:
        """The changes by who is most concerned."""
        return grouped(self.changes)

    @property
    def again(self) -> bool:
        """Does the city run this release already?"""
        return self.old is not None and self.standing.running is not None and self.old.sha256 == self.new.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """The city as it would be with the new release, and how far it is from being that."""

    ground: Ground
    release: ReleaseLine
    day: date
    merged: Merged
    open_conflicts: tuple[Conflict, ...]
    overlay: Overlay
    asked: Asked
    city: City | None
    problems: tuple[Problem, ...]


def look_at(
    *,
    city: str,
    service_id: str,
    release_sha: str,
    day: date,
    choices: Mapping[str, Choice],
    values: Mapping[str, str],
    today: date,
) -> Look | Problem:
    """What it would mean to go over to that release on that day. Problem: there is no such release of this service."""
    found = prepare(survey(city=city, service_id=service_id, today=today), release_sha, day, choices, values)
    if isinstance(found, Problem):
        return found
    ground, new, old = found.ground, found.release, found.ground.old
    edition = catalogue.get_edition_of(new.sha256)
    changes = catalogue.changes_between(old.sha256, new.sha256) if old and old.sha256 != new.sha256 else ()
    before = (catalogue.get_edition_of(old.sha256), ground.city) if old and ground.city else None
    citizens: tuple[Change, ...] = ()
    ready: tuple[Problem, ...] = ()
    if found.city is not None:
        citizens = what_citizens_notice(before, (edition, found.city), changes, found.day) if before else ()
        ready = tuple(placed(one) for one in open_points(edition, found.city, found.day))
    errors = tuple(one for one in ready if one.severity == "error")
    return Look(
        standing=ground.standing,
        old=old,
        new=new,
        day=found.day,
        changes=changes,
        citizens=citizens,
        merged=found.merged,
        open_conflicts=found.open_conflicts,
        overlay=found.overlay,
        ready=ready,
        parameters=found.asked.parameters,
        slots=found.asked.slots,
        units=found.asked.units,
        running=cases.count_running(city=city, service_id=service_id),
        why=(*found.problems, *errors),
        seen=ground.token(new.sha256),
        city=found.city,
    )


def prepare(
    ground: Ground, release_sha: str, day: date, choices: Mapping[str, Choice], values: Mapping[str, str]
) -> Candidate | Problem:
    """Merge, answer, write: the city as it would be. Problems in it say what is missing on the way."""
    release = next((line for line in ground.standing.releases if line.sha256 == release_sha), None)
    if release is None:
        return NO_RELEASE
    new = catalogue.get_package_of(release_sha)
    old = catalogue.get_package_of(ground.old.sha256) if ground.old else new
    merged = merge(old, new, ground.overlay)
    overlay, open_conflicts, unsettled = _settled(merged, choices)
    first, late = _first_day(release, day, ground.standing.day)
    asked = ask(new, _without_plan(ground), first, values)
    written = _written(ground, new, overlay, asked, first)
    problems = (
        *((WITHDRAWN,) if release.withdrawn else ()),
        *late,
        *unsettled,
        *asked.problems,
        *(written if isinstance(written, list) else ()),
    )
    return Candidate(
        ground=ground,
        release=release,
        day=first,
        merged=merged,
        open_conflicts=open_conflicts,
        overlay=overlay,
        asked=asked,
        city=written if isinstance(written, City) else None,
        problems=problems,
    )


def forget() -> None:
    """Empty the memory (tests)."""
    _changed.clear()


def _first_day(release: ReleaseLine, day: date, today: date) -> tuple[date, tuple[Problem, ...]]:
    """Today means: as soon as the release may be used. Another day before the release's own is refused."""
    soonest = max(today, release.effective_from) if release.effective_from else today
    if day < today:
        return soonest, (PAST,)
    if today < day < soonest:
        words = Text(
            f"Diese Fassung gilt erst ab {soonest:%d.%m.%Y}. Wählen Sie diesen Tag oder einen späteren.",
            f"This release holds from {soonest.isoformat()} only. Choose that day or a later one.",
        )
        return soonest, (Problem("adoption.early", words, "effective_from"),)
    return max(day, soonest), ()


def _settled(
    merged: Merged, choices: Mapping[str, Choice]
) -> tuple[Overlay, tuple[Conflict, ...], tuple[Problem, ...]]:
    """The overlay after the choices that fit, the conflicts that are still open, and why."""
    found = resolve(merged, choices)
    if isinstance(found, Overlay):
        return found, (), ()
    bad = {problem.where for problem in found}
    open_conflicts = tuple(one for one in merged.conflicts if one.change.id in bad)
    good = {key: choice for key, choice in choices.items() if key not in bad}
    taken = resolve(merged, good | {one.change.id: Choice("take_new") for one in open_conflicts})
    problems = tuple(replace(problem, where=f"choice:{problem.where}") for problem in found)
    return taken if isinstance(taken, Overlay) else merged.overlay, open_conflicts, problems


def _without_plan(ground: Ground) -> City:
    """The city's values as they are without what an earlier plan brought."""
    if ground.values is None:
        return ground.present.city
    found = _after(ground.present.city, CityChange(ground.service_id, taken=ground.values))
    return found if isinstance(found, City) else ground.present.city


def _written(
    ground: Ground, package: ServicePackage, overlay: Overlay, asked: Asked, day: date
) -> City | list[Problem]:
    change = CityChange(
        package.id,
        overlay=overlay,
        taken=ground.values,
        values=asked.values,
        adopts=Adopts(package.version, day),
        slots=asked.new_slots,
        competences=asked.new_competences,
    )
    return _after(ground.present.city, change)


def _after(city: City, change: CityChange) -> City | list[Problem]:
    """As `change_city`; a look and the decision after it read the city once."""
    return _changed.get((city.sha256, repr(change)), lambda: change_city(city, change))


def placed(problem: Problem) -> Problem:
    """Where the studio can fill it in."""
    path = problem.where.partition("#/")[2]
    last = path.rpartition("/")[2]
    if problem.code in ("ready.parameter", "ready.value", "ready.illustrative"):
        return replace(problem, where=f"value:{last}")
    if problem.code == "ready.slot":
        return replace(problem, where=f"value:slot.{last}")
    if problem.code == "ready.unit" and path.startswith("competences/"):
        return replace(problem, where=f"value:unit.{last}")
    return problem
