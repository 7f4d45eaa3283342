"""How long a closed case is kept: the time in words, and the last day it means for one case. Both come from `Retention`.

The time runs from the latest of these days, and from none while one is missing:

    the case is closed, and nobody has a task left
    each objection to one of its letters has ended
    each letter was provided and did not come back; a decision counts as notified, or was opened
    the last payment, or the end of what was granted, where the service says so
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from allmende.domain import facts as f
from allmende.domain.deadlines.periods import Length, Unit, last_day
from allmende.domain.matter import status
from allmende.domain.package import Service
from allmende.domain.package.sheet import Retention
from allmende.domain.values import Text, local_day
from allmende.words.joining import joined

Waits = Literal["", "closing", "task", "objection", "delivery", "validity", "service", "failed"]

WAITS: Mapping[str, Text] = {
    "closing": Text.named("matter.retention.closing"),
    "task": Text.named("matter.retention.task"),
    "objection": Text.named("matter.retention.objection"),
    "delivery": Text.named("matter.retention.delivery"),
    "service": Text.named("matter.retention.service"),
    "failed": Text.named("matter.retention.failed"),
    "validity": Text.named("matter.retention.validity"),
}
"""Why the time does not run yet."""

AFTER: Mapping[str, Text] = {
    "closing": Text.named("matter.retention.after_case_has_ended"),
    "validity_end": Text.named("matter.retention.validity_end"),
    "last_payment": Text.named("matter.retention.last_payment"),
}
STARTS = Text.named("matter.retention.starts")
OFFERED = Text.named("matter.retention.offered")
DELETED = Text.named("matter.retention.deleted")

_LETTERS: Mapping[str, Unit] = {"Y": "years", "M": "months", "W": "weeks", "D": "days"}


@dataclass(frozen=True, slots=True)
class RetentionPeriod:
    """`starts_on` is the day of the event, `ends_on` the last day of keeping; None for both while it waits for something."""

    starts_on: date | None = None
    ends_on: date | None = None
    waits_for: Waits = ""


def lengths_of(duration: str) -> tuple[Length, ...]:
    """The parts of a duration in ISO 8601, in its order.

    >>> [one.words["en"] for one in lengths_of("P1Y6M")]
    ['1 year', '6 months']
    """
    parts = re.findall(r"([0-9]+)([YMWD])", duration)
    return tuple(Length(int(count), _LETTERS[letter]) for count, letter in parts if int(count))


def say_kept(retention: Retention) -> Text:
    """How long, and from when.

    >>> say_kept(Retention("P3Y", "closing", "", "typical")).spoken("de")
    '3 Jahre nach dem Ende des Vorgangs'
    """

    length, begin = say_length(retention.duration), AFTER[retention.after]
    return joined((length, begin), " ")


def say_length(duration: str) -> Text:
    """A duration in ISO 8601 in words.

    >>> say_length("P1Y6M").spoken("de")
    '1 Jahr 6 Monate'
    """
    return joined((length.words for length in lengths_of(duration)), " ")


def say_end(*, offered: bool) -> Text:
    """When the time begins, and what happens after it."""
    return joined((STARTS, OFFERED if offered else DELETED), " ")


def is_offered(service: Service) -> bool:
    """Is the archive asked before a case of this service is deleted? Not where it told this city that it wants none of them."""
    return service.sheet.retention.offered and service.id not in service.city.archive_waives


def end_of(start: date, retention: Retention) -> date:
    """The last day of keeping, by §§ 187 and 188 BGB: the day of the event does not count.

    >>> end_of(date(2024, 2, 29), Retention("P1Y", "closing", "", "typical"))
    datetime.date(2025, 2, 28)
    """
    for length in lengths_of(retention.duration):
        start = last_day(start, length)
    return start


def period_of(
    facts: Iterable[f.Fact], retention: Retention, *, closed_on: date | None, valid_until: date | None, lasts: bool
) -> RetentionPeriod:
    """How long the case with that timeline is kept. A letter that was given up before it went out counts for nothing.

    `valid_until`: the first day on which nothing holds any more that the case wrote into a register; `lasts`: something
    it wrote has no end. Both matter only where the time runs from the end of validity.
    """
    told = tuple(facts)
    if closed_on is None:
        return RetentionPeriod(waits_for="closing")
    if status.open_tasks(told):
        return RetentionPeriod(waits_for="task")
    ended = {x.objection: x for x in told if isinstance(x, f.ObjectionEnded)}
    if any(isinstance(x, f.ObjectionLodged) and x.objection not in ended for x in told):
        return RetentionPeriod(waits_for="objection")
    delivered = _delivered_on(told)
    if delivered is None:
        return RetentionPeriod(waits_for="delivery")
    days = [closed_on, *delivered, *(local_day(one.at) for one in ended.values())]
    if retention.after == "last_payment":
        days += [one.paid_on for one in told if isinstance(one, f.PaymentReceived)]
    if retention.after == "validity_end":
        if lasts:
            return RetentionPeriod(waits_for="validity")
        days += [valid_until] if valid_until else []
    start = max(days)
    return RetentionPeriod(start, end_of(start, retention))


def _delivered_on(told: tuple[f.Fact, ...]) -> list[date] | None:
    """The day each letter was delivered; None where one is not."""
    days: list[date] = []
    for place, issued in enumerate(told):
        if not isinstance(issued, f.NoticeIssued) or issued.notice_kind == "receipt":
            continue
        if _is_given_up(told[place:], issued.notice_id):
            continue
        day = _delivery(told, issued)
        if day is None:
            return None
        days.append(day)
    return days


def _is_given_up(later: tuple[f.Fact, ...], notice_id: str) -> bool:
    """It was discarded, or the process stepped back before it was provided or given to the print."""
    if any(isinstance(x, f.NoticeDiscarded) and x.notice_id == notice_id for x in later):
        return True
    sent = any(isinstance(x, (f.NoticeProvided, f.PrintingOrdered)) and x.notice_id == notice_id for x in later)
    return not sent and any(isinstance(x, f.SteppedBack) for x in later)


def _delivery(told: tuple[f.Fact, ...], issued: f.NoticeIssued) -> date | None:
    """By the last fact that says something of it: a letter that came back after it was provided is not delivered."""
    day: date | None = None
    for one in told:
        if getattr(one, "notice_id", "") != issued.notice_id:
            continue
        if isinstance(one, f.LetterReturned):
            day = None
        elif isinstance(one, f.NotificationDeemed):
            day = one.day
        elif isinstance(one, f.NoticeRetrieved):
            day = day or local_day(one.at)
        elif isinstance(one, f.NoticeProvided) and issued.notice_kind != "decision":
            day = one.provided_on
    return day
