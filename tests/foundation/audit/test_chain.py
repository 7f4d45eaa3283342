"""The chain holds, and whoever breaks it is seen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from allmende.foundation.audit import chain, triggers
from allmende.foundation.audit.models import Entry, Head
from allmende.foundation.tenancy.scopes import city_scope

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def record(subject="case:1", **details):
    chain.append(actor="officer:7", action="decide", subject=subject, now=NOW, details=details)


@pytest.fixture
def without_triggers(db):
    """What somebody with all rights on the database could do."""
    role = connection.settings_dict["OPTIONS"].get("assume_role")
    with connection.cursor() as cursor:
        if role:
            cursor.execute("RESET ROLE")
        triggers.remove(connection)
        yield cursor
        triggers.install(connection)
        if role:
            cursor.execute(f"SET ROLE {role}")


def test_what_was_recorded_is_read_back(city):
    record(outcome="granted")
    record("case:2")
    (entry,) = chain.list_about("case:1")
    assert entry == chain.RecordedEntry(1, NOW, "officer:7", "decide", "case:1", {"outcome": "granted"})


def test_each_city_has_a_chain_of_its_own(marburg, fulda):
    for city in (marburg, fulda):
        with city_scope(city.key):
            record()
            record()
    assert sorted(Head.objects.values_list("chain", "number")) == [("fulda", 2), ("marburg", 2)]
    assert (chain.check("marburg"), chain.check("fulda"), chain.check("")) == (None, None, None)


def test_both_databases_and_python_compute_the_same_hash(city):
    record(name="Großmann – „ß“")
    record()
    bodies = Entry.objects.order_by("number").values_list("body", "sha256")
    first = chain.link("", bodies[0][0])
    assert [sha for _, sha in bodies] == [first, chain.link(first, bodies[1][0])]


def test_an_act_undone_is_not_recorded(city):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record()
        raise ZeroDivisionError
    record()
    assert chain.check("marburg") is None
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("act", [lambda: Entry.objects.update(action="x"), lambda: Entry.objects.all().delete()])
def test_the_database_refuses_to_change_or_delete_an_entry(city, act):
    record()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act()
    assert Entry.objects.get().action == "decide"


@pytest.mark.parametrize(
    ("forgery", "broken"),
    [
        ("UPDATE audit_entry SET body = replace(body, 'granted', 'refused') WHERE number = 2", 2),
        ("UPDATE audit_entry SET action = 'other' WHERE number = 3", 3),
        ("DELETE FROM audit_entry WHERE number = 1", 1),
        ("DELETE FROM audit_entry WHERE number = 3", 3),
    ],
)
def test_a_forged_chain_is_seen(city, without_triggers, forgery, broken):
    for _ in range(3):
        record(outcome="granted")
    without_triggers.execute(forgery)
    assert chain.check("marburg") == broken
