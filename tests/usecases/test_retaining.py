"""Closed cases are kept as long as their service says, and then nothing of them is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.notices import queries as notices
from allmende.apps.payments.models import Demand
from allmende.apps.records import operations, queries
from allmende.apps.records.models import PaymentVoucher
from allmende.domain.matter import retention
from allmende.domain.package import Service
from allmende.entrypoints.jobs import clock as jobs
from allmende.foundation.audit import chain
from allmende.foundation.identity import accounts
from allmende.foundation.jobs import clock
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import count_cases
from allmende.usecases.begin_application import begin_application
from allmende.usecases.expire_drafts import expire_drafts
from allmende.usecases.retaining import retain
from allmende.usecases.retrieve_notice import retrieve_notice
from tests.world import START, Clerk, Visitor, World

YEARS = timedelta(days=3 * 365 + 1)


@pytest.fixture
def closed(world: World, visitor: Visitor, clerk: Clerk) -> Visitor:
    """A case that was paid, granted and opened on the second of November: it counts as notified on the third."""
    end(world, visitor, clerk)
    open_letter(world, visitor)
    return visitor


def end(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    world.work()
    visitor.pay()
    clerk.decide("granted")
    world.work()
    assert visitor.view().closed


def open_letter(world: World, visitor: Visitor) -> None:
    letter = notices.list_notices(city="marburg", case_id=visitor.id)[-1]
    retrieve_notice(city="marburg", case_id=visitor.id, notice_id=letter.id, access=visitor.access, now=world.now)


@pytest.fixture
def offering(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service's cases are offered to the archive."""
    monkeypatch.setattr(retain, "is_offered", lambda service: True)


def run(world: World, **more: Any) -> retain.Retained:
    return retain.retain(city="marburg", now=world.now, **more)


def tables_with(case_id: str) -> set[str]:
    """Every table that still has the case's id, or text of the person, in any column of any row."""
    found = set()
    for model in apps.get_models():
        for row in model._default_manager.all().values():
            told = str(row)
            if case_id in told or case_id.replace("-", "") in told or "Erika" in told or "erika@" in told:
                found.add(model._meta.label)
    return found


def test_the_day_after_the_time_nothing_of_the_person_is_left(world: World, closed: Visitor) -> None:
    run(world)
    period = retain.read_period(retain.case_queries.find_matter(case_id=closed.id, today=world.today))
    assert period.ends_on is not None
    world.now = START + (period.ends_on - START.date()) + retain.SLACK
    assert run(world).deleted == 0
    world.now += timedelta(days=1)
    assert run(world).deleted == 1
    # The chain of acts and the record keep ids and figures; jobs that are done go on their own.
    left = {"audit.Entry", "records.Disposal", "jobs.Job"}
    assert tables_with(closed.id) <= left
    entries = [str(one.details) for one in chain.list_about(f"case:{closed.id}")]
    assert not any("Erika" in said or "erika" in said for said in entries)
    assert chain.check_city("marburg") is None
    record = queries.list_disposals(city="marburg", limit=9)[0]
    assert (record.what, record.service_id, record.ends_on) == ("case", "hund-anmelden", period.ends_on)
    assert record.rule == "3 Jahre nach dem Ende des Vorgangs (Aktenordnung)"
    assert record.counts["letters"] >= 1
    assert run(world) == retain.Retained(0, 0)


def test_of_a_payment_the_treasury_keeps_a_voucher_without_the_person(world: World, closed: Visitor) -> None:
    (demand,) = Demand.objects.filter(case_id=closed.id)
    run(world)
    world.now += timedelta(days=5 * 365)
    assert run(world).deleted == 1
    (kept,) = PaymentVoucher.objects.all()
    assert (kept.reference, kept.amount, kept.status) == (demand.reference, demand.amount, "paid")
    assert (kept.booked_on.isoformat(), kept.keep_until.isoformat()) == ("2026-11-02", "2036-12-31")
    assert [(booking["amount"], booking["status"]) for booking in kept.bookings] == [(str(demand.amount), "paid")]
    world.now = datetime(2037, 1, 1, 12, tzinfo=UTC) + retain.SLACK - timedelta(days=1)
    retain.forget_the_rest(city="marburg", now=world.now)
    assert PaymentVoucher.objects.count() == 1, "the clock may be wrong by so much"
    retain.forget_the_rest(city="marburg", now=world.now + timedelta(days=1))
    assert PaymentVoucher.objects.count() == 0


def test_what_is_shown_is_what_runs(world: World, closed: Visitor) -> None:
    service = catalogue.get_service(city="marburg", service_id="hund-anmelden", day=world.today)
    assert isinstance(service, Service)
    assert retention.say_kept(service.sheet.retention)["de"] == "3 Jahre nach dem Ende des Vorgangs"
    period = retain.read_period(retain.case_queries.find_matter(case_id=closed.id, today=world.today))
    assert period.starts_on is not None
    assert period.ends_on == retention.end_of(period.starts_on, service.sheet.retention)


def test_a_case_that_runs_is_never_looked_at(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    world.now += timedelta(days=9999)
    assert run(world) == retain.Retained(0, 0)


def test_the_time_does_not_run_before_the_letter_is_delivered(world: World, visitor: Visitor, clerk: Clerk) -> None:
    end(world, visitor, clerk)
    run(world)
    assert queries.count_waiting(city="marburg") == {"delivery": 1}
    world.now += YEARS
    assert run(world).deleted == 0
    open_letter(world, visitor)
    world.now += timedelta(days=20)
    run(world)
    assert queries.count_waiting(city="marburg") == {}
    (month,) = queries.list_months(city="marburg", until=world.today + 2 * YEARS)
    assert (month.month.year, month.count) == (world.today.year + 3, 1)


def test_a_hold_keeps_the_case_until_it_is_lifted(world: World, closed: Visitor) -> None:
    run(world)
    assert operations.place_hold(
        case_id=closed.id, reason="Klage", review_on=world.today, by="Frau Lang", actor="officer:1", now=world.now
    )
    world.now += YEARS + timedelta(days=60)
    assert run(world).deleted == 0
    (hold,) = queries.list_holds(city="marburg", limit=5)
    assert operations.lift_hold(hold_id=hold.id, by="Frau Lang", actor="officer:1", now=world.now, today=world.today)
    assert run(world).deleted == 1


@pytest.mark.usefixtures("offering")
def test_the_archive_is_asked_first_and_silence_deletes_nothing(world: World, closed: Visitor) -> None:
    run(world)
    world.now += YEARS + timedelta(days=60)
    assert run(world).deleted == 0
    (offer,) = queries.list_offers(city="marburg", limit=5)
    assert offer.due_on == world.today + timedelta(days=180)
    world.now += timedelta(days=400)
    assert run(world).deleted == 0
    assert queries.count_overdue_offers(city="marburg", today=world.today) == 1
    operations.answer_offer(
        case_id=closed.id, answer="take", by="Frau Arndt", actor="officer:1", now=world.now, today=world.today
    )
    assert run(world).deleted == 0
    operations.note_taken(case_id=closed.id, taken_on=world.today, actor="officer:1", now=world.now, today=world.today)
    assert run(world).deleted == 1
    assert queries.list_disposals(city="marburg", limit=1)[0].archive == "take"


def test_a_run_has_a_budget_and_the_next_one_goes_on(world: World, clerk: Clerk) -> None:
    for _ in range(3):
        visitor = Visitor(world)
        end(world, visitor, clerk)
        open_letter(world, visitor)
    for _ in range(3):
        assert run(world, most=1).deleted == 0
    world.now += YEARS + timedelta(days=60)
    assert [run(world, most=2).deleted for _ in range(3)] == [2, 1, 0]
    assert queries.count_disposed(city="marburg", year=2026) == {"hund-anmelden": 3}


def test_what_fails_in_the_middle_is_half_deleted_nowhere_and_holds_nobody_up(
    world: World, closed: Visitor, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Visitor(world)
    end(world, other, clerk)
    open_letter(world, other)
    run(world)
    world.now += YEARS + timedelta(days=60)
    before = counts()
    real = operations.record_case

    def fail(**told: Any) -> None:
        if told["case_id"] == closed.id:
            raise ZeroDivisionError
        real(**told)

    with monkeypatch.context() as patched:
        patched.setattr(operations, "delete_of_case", lambda **_: 1 / 0)
        assert run(world).deleted == 0
    assert counts() == before
    assert queries.count_waiting(city="marburg") == {"failed": 2}
    world.now += timedelta(days=1)
    with monkeypatch.context() as patched:
        patched.setattr(operations, "record_case", fail)
        assert run(world).deleted == 1
    assert closed.view().closed
    world.now += timedelta(days=1)
    assert [run(world).deleted for _ in range(2)] == [1, 0]


def counts() -> dict[type[models.Model], int]:
    return {model: model._default_manager.count() for model in apps.get_models()}


def test_what_was_received_is_counted_although_it_is_deleted(world: World, closed: Visitor) -> None:
    run(world)
    before = count_cases._received("marburg", 2026)
    world.now += YEARS + timedelta(days=60)
    run(world)
    assert count_cases._received("marburg", 2026) == before == {"hund-anmelden": 1}


def test_a_clock_in_doubt_deletes_nothing(world: World, closed: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    run(world)
    world.now += YEARS + timedelta(days=60)
    monkeypatch.setattr(clock, "must_wait", lambda now, task: True)
    jobs.retain_cases.call()
    assert closed.view().closed


def test_drafts_links_and_accounts_go_and_are_counted(world: World, visitor: Visitor) -> None:
    visitor.fill()
    world.now += timedelta(days=40)
    assert expire_drafts(now=world.now) == 1
    assert [(disposal.what, disposal.count) for disposal in queries.list_disposals(city="marburg", limit=3)] == [
        ("draft", 1)
    ]


def test_an_account_stays_while_something_belongs_to_it(world: World, marburg_scope: None) -> None:
    for subject in ("one", "two"):
        accounts.sign_in(provider="demo", subject=subject, level="basic", attributes={}, now=world.now)
    kept = accounts.sign_in(provider="demo", subject="one", level="basic", attributes={}, now=world.now)
    begin_application(
        city="marburg",
        service_id="hund-anmelden",
        language="de",
        account_id=str(kept.pk),
        now=world.now,
        day=world.today,
    )
    world.now += timedelta(days=729)
    retain.forget_the_rest(city="marburg", now=world.now)
    assert accounts.Account.objects.count() == 2
    world.now += timedelta(days=6)
    retain.forget_the_rest(city="marburg", now=world.now)
    assert [one.subject for one in accounts.Account.objects.all()] == ["one"]


def test_another_citys_cases_are_not_touched(world: World, closed: Visitor) -> None:
    run(world)
    world.now += YEARS + timedelta(days=60)
    with city_scope("fulda"):
        assert retain.retain(city="fulda", now=world.now) == retain.Retained(0, 0)
    assert closed.view().closed


@pytest.mark.django_db(transaction=True)
def test_the_database_has_no_case_without_its_belts() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row-level security exists on PostgreSQL only")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'records_%' AND relkind = 'r' AND NOT relrowsecurity"
        )
        assert cursor.fetchall() == []
