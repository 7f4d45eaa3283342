"""Statements compiled once: the same rows as the ORM's, of the city in scope alone."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, DateTimeField, F, IntegerField, JSONField, UUIDField
from django.test.utils import CaptureQueriesContext

from allmende.foundation.identity.models import Account, Officer
from allmende.foundation.tenancy import statements
from allmende.foundation.tenancy.scopes import NoCityInScope, WrongCity, city_scope
from allmende.foundation.tenancy.statements import LateValue, Select, Update, in_city

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
BY_NAME = Select(
    lambda: (
        in_city(Officer)
        .filter(username=LateValue("username", CharField()))
        .values_list("id", "roles", "active", "created_at", "signed_in_at")
    )
)
ALL = Select(lambda: in_city(Officer).order_by("username").values_list("username"))
SIGNED_IN = Update(
    lambda: in_city(Officer).filter(pk=LateValue("id", UUIDField()), factor_step=LateValue("step", IntegerField())),
    signed_in_at=LateValue("now", DateTimeField()),
    roles=LateValue("roles", JSONField()),
    factor_step=F("factor_step") + 1,
    email="",
)


def make(username: str, **more: object) -> Officer:
    made = Officer(username=username, name=username, password="x", roles=["clerk"], created_at=NOW, **more)
    made.save(force_insert=True)
    return made


def test_values_come_as_the_orm_gives_them(marburg: object) -> None:
    with city_scope("marburg"):
        made = make("petra")
        assert BY_NAME.first(username="petra") == (made.pk, ["clerk"], True, NOW, None)
        assert BY_NAME.first(username="nobody") is None
        stored = Officer.objects.get(pk=made.pk)
    assert (stored.roles, stored.created_at, stored.city_id) == (["clerk"], NOW, "marburg")


def test_a_statement_is_compiled_once_and_reads_the_city_in_scope(marburg: object, fulda: object) -> None:
    with city_scope("marburg"):
        make("anna"), make("berta")
        assert ALL.all() == [("anna",), ("berta",)]
    with city_scope("fulda"):
        make("clara")
        assert ALL.all() == [("clara",)]


def test_without_a_city_nothing_is_asked(marburg: object) -> None:
    with CaptureQueriesContext(connection) as asked, pytest.raises(NoCityInScope):
        ALL.all()
    assert len(asked) == 0


def test_an_update_changes_what_it_names_and_says_how_many(marburg: object, fulda: object) -> None:
    with city_scope("marburg"):
        made = make("petra", email="p@marburg.example")
        later = NOW + timedelta(days=1)
        assert SIGNED_IN.run(id=made.pk, step=0, now=later, roles=["head"]) == 1
        assert SIGNED_IN.run(id=made.pk, step=0, now=NOW, roles=[]) == 0
        found = Officer.objects.get(pk=made.pk)
    assert (found.signed_in_at, found.roles, found.factor_step, found.email) == (later, ["head"], 1, "")
    with city_scope("fulda"):
        assert SIGNED_IN.run(id=made.pk, step=1, now=NOW, roles=[]) == 0


def test_many_rows_go_in_one_statement(marburg: object) -> None:
    def account(subject: str) -> Account:
        return Account(provider="p", subject=subject, level="basic", created_at=NOW, signed_in_at=NOW)

    with city_scope("marburg"):
        with CaptureQueriesContext(connection) as asked:
            made = Account.objects.bulk_create([account("a"), account("b")])
        assert len([query for query in asked.captured_queries if "INSERT" in query["sql"]]) == 1
        assert all(isinstance(row.pk, uuid.UUID) and not row._state.adding for row in made)
        Account.objects.bulk_create([account("b"), account("c")], ignore_conflicts=True)
        assert sorted(Account.objects.values_list("subject", flat=True)) == ["a", "b", "c"]


def test_a_row_that_is_there_is_refused_and_the_transaction_can_go_on(marburg: object) -> None:
    with city_scope("marburg"):
        make("petra")
        with pytest.raises(IntegrityError), transaction.atomic():
            make("petra")
        assert ALL.all() == [("petra",)]


def test_a_row_of_another_city_is_not_written(marburg: object, fulda: object) -> None:
    with city_scope("marburg"), pytest.raises(WrongCity):
        make("petra", city_id="fulda")


def test_too_many_rows_are_left_to_django(marburg: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST_VALUES", 3)
    with city_scope("marburg"):
        make("petra")
        assert ALL.all() == [("petra",)]
