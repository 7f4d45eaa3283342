"""Holders are reminded before a holding ends, and what ended long enough ago is deleted: by the days the register's file says.

Where it can be renewed online, what a renewal would bring is worked out first, and the reminder says it (`foresee_renewal`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.cases import queries
from allmende.apps.holdings import operations as holdings
from allmende.apps.holdings import queries as entries
from allmende.apps.holdings.queries import Ending
from allmende.domain.facts import RenewalOffered
from allmende.domain.ports import Unavailable
from allmende.domain.registers import RegisterSpec, ended_before
from allmende.domain.values import Text, last_day, spoken_day
from allmende.foundation.audit import chain as audit
from allmende.usecases.clock import local_day
from allmende.usecases.foresee_renewal import Foreseen, foresee
from allmende.usecases.renew_holding import Renewable, find_running, latest_lists
from allmende.usecases.tell_holder import find_contact, write_to_holder

AT_ONCE = 200
"""Records of one register that are read at a time."""
PATIENCE = timedelta(days=3)
"""So long a reminder waits for a register that is silent; then it goes without saying what a renewal would bring."""


def remind_holders(*, city: str, now: datetime) -> int:
    """Write to everybody whose holding ends within the days of its register; how many were written to.

    Where no case entered the record nobody is written to; that is noted as well. Who renewed it, or is about to, is left alone.
    """
    today, told = local_day(now), 0
    for spec in latest_lists(city=city, today=today).values():
        for days in sorted(spec.held.remind):
            told += sum(_remind(city, spec, one, days, now) for one in _ending(city, spec, days, now))
    return told


def _ending(city: str, spec: RegisterSpec, days: int, now: datetime) -> Iterator[Ending]:
    """What ends within so many days, in batches: each begins behind the last record of the one before."""
    last: Ending | None = None
    while found := entries.list_ending(
        city=city, register=spec, days=days, today=local_day(now), most=AT_ONCE, after=last
    ):
        yield from found
        last = found[-1]


def forget_ended(*, city: str, now: datetime) -> int:
    """Delete what ended longer ago than its register keeps it, with its history; how many records that were."""
    today, gone = local_day(now), 0
    for spec in latest_lists(city=city, today=today).values():
        before = ended_before(spec.held, today)
        if before is None:
            continue
        with transaction.atomic():
            count = holdings.delete_ended(register=spec, before=before, most=AT_ONCE)
            if count:
                audit.append(
                    actor="clock", action="register.forgotten", subject=f"register:{spec.id}", now=now,
                    details={"count": count, "before": before.isoformat()},
                )  # fmt: skip
        gone += count
    return gone


def _remind(city: str, spec: RegisterSpec, ending: Ending, days: int, now: datetime) -> bool:
    entry = ending.entry
    if entries.is_continued(city=city, register=spec, entry_id=entry.id):
        return False
    if find_running(city=city, entry_id=entry.id, until=ending.until) is not None:
        return False
    contact = find_contact(city=city, register=spec, entry=entry)
    foreseen = None
    if contact and spec.held.renew is not None:
        try:
            foreseen = _foresee(city, spec, ending, contact, now)
        except Unavailable:
            if local_day(now) < ending.until - timedelta(days=days) + PATIENCE:
                return False
    return _write(spec, ending, days, foreseen, contact=contact, now=now)


def _foresee(city: str, spec: RegisterSpec, ending: Ending, contact: str, now: datetime) -> Foreseen | None:
    """For the applicant as she was proved when the entry was made: whether she proves it again is seen when she confirms."""
    matter = queries.find_matter(case_id=contact, today=local_day(now))
    found = Renewable(spec, ending.entry, ending.until)
    return foresee(city=city, found=found, applicant=matter.applicant.to_json(), language=matter.language, now=now)


@transaction.atomic
def _write(
    spec: RegisterSpec, ending: Ending, days: int, foreseen: Foreseen | None, *, contact: str | None, now: datetime
) -> bool:
    entry = ending.entry
    fresh = holdings.note_reminder(entry_id=entry.id, until=ending.until, days=days, told=contact is not None, now=now)
    if not fresh or contact is None:
        return False
    key = f"reminder:{entry.id}:{ending.until}:{days}"
    language = queries.find_language(case_id=contact)
    subject, text = _words(spec, ending, foreseen, language)
    offered = RenewalOffered(
        at=now, entry_id=entry.id, called=spec.name, number=str(entry.record[spec.key]), until=last_day(ending.until)
    )
    facts = [(f"{key}:offer", offered)] if spec.held.renew else []
    return write_to_holder(case_id=contact, key=key, subject=subject, text=text, facts=facts, actor="clock", now=now)


RENEW = Text.named("usecases.remind_holders.renew")
COSTS, FREE = Text.named("usecases.remind_holders.costs"), Text.named("usecases.remind_holders.free")
BY_MACHINE, BY_PERSON = (
    Text.named("usecases.remind_holders.by_machine"),
    Text.named("usecases.remind_holders.by_person"),
)
ASKED = Text.named("usecases.remind_holders.asked")


def _words(spec: RegisterSpec, ending: Ending, foreseen: Foreseen | None, language: str) -> tuple[str, str]:
    number, name = str(ending.entry.record[spec.key]), spec.name.spoken(language)
    day = spoken_day(last_day(ending.until), language)
    subject = Text.named("usecases.remind_holders.number_is_valid_only_until", number=number, day=day)
    text = Text.named("usecases.remind_holders.name_your_entry_number_is", name=name, number=number, day=day)
    more = [*_foreseen_words(foreseen, language)] if foreseen else []
    more += [RENEW.spoken(language)] if spec.held.renew else []
    return subject.spoken(language), "\n\n".join((text.spoken(language), *more))


def _foreseen_words(foreseen: Foreseen, language: str) -> Iterator[str]:
    """How a renewal stands today: what is decided, what it costs, or what is different."""
    if foreseen.way == "changed":
        changes = "\n".join(f"– {change}" for change in foreseen.changes)
        yield f"{Text.named('usecases.remind_holders.changed').spoken(language)}\n{changes}"
    if foreseen.way == "form" and foreseen.asked:
        yield ASKED.spoken(language).format(asked=", ".join(foreseen.asked))
    if foreseen.way == "machine" and foreseen.starts and foreseen.until:
        days = (spoken_day(one, language) for one in (foreseen.starts, last_day(foreseen.until)))
        yield BY_MACHINE.spoken(language).format(**dict(zip(("first", "last"), days, strict=True)))
    if foreseen.way == "person":
        yield BY_PERSON.spoken(language)
    if foreseen.confirmable and foreseen.fee is not None:
        yield (
            COSTS.spoken(language).format(amount=foreseen.total.spoken(language))
            if foreseen.total
            else FREE.spoken(language)
        )
