"""Hours are booked once and cancelled, never deleted; cases are counted; rules have a history; a year can be settled."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from allmende.apps.commons import booking, effort
from allmende.apps.commons import queries as commons
from allmende.domain.cooperation import Rules, StaffMember
from allmende.domain.values import Money
from allmende.foundation.audit import chain
from allmende.foundation.blobs import store as blobs
from allmende.foundation.jobs.cron import start_due
from allmende.foundation.tenancy.scopes import WrongCity, city_scope
from allmende.usecases import count_cases, print_statement, rate_releases, share_costs
from tests import cooperating as c
from tests.world import SERVICE, Visitor, World

KONRAD = c.person("marburg", "Konrad Klee", "koordination")
RULES = {
    "approvals": "2",
    "legal": "1",
    "data_protection": "1",
    "hourly_rate": "60,00",
    "minutes_saved": "15",
    "key": "cases",
}


def booked(world: World, who: StaffMember = c.GRETA, key: str = "k1", **typed: str) -> Any:
    usual = {"service": SERVICE, "kind": "design", "worked_on": "2.11.2026", "hours": "2,5", "note": ""}
    with city_scope(who.city):
        return share_costs.book(person=who, typed={**usual, **typed}, key=key, now=world.now)


def agreed(world: World, seen: str = "", who: StaffMember = KONRAD, **typed: str) -> Any:
    with city_scope(who.city):
        return share_costs.agree(person=who, typed={**RULES, **typed}, seen=seen, now=world.now)


def hours(city: str = "fulda", year: int = 2026) -> list[tuple[Decimal, bool]]:
    return [(line.hours, line.cancelled) for line in effort.list_hours(city=city, year=year)[0]]


def acts(hours_id: str, city: str = "fulda") -> list[str]:
    with city_scope(city):
        return [one.action for one in chain.list_about(f"hours:{hours_id}")]


def told(kind: str, who: StaffMember = c.GRETA) -> list[str]:
    with city_scope(who.city):
        return [event.text["de"] for event in commons.list_events(person=who) if event.kind == kind]


# ── booking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_form_sent_twice_books_once(world: World) -> None:
    first, second = booked(world), booked(world)
    assert first == second
    assert hours() == [(Decimal("2.50"), False)]
    assert acts(first) == ["hours.booked"]


def test_another_form_with_the_same_words_is_another_booking(world: World) -> None:
    booked(world), booked(world, key="k2")
    assert hours() == [(Decimal("2.50"), False)] * 2


def test_a_cancelled_booking_stays_and_counts_no_more(world: World) -> None:
    hours_id = booked(world)
    with city_scope("fulda"):
        assert share_costs.cancel(person=c.GRETA, hours_id=hours_id, now=world.now) == []
        assert share_costs.cancel(person=c.GRETA, hours_id=hours_id, now=world.now + timedelta(days=1)) == []
    line = effort.find_hours(city="fulda", hours_id=hours_id)
    assert line is not None
    assert line.cancelled_at == world.now
    assert effort.work_of(2026) == ()
    assert sorted(acts(hours_id)) == ["hours.booked", "hours.cancelled"]


def test_nobody_cancels_what_another_city_booked(world: World) -> None:
    hours_id = booked(world)
    with city_scope("marburg"):
        found = share_costs.cancel(person=KONRAD, hours_id=hours_id, now=world.now)
        assert [one.code for one in found] == ["hours.unknown"]
        assert not booking.cancel(city="fulda", hours_id=hours_id, actor="x", now=world.now)
        with pytest.raises(WrongCity):
            booking.book(
                city="fulda", service_id=SERVICE, kind="test", worked_on=world.today, hours=Decimal(1), note="",
                officer="x", actor="x", key="z", now=world.now,
            )  # fmt: skip
    assert hours() == [(Decimal("2.50"), False)]


def test_hours_belong_to_the_year_of_the_work(world: World) -> None:
    booked(world, worked_on="31.12.2025")
    assert hours(year=2026) == []
    assert hours(year=2025) == [(Decimal("2.50"), False)]
    assert effort.list_years(today=world.today) == (2026, 2025)


def test_work_for_no_single_service_may_be_booked(world: World) -> None:
    booked(world, service="*", kind="coordination")
    assert [(one.service, one.kind) for one in effort.work_of(2026)] == [("", "coordination")]


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"service": "gibt-es-nicht"}, "service"),
        ({"service": ""}, "service"),
        ({"kind": "schlafen"}, "kind"),
        ({"worked_on": "gestern"}, "worked_on"),
        ({"worked_on": "3.11.2026"}, "worked_on"),
        ({"worked_on": "31.12.2020"}, "worked_on"),
        ({"hours": "viele"}, "hours"),
        ({"hours": "0"}, "hours"),
        ({"hours": "-1"}, "hours"),
        ({"hours": "1000,01"}, "hours"),
        ({"hours": "1,234"}, "hours"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(world: World, typed: dict[str, str], where: str) -> None:
    assert [one.where for one in booked(world, **typed)] == [where]
    assert hours() == []


def test_booking_needs_a_role_of_the_studio(world: World) -> None:
    assert [one.code for one in booked(world, who=c.NOBODY)] == ["role.missing"]


# ── the agreement ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_agreement_adds_to_the_history(world: World) -> None:
    assert agreed(world) == Rules(hourly_rate=Decimal("60.00"))
    first = effort.list_agreements()[0]
    world.now += timedelta(days=1)
    agreed(world, seen=first.id, key="equal", **{f"minutes.{SERVICE}": "25"})
    assert [line.rules.key for line in effort.list_agreements()] == ["equal", "cases"]
    assert effort.list_agreements()[0].rules.minutes_of(SERVICE) == 25
    assert effort.list_agreements()[0].agreed_by == "Konrad Klee (marburg)"
    assert commons.agreement().key == "equal"
    assert told("agreed") == ["Konrad Klee (Marburg) hat die Regeln der Zusammenarbeit geändert."] * 2


def test_the_same_rules_again_change_nothing(world: World) -> None:
    agreed(world), agreed(world)
    assert len(effort.list_agreements()) == 1
    assert len(told("agreed")) == 1


def test_who_did_not_see_the_present_agreement_is_told(world: World) -> None:
    agreed(world)
    assert agreed(world, seen="", hourly_rate="70") == [share_costs.STALE]
    assert effort.list_agreements()[0].rules.hourly_rate == Decimal("60.00")


def test_only_the_coordinator_agrees(world: World) -> None:
    assert [one.code for one in agreed(world, who=c.GRETA)] == ["role.missing"]


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"approvals": "zwei"}, "approvals"),
        ({"approvals": "1001"}, "approvals"),
        ({"hourly_rate": "2000"}, "hourly_rate"),
        ({"hourly_rate": ""}, "hourly_rate"),
        ({"minutes_saved": "1,5"}, "minutes_saved"),
        ({"key": "nach Laune"}, "key"),
        ({f"minutes.{SERVICE}": "1441"}, f"minutes.{SERVICE}"),
        ({f"minutes.{SERVICE}": "x"}, f"minutes.{SERVICE}"),
    ],
)
def test_rules_that_cannot_be_meant_are_refused_at_their_field(world: World, typed: dict[str, str], where: str) -> None:
    assert [one.where for one in agreed(world, **typed)] == [where]
    assert effort.list_agreements() == ()


def test_a_year_is_settled_by_the_rules_of_its_end(world: World) -> None:
    with city_scope("marburg"):
        for year, rate in ((2025, "40"), (2027, "70")):
            seen = effort.list_agreements()[0].id if effort.list_agreements() else ""
            booking.agree(
                rules=Rules(hourly_rate=Decimal(rate)), agreed_by="x", actor="x", seen=seen,
                now=datetime(year, 6, 1, tzinfo=UTC),
            )  # fmt: skip
    assert [effort.rules_for(year)[0].hourly_rate for year in (2024, 2025, 2026, 2027)] == [40, 40, 40, 70]


# ── counting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_applications_are_counted_and_a_count_never_falls(world: World, visitor: Visitor) -> None:
    visitor.apply()
    assert count_cases.count_cases(city="marburg", now=world.now) == 1
    assert count_cases.count_cases(city="marburg", now=world.now) == 0
    assert [(one.city, one.service, one.cases) for one in effort.received_in(2026)] == [("marburg", SERVICE, 1)]
    booking.store_counts(city="marburg", year=2026, counts={SERVICE: 0}, now=world.now)
    assert effort.cases_by_service(2026) == {SERVICE: 1}


def test_the_clock_counts_every_night(world: World, visitor: Visitor) -> None:
    from allmende.config.wiring import CRON

    visitor.apply()
    entries = {"count_cases": CRON["count_cases"]}
    start_due(entries, world.now)
    world.now += timedelta(days=1)
    start_due(entries, world.now)
    world.work()
    assert effort.cases_by_service(2026) == {SERVICE: 1}
    assert effort.counted_at(city="marburg", year=2026) == world.now
    assert effort.counted_at(city="fulda", year=2026) is None


# ── the statement ─────────────────────────────────────────────────────────────────────────────────────────────────────


def count(world: World, city: str, cases: int, service: str = SERVICE, year: int = 2026) -> None:
    with city_scope(city):
        booking.store_counts(city=city, year=year, counts={service: cases}, now=world.now)


def test_a_city_that_offers_the_service_pays_by_its_cases(world: World) -> None:
    booked(world, hours="10")
    count(world, "fulda", 30), count(world, "marburg", 10)
    found = share_costs.statement(city="marburg", year=2026, today=world.today).statement
    assert found.balance == Money(Decimal("-125.00"))
    assert [(pay.payer, pay.payee, pay.amount) for pay in found.pays] == [
        ("marburg", "fulda", Money(Decimal("125.00")))
    ]
    assert (found.hours_saved, found.total_saved) == (Decimal("2.50"), Money(Decimal("125.00")))


def test_a_city_does_not_pay_for_the_time_before_it_offered_the_service(world: World) -> None:
    booked(world, hours="10", worked_on="30.12.2025")
    found = share_costs.statement(city="marburg", year=2025, today=world.today)
    assert found.settlement.services[SERVICE].how == "nobody"
    assert found.statement.total_share == Money(Decimal("250.00"))


def test_the_statement_takes_the_same_statements_however_many_rows(
    world: World, django_assert_num_queries: Any
) -> None:
    def measured() -> None:
        with django_assert_num_queries(5):
            share_costs.statement(city="marburg", year=2026, today=world.today)

    share_costs.statement(city="marburg", year=2026, today=world.today)
    booked(world)
    measured()
    for number in range(5):
        booked(world, key=f"n{number}", kind="test")
    count(world, "fulda", 3)
    measured()


# ── on paper ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def want(world: World, who: StaffMember = c.GRETA) -> None:
    with city_scope(who.city):
        print_statement.want(person=who, city="fulda", year=2026, language="de", now=world.now)


def printed(reader: str = "fulda", city: str = "fulda") -> bytes | None:
    with city_scope(reader):
        return print_statement.find_statement(
            reader=reader, city=city, year=2026, language="de", today=date(2026, 11, 2)
        )


def test_the_worker_prints_what_was_wanted_and_says_so(world: World) -> None:
    booked(world)
    want(world), want(world)
    assert printed() is None
    world.work()
    assert printed() == b"%PDF-1.7 Abrechnung 2026: Fulda fulda-2026 1"
    assert told(effort.PAPER) == ["Die Abrechnung 2026 liegt als PDF bereit."]
    assert printed(reader="marburg") is None


def test_a_new_booking_makes_the_paper_old(world: World) -> None:
    want(world)
    world.work()
    assert printed() is not None
    booked(world)
    assert printed() is None


def test_printing_again_stores_nothing_new(world: World) -> None:
    def again() -> None:
        print_statement.print_statement(
            reader="fulda", city="fulda", year=2026, language="de", officer_id=c.GRETA.id, now=world.now
        )

    with city_scope("fulda"):
        again(), again()
        events = [event for event in commons.list_events(person=c.GRETA) if event.kind == effort.PAPER]
        assert len(events) == 1
        assert blobs.find(events[0].data["blob"]) is not None


# ── ratings and credits ───────────────────────────────────────────────────────────────────────────────────────────────


def test_releases_are_rated_once(world: World) -> None:
    assert rate_releases.rate_releases(now=world.now) == 1
    assert rate_releases.rate_releases(now=world.now) == 0
    assert len(effort.list_unrated()) == 0


def test_who_made_a_release_is_named(world: World) -> None:
    with city_scope("marburg"):
        draft = c.proposed(world)
        c.approve_all(world, draft)
        assert effort.list_credits(SERVICE) == ()
        c.release(world, draft)
    found = {(credit.name, credit.kind) for credit in effort.list_credits(SERVICE)}
    assert {("Greta Graf", "design"), ("Rita Roth", "legal"), ("Daniel Dorn", "data_protection")} <= found
