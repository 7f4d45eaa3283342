"""What is known of visitors: who looked at them, what they are told when they ask, and that a mail did not arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from allmende.apps.booking import queries
from allmende.apps.booking.models import BookingMail
from allmende.apps.booking.queries import SiteView
from allmende.domain.matter.person_report import ProvedIdentity
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import report_person, return_address
from allmende.usecases.booking import forget, read_days
from allmende.usecases.read_returns import take_return
from allmende.usecases.report_person import ReportRequest
from tests.entrypoints.office.conftest import hire, readable
from tests.entrypoints.office.test_appointments import booked, signed_in
from tests.usecases.booking.conftest import NOW, furnish
from tests.world import World

BORN = NOW.date().replace(year=1980)


@pytest.fixture
def site(world: World) -> SiteView:
    world.now = NOW
    with city_scope("marburg"):
        return furnish()


def test_who_looked_at_whose_appointments_is_in_the_read_log(site: SiteView, world: World) -> None:
    [first, *_] = booked(world, 2)
    clerk = signed_in(world, "clerk")
    for _ in range(3):
        clerk.read("/buero/termine/")
    clerk.read(f"/buero/termine/{first}/")
    auditor = signed_in(world, "auditor", roles=("leseprotokoll",))
    address = f"/buero/protokoll/?ort={site.id}&tag=02.11.2026"
    words = auditor.read(address)
    assert words.count("Frau Clerk") == 2, "the list once within ten minutes, the appointment once"
    with city_scope("marburg"):
        name = next(iter(queries.list_names(reservation_ids=[first]).values()))
    assert name in words
    assert clerk.get(address).status_code in (403, 404)
    world.now += read_days.AGAIN
    clerk.read("/buero/termine/")
    assert auditor.read(address).count("Frau Clerk") == 3
    world.now += forget.KEPT + timedelta(days=2)
    with city_scope("marburg"):
        forget.forget_visitors(now=world.now)
    auditor.sign_in("auditor")
    assert name not in auditor.read(address), "forgotten here as well"


def test_an_empty_day_is_no_reading_of_anybody(site: SiteView, world: World) -> None:
    signed_in(world, "clerk").read("/buero/termine/")
    auditor = signed_in(world, "auditor", roles=("leseprotokoll",))
    assert "Diesen Tag hat noch niemand angesehen" in auditor.read(f"/buero/protokoll/?ort={site.id}&tag=02.11.2026")


def test_a_person_who_asks_gets_her_appointments_and_nobody_elses(site: SiteView, world: World) -> None:
    booked(world, 2)
    hire(world, "report", roles=("auskunft",))
    with city_scope("marburg"):
        officer = Officer.objects.get(username__contains="report")
        hers = queries.list_booked(site_id=site.id, since=world.now)[0]
        given, _space, family = hers.person["name"].rpartition(" ")

        def told(name: str, email: str) -> int:
            person = ProvedIdentity(name, given, BORN)
            wish = ReportRequest(person, "Antrag vom 2.11.2026", "shown", email=email)
            report = report_person.report_person(city="marburg", officer=officer, wish=wish, now=world.now)
            assert isinstance(report, report_person.Report), report
            assert not report.appointments or b"begins" in report.as_json()
            return len(report.appointments)

        assert told(family, hers.person["email"]) == 1
        assert told(family, "") == told(family, "other@example.org") == told("Anders", hers.person["email"]) == 0


def test_a_mail_that_comes_back_stands_at_the_appointment(
    site: SiteView, world: World, settings: pytest.FixtureRequest
) -> None:
    settings.MAIL_RETURN_TO = "rueck@online.example"  # type: ignore[attr-defined]
    [first] = booked(world)
    world.work()
    sent = world.mail.sent[-1]
    assert sent.return_to.startswith("rueck+")
    token = return_address.read_token(sent.return_to)
    assert token and token.kind == "booking"
    report = (
        f"To: {sent.return_to}\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nno\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\n"
        f"Final-Recipient: rfc822; {sent.to}\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
    )
    assert take_return(report.encode(), now=world.now) == "failed"
    clerk = signed_in(world, "clerk")
    assert "E-Mail kam nicht an" in clerk.read("/buero/termine/")
    assert "kam nicht an" in readable(clerk.get(f"/buero/termine/{first}/"))
    with city_scope("marburg"):
        assert BookingMail.objects.count() == 1
