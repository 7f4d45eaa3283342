"""A query without a city fails; a city never sees or writes another's rows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

from allmende.apps.commons.models import CaseCount
from allmende.foundation.audit.chain import list_about
from allmende.foundation.audit.models import Entry
from allmende.foundation.blobs.models import Blob
from allmende.foundation.tenancy.scopes import (
    NoCityInScope,
    WrongCity,
    all_cities,
    city_scope,
    find_city_in_scope,
    get_announced_city,
    get_city_in_scope,
    machinery_scope,
)

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def blob(**more) -> Blob:
    return Blob(sha256="a" * 64, media_type="text/plain", size=1, created_at=NOW, **more)


def test_a_query_without_a_city_fails(db):
    with pytest.raises(ScopeError):
        Blob.objects.count()


def test_a_row_takes_the_city_in_scope(city):
    row = blob()
    row.save()
    assert row.city_id == "marburg"


def test_a_row_written_without_a_city_fails(marburg):
    with pytest.raises(NoCityInScope):
        blob(city=marburg).save()


def test_a_row_of_another_city_is_refused(city, other_city):
    with pytest.raises(WrongCity, match="fulda while marburg"):
        blob(city=other_city).save()


def test_rows_written_in_bulk_are_checked_too(city, other_city):
    with pytest.raises(WrongCity):
        Blob.objects.bulk_create([blob(), blob(city=other_city)])
    assert Blob.objects.count() == 0


def test_each_city_sees_its_own_rows(marburg, fulda):
    for city in (marburg, fulda):
        with city_scope(city.key):
            blob().save()
    with city_scope("fulda"):
        assert [row.city_id for row in Blob.objects.all()] == ["fulda"]


def test_the_scope_of_all_cities_sees_all_and_is_recorded(marburg, fulda):
    for city in (marburg, fulda):
        with city_scope(city.key):
            blob().save()
    with all_cities("count what is stored"):
        assert Blob.objects.count() == 2
    with machinery_scope():
        entry = Entry.objects.get(chain="")
    assert (entry.action, '"reason":"count what is stored"' in entry.body) == ("tenancy.all_cities", True)


def test_the_scope_of_all_cities_needs_a_reason(db):
    with pytest.raises(ValueError, match="reason"), all_cities(" "):
        pass


@pytest.mark.parametrize("key", ["", "*"])
def test_no_city_has_such_a_key(key):
    with pytest.raises(NoCityInScope), city_scope(key):
        pass


def test_scopes_nest_and_end():
    with city_scope("marburg"):
        with city_scope("fulda"):
            assert get_city_in_scope() == "fulda"
        assert get_city_in_scope() == "marburg"
    assert find_city_in_scope() is None
    with pytest.raises(NoCityInScope):
        get_city_in_scope()


def test_what_the_database_is_told():
    assert get_announced_city() == ""
    with city_scope("marburg"):
        assert get_announced_city() == "marburg"
        with machinery_scope():
            assert get_announced_city() == "*"
            with city_scope("fulda"):
                assert get_announced_city() == "fulda"
        with scopes_disabled():
            assert get_announced_city() == ""


def test_another_citys_audit_is_not_listed(marburg, fulda):
    with city_scope("fulda"):
        assert list_about("case:1") == ()


def count(city, cases):
    with city_scope(city.key):
        return CaseCount.objects.create(service_id="hund", year=2026, cases=cases, counted_at=NOW)


def test_what_cities_show_each_other_is_read_by_all_and_changed_by_its_own_city_alone(marburg, fulda):
    count(marburg, 1)
    theirs = count(fulda, 2)
    assert CaseCount.objects.count() == 2
    with city_scope("marburg"):
        assert CaseCount.objects.count() == 2
        assert CaseCount.objects.update(cases=7) == 1
        assert CaseCount.objects.filter(city_id="fulda").delete()[0] == 0
        with pytest.raises(WrongCity):
            theirs.save()
    with pytest.raises(NoCityInScope):
        CaseCount.objects.update(cases=8)
    assert sorted(CaseCount.objects.values_list("cases", flat=True)) == [2, 7]
