"""Free slots: what the rules leave over, by channel and day; nothing overlaps; the search is quick."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.booking import (
    BookableDesk,
    BookingOffer,
    Exceptional,
    OfferExtra,
    OpenHours,
    Opening,
    ReleasePlan,
    Weekly,
    find_slots,
    minute_of,
)
from allmende.domain.values import BERLIN, Text

MONDAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=BERLIN)
WEEK = Opening(tuple(Weekly(day, OpenHours.of("08:00", "10:00")) for day in range(5)))
DESKS = (BookableDesk(1, 1, WEEK), BookableDesk(2, 1, WEEK))


def offer(**more):
    return BookingOffer("a", Text("A"), **({"minutes": 30, "step": 30} | more))


def clocks(found):
    return [(slot.begins.astimezone(BERLIN).strftime("%H:%M"), slot.desk) for slot in found]


def search(
    one,
    desks=DESKS,
    busy=None,
    *,
    now=NOW,
    channel="online",
    since=MONDAY,
    until=MONDAY,
    taken=None,
    skills=frozenset(),
):
    return list(find_slots(one, one.minutes, desks, busy or {}, taken or {}, channel=channel, now=now, since=since, until=until, skills=skills))  # fmt: skip


def at(hour: int, minute: int = 0, day: date = MONDAY) -> int:
    return minute_of(day, hour * 60 + minute)


def test_slots_lie_on_the_grid_of_each_opening_and_end_within_it() -> None:
    found = clocks(search(offer(minutes=45), DESKS[:1]))
    assert found == [("08:00", 1), ("08:30", 1), ("09:00", 1)]


def test_a_taken_time_with_its_buffer_leaves_what_does_not_overlap() -> None:
    busy = {1: [(at(8, 30), at(9, 10))]}
    assert clocks(search(offer(), DESKS[:1], busy)) == [("08:00", 1), ("09:30", 1)]
    assert clocks(search(offer(buffer=10), DESKS[:1], busy)) == [("09:30", 1)]


def test_what_is_past_or_too_soon_is_not_offered_online_but_staff_may_book_it() -> None:
    now = datetime(2026, 11, 2, 8, 31, tzinfo=BERLIN)
    soon = offer(release=ReleasePlan(notice=45))
    assert clocks(search(soon, DESKS[:1], now=now)) == [("09:30", 1)]
    assert clocks(search(soon, DESKS[:1], now=now, channel="office")) == [("09:00", 1), ("09:30", 1)]


def test_nothing_is_given_away_further_ahead_than_the_plan_says() -> None:
    near = offer(release=ReleasePlan(days_ahead=3))
    days = {slot.begins.date() for slot in search(near, until=MONDAY + timedelta(days=30))}
    assert days == {MONDAY + timedelta(days=number) for number in range(3)}


def test_shares_for_the_same_day_and_for_the_phone_add_up_with_the_rest() -> None:
    full = Opening((Weekly(0, OpenHours.of("08:00", "18:00")),))
    kept = offer(minutes=6, step=6, release=ReleasePlan(same_day=20, by_phone=30))
    before = {slot.since for slot in search(kept, (BookableDesk(1, 1, full),))}
    on_the_day = {
        slot.since for slot in search(kept, (BookableDesk(1, 1, full),), now=datetime(2026, 11, 2, 0, 1, tzinfo=BERLIN))
    }
    staff = {slot.since for slot in search(kept, (BookableDesk(1, 1, full),), channel="office")}
    assert (len(before), len(on_the_day), len(staff)) == (50, 70, 100)
    assert before < on_the_day < staff


def test_a_day_that_has_its_most_has_no_more() -> None:
    assert search(offer(per_day=2), taken={MONDAY: 2}) == []
    assert search(offer(per_day=2), taken={MONDAY: 1}) != []


def test_extras_make_it_longer_up_to_their_most() -> None:
    one = offer(extras=(OfferExtra("child", Text("Kind"), 10, most=2),))
    assert [one.minutes_with({"child": count, "unknown": 9}) for count in (-1, 0, 1, 2, 3)] == [30, 30, 40, 50, 50]


spans = st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda pair: pair[0] < pair[1])
hours = spans.map(lambda pair: OpenHours(pair[0] * 60, pair[1] * 60))
weeks = st.lists(st.builds(Weekly, st.integers(0, 6), hours), max_size=8).map(tuple)
changes = [date(2026, 3, 29), date(2026, 10, 25)]
days = st.sampled_from([change + timedelta(days=number) for change in changes for number in range(-3, 4)])
exceptions = st.lists(st.builds(Exceptional, days, st.booleans(), hours), max_size=4).map(tuple)


@given(
    weeks, exceptions, st.sampled_from([5, 20, 45]), st.sampled_from([10, 15]), st.sampled_from([0, 7]), days,
    st.lists(st.tuples(st.integers(0, 24 * 60), st.integers(5, 90)), max_size=5),
)  # fmt: skip
def test_every_slot_is_open_free_and_found_again_when_its_day_alone_is_asked(weekly, other, minutes, step, buffer, day, taken) -> None:  # fmt: skip
    desk = BookableDesk(7, 1, Opening(weekly, other))
    one, begin = offer(minutes=minutes, step=step, buffer=buffer), minute_of(day, 0)
    busy, end = [], 0
    for since, length in sorted(taken):
        if since >= end:
            busy.append((begin + since, begin + since + length))
            end = since + length
    now = datetime.combine(day - timedelta(days=2), time(), BERLIN)
    found = search(one, (desk,), {7: busy}, now=now, since=day - timedelta(days=1), until=day + timedelta(days=1))
    for slot in found:
        assert desk.opening.covers(slot.begins, slot.ends)
        assert all(slot.free <= since or slot.since >= until for since, until in busy)
        own = slot.begins.astimezone(BERLIN).date()
        assert slot in search(one, (desk,), {7: busy}, now=now, since=own, until=own)
    # Whole: every grid point that is open and free is listed.
    for own in (day - timedelta(days=1), day, day + timedelta(days=1)):
        for first, last in desk.opening.spans_on(own):
            for since in range(first, last - minutes + 1, step):
                free = all(since + minutes + buffer <= begins or since >= ends for begins, ends in busy)
                assert free == any(slot.since == since for slot in found)


skills = st.frozensets(st.sampled_from(["tr", "dgs", "lift"]))


@given(
    st.lists(st.tuples(hours, skills), min_size=1, max_size=4), skills,
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 24 * 60)), max_size=6),
)  # fmt: skip
def test_a_wish_leaves_the_times_of_desks_that_can_do_it_and_no_others(rows, wished, taken) -> None:
    desks = tuple(
        BookableDesk(number, 1, Opening((Weekly(0, span),)), able) for number, (span, able) in enumerate(rows, 1)
    )
    busy = {
        number: sorted((at(0) + since, at(0) + since + 30) for desk, since in taken if desk == number)
        for number in range(1, 5)
    }
    everything, found = search(offer(), desks, busy), search(offer(), desks, busy, skills=wished)
    able = {desk.id: desk.skills for desk in desks}
    assert set(found) == {slot for slot in everything if wished <= able[slot.desk]}
    assert [slot.since for slot in found] == sorted(slot.since for slot in found)
    # The first at a moment is what is given away: the desk that can do least of those that can do it.
    for moment in {slot.since for slot in found}:
        first = next(slot for slot in found if slot.since == moment)
        assert len(able[first.desk]) == min(len(able[slot.desk]) for slot in found if slot.since == moment)
