"""A step of a process invites to an appointment: booked by a signed link, done by the visit, or handed to a desk with words."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from allmende.apps.booking import operations, queries
from allmende.apps.booking.models import Invitation, Offer, Reservation
from allmende.apps.booking.queries import SiteView
from allmende.domain import facts as f
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases.booking import cancel, find, invite, queue
from allmende.usecases.booking.find import Wish
from allmende.usecases.decide_task import OfficerDecision, decide_task
from tests.usecases.booking.commons import with_appointments
from tests.usecases.booking.conftest import NOW, furnish
from tests.world import Clerk, Visitor, World

pytestmark = pytest.mark.usefixtures("marburg_scope")


@pytest.fixture
def site(world: World, marburg_scope: None, tmp_path: Path) -> SiteView:
    world.now = NOW
    assert world.load(with_appointments(tmp_path, invites=True)).problems == []
    world.plug_in()
    return furnish(desks=2)


@pytest.fixture
def erika(world: World, site: SiteView) -> Visitor:
    """Her application waits for the appointment."""
    visitor = Visitor(world)
    visitor.apply()
    world.work()
    visitor.pay()
    world.work()
    return visitor


def token_now() -> str:
    invitation = queries.find_invitation(invitation_id=str(Invitation.objects.get().pk))
    assert invitation
    return invite.token_of(city="marburg", invitation=invitation)


def opened() -> invite.OpenInvitation:
    token = token_now()
    found = invite.open_invitation(city="marburg", token=token)
    assert found
    return found


def book(world: World, number: int = 0) -> str:
    found = opened()
    assert found.offer
    free = find.list_free(city="marburg", wish=Wish(found.offer), channel="online", now=world.now)[number]
    made = invite.book_invited(city="marburg", found=found, site_id=free.site.id, since=free.slot.since, now=world.now)
    assert isinstance(made, str), made
    return made


def officer(clerk: Clerk) -> Officer:
    return Officer.objects.get(pk=clerk.id)


def desk(site: SiteView) -> int:
    return queries.list_desks(site_id=site.id)[0].id


def act(world: World, site: SiteView, clerk: Clerk, what: str) -> None:
    ticket = queries.list_queue(site_id=site.id, on=world.today)[0]
    assert (
        queue.act_on_ticket(
            site=site, officer=officer(clerk), ticket_id=ticket.id, act=what, desk_id=desk(site), now=world.now
        )
        is None
    )


def called(world: World, site: SiteView, clerk: Clerk, booked: str) -> None:
    assert (
        queue.call_booked(site=site, officer=officer(clerk), reservation_id=booked, desk_id=desk(site), now=world.now)
        is None
    )


def test_she_is_invited_by_mail_with_a_last_day(erika: Visitor, world: World) -> None:
    [fact] = [fact for fact in erika.facts() if isinstance(fact, f.AppointmentInvited)]
    assert (fact.purpose, fact.offer, fact.until.isoformat()) == ("Ausweis zeigen", "ausweis", "2026-11-16")
    assert "Bitte buchen Sie einen Termin" in world.mail.sent[-1].subject
    assert opened().invitation.state == "open"
    token = token_now()
    assert invite.open_invitation(city="fulda", token=token) is None
    assert invite.open_invitation(city="marburg", token="x") is None
    operations.renew_links(matter=erika.id, email="")
    assert invite.open_invitation(city="marburg", token=token) is None
    assert opened().invitation.id == fact.task_id


def test_the_visit_completes_the_step(erika: Visitor, world: World, site: SiteView, clerk: Clerk) -> None:
    booked = book(world)
    assert book(world) == booked, "a double click"
    [fact] = [fact for fact in erika.facts() if isinstance(fact, f.AppointmentBooked)]
    assert fact.time == "08:00" and not clerk.tasks()
    called(world, site, clerk, booked)
    act(world, site, clerk, "done")
    world.work()
    assert Invitation.objects.get().state == "kept"
    assert [task.node_id for task in clerk.tasks()] == ["pruefen"]


def test_who_does_not_come_is_called_by_a_desk_with_words(
    erika: Visitor, world: World, site: SiteView, clerk: Clerk
) -> None:
    called(world, site, clerk, book(world))
    act(world, site, clerk, "absent")
    [task] = clerk.tasks()
    assert "nicht gekommen" in task.reason and task.title == "Termin vereinbaren: Ausweis zeigen"
    answers = {"appointment_day": "4.11.2026", "appointment_time": "10:30", "appointment_place": "Zimmer 4"}
    done = decide_task(
        city="marburg",
        task_id=task.id,
        officer_id=clerk.id,
        decision=OfficerDecision("made", answers=answers),
        now=world.now,
    )
    assert done == ()
    world.work()
    assert [task.node_id for task in clerk.tasks()] == ["pruefen"]


def test_who_comes_late_after_all_is_done_as_well(erika: Visitor, world: World, site: SiteView, clerk: Clerk) -> None:
    booked = book(world)
    called(world, site, clerk, booked)
    act(world, site, clerk, "absent")
    called(world, site, clerk, booked)
    act(world, site, clerk, "done")
    world.work()
    assert [task.node_id for task in clerk.tasks()] == ["pruefen"]


def test_who_does_not_book_in_time_is_called_by_a_desk(erika: Visitor, world: World, clerk: Clerk) -> None:
    world.now += timedelta(days=14)
    assert invite.end_unanswered(now=world.now) == 0, "her last day"
    world.now += timedelta(days=1)
    assert [invite.end_unanswered(now=world.now) for _ in range(2)] == [1, 0]
    [task] = clerk.tasks()
    assert "hat bis 16.11.2026 keinen Termin gebucht" in task.reason
    found = opened()
    assert isinstance(invite.book_invited(city="marburg", found=found, site_id=1, since=1, now=world.now), Problem)


def test_called_off_she_may_book_again(erika: Visitor, world: World) -> None:
    booked = queries.find(reservation_id=book(world))
    assert booked and cancel.cancel_appointment(booked=booked, now=world.now) is None
    assert opened().invitation.state == "open"
    assert book(world, 1) != booked.id
    assert sorted(Reservation.objects.values_list("state", flat=True)) == ["booked", "cancelled"]


def test_a_city_without_the_offer_arranges_it_by_hand_at_once(world: World, site: SiteView, clerk: Clerk) -> None:
    Offer.objects.update(active=False)
    visitor = Visitor(world)
    visitor.apply()
    world.work()
    visitor.pay()
    world.work()
    [task] = clerk.tasks()
    assert "keine Terminart" in task.reason
