"""Who is asked outside the office is reminded once before the last day: the person in a hearing, a body outside, another city. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from allmende.domain import facts as f
from allmende.domain.matter import status
from allmende.domain.matter.partners import list_asked
from allmende.domain.values import local_day

Reminder = f.HearingReminded | f.PartnerReminded


def list_reminders(facts: tuple[f.Fact, ...], days: int, today: date, now: datetime) -> tuple[Reminder, ...]:
    """Whom to remind on that day, `days` before the last one or later. Nobody on the day she was asked, and nobody twice."""
    return (*_hearing(facts, days, today, now), *_partners(facts, days, today, now))


def _hearing(facts: tuple[f.Fact, ...], days: int, today: date, now: datetime) -> Iterable[Reminder]:
    opened = status.open_hearing(facts, today)
    if opened is None or not _is_near(opened.until, days, today) or local_day(opened.at) >= today:
        return
    since = facts[facts.index(opened) :]
    if not any(isinstance(x, f.HearingReminded) for x in since):
        yield f.HearingReminded(at=now, until=opened.until)


def _partners(facts: tuple[f.Fact, ...], days: int, today: date, now: datetime) -> Iterable[Reminder]:
    reminded = {x.ask_id for x in facts if isinstance(x, f.PartnerReminded)}
    for asked in list_asked(facts, today):
        if asked.ask_id not in reminded and _is_near(asked.until, days, today) and local_day(asked.at) < today:
            yield f.PartnerReminded(at=now, ask_id=asked.ask_id, name=asked.name)


def _is_near(until: date, days: int, today: date) -> bool:
    return today <= until <= today + timedelta(days=days)
