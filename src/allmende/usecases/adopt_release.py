"""A city goes over to a release, puts it off, goes back, or stops. Running cases and drafts stay where they are.

look_at ─▶ rehearse ─▶ adopt          nothing is stored before `adopt`
postpone · retreat · cancel · stop    one call each, safe to press twice

All acts of a city stand in line (`catalogue.operations.lock_city`). Each makes a new state of the city's data and touches
only the service concerned; earlier states and decisions stay for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from allmende.apps.catalogue import operations as catalogue
from allmende.apps.catalogue import queries
from allmende.apps.catalogue.queries import AdoptionLine, ReleaseLine
from allmende.apps.commons.rules import may
from allmende.domain.cooperation import Person
from allmende.domain.package import Adopts, Overlay
from allmende.domain.package.merge import Choice, open_points
from allmende.domain.values import Problem, Text
from allmende.formats.city import CityChange, change_city
from allmende.usecases.adopting.asks import ParameterAsk, SlotAsk, UnitAsk
from allmende.usecases.adopting.ground import Ground, survey
from allmende.usecases.adopting.looking import NO_RELEASE, WITHDRAWN, Candidate, Look, look_at, placed, prepare
from allmende.usecases.adopting.rehearsing import failures_of, play, rehearse
from allmende.usecases.adopting.storing import (
    CHANGED,
    NOT_OFFERED,
    actor_of,
    running_state,
    store_city,
    tell,
    unreadable,
    values_back,
)
from allmende.usecases.clock import local_day

__all__ = [
    "Adopted", "Look", "ParameterAsk", "SlotAsk", "UnitAsk", "adopt", "cancel", "look_at", "postpone", "rehearse",
    "retreat", "stop",
]  # fmt: skip

SAME_CLICK = timedelta(minutes=1)
"""Two people, or two clicks, that go back within this time mean the same step back."""
LONGEST_REASON = 2000

NO_WAY_BACK = Problem(
    "adoption.first",
    Text("Es gibt keine frühere Fassung, zu der Sie zurückkönnen.", "There is no earlier release to go back to."),
)
NO_PLAN = Problem("adoption.no_plan", Text("Es ist nichts geplant.", "Nothing is planned."))
NO_REASON = Problem(
    "adoption.reason",
    Text("Bitte sagen Sie kurz, warum Sie warten.", "Please say briefly why you wait."),
    "reason",
)
NO_DAY = Problem(
    "adoption.until",
    Text("Bis wann warten Sie? Wählen Sie einen Tag nach heute.", "Until when do you wait? Choose a day after today."),
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


def adopt(
    *,
    person: Person,
    service_id: str,
    release_sha: str,
    effective_from: date,
    choices: Mapping[str, Choice],
    values: Mapping[str, str],
    now: datetime,
    seen: str,
) -> Adopted | list[Problem]:
    """Go over to the release: today (as soon as it may be used), or on a later day.

    Refused while a conflict is open, something is missing or typed wrongly, the release is withdrawn, an example fails,
    or something the decision rests on changed since `seen` (`Look.seen`). The same form sent twice is one decision.
    The examples are played before the city is locked, and not again when `rehearse` has played exactly this.
    """
    refused = may(person, "adopt")
    if refused:
        return [refused]
    today, click = local_day(now), _click(seen, release_sha, effective_from, choices, values)
    if again := _clicked(person, service_id, click, today):
        return again
    ground = survey(city=person.city, service_id=service_id, today=today)
    found = prepare(ground, release_sha, effective_from, choices, values)
    if isinstance(found, Problem):
        return [found]
    if seen != ground.token(release_sha):
        return [CHANGED]
    problems = _blocking(found) or failures_of(play(found))
    if problems:
        return problems
    with transaction.atomic():
        catalogue.lock_city(person.city)
        if again := _clicked(person, service_id, click, today):
            return again
        fresh = survey(city=person.city, service_id=service_id, today=today)
        after = prepare(fresh, release_sha, effective_from, choices, values)
        if seen != fresh.token(release_sha) or isinstance(after, Problem) or after.problems or after.city is None:
            return [CHANGED]
        return _store(person, after, click, now)


def postpone(
    *, person: Person, service_id: str, release_sha: str, until: date, reason: str, now: datetime
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
        known = next((one for one in standing.postponements if one.release.id == release.id), None)
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


def retreat(*, person: Person, service_id: str, now: datetime) -> Adopted | list[Problem]:
    """Back to the release the city ran before, with its overlay as it was then, from today on; a plan is dropped.

    Values that came with the adoption go back, too; what the city set afterwards stays. No case moves. Adopting the newer
    release again undoes it. Twice within a minute is one step back.
    """
    refused, today = may(person, "adopt"), local_day(now)
    if refused:
        return [refused]
    with transaction.atomic():
        catalogue.lock_city(person.city)
        ground = survey(city=person.city, service_id=service_id, today=today)
        running, previous = ground.standing.running, ground.standing.previous
        if running is None:
            return [NOT_OFFERED]
        if running.went_back and now - running.decided_at < SAME_CLICK:
            return Adopted(running.id, running.release, running.since, planned=False, again=True)
        if previous is None:
            return [NO_WAY_BACK]
        if previous.release.withdrawn:
            return [WITHDRAWN]
        return _go_back(person, ground, previous, now)


def cancel(*, person: Person, service_id: str, now: datetime) -> bool | list[Problem]:
    """What is planned will not come about; what runs goes on as it is."""
    refused, today = may(person, "adopt"), local_day(now)
    if refused:
        return [refused]
    with transaction.atomic():
        catalogue.lock_city(person.city)
        ground = survey(city=person.city, service_id=service_id, today=today)
        if ground.standing.planned is None:
            return [NO_PLAN]
        nothing = CityChange(service_id, stops=ground.standing.running is None)
        after = change_city(ground.present.city, running_state(ground, nothing))
        if isinstance(after, list):
            return after
        catalogue.cancel_plans(city=person.city, service_id=service_id, actor=actor_of(person), today=today, now=now)
        store_city(person, after, now)
        tell(person, "cancelled", ground.standing.planned.release, now)
    return True


def stop(*, person: Person, service_id: str, now: datetime) -> bool | list[Problem]:
    """From today on the city no longer offers the service. Running cases go on; what it did differently can be taken up again."""
    refused, today = may(person, "adopt"), local_day(now)
    if refused:
        return [refused]
    with transaction.atomic():
        catalogue.lock_city(person.city)
        ground = survey(city=person.city, service_id=service_id, today=today)
        line = ground.standing.running or ground.standing.planned
        if line is None:
            return True if ground.standing.history else [NOT_OFFERED]
        after = change_city(ground.present.city, CityChange(service_id, stops=True, taken=ground.values))
        if isinstance(after, list):
            return after
        catalogue.stop_service(city=person.city, service_id=service_id, actor=actor_of(person), today=today, now=now)
        store_city(person, after, now)
        tell(person, "stopped", line.release, now)
    return True


def _blocking(found: Candidate) -> list[Problem]:
    """What keeps the city from adopting, before any example is played."""
    if found.problems or found.city is None:
        return list(found.problems)
    points = open_points(queries.get_edition_of(found.release.sha256), found.city, found.day)
    return [placed(one) for one in points if one.severity == "error"]


def _store(person: Person, found: Candidate, click: str, now: datetime) -> Adopted:
    assert found.city is not None
    ground, today = found.ground, found.ground.standing.day
    running = ground.standing.running
    same = running is not None and running.release.id == found.release.id
    if same and running and found.city.sha256 == ground.present.sha256 and ground.standing.planned is None:
        return Adopted(running.id, running.release, running.since, planned=False, again=True)
    adoption = catalogue.adopt_one(
        city=person.city,
        service_id=ground.service_id,
        release_sha=found.release.sha256,
        edition_id=store_city(person, found.city, now),
        effective_from=found.day,
        overlay=found.overlay,
        today=today,
        now=now,
        decided_by=person.name,
        actor=actor_of(person),
        click=click,
    )
    tell(person, "adopted", found.release, now, **{"from": found.day.isoformat()})
    return Adopted(adoption, found.release, found.day, planned=found.day > today)


def _go_back(person: Person, ground: Ground, previous: AdoptionLine, now: datetime) -> Adopted | list[Problem]:
    today, service_id = ground.standing.day, ground.service_id
    then = queries.get_city_of_adoption(city=person.city, adoption_id=previous.id)
    known = frozenset(spec.id for spec in queries.get_package_of(previous.release.sha256).sheet.parameters)
    overlay = then.overlays.get(service_id) or Overlay()
    after = change_city(
        ground.present.city,
        CityChange(
            service_id,
            overlay=overlay,
            taken=values_back(ground, then, known),
            adopts=Adopts(previous.release.version, today),
        ),
    )
    problems = after if isinstance(after, list) else unreadable(previous.release.sha256, after, today)
    if problems or isinstance(after, list):
        return problems
    adoption = catalogue.adopt_one(
        city=person.city,
        service_id=service_id,
        release_sha=previous.release.sha256,
        edition_id=store_city(person, after, now),
        effective_from=today,
        overlay=overlay,
        today=today,
        now=now,
        decided_by=person.name,
        actor=actor_of(person),
        back_to=previous.id,
    )
    tell(person, "retreated", previous.release, now)
    return Adopted(adoption, previous.release, today, planned=False)


def _clicked(person: Person, service_id: str, click: str, today: date) -> Adopted | None:
    """What this very form led to, when it is still the latest decision."""
    line = queries.find_clicked(city=person.city, service_id=service_id, click=click)
    return Adopted(line.id, line.release, line.since, planned=line.since > today, again=True) if line else None


def _click(seen: str, release_sha: str, day: date, choices: Mapping[str, Choice], values: Mapping[str, str]) -> str:
    said = (
        seen,
        release_sha,
        day.isoformat(),
        sorted((key, repr(one)) for key, one in choices.items()),
        sorted(values.items()),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()
