"""A question of a form offers free times: held while she fills it in, hers when she sends it, told where it is gone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from allmende.apps.applications import queries as applications
from allmende.apps.booking import queries
from allmende.apps.booking.models import Reservation
from allmende.apps.booking.queries import SiteView
from allmende.apps.cases import queries as cases
from allmende.domain import facts as f
from allmende.domain.booking import moment_of
from allmende.domain.values import BERLIN
from allmende.usecases.booking import cancel, form, hold, move
from allmende.usecases.submit_application import NotYet, Submitted
from tests.usecases.booking.commons import with_appointments
from tests.usecases.booking.conftest import NOW, furnish
from tests.world import DOGS, END, PERSON, Visitor, World

pytestmark = pytest.mark.usefixtures("marburg_scope")


@pytest.fixture
def site(world: World, marburg_scope: None, tmp_path: Path) -> SiteView:
    world.now = NOW
    assert world.load(with_appointments(tmp_path, asks=True)).problems == []
    world.plug_in()
    return furnish(desks=1)


@pytest.fixture
def erika(world: World, site: SiteView) -> Visitor:
    return begun(world)


def begun(world: World) -> Visitor:
    visitor = Visitor(world)
    visitor.begin()
    visitor.save("person", **PERSON)
    visitor.save("hunde", **DOGS)
    return visitor


def offered(visitor: Visitor) -> form.TimesOffered:
    draft = applications.get_draft(
        city="marburg", draft_id=visitor.id, access=visitor.access, today=visitor.world.today
    )
    assert draft is not None
    return form.read_times(city="marburg", draft=draft, step_id="abschluss", now=visitor.world.now)["termin"]


def choose(visitor: Visitor, number: int = 0) -> Any:
    slot = offered(visitor).free[number].slot
    return visitor.save("abschluss", **END, **{"termin.slot": [f"{slot.site}.{slot.since}"]})


def codes(saved: Any) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in saved.checked.problems]


def states() -> list[tuple[str, str]]:
    return [
        (row.state, f"{row.begins.astimezone(BERLIN):%H:%M}")
        for row in Reservation.objects.order_by("made_at", "begins")
    ]


def test_what_is_chosen_is_held_and_another_choice_gives_it_back(erika: Visitor, world: World) -> None:
    assert codes(choose(erika)) == []
    assert states() == [("held", "08:00")]
    assert codes(choose(erika, 1)) == []
    assert sorted(states()) == [("expired", "08:00"), ("held", "09:00")]
    seen = offered(erika)
    assert seen.held and not seen.lost and moment_of(seen.free[0].slot.since).astimezone(BERLIN).hour == 8


def test_every_page_of_the_form_keeps_it_but_not_for_ever(erika: Visitor, world: World) -> None:
    choose(erika)
    for _ in range(8):
        world.now += timedelta(minutes=9)
        erika.save("person", **PERSON)
    [row] = Reservation.objects.all()
    assert row.expires_at == NOW + hold.LONGEST - timedelta(minutes=9) or row.expires_at <= NOW + hold.LONGEST


def test_sent_it_is_an_appointment_of_the_case(erika: Visitor, world: World) -> None:
    choose(erika)
    sent = erika.submit()
    assert isinstance(sent, Submitted), sent
    [row] = Reservation.objects.all()
    assert (row.state, str(row.matter), row.asked, row.person["email"]) == (
        "booked",
        erika.id,
        "termin",
        "erika@example.org",
    )
    [fact] = [fact for fact in erika.facts() if isinstance(fact, f.AppointmentBooked)]
    assert (fact.day.isoformat(), fact.time, fact.purpose) == ("2026-11-02", "08:00", "Ihr Termin")
    assert fact.place.startswith("Bürgerbüro, Markt 1")
    assert isinstance(erika.submit(""), Submitted)
    assert states() == [("booked", "08:00")]


def test_two_of_a_family_with_one_address_each_have_theirs(erika: Visitor, world: World) -> None:
    other = begun(world)
    for visitor in (erika, other):
        choose(visitor)
        assert isinstance(visitor.submit(), Submitted)
    assert states() == [("booked", "08:00"), ("booked", "08:30")]


def test_a_hold_that_ended_is_taken_again_where_it_is_free(erika: Visitor, world: World) -> None:
    choose(erika)
    world.now += hold.HOLD + timedelta(minutes=1)
    assert offered(erika).held is None and not offered(erika).lost
    assert isinstance(erika.submit(), Submitted)
    assert ("booked", "08:00") in states()


def test_a_time_that_is_gone_is_told_and_nothing_typed_is_lost(erika: Visitor, world: World) -> None:
    choose(erika)
    world.now += hold.HOLD + timedelta(minutes=1)
    choose(begun(world))
    refused = erika.submit()
    assert isinstance(refused, NotYet)
    assert (refused.step_id, [problem.code for problem in refused.problems]) == ("abschluss", ["booking.taken"])
    seen = offered(erika)
    assert (
        seen.lost and seen.chosen is None and seen.free[0].slot.begins.astimezone(BERLIN).strftime("%H:%M") == "08:30"
    )
    assert not cases.exists(city="marburg", case_id=erika.id)
    assert codes(choose(erika)) == []
    assert isinstance(erika.submit(), Submitted)


def test_without_a_choice_it_asks_and_gives_back_what_was_held(erika: Visitor, world: World) -> None:
    choose(erika)
    saved = erika.save("abschluss", **END, **{"termin.slot": [""]})
    assert ("required", "termin.day") in codes(saved)
    assert states() == [("expired", "08:00")]


@pytest.mark.parametrize("said", ["0.0", "1.1", "999999999.999999999", "x", "1", "1.2.3", "-1.5", "١.٢"])
def test_a_forged_time_is_refused_with_words(erika: Visitor, said: str) -> None:
    assert codes(erika.save("abschluss", **END, **{"termin.slot": [said]}))
    assert states() == []


def test_a_city_without_the_offer_asks_for_day_and_time(erika: Visitor, world: World) -> None:
    from allmende.apps.booking.models import Offer

    Offer.objects.update(active=False)
    saved = erika.save("abschluss", **END, **{"termin.day": ["3.11.2026"], "termin.time": ["10:30"]})
    assert codes(saved) == []
    assert isinstance(erika.submit(), Submitted) and states() == []


def test_moved_and_called_off_is_told_to_the_case(erika: Visitor, world: World, site: SiteView) -> None:
    choose(erika)
    erika.submit()
    [booked] = queries.list_of_matter(matter=erika.id)
    later = int(booked.begins.timestamp()) // 60 + 60
    assert (
        move.move_appointment(
            city="marburg", booked=booked, site_id=site.id, since=later, channel="online", now=world.now
        )
        is None
    )
    [moved] = queries.list_of_matter(matter=erika.id)
    assert cancel.cancel_appointment(booked=moved, now=world.now) is None
    told = [
        (type(fact).__name__, fact.time)
        for fact in erika.facts()
        if isinstance(fact, (f.AppointmentBooked, f.AppointmentCancelled))
    ]
    assert told == [("AppointmentBooked", "08:00"), ("AppointmentBooked", "09:00"), ("AppointmentCancelled", "09:00")]


def test_an_application_taken_back_gives_its_time_free(erika: Visitor, world: World) -> None:
    choose(erika)
    erika.submit()
    world.work()
    from allmende.usecases.withdraw import withdraw

    withdraw(city="marburg", case_id=erika.id, access=erika.access, now=world.now)
    world.work()
    assert states() == [("cancelled", "08:00")]
