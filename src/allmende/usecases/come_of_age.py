"""From the day a child comes of age she acts herself, whether anything moves in her case or not: every night the cases of those whom
somebody represents by law are looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from allmende.apps.applications import joint
from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries as sent
from allmende.apps.booking import operations as booking
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.catalogue.queries import case_versions
from allmende.apps.catalogue.store import Unusable
from allmende.domain import facts as f
from allmende.domain.matter.parties import end_representation
from allmende.foundation.jobs import publish
from allmende.foundation.log import get_logger
from allmende.usecases.clock import local_day

log = get_logger("applications")


def end_minorities(*, city: str, now: datetime) -> int:
    """In how many cases nobody acts by law any more for the person they are about. Twice is once.

    Whoever acted opens neither the case nor what comes of it any more. In a running case a task says to reach her; in one that
    is over there is nothing to do.
    """
    spoken_for = (
        case_id
        for service_id, fields in _find_guarded(city, now).items()
        for case_id in joint.list_spoken_for(service_id=service_id, fields=frozenset(fields))
    )
    asked = dict.fromkeys((*joint.list_represented(), *spoken_for))
    return sum(_end(city, case_id, now) for case_id in queries.keep_existing(city=city, case_ids=asked))


def _find_guarded(city: str, now: datetime) -> Mapping[str, set[str]]:
    """Service → the questions by which its forms ask who represents the applicant by law, or whom she represents, in every edition in which somebody applied:
    a case outlives the offer it began with."""
    guarded: dict[str, set[str]] = defaultdict(set)
    for version in case_versions.list_grounds(city=city, adoption_ids=joint.list_adoptions()):
        try:
            service = version.service(local_day(now))
        except Unusable:
            log.warning("service.unusable", service=version.service_id, adoption=version.adoption_id)
            continue
        said = (one for role in service.sheet.applicants for one in role.represented_by)
        if fields := {one.by or one.of for one in said if one.capacity == "guardian"}:
            guarded[version.service_id] |= fields
    return guarded


@transaction.atomic
def _end(city: str, case_id: str, now: datetime) -> bool:
    today = local_day(now)
    if end_representation(queries.find_matter(case_id=case_id, today=today), now, today) is None:
        return False
    cases.outdate_process(case_id=case_id)
    cases.lock(case_id=case_id)
    matter = queries.find_matter(case_id=case_id, today=today)
    ended = end_representation(matter, now, today)
    if ended is None:
        return False
    fact, task = ended
    facts: list[tuple[str, f.Fact]] = [(f"{task.work_key}:ended", fact)]
    if f.find_closed(matter.facts) is None:
        cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
        facts.append((task.work_key, task.fact(now)))
    following = sent.list_following(application_id=case_id)
    applications.end_access(application_ids=following, now=now, actor="clock")
    for one in following:
        booking.renew_links(matter=one, email="")
    cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="clock")
    publish("timer_set", {"case_id": case_id}, unique=f"of_age:{case_id}")
    return True
