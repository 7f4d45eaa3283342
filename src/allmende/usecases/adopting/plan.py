"""What adopting a release would mean for one city, worked out once: shown, rehearsed and stored. Nothing is stored here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from allmende.apps.cases import queries as cases
from allmende.apps.cases.queries import RunningCases
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import CityStanding, ReleaseLine
from allmende.domain.package import Adopts, CityData, Overlay, ServicePackage
from allmende.domain.package.difference import Audience, ToldChange, grouped
from allmende.domain.package.merge import (
    Conflict,
    ConflictChoice,
    Merged,
    merge,
    open_points,
    resolve,
    what_citizens_notice,
)
from allmende.domain.values import Problem, Text
from allmende.formats.city import CityChange, change_city
from allmende.usecases.adopting.baseline import AdoptionBaseline
from allmende.usecases.adopting.required_inputs import RequiredInputs, read_inputs

NO_RELEASE = Problem(
    "adoption.release",
    Text.named("usecases.adopting.plan.adoption_release"),
)
WITHDRAWN = Problem(
    "adoption.withdrawn",
    Text.named("usecases.adopting.plan.adoption_withdrawn"),
    "withdrawn",
)
PAST = Problem(
    "adoption.past",
    Text.named("usecases.adopting.plan.adoption_past"),
    "effective_from",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks for: a release, its first day, a choice for each conflict, and what was typed for the city."""

    release_sha: str
    day: date
    choices: Mapping[str, ConflictChoice]
    values: Mapping[str, str]

    def click(self, seen: str) -> str:
        """Names this very form, so that sending it twice is one decision."""
        said = (
            seen,
            self.release_sha,
            self.day.isoformat(),
            sorted((key, repr(one)) for key, one in self.choices.items()),
            sorted(self.values.items()),
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionPlan:
    """An adoption worked out, before anybody decides. Pages show it, examples are played on it, `adopt` stores it.

    day           the first day it would hold: what was asked for, but never before the release itself
    changes       all that differs between the releases; empty for a first adoption
    citizens      what this city's citizens would notice, with its overlay and its values
    merged        what becomes of the overlay: all conflicts, and what no longer does anything
    open_conflicts  conflicts without a (fitting) choice
    overlay       what the city would do differently; open conflicts as if the new release were taken
    ready         the readiness list; `where` is `value:<key>` for what can be filled in here
    inputs        what the release asks of the city, answered as far as something was typed
    problems      why the city cannot be written as it would be
    seen          names everything this rests on; `adopt` wants it back
    city          the city as it would be, None while something typed cannot be written
    """

    baseline: AdoptionBaseline
    wanted: Wanted
    new: ReleaseLine
    day: date
    changes: tuple[ToldChange, ...]
    citizens: tuple[ToldChange, ...]
    merged: Merged
    open_conflicts: tuple[Conflict, ...]
    overlay: Overlay
    ready: tuple[Problem, ...]
    inputs: RequiredInputs
    running: RunningCases
    problems: tuple[Problem, ...]
    seen: str
    city: CityData | None

    @property
    def standing(self) -> CityStanding:
        return self.baseline.standing

    @property
    def old(self) -> ReleaseLine | None:
        """The release the overlay was written for."""
        return self.baseline.old

    @property
    def why(self) -> tuple[Problem, ...]:
        """What blocks, empty when nothing does (the examples are another matter: `rehearse`)."""
        return (*self.problems, *(one for one in self.ready if one.severity == "error"))

    @property
    def by_audience(self) -> dict[Audience, tuple[ToldChange, ...]]:
        """The changes by who is most concerned."""
        return grouped(self.changes)

    @property
    def again(self) -> bool:
        """Does the city run this release already?"""
        return self.old is not None and self.standing.running is not None and self.old.sha256 == self.new.sha256


def make_plan(baseline: AdoptionBaseline, wanted: Wanted) -> AdoptionPlan | Problem:
    """What it would mean to go over to that release on that day. Problem: there is no such release of this service."""
    release = next((line for line in baseline.standing.releases if line.sha256 == wanted.release_sha), None)
    if release is None:
        return NO_RELEASE
    edition, old = catalogue.get_edition_of(release.sha256), baseline.old
    new = edition.package
    merged = merge(catalogue.get_package_of(old.sha256) if old else new, new, baseline.overlay)
    overlay, open_conflicts, unsettled = _settled(merged, wanted.choices)
    first, late = _first_day(release, wanted.day, baseline.standing.day)
    inputs = read_inputs(new, _without_plan(baseline), first, wanted.values)
    written = _written(baseline, new, overlay, inputs, first)
    city = written if isinstance(written, CityData) else None
    changes = catalogue.changes_between(old.sha256, release.sha256) if old and old.sha256 != release.sha256 else ()
    citizens: tuple[ToldChange, ...] = ()
    if city and old and baseline.city:
        before = (catalogue.get_edition_of(old.sha256), baseline.city)
        citizens = what_citizens_notice(before, (edition, city), changes, first)
    return AdoptionPlan(
        baseline=baseline,
        wanted=wanted,
        new=release,
        day=first,
        changes=changes,
        citizens=citizens,
        merged=merged,
        open_conflicts=open_conflicts,
        overlay=overlay,
        ready=tuple(_placed(point) for point in open_points(edition, city, first)) if city else (),
        inputs=inputs,
        running=cases.count_running(city=baseline.standing.city, service_id=baseline.service_id),
        problems=(
            *((WITHDRAWN,) if release.withdrawn else ()),
            *late,
            *unsettled,
            *inputs.problems,
            *(written if isinstance(written, list) else ()),
        ),
        seen=baseline.token(release.sha256),
        city=city,
    )


def confirm(plan: AdoptionPlan, now: AdoptionBaseline) -> AdoptionPlan | None:
    """The plan as it holds now: itself where nothing moved, None where something it rests on did.

    Another service of the city may have changed meanwhile; then the city is written anew with both.
    """
    if now.standing == plan.standing and now.present.sha256 == plan.baseline.present.sha256:
        return plan
    if now.token(plan.new.sha256) != plan.seen:
        return None
    fresh = make_plan(now, plan.wanted)
    return None if isinstance(fresh, Problem) or fresh.why else fresh


def _first_day(release: ReleaseLine, day: date, today: date) -> tuple[date, tuple[Problem, ...]]:
    """Today means: as soon as the release may be used. Another day before the release's own is refused."""
    soonest = max(today, release.effective_from) if release.effective_from else today
    if day < today:
        return soonest, (PAST,)
    if today < day < soonest:
        words = Text.named(
            "usecases.adopting.plan.this_release_holds_from_isoformat", soonest=soonest, isoformat=soonest.isoformat()
        )
        return soonest, (Problem("adoption.early", words, "effective_from"),)
    return max(day, soonest), ()


def _settled(
    merged: Merged, choices: Mapping[str, ConflictChoice]
) -> tuple[Overlay, tuple[Conflict, ...], tuple[Problem, ...]]:
    """The overlay after the choices that fit, the conflicts that are still open, and why."""
    found = resolve(merged, choices)
    if isinstance(found, Overlay):
        return found, (), ()
    bad = {problem.where for problem in found}
    open_conflicts = tuple(conflict for conflict in merged.conflicts if conflict.change.id in bad)
    good = {key: choice for key, choice in choices.items() if key not in bad}
    taken = resolve(
        merged, good | {open_conflict.change.id: ConflictChoice("take_new") for open_conflict in open_conflicts}
    )
    problems = tuple(replace(problem, where=f"choice:{problem.where}") for problem in found)
    return taken if isinstance(taken, Overlay) else merged.overlay, open_conflicts, problems


def _without_plan(baseline: AdoptionBaseline) -> CityData:
    """The city's values as they are without what an earlier plan brought."""
    if baseline.values is None:
        return baseline.present.city
    found = change_city(baseline.present.city, CityChange(baseline.service_id, taken=baseline.values))
    return found if isinstance(found, CityData) else baseline.present.city


def _written(
    baseline: AdoptionBaseline, package: ServicePackage, overlay: Overlay, inputs: RequiredInputs, day: date
) -> CityData | list[Problem]:
    change = CityChange(
        package.id,
        overlay=overlay,
        taken=baseline.values,
        values=inputs.values,
        adopts=Adopts(package.version, day),
        slots=inputs.new_slots,
        competences=inputs.new_competences,
    )
    return change_city(baseline.present.city, change)


def _placed(problem: Problem) -> Problem:
    """Where the studio can fill it in."""
    path = problem.where.partition("#/")[2]
    last = path.rpartition("/")[2]
    if problem.code in ("ready.parameter", "ready.value", "ready.basis", "ready.illustrative"):
        return replace(problem, where=f"value:{last}")
    if problem.code == "ready.slot":
        return replace(problem, where=f"value:slot.{last}")
    if problem.code == "ready.unit" and path.startswith("competences/"):
        return replace(problem, where=f"value:unit.{last}")
    return problem
