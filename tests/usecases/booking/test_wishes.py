"""What may be wished for of a desk: what is listed under a wish is bookable under it, at a desk that can do it, until the visit."""

from __future__ import annotations

import pytest

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import Booked, SiteView
from allmende.domain.values import BERLIN
from allmende.foundation.identity.models import Officer
from allmende.usecases.booking import book, cancel, close, find, hold, move, set_up, waiting
from allmende.usecases.booking.book import Person
from allmende.usecases.booking.find import TAKEN, Wish
from allmende.usecases.booking.set_up import OfferForm, SetUpEffect
from tests.usecases.booking.conftest import RULES
from tests.world import Clerk, World

pytestmark = pytest.mark.usefixtures("marburg_scope")
TURKISH, SIGN = frozenset({"dolmetscher-turkisch"}), frozenset({"gebardensprache"})


@pytest.fixture
def site(world: World, site: SiteView, clerk: Clerk) -> SiteView:
    """Desk 2 has an interpreter, desk 3 both; nobody does anything special at desk 1. As a clerk sets it up."""
    officer = Officer.objects.get(pk=clerk.id)
    form = OfferForm(
        "ausweis", {"de": "Ausweis", "en": "Identity card"}, {}, {"minutes": "30", "step": "30", "notice": "0"},
        wishes={"de": "Dolmetscher: Türkisch; Gebärdensprache", "en": "Interpreter: Turkish"},
    )  # fmt: skip
    saved = set_up.save_offer(city="marburg", officer=officer, site=site, form=form, now=world.now, only_look=False)
    assert isinstance(saved, SetUpEffect)
    for number, skills in ((2, TURKISH), (3, TURKISH | SIGN)):
        set_up.save_desk(
            city="marburg", officer=officer, site=site, name=f"Platz {number}", offers=("ausweis",), active=True,
            now=world.now, only_look=False, skills=(*sorted(skills), "unknown"),
        )  # fmt: skip
    return site


def offer() -> queries.OfferView:
    found = queries.find_offer(key="ausweis")
    assert found
    return found


def free(world: World, skills: frozenset[str]) -> tuple[find.Free, ...]:
    return find.list_free(city="marburg", wish=Wish(offer(), skills=skills), channel="online", now=world.now, most=100)


def hold_at(world: World, site: SiteView, since: int, skills: frozenset[str]) -> object:
    return hold.hold_slot(
        city="marburg", offer_key="ausweis", extras={}, site_id=site.id, since=since, channel="online", now=world.now,
        skills=skills,
    )  # fmt: skip


def get(made: object) -> Booked:
    found = queries.find(reservation_id=str(made))
    assert found
    return found


def booked(world: World, site: SiteView, since: int, skills: frozenset[str], who: str = "erika") -> Booked:
    one = get(hold_at(world, site, since, skills))
    person = Person(who, f"{who}@example.org")
    assert book.book_appointment(city="marburg", booked=one, person=person, vouched="mail", now=world.now) == ()
    return get(one.id)


def test_what_clerks_type_is_listed_by_the_offer_and_the_desks(world: World, site: SiteView) -> None:
    told = [(one.id, one.name["de"], one.name.spoken("en")) for one in offer().offer.wishes]
    assert told == [
        ("dolmetscher-turkisch", "Dolmetscher: Türkisch", "Interpreter: Turkish"),
        ("gebardensprache", "Gebärdensprache", "Gebärdensprache"),
    ]
    assert [desk.skills for desk in queries.list_desks(site_id=site.id)] == [
        (), ("dolmetscher-turkisch",), ("dolmetscher-turkisch", "gebardensprache"),
    ]  # fmt: skip


@pytest.mark.parametrize("skills", [frozenset(), TURKISH, SIGN, TURKISH | SIGN])
def test_each_listed_time_is_bookable_until_it_is_listed_no_more(
    world: World, site: SiteView, skills: frozenset[str]
) -> None:
    able = {desk.id for desk in queries.list_desks(site_id=site.id) if skills <= frozenset(desk.skills)}
    since = free(world, skills)[0].slot.since
    desks = []
    while free(world, skills)[0].slot.since == since:
        desks.append(get(hold_at(world, site, since, skills)).desk)
    assert set(desks) == able and len(desks) == len(able)
    assert hold_at(world, site, since, skills) == TAKEN


def test_who_wishes_for_nothing_leaves_those_who_can_do_more(world: World, site: SiteView) -> None:
    since = free(world, SIGN)[0].slot.since
    names = [get(hold_at(world, site, since, frozenset())).desk_name for _ in range(3)]
    assert names == ["Platz 1", "Platz 2", "Platz 3"]
    assert free(world, SIGN)[0].slot.since > since


def test_the_wish_stays_when_it_is_moved_taken_again_or_its_desk_closes(
    world: World, site: SiteView, clerk: Clerk
) -> None:
    since = free(world, SIGN)[0].slot.since
    one = booked(world, site, since, SIGN)
    assert move.move_appointment(city="marburg", booked=one, site_id=site.id, since=since + 30, channel="online", now=world.now) is None  # fmt: skip
    assert get(one.id).desk_name == "Platz 3"
    late = get(hold_at(world, site, since, SIGN))
    world.now += hold.HOLD
    other = booked(world, site, since, SIGN, "max")
    ask = book.book_appointment(city="marburg", booked=late, person=Person("A", "a@example.org"), vouched="mail", now=world.now)  # fmt: skip
    assert ask == (TAKEN,), "the desks that are free cannot do it"
    cancel.cancel_appointment(booked=other, now=world.now)
    officer = Officer.objects.get(pk=clerk.id)
    day = get(one.id).begins.astimezone(BERLIN).date()
    hours = set_up.read_hours("8-12")
    assert isinstance(hours, tuple)
    shut = close.Closing(site, day, hours[0], get(one.id).desk, "")
    [hit] = close.close(city="marburg", officer=officer, closing=shut, moves=True, now=world.now, only_look=False)  # type: ignore[misc]
    assert hit.slot and hit.slot.desk == one.desk and get(one.id).begins.astimezone(BERLIN).date() > day


def test_a_desk_that_can_do_it_no_more_is_a_conflict(world: World, site: SiteView) -> None:
    one = booked(world, site, free(world, SIGN)[0].slot.since, SIGN)
    assert set_up.list_conflicts(city="marburg", site=site, now=world.now) == ()
    operations.put_desk(site_id=site.id, name="Platz 3", offers=("ausweis",))
    assert [conflict.id for conflict in set_up.list_conflicts(city="marburg", site=site, now=world.now)] == [one.id]


def test_who_waits_with_a_wish_is_offered_a_desk_that_can_do_it(world: World, site: SiteView) -> None:
    operations.put_offer(
        key="ausweis", name={"de": "Ausweis"}, bring={}, service="",
        rules=RULES | {"release": {**RULES["release"], "days_ahead": 1}, "wishes": [{"id": "gebardensprache", "name": {"de": "DGS"}}]},  # type: ignore[dict-item]
    )  # fmt: skip
    taken = [booked(world, site, one.slot.since, SIGN, f"p{one.slot.since}") for one in free(world, SIGN)]
    assert free(world, frozenset()) and not free(world, SIGN)
    made = waiting.join(
        wish=Wish(offer(), skills=SIGN), site_id=None, until=world.today, person=Person("A", "a@example.org"),
        sender="192.0.2.7", now=world.now,
    )  # fmt: skip
    entry = queries.find_waiting(entry_id=str(made))
    assert entry and waiting.begin(entry=entry, now=world.now) is None
    assert waiting.offer_times(city="marburg", now=world.now) == 0
    cancel.cancel_appointment(booked=max((one for one in taken if one.begins.date() == world.today), key=lambda one: one.begins), now=world.now)  # fmt: skip
    assert waiting.offer_times(city="marburg", now=world.now) == 1
    asked = queries.find_waiting(entry_id=str(made))
    assert asked and get(asked.reservation).desk_name == "Platz 3"
