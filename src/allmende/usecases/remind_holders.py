"""Holders are reminded before a holding ends, and what ended long enough ago is deleted: by the days the register's file says."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import queries
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.holdings import operations as holdings
from allmende.apps.holdings import queries as entries
from allmende.apps.holdings.queries import Ending
from allmende.domain.registers import RegisterSpec, ended_before
from allmende.domain.values import Text, last_day, spoken_day
from allmende.foundation.audit import chain as audit
from allmende.usecases.clock import local_day
from allmende.usecases.tell_holder import is_reachable, write_to_holder

AT_ONCE = 200
"""Records of one register that one run looks at; the next run goes on."""


def list_lists(*, city: str, now: datetime) -> tuple[RegisterSpec, ...]:
    """The lists the city keeps, each by its newest description."""
    found: dict[str, RegisterSpec] = {}
    for _, spec in catalogue.list_registers(city=city, day=local_day(now)):
        known = found.get(spec.id)
        if spec.lists_holdings and (known is None or known.version < spec.version):
            found[spec.id] = spec
    return tuple(found.values())


def remind_holders(*, city: str, now: datetime) -> int:
    """Write to everybody whose holding ends within the days of its register; how many were written to.

    Where no case entered the record nobody is written to; that is noted as well.
    """
    today, told = local_day(now), 0
    for spec in list_lists(city=city, now=now):
        for days in sorted(spec.held.remind):
            found = entries.list_ending(city=city, register=spec, days=days, today=today, most=AT_ONCE)
            told += sum(_remind(city, spec, one, days, now) for one in found)
    return told


def forget_ended(*, city: str, now: datetime) -> int:
    """Delete what ended longer ago than its register keeps it, with its history; how many records that were."""
    today, gone = local_day(now), 0
    for spec in list_lists(city=city, now=now):
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


@transaction.atomic
def _remind(city: str, spec: RegisterSpec, ending: Ending, days: int, now: datetime) -> bool:
    reachable = is_reachable(city=city, entry=ending.entry)
    fresh = holdings.note_reminder(entry_id=ending.entry.id, until=ending.until, days=days, told=reachable, now=now)
    if not (fresh and reachable):
        return False
    case_id, key = ending.entry.case_id, f"reminder:{ending.entry.id}:{ending.until}:{days}"
    language = queries.find_language(case_id=case_id)
    subject, text = _words(spec, ending, language)
    return write_to_holder(case_id=case_id, key=key, subject=subject, text=text, actor="clock", now=now)


RENEW = Text.named("usecases.remind_holders.renew")


def _words(spec: RegisterSpec, ending: Ending, language: str) -> tuple[str, str]:
    number, name = str(ending.entry.record[spec.key]), spec.name.spoken(language)
    day = spoken_day(last_day(ending.until), language)
    subject = Text.named("usecases.remind_holders.number_is_valid_only_until", number=number, day=day)
    text = Text.named("usecases.remind_holders.name_your_entry_number_is", name=name, number=number, day=day)
    more = f"\n\n{RENEW.spoken(language)}" if spec.held.renew else ""
    return subject.spoken(language), text.spoken(language) + more
