"""What the cities put in and what each of them owes: hours are booked and cancelled, rules agreed on, a year is settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import booking, effort, rules
from allmende.apps.commons import operations as commons
from allmende.domain.cooperation import Rules, StaffMember
from allmende.domain.cooperation.sharing import Books, Settlement, share
from allmende.domain.cooperation.statement import YearStatement, state
from allmende.domain.cooperation.typed import read_booking, read_rules
from allmende.domain.values import Problem, Text
from allmende.foundation.tenancy import hosts
from allmende.usecases.clock import local_day

NO_SUCH_BOOKING = Problem("hours.unknown", Text.named("usecases.share_costs.hours_unknown"))
STALE = Problem(
    "agreement.stale",
    Text.named("usecases.share_costs.agreement_stale"),
)


@dataclass(frozen=True, slots=True)
class CityAccount:
    """A city's statement with what it rests on. `agreement`: None where nothing was agreed on yet."""

    statement: YearStatement
    settlement: Settlement
    agreement: effort.AgreementLine | None
    counted_at: datetime | None


def book(*, person: StaffMember, typed: Mapping[str, str], key: str, now: datetime) -> str | list[Problem]:
    """Book hours for the person's city; id of the booking. `key` comes with the form: sent twice, booked once."""
    refused = rules.may(person, "book_hours")
    if refused:
        return [refused]
    found = read_booking(typed, services=effort.name_services(), today=local_day(now))
    if isinstance(found, list):
        return found
    hours_id, _ = booking.book(
        city=person.city,
        service_id=found.service_id,
        kind=found.kind,
        worked_on=found.worked_on,
        hours=found.hours,
        note=found.note,
        officer=person.name[:80],
        actor=_actor(person),
        key=key[:80],
        now=now,
    )
    return hours_id


def cancel(*, person: StaffMember, hours_id: str, now: datetime) -> list[Problem]:
    """A booking of the person's city counts no more; it stays to be seen. Cancelled twice, nothing happens."""
    refused = rules.may(person, "book_hours")
    if refused:
        return [refused]
    if effort.find_hours(city=person.city, hours_id=hours_id) is None:
        return [NO_SUCH_BOOKING]
    booking.cancel(city=person.city, hours_id=hours_id, actor=_actor(person), now=now)
    return []


def agree(*, person: StaffMember, typed: Mapping[str, str], seen: str, now: datetime) -> Rules | list[Problem]:
    """The cities agreed on other rules. `seen`: id of the agreement the form showed, empty for none."""
    refused = rules.may(person, "agree")
    if refused:
        return [refused]
    found = read_rules(typed)
    if isinstance(found, list):
        return found
    with transaction.atomic():
        done = booking.agree(
            rules=found, agreed_by=f"{person.name} ({person.city})"[:200], actor=_actor(person), seen=seen, now=now
        )
        if done == "agreed":
            commons.record_event(person=person, kind="agreed", service_id="", now=now)
    return [STALE] if done == "stale" else found


def statement(*, city: str, year: int, today: date) -> CityAccount:
    """The year of one city as far as it is known today."""
    found, agreement = _books(year, today)
    settlement = share(found)
    return CityAccount(
        statement=state(found, settlement, city),
        settlement=settlement,
        agreement=agreement,
        counted_at=effort.counted_at(city=city, year=year),
    )


def _books(year: int, today: date) -> tuple[Books, effort.AgreementLine | None]:
    """Five statements, however many cities and services."""
    agreed, agreement = effort.rules_for(year)
    return (
        Books(
            year=year,
            members=tuple(city.key for city in hosts.list_cities()),
            work=effort.work_of(year),
            received=effort.received_in(year),
            offers=catalogue.offered_in(year=year, until=today),
            rules=agreed,
        ),
        agreement,
    )


def _actor(person: StaffMember) -> str:
    return f"officer:{person.id}"
