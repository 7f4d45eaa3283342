"""So many in a window, then no more; nobody can tell from the table who it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from allmende.foundation.limits import database, memory
from allmende.foundation.limits.models import Counter
from allmende.foundation.tenancy.scopes import city_scope

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=[memory, database])
def limits(request, db):
    return request.param


def times(limits, count, who="192.0.2.1", now=NOW):
    return [limits.allow("search", who, limit=2, per=MINUTE, now=now) for _ in range(count)]


def test_so_many_and_no_more(limits):
    assert times(limits, 4) == [True, True, False, False]


def test_the_next_window_begins_anew(limits):
    times(limits, 3)
    assert times(limits, 1, now=NOW + MINUTE) == [True]


def test_others_are_counted_apart(limits):
    times(limits, 3)
    assert times(limits, 1, who="192.0.2.2") == [True]
    with city_scope("fulda"):
        assert times(limits, 1) == [True]


def test_the_table_does_not_say_who_came(db):
    times(database, 1, who="erika@example.org")
    row = Counter.objects.get()
    assert (len(row.key), row.count, row.until) == (64, 1, NOW + MINUTE)
    assert "erika" not in row.key


def test_past_windows_are_forgotten(db):
    times(database, 1)
    assert database.forget_past(NOW) == 0
    assert database.forget_past(NOW + MINUTE) == 1


def test_counting_costs_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        times(database, 1)


def test_the_memory_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(memory, "MOST_KEYS", 10)
    for number in range(25):
        times(memory, 1, who=str(number))
    assert len(memory._counts) <= 10


def test_an_ipv6_network_counts_as_one_visitor(limits):
    with city_scope("marburg"):
        assert times(limits, 1, "2001:db8:1:2::1") + times(limits, 1, "2001:db8:1:2:ffff::9") == [True, True]
        assert times(limits, 1, "2001:db8:1:2::7") == [False]
        assert times(limits, 1, "2001:db8:1:3::7") == [True]
        assert times(limits, 1, "erika:not an address") == [True]
