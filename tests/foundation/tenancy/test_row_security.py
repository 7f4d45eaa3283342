"""The second belt: PostgreSQL itself shows a city its own rows only, whatever SQL is sent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from allmende.apps.commons.models import CaseCount
from allmende.foundation.blobs.models import Blob
from allmende.foundation.tenancy.models import list_city_tables, list_open_tables
from allmende.foundation.tenancy.scopes import city_scope, machinery_scope

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
COUNT = "SELECT count(*) FROM blobs_blob"
INSERT = (
    "INSERT INTO blobs_blob (id, city_id, sha256, media_type, size, created_at) "
    "VALUES (gen_random_uuid(), 'fulda', 'x', 'text/plain', 1, now())"
)


def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def change(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


@pytest.fixture
def one_blob_each(marburg, fulda):
    for city in (marburg, fulda):
        with city_scope(city.key):
            Blob.objects.create(sha256="a" * 64, media_type="text/plain", size=1, created_at=NOW)


def test_the_server_speaks_as_a_role_without_privileges(db):
    assert ask("SELECT current_user") == "allmende_app"
    assert ask("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user") is False


def test_every_table_of_a_city_is_secured_against_its_owner_too(db):
    secured = (
        "SELECT array_agg(relname::text ORDER BY relname) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    )
    assert ask(secured) == sorted((*list_city_tables(), *list_open_tables()))


def test_what_cities_show_each_other_only_the_city_itself_can_change(marburg, fulda):
    for city in (marburg, fulda):
        with city_scope(city.key):
            CaseCount(service_id="hund", year=2026, cases=1, counted_at=NOW).save()
    with city_scope("marburg"):
        assert ask("SELECT count(*) FROM commons_casecount") == 2
        assert change("UPDATE commons_casecount SET cases = 7") == 1
        assert change("DELETE FROM commons_casecount WHERE city_id = 'fulda'") == 0
    assert ask("SELECT cases FROM commons_casecount WHERE city_id = 'fulda'") == 1


def test_raw_sql_sees_the_city_in_scope_only(one_blob_each):
    with city_scope("marburg"):
        assert ask(COUNT) == 1
        assert ask("SELECT min(city_id) FROM blobs_blob") == "marburg"


def test_raw_sql_without_a_scope_sees_nothing(one_blob_each):
    assert ask(COUNT) == 0


def test_raw_sql_in_the_machinery_sees_all(one_blob_each):
    with machinery_scope():
        assert ask(COUNT) == 2


def test_raw_sql_cannot_change_another_citys_rows(one_blob_each):
    with city_scope("marburg"):
        assert change("UPDATE blobs_blob SET size = 2 WHERE city_id = 'fulda'") == 0
        assert change("DELETE FROM blobs_blob") == 1
    with machinery_scope():
        assert ask(COUNT) == 1


def test_raw_sql_cannot_write_rows_of_another_city(one_blob_each):
    with city_scope("marburg"), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        change(INSERT)


def test_raw_sql_cannot_give_a_row_away(one_blob_each):
    with city_scope("marburg"), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        change("UPDATE blobs_blob SET city_id = 'fulda'")


def test_a_rollback_does_not_leave_the_database_with_another_city(one_blob_each):
    with city_scope("marburg"):
        assert ask(COUNT) == 1
        with pytest.raises(IntegrityError), transaction.atomic(), city_scope("fulda"):
            assert ask("SELECT min(city_id) FROM blobs_blob") == "fulda"
            raise IntegrityError
        assert ask("SELECT min(city_id) FROM blobs_blob") == "marburg"


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_forgets_what_it_was_told():
    connection.close()
    with city_scope("marburg"), pytest.raises(IntegrityError), transaction.atomic():
        assert ask("SELECT current_setting('allmende.city')") == "marburg"
        raise IntegrityError
    with city_scope("marburg"):
        assert ask("SELECT current_setting('allmende.city')") == "marburg"


def test_the_city_is_announced_once_not_at_every_statement(one_blob_each):
    with city_scope("marburg"):
        ask(COUNT)
        sent = []
        real = connection.connection.execute
        connection.connection.execute = lambda *said: sent.append(said) or real(*said)
        try:
            ask(COUNT)
            ask(COUNT)
        finally:
            del connection.connection.execute
    assert sent == []


def test_the_application_may_not_touch_the_schema(db):
    for forbidden in (
        "CREATE TABLE x (y int)",
        "ALTER TABLE blobs_blob DISABLE ROW LEVEL SECURITY",
        "DROP POLICY one_city ON blobs_blob",
        "TRUNCATE blobs_blob",
    ):
        with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
            change(forbidden)


@pytest.mark.django_db(transaction=True)
def test_a_connection_the_server_closed_is_noticed_without_a_statement():
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    assert connection.is_usable() is True
    second = connection.copy()
    second.settings_dict["OPTIONS"].pop("assume_role")
    try:
        with second.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        second.close()
    assert connection.is_usable() is False
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_connection_without_the_services_role_takes_no_statement():
    other = connection.copy()
    other.settings_dict["OPTIONS"]["assume_role"] = "nobody_made_it"
    try:
        for _ in range(2):
            with pytest.raises(DataError, match="nobody_made_it"), other.cursor() as cursor:
                cursor.execute("SELECT 1")
    finally:
        other.close()
