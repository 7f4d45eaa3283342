"""Citizens, staff and their sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from allmende.domain.values import Problem
from allmende.foundation.identity import accounts, officers, sessions
from allmende.foundation.identity.accounts import KnownAttribute
from allmende.foundation.identity.models import Account, SignIn
from allmende.foundation.tenancy.scopes import city_scope

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


def citizen(level="substantial", **attributes):
    said = {name: KnownAttribute(value, level) for name, value in attributes.items()}
    return accounts.sign_in(provider="sandbox", subject="p-1", level=level, attributes=said, now=NOW)


@pytest.fixture
def clerk(city):
    return officers.create(username="Frau.Bauer", name="Petra Bauer", password=PASSWORD, roles=["clerk"], now=NOW)


def sign_in(password=PASSWORD, username="frau.bauer", now=NOW, address="192.0.2.1"):
    return officers.sign_in(username=username, password=password, address=address, now=now)


def returning(response):
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    return request


def test_the_same_pseudonym_is_the_same_account(city):
    assert citizen().id == citizen().id


def test_the_same_pseudonym_in_another_city_is_another_account(city, other_city):
    here = citizen()
    with city_scope("fulda"):
        assert citizen().id != here.id
        assert accounts.find(str(here.id)) is None


def test_what_is_known_more_surely_is_not_replaced(city):
    citizen("high", family_name="Groß")
    account = citizen("basic", family_name="Gross", email="a@example.org")
    assert account.attributes == {
        "family_name": {"value": "Groß", "level": "high"},
        "email": {"value": "a@example.org", "level": "basic"},
    }
    assert account.level == "basic"


def test_staff_sign_in_with_any_case_of_the_name(clerk):
    assert sign_in(username="FRAU.bauer") == clerk


@pytest.mark.parametrize(("username", "password"), [("frau.bauer", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_wrong_names_and_wrong_passwords_get_the_same_answer(clerk, username, password):
    assert sign_in(password, username) is officers.WRONG


def test_staff_of_another_city_cannot_sign_in(clerk, other_city):
    with city_scope("fulda"):
        assert sign_in() is officers.WRONG


def test_staff_who_left_cannot_sign_in(clerk):
    clerk.active = False
    clerk.save()
    assert sign_in() is officers.WRONG


def test_guessing_is_stopped_for_a_quarter_of_an_hour(clerk):
    for _ in range(10):
        assert sign_in("wrong") is officers.WRONG
    assert sign_in() is officers.TOO_OFTEN
    assert sign_in(now=NOW + timedelta(minutes=15)) == clerk


def test_a_short_password_is_refused(city, clerk):
    refused = officers.create(username="x", name="X", password="short", roles=[], now=NOW)
    assert isinstance(refused, Problem)
    assert officers.set_password(clerk, "short") is officers.TOO_SHORT


def test_a_session_knows_its_person(clerk):
    response = HttpResponse()
    sessions.open_for_officer(response, str(clerk.id), NOW)
    cookie = response.cookies["allmende_sitzung"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert sessions.find(returning(response), NOW).officer == clerk
    assert cookie.value not in str(SignIn.objects.values())


def test_a_session_is_not_one_of_another_city(clerk, other_city):
    response = HttpResponse()
    sessions.open_for_officer(response, str(clerk.id), NOW)
    with city_scope("fulda"):
        assert sessions.find(returning(response), NOW) is None


@pytest.mark.parametrize("pause", [timedelta(hours=2, seconds=1), timedelta(hours=13)])
def test_a_citizens_session_ends_when_idle(city, pause):
    response = HttpResponse()
    sessions.open_for_citizen(response, str(citizen().id), "substantial", NOW)
    assert sessions.find(returning(response), NOW + pause) is None


def test_a_session_in_use_goes_on_but_not_for_ever(city):
    response = HttpResponse()
    sessions.open_for_citizen(response, str(citizen().id), "substantial", NOW)
    for hours in range(1, 12):
        assert sessions.find(returning(response), NOW + timedelta(hours=hours)) is not None
    assert sessions.find(returning(response), NOW + timedelta(hours=12)) is None


def test_using_a_session_costs_one_statement(city, django_assert_num_queries):
    response = HttpResponse()
    sessions.open_for_citizen(response, str(citizen().id), "substantial", NOW)
    with django_assert_num_queries(1):
        sessions.find(returning(response), NOW + timedelta(minutes=4))


def test_signing_out_ends_the_session(clerk):
    response = HttpResponse()
    sessions.open_for_officer(response, str(clerk.id), NOW)
    request, goodbye = returning(response), HttpResponse()
    sessions.close(request, goodbye)
    assert sessions.find(request, NOW) is None
    assert goodbye.cookies["allmende_sitzung"]["max-age"] == 0


def test_a_new_password_ends_all_sessions(clerk):
    response = HttpResponse()
    sessions.open_for_officer(response, str(clerk.id), NOW)
    assert officers.set_password(clerk, "another long password") is None
    assert sessions.find(returning(response), NOW) is None


@pytest.mark.parametrize("value", ["", "x", "y" * 43, "z" * 5000])
def test_an_invented_cookie_is_nobody(city, value):
    request = RequestFactory().get("/")
    request.COOKIES = {"allmende_sitzung": value}
    assert sessions.find(request, NOW) is None


def test_expired_sessions_are_forgotten(city):
    sessions.open_for_citizen(HttpResponse(), str(citizen().id), "substantial", NOW)
    assert sessions.forget_expired(NOW + timedelta(days=1)) == 1
    assert Account.objects.count() == 1
