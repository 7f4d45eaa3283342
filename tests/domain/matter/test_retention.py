"""From when a closed case is kept, until when, and what keeps the time from running."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from allmende.domain import facts as f
from allmende.domain.matter.retention import RetentionPeriod, end_of, is_offered, period_of
from allmende.domain.package import Service, resolve
from allmende.domain.package.sheet import Retention
from allmende.domain.values import Money
from allmende.formats import city as cities
from allmende.formats import package as packages

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CLOSED = date(2026, 3, 2)
ISSUED = f.NoticeIssued(at=AT, notice_id="n", template="grant", notice_kind="decision", title="Bescheid")
LETTER = replace(ISSUED, notice_kind="letter")
PROVIDED = f.NoticeProvided(at=AT, notice_id="n", title="Bescheid", channel="post", provided_on=date(2026, 3, 3))
DEEMED = f.NotificationDeemed(at=AT, notice_id="n", day=date(2026, 3, 6), rule="post", basis="§ 41")
RETRIEVED = f.NoticeRetrieved(at=datetime(2026, 3, 4, 23, 30, tzinfo=UTC), notice_id="n")
"""Half an hour after midnight in Germany."""
RETURNED = f.LetterReturned(at=AT, notice_id="n", returned_on=date(2026, 3, 20))
TASK = f.TaskOpened(at=AT, task_id="t", node_id="", title="Erstatten")
DONE = f.TaskDone(at=AT, task_id="t", node_id="", outcome="done")
ORDERED = f.PrintingOrdered(at=AT, task_id="p", notice_id="n", title="Bescheid", channel="post")
VOID = f.NoticeDiscarded(at=AT, notice_id="n", title="Bescheid")
BACK = f.SteppedBack(at=AT, task_id="t", node_id="x", title="Prüfen")
LODGED = f.ObjectionLodged(at=AT, objection="o", reference="MR-2", notice_id="n", title="Bescheid", lodged_on=CLOSED)
ENDED = f.ObjectionEnded(at=datetime(2027, 1, 11, 9, tzinfo=UTC), objection="o", reference="MR-2", notice_id="n", outcome="refused")  # fmt: skip
PAID = f.PaymentReceived(at=AT, demand_id="d", amount=Money(Decimal("5.00")), paid_on=date(2027, 1, 4))


COMMONS = Path(__file__).parents[2] / "commons"


@pytest.fixture
def service() -> Service:
    package = packages.read_folder(COMMONS / "services/hund-anmelden")
    city = cities.read_folder(COMMONS / "cities/marburg")
    found = resolve(package, city, date(2026, 11, 2))  # type: ignore[arg-type]
    assert isinstance(found, Service), found
    return found


def period(*told: f.Fact, after: str = "closing", closed_on: date | None = CLOSED, **more: object) -> RetentionPeriod:
    spec = Retention("P1Y", after, "", "typical")
    given = {"valid_until": None, "lasts": False, **more}
    return period_of(told, spec, closed_on=closed_on, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "start"),
    [
        ((), CLOSED),
        ((ISSUED, PROVIDED, DEEMED), date(2026, 3, 6)),
        ((LETTER, PROVIDED), date(2026, 3, 3)),
        ((ISSUED, RETRIEVED), date(2026, 3, 5)),
        ((ISSUED, PROVIDED, DEEMED, RETURNED, PROVIDED, replace(DEEMED, day=date(2026, 4, 7))), date(2026, 4, 7)),
        ((TASK, DONE), CLOSED),
        ((replace(ISSUED, notice_kind="receipt"),), CLOSED),
        ((ISSUED, BACK), CLOSED),
        ((ISSUED, ORDERED, VOID, BACK), CLOSED),
        ((PAID,), CLOSED),
        ((LODGED, ENDED), date(2027, 1, 11)),
    ],
)
def test_it_runs_from_the_latest_of_closing_and_delivery(told: tuple[f.Fact, ...], start: date) -> None:
    assert period(*told) == RetentionPeriod(start, start.replace(year=start.year + 1))


@pytest.mark.parametrize(
    ("told", "waits"),
    [
        ((ISSUED,), "delivery"),
        ((ISSUED, PROVIDED), "delivery"),
        ((ISSUED, PROVIDED, DEEMED, RETURNED), "delivery"),
        ((LETTER, PROVIDED, RETURNED), "delivery"),
        ((ISSUED, ORDERED, BACK), "delivery"),
        ((TASK,), "task"),
        ((LODGED,), "objection"),
    ],
)
def test_it_does_not_run_without_delivery_or_with_an_open_task(told: tuple[f.Fact, ...], waits: str) -> None:
    assert period(*told).waits_for == waits
    assert period(*told).ends_on is None


def test_it_does_not_run_while_the_case_does() -> None:
    assert period(closed_on=None) == RetentionPeriod(waits_for="closing")


def test_it_runs_from_the_last_payment_or_the_end_of_what_was_granted() -> None:
    assert period(PAID, after="last_payment").starts_on == date(2027, 1, 4)
    assert period(after="last_payment").starts_on == CLOSED
    assert period(after="validity_end", valid_until=date(2028, 6, 1)).starts_on == date(2028, 6, 1)
    assert period(after="validity_end").starts_on == CLOSED
    assert period(after="validity_end", lasts=True).waits_for == "validity"


@pytest.mark.parametrize(
    ("duration", "start", "end"),
    [
        ("P3Y", date(2026, 3, 2), date(2029, 3, 2)),
        ("P1Y6M", date(2026, 8, 31), date(2028, 2, 29)),
        ("P90D", date(2026, 3, 2), date(2026, 5, 31)),
        ("P1Y", date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_the_last_day_follows_the_civil_code(duration: str, start: date, end: date) -> None:
    assert end_of(start, Retention(duration, "closing", "", "typical")) == end


def test_the_archive_is_asked_where_the_service_says_so_and_the_city_does_not_waive_it(service: Service) -> None:
    assert not is_offered(service)
    offering = replace(service, sheet=replace(service.sheet, retention=replace(service.sheet.retention, offered=True)))
    assert is_offered(offering)
    assert not is_offered(replace(offering, city=replace(offering.city, archive_waives=(service.id,))))
