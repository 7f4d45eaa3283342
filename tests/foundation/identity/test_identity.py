"""Citizens, staff and their sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from allmende.domain.values import Problem
from allmende.foundation.audit.chain import list_about
from allmende.foundation.identity import accounts, officers, sessions, tries
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
    assert sign_in() is tries.TOO_OFTEN
    assert sign_in(now=NOW + timedelta(minutes=15)) == clerk


def test_signing_in_rightly_is_never_too_often(clerk):
    """Ten people behind one address, each several times a day: nobody is braked."""
    for _ in range(60):
        assert sign_in() == clerk


def test_a_town_hall_behind_one_address_signs_in_at_half_past_seven(city):
    for number in range(80):
        name = f"person{number}"
        made = officers.create(username=name, name=name, password=PASSWORD, roles=[], now=NOW, hashed="")
        assert sign_in("a mistype", name) is officers.WRONG if number % 2 else True
        assert sign_in(username=name) == made


def test_nobody_locks_a_colleague_out_from_elsewhere(clerk):
    """She signed in here lately; somebody guesses her name from many places and from hers."""
    assert sign_in() == clerk
    for number in range(60):
        sign_in("guess", address=f"198.51.100.{number}")
    assert sign_in(address="203.0.113.9") is tries.TOO_OFTEN  # from a place she never used she waits
    assert sign_in() == clerk
    for number in range(60):
        sign_in("guess", username=f"somebody{number}")
    assert sign_in(username="newcomer") is tries.TOO_OFTEN  # whoever is new at this address waits
    assert sign_in() == clerk


def test_guesses_at_a_name_from_many_places_are_braked(clerk):
    answers = [sign_in("guess", address=f"198.51.100.{number}") for number in range(40)]
    assert answers.index(tries.TOO_OFTEN) == tries.MOST_OF_NAME


def test_an_address_of_version_six_is_its_household(clerk):
    for number in range(10):
        assert sign_in("wrong", address=f"2001:db8::{number + 1}") is officers.WRONG
    assert sign_in(address="2001:db8::ffff") is tries.TOO_OFTEN


def test_a_sign_in_of_staff_is_recorded(clerk):
    sign_in()
    assert [entry.action for entry in list_about(f"officer:{clerk.pk}")] == ["staff.signed_in"]


def test_the_demos_password_opens_nothing_in_production(city, settings):
    officers.create(username="leitung", name="L", password=officers.SAMPLE_PASSWORD, roles=["leitung"], now=NOW)
    assert sign_in(officers.SAMPLE_PASSWORD, "leitung").username == "leitung"
    settings.PRODUCTION = True
    assert sign_in(officers.SAMPLE_PASSWORD, "leitung") is officers.SAMPLE
    made = officers.create(username="x", name="X", password=officers.SAMPLE_PASSWORD, roles=[], now=NOW)
    assert made is officers.SAMPLE
    assert officers.set_password(officers.find("leitung"), officers.SAMPLE_PASSWORD) is officers.SAMPLE


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
