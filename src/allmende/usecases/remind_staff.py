"""One mail in the morning of a working day: what is nearly due and overdue of one's own, and for a head what of her offices is.

morning ── staff_morning (one for each person and day) ── mail, or none where there is nothing to say
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allmende.apps.cases import reach, reminding
from allmende.apps.cases.reminding import Late, Lateness
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.deadlines import next_working_day
from allmende.domain.package.city import Reminders
from allmende.domain.ports.mail import Mail
from allmende.domain.values import Text, spoken_day
from allmende.foundation.identity import absences
from allmende.foundation.identity.models import Officer
from allmende.foundation.jobs import publish
from allmende.usecases.addresses import base_url, sender_of
from allmende.usecases.clock import local_day
from allmende.usecases.deliver_mail import deliver
from allmende.usecases.return_address import return_address

LANGUAGE = "de"
"""What staff read: an account has no language of its own."""
SUBJECT = Text.named("usecases.remind_staff.subject")
HELLO = Text.named("usecases.remind_staff.hello")
OWN = Text.named("usecases.remind_staff.own")
OVERDUE = Text.named("usecases.remind_staff.overdue")
LONG = Text.named("usecases.remind_staff.long")
LINE = Text.named("usecases.remind_staff.line")
FREE = Text.named("usecases.remind_staff.free")
MORE = Text.named("usecases.remind_staff.more")
END = Text.named("usecases.remind_staff.end")


@dataclass(frozen=True, slots=True)
class Morning:
    """`own`: what she has, or whom she stands in for; `overdue` and `long`: of the offices she leads."""

    rules: Reminders
    own: Lateness
    overdue: Lateness
    long: Lateness

    def __bool__(self) -> bool:
        return bool(self.own.count or self.overdue.count)


def plan_mornings(*, city: str, now: datetime) -> int:
    """Have everybody told who works today and has an address; how many. On no other than a working day of the city's state."""
    today = local_day(now)
    if next_working_day(today, catalogue.get_city(city=city).state) != today:
        return 0
    away = absences.list_away(today)
    people = Officer.objects.filter(city_id=city, active=True).exclude(email="").values_list("pk", flat=True)
    told = [str(pk) for pk in people if str(pk) not in away]
    for officer_id in told:
        wanted = {"officer": officer_id, "day": today.isoformat(), "at": now.isoformat()}
        publish("staff_morning", wanted, unique=f"morning:{officer_id}:{today.isoformat()}")
    return len(told)


def remind_officer(*, city: str, officer_id: str, day: date, since: datetime, now: datetime) -> None:
    """Hand the mail over, where there is something to say and the day is not over. Error: `ports.Unavailable`: again later."""
    officer = Officer.objects.filter(city_id=city, pk=officer_id, active=True).exclude(email="").first()
    if officer is None or local_day(now) != day:
        return
    found = read_morning(city=city, officer=officer, today=day)
    if not found:
        return
    mail = Mail(
        to=officer.email,
        subject=SUBJECT.said(LANGUAGE, count=found.own.count + found.overdue.count),
        text="\n\n".join((*_parts(officer.name, found), f"{base_url(city=city)}/buero/")),
        key=f"morning-{officer.pk}-{day.isoformat()}",
        language=LANGUAGE,
        return_to=return_address(city=city, kind="staff", id=str(officer.pk), to=officer.email),
        **sender_of(city),
    )
    deliver(mail, about=str(officer.pk), since=since, now=now)


def read_morning(*, city: str, officer: Officer, today: date) -> Morning:
    """What she is to be told on that day, by the rules of the city."""
    rules = catalogue.get_city(city=city).reminders
    staff = reach.staff_of(officer, city=city, today=today)
    units = staff.units if staff.leads else frozenset()
    return Morning(
        rules,
        reminding.list_due(
            city=city, officer_ids=(staff.id, *staff.stands_in_for), until=today + timedelta(days=rules.before), today=today
        ),
        reminding.list_overdue(city=city, units=units, since=today - timedelta(days=max(rules.overdue, 1)), today=today),
        reminding.list_overdue(city=city, units=units, since=today - timedelta(days=max(rules.long, 1)), today=today),
    )  # fmt: skip


def _parts(name: str, found: Morning) -> Iterable[str]:
    yield HELLO.said(LANGUAGE, name=name)
    if found.own.count:
        yield "\n".join((OWN.said(LANGUAGE, days=found.rules.before), *_lines(found.own, with_name=False)))
    if found.overdue.count:
        yield "\n".join((OVERDUE.said(LANGUAGE, days=found.rules.overdue), *_lines(found.overdue, with_name=True)))
    if found.long.count:
        yield LONG.said(LANGUAGE, count=found.long.count, days=found.rules.long)
    yield END.spoken(LANGUAGE)


def _lines(found: Lateness, *, with_name: bool) -> Iterable[str]:
    yield from (_line(task, with_name=with_name) for task in found.tasks)
    if found.count > len(found.tasks):
        yield MORE.said(LANGUAGE, count=found.count - len(found.tasks))


def _line(late: Late, *, with_name: bool) -> str:
    """Number and task, never whom the case is about: a mail is read by more than one pair of eyes."""
    words = LINE.said(LANGUAGE, reference=late.reference, title=late.title, day=spoken_day(late.due_on, LANGUAGE))
    return f"{words} ({late.who or FREE.spoken(LANGUAGE)})" if with_name else words
