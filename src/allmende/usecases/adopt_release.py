"""A city goes over to a release, puts it off, goes back, or stops. Running cases and drafts stay where they are.

make_plan ─▶ rehearse ─▶ adopt        nothing is stored before `adopt`
postpone · retreat · cancel · stop    one call each, safe to press twice

All acts of a city stand in line (`catalogue.operations.lock_city`). Each makes a new state of the city's data and touches
only the service concerned; earlier states and decisions stay for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from allmende.apps.catalogue import operations as catalogue
from allmende.apps.catalogue import queries
from allmende.apps.catalogue.queries import AdoptionLine, ReleaseLine
from allmende.apps.commons.rules import may
from allmende.domain.cooperation import StaffMember
from allmende.domain.package import Adopts, Overlay
from allmende.domain.values import Problem, Text
from allmende.formats.city import CityChange, change_city
from allmende.usecases.adopting.baseline import AdoptionBaseline, read_baseline
from allmende.usecases.adopting.persistence import (
    CHANGED,
    NOT_OFFERED,
    actor_of,
    hold,
    running_state,
    store_city,
    take_over,
    tell,
    unreadable,
    values_back,
)
from allmende.usecases.adopting.plan import NO_RELEASE, WITHDRAWN, AdoptionPlan, confirm
from allmende.usecases.adopting.rehearsing import failures_of, rehearse
from allmende.usecases.clock import local_day

SAME_CLICK = timedelta(minutes=1)
"""Two people, or two clicks, that go back within this time mean the same step back."""
LONGEST_REASON = 2000

NO_WAY_BACK = Problem(
    "adoption.first",
    Text.named("usecases.adopt_release.adoption_first"),
)
NO_PLAN = Problem("adoption.no_plan", Text.named("usecases.adopt_release.adoption_no_plan"))
NO_REASON = Problem(
    "adoption.reason",
    Text.named("usecases.adopt_release.adoption_reason"),
    "reason",
)
NO_DAY = Problem(
    "adoption.until",
    Text.named("usecases.adopt_release.adoption_until"),
    "until",
)


@dataclass(frozen=True, slots=True)
class Adopted:
    """The decision is stored. `again`: it was there already. `planned`: its first day lies ahead."""

    adoption_id: int
    release: ReleaseLine
    effective_from: date
    planned: bool
    again: bool = False


def adopt(*, person: StaffMember, plan: AdoptionPlan, seen: str, now: datetime) -> Adopted | list[Problem]:
    """Go over to the release as planned: today (as soon as it may be used), or on a later day.

    Refused while a conflict is open, something is missing or typed wrongly, the release is withdrawn, an example fails,
    or something the decision rests on changed since `seen` (`Plan.seen` of the page). The same form sent twice is one
    decision. The examples are played before the city is locked; under the lock the plan is only compared.
    """
    refused = may(person, "adopt")
    if refused:
        return [refused]
    service_id, today, click = plan.baseline.service_id, local_day(now), plan.wanted.click(seen)
    if again := _clicked(person, service_id, click, today):
        return again
    if seen != plan.seen:
        return [CHANGED]
    played = None if plan.why else rehearse(plan)
    if played is None or played.failures:
        return failures_of(played) if played else list(plan.problems or plan.why)
    with transaction.atomic():
        catalogue.lock_city(person.city)
        if again := _clicked(person, service_id, click, today):
            return again
        current = confirm(plan, read_baseline(city=person.city, service_id=service_id, today=today))
        return _store(person, current, click, now) if current else [CHANGED]


def postpone(
    *, person: StaffMember, service_id: str, release_sha: str, until: date, reason: str, now: datetime
) -> int | list[Problem]:
    """Wait with that release until that day, and say why; the id of the decision. Everybody can read it."""
    refused, today = may(person, "adopt"), local_day(now)
    if refused:
        return [refused]
    said = " ".join(reason.split())[:LONGEST_REASON]
    problems = [*([] if said else [NO_REASON]), *([] if until > today else [NO_DAY])]
    with transaction.atomic():
        catalogue.lock_city(person.city)
        standing = queries.standing(city=person.city, service_id=service_id, day=today)
        release = next((line for line in standing.releases if line.sha256 == release_sha), None)
        if release is None or release.withdrawn:
            problems.append(WITHDRAWN if release else NO_RELEASE)
        if problems or release is None:
            return problems
        known = next(
            (postponement for postponement in standing.postponements if postponement.release.id == release.id), None
        )
        decision = catalogue.postpone(
            city=person.city,
            service_id=service_id,
            release_sha=release_sha,
            until=until,
            reason=said,
            decided_by=person.name,
            actor=actor_of(person),
            now=now,
        )
        if known is None or (known.until, known.reason) != (until, said):
            tell(person, "postponed", release, now, reason=said)
        return decision


def retreat(*, person: StaffMember, service_id: str, now: datetime) -> Adopted | list[Problem]:
    """Back to the release the city ran before, with its overlay as it was then, from today on; a plan is dropped.

    Values that came with the adoption go back, too; what the city set afterwards stays. No case moves. Adopting the newer
    release again undoes it. Twice within a minute is one step back.
    """

    def act(baseline: AdoptionBaseline) -> Adopted | list[Problem]:
        running, previous = baseline.standing.running, baseline.standing.previous
        if running is None:
            return [NOT_OFFERED]
        if running.went_back and now - running.decided_at < SAME_CLICK:
            return Adopted(running.id, running.release, running.since, planned=False, again=True)
        if previous is None:
            return [NO_WAY_BACK]
        return [WITHDRAWN] if previous.release.withdrawn else _go_back(person, baseline, previous, now)

    return hold(person, "adopt", service_id, now, act)


def cancel(*, person: StaffMember, service_id: str, now: datetime) -> bool | list[Problem]:
    """What is planned will not come about; what runs goes on as it is."""

    def act(baseline: AdoptionBaseline) -> bool | list[Problem]:
        planned, today = baseline.standing.planned, baseline.standing.day
        if planned is None:
            return [NO_PLAN]
        nothing = CityChange(service_id, stops=baseline.standing.running is None)
        after = change_city(baseline.present.city, running_state(baseline, nothing))
        if isinstance(after, list):
            return after
        catalogue.cancel_plans(city=person.city, service_id=service_id, actor=actor_of(person), today=today, now=now)
        store_city(person, after, now)
        tell(person, "cancelled", planned.release, now)
        return True

    return hold(person, "adopt", service_id, now, act)


def stop(*, person: StaffMember, service_id: str, now: datetime) -> bool | list[Problem]:
    """From today on the city no longer offers the service. Running cases go on; what it did differently can be taken up again."""

    def act(baseline: AdoptionBaseline) -> bool | list[Problem]:
        standing = baseline.standing
        line = standing.running or standing.planned
        if line is None:
            return True if standing.history else [NOT_OFFERED]
        after = change_city(baseline.present.city, CityChange(service_id, stops=True, taken=baseline.values))
        if isinstance(after, list):
            return after
        actor = actor_of(person)
        catalogue.stop_service(city=person.city, service_id=service_id, actor=actor, today=standing.day, now=now)
        store_city(person, after, now)
        tell(person, "stopped", line.release, now)
        return True

    return hold(person, "adopt", service_id, now, act)


def _store(person: StaffMember, plan: AdoptionPlan, click: str, now: datetime) -> Adopted:
    assert plan.city is not None
    baseline, today = plan.baseline, plan.baseline.standing.day
    running = baseline.standing.running
    same = running is not None and running.release.id == plan.new.id
    if same and running and plan.city.sha256 == baseline.present.sha256 and baseline.standing.planned is None:
        return Adopted(running.id, running.release, running.since, planned=False, again=True)
    adoption = take_over(person, plan.new, plan.city, plan.day, now, click=click)
    tell(person, "adopted", plan.new, now, **{"from": plan.day.isoformat()})
    return Adopted(adoption, plan.new, plan.day, planned=plan.day > today)


def _go_back(
    person: StaffMember, baseline: AdoptionBaseline, previous: AdoptionLine, now: datetime
) -> Adopted | list[Problem]:
    today, service_id = baseline.standing.day, baseline.service_id
    then = queries.get_city_of_adoption(city=person.city, adoption_id=previous.id)
    known = frozenset(spec.id for spec in queries.get_package_of(previous.release.sha256).sheet.parameters)
    overlay = then.overlays.get(service_id) or Overlay()
    after = change_city(
        baseline.present.city,
        CityChange(
            service_id,
            overlay=overlay,
            taken=values_back(baseline, then, known),
            adopts=Adopts(previous.release.version, today),
        ),
    )
    problems = after if isinstance(after, list) else unreadable(previous.release.sha256, after, today)
    if problems or isinstance(after, list):
        return problems
    adoption = take_over(person, previous.release, after, today, now, back_to=previous.id)
    tell(person, "retreated", previous.release, now)
    return Adopted(adoption, previous.release, today, planned=False)


def _clicked(person: StaffMember, service_id: str, click: str, today: date) -> Adopted | None:
    """What this very form led to, when it is still the latest decision."""
    line = queries.find_clicked(city=person.city, service_id=service_id, click=click)
    return Adopted(line.id, line.release, line.since, planned=line.since > today, again=True) if line else None
