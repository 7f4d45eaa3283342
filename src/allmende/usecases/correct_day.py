"""A mistyped day about a letter is put right: the old one stays in the record, the legal days are counted anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.notices import operations as notices
from allmende.apps.notices import queries
from allmende.apps.notices.queries import NoticeView
from allmende.domain import facts as f
from allmende.domain.forms import Field
from allmende.domain.matter import Matter, arrival, by_post, recounting
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day
from allmende.usecases.post_letter import keep_effects

DAYS: Mapping[str, Field] = {
    "posted": by_post.POSTED_ON,
    "arrived": arrival.ARRIVED_ON,
    "returned": by_post.RETURNED_ON,
}
"""What can be put right → how it is read."""
NO_DAY = Problem("correcting.day", Text.named("usecases.correct_day.correcting_day"), "tag")
LONGEST_REASON = 2_000


def list_correctable(notice: NoticeView) -> tuple[tuple[str, date], ...]:
    """The days of that letter a person noted, as they stand: what, and the day."""
    noted = {
        "posted": notice.provided_on if notice.on_paper and notice.ended_on is None else None,
        "arrived": notice.arrived_on if notice.ended_on is None else None,
        "returned": notice.ended_on if notice.on_paper else None,
    }
    return tuple((what, day) for what, day in noted.items() if day)


def correct_day(
    *, city: str, case_id: str, notice_id: str, what: str, officer: Officer, typed: str, reason: str, now: datetime
) -> Problem | None:
    """Put the day right, with the reason why it was wrong. The person is told when a period she was told changes.

    Error: `NotFound` without the right to write to the person. None: done.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today, reason = local_day(now), clean_lines(reason)[:LONGEST_REASON].strip()
    with transaction.atomic():
        cases.lock(case_id=case_id)
        listed = queries.list_notices(city=city, case_id=case_id)
        notice = next((one for one in listed if one.id == notice_id), None)
        old = dict(list_correctable(notice)).get(what) if notice else None
        if notice is None or notice.announcement_id is None or old is None:
            return NO_DAY
        matter = case_queries.find_matter(case_id=case_id, today=today)
        day = by_post.read_day(DAYS[what], typed, _first(matter, notice_id, what), today)
        if isinstance(day, Problem):
            return Problem(day.code, day.text, "tag")
        if day == old or not reason:
            return recounting.SAME if day == old else recounting.NO_REASON
        noted = f.DayCorrected(
            at=now, notice_id=notice_id, day=what, old=old, new=day, reason=reason, by=officer.name,
            officer=str(officer.pk),
        )  # fmt: skip
        _keep(matter, notice.announcement_id, noted, now, today)
    return None


def _first(matter: Matter, notice_id: str, what: str) -> date:
    """The earliest day that fits: of the letter itself, or on which it went out."""
    written = by_post.written_on(matter, notice_id)
    return written if what == "posted" else by_post.find_posted_on(matter.facts, notice_id) or written


def _keep(matter: Matter, announcement_id: int, noted: f.DayCorrected, now: datetime, today: date) -> None:
    facts: tuple[f.Fact, ...] = (noted,)
    if noted.day == "returned":
        notices.correct_end(announcement_id=announcement_id, day=noted.new)
    else:
        new = recounting.count(matter, noted, now, today)
        known = (*matter.facts, noted)
        sent_on = by_post.find_posted_on(known, noted.notice_id) or noted.new
        notices.recount(
            announcement_id=announcement_id,
            provided_on=sent_on,
            arrived_on=arrival.find_arrived_on(known, noted.notice_id),
            days=new.days,
        )
        keep_effects(case_id=matter.case_id, effects=new.moved, now=now)
        facts = (noted, *new.facts)
    key = f"corrected:{announcement_id}:{len(matter.facts)}"
    keyed = [(f"{key}:{number}", fact) for number, fact in enumerate(facts)]
    cases.append(case_id=matter.case_id, facts=keyed, now=now, today=today, actor=f"officer:{noted.officer}")
