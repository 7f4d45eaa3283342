"""What stands before every page: city, language, limits, access, headers, error pages."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.template import TemplateDoesNotExist
from django.test import Client
from django.urls import get_script_prefix
from django.utils import timezone

from allmende.foundation import access
from allmende.foundation.identity import accounts, officers, sessions
from allmende.foundation.reference import read_reference
from allmende.foundation.tenancy.scopes import city_scope, find_city_in_scope
from allmende.foundation.web import errors
from tests.foundation.web import pages


@pytest.fixture(autouse=True)
def pages_of_these_tests(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.foundation.web.pages"

    def no_template(name, *_args):
        raise TemplateDoesNotExist(name)

    # The entry points' own error pages are tested there.
    monkeypatch.setattr(errors.loader, "render_to_string", no_template)


@pytest.fixture
def visitor(marburg):
    return Client(HTTP_HOST="marburg.localhost:8000", raise_request_exception=False)


def signed_in(client, open_session):
    response = HttpResponse()
    with city_scope("marburg"):
        open_session(response)
    client.cookies["allmende_sitzung"] = response.cookies["allmende_sitzung"].value
    return client


@pytest.fixture
def clerk(visitor):
    with city_scope("marburg"):
        made = officers.create(username="b", name="Petra Bauer", password="x" * 12, roles=["clerk"], now=timezone.now())
    return signed_in(visitor, lambda response: sessions.open_for_officer(response, str(made.id), timezone.now()))


def test_the_host_puts_its_city_in_scope(visitor):
    assert visitor.get("/say/").content == b"marburg de /say/ /say/"
    assert find_city_in_scope() is None


def test_english_lies_under_en_and_stays_there(visitor):
    response = visitor.get("/en/say/")
    assert response.content == b"marburg en /en/say/ /en/say/"
    assert response.headers["Content-Language"] == "en"
    assert visitor.get("/say/").content == b"marburg de /say/ /say/"


def test_the_language_of_an_address_ends_with_its_answer(visitor):
    visitor.get("/en/say/")
    assert get_script_prefix() == "/"


def test_the_browsers_language_does_not_change_a_page(visitor):
    assert visitor.get("/say/", HTTP_ACCEPT_LANGUAGE="en").content == b"marburg de /say/ /say/"


def test_a_host_without_a_city_shows_none_of_its_pages(visitor):
    assert visitor.get("/say/", HTTP_HOST="evil.example").status_code == 404


def test_a_page_costs_no_statement_of_ours(visitor, django_assert_num_queries):
    visitor.get("/say/")
    with django_assert_num_queries(0):
        visitor.get("/say/")


def test_every_answer_carries_the_security_headers(visitor):
    for address in ("/say/", "/missing/", "/broken/", "/forbidden/"):
        headers = visitor.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';"), address
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'; base-uri 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


def test_an_undeclared_view_is_refused(visitor):
    assert visitor.get("/undeclared/").status_code == 500


def test_an_unexpected_error_gets_a_number_and_no_detail(visitor, capsys):
    response = visitor.get("/broken/")
    text = response.content.decode()
    assert response.status_code == 500
    assert read_reference(text.split()[-1]) is not None
    assert "Erika" not in text


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/missing/", 404, "Diese Seite gibt es nicht."),
        ("/en/missing/", 404, "This page does not exist."),
        ("/forbidden/", 403, "Das dürfen Sie hier nicht sehen."),
    ],
)
def test_refusals_are_said_in_the_pages_language(visitor, address, status, words):
    response = visitor.get(address)
    assert (response.status_code, response.content.decode()) == (status, words + "\n")


def test_an_error_page_that_fails_itself_still_answers(visitor, monkeypatch):
    def broken_template(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(errors.loader, "render_to_string", broken_template)
    assert visitor.get("/missing/").content.decode() == "Diese Seite gibt es nicht.\n"


def test_an_oversize_body_is_refused_unread(visitor, settings):
    response = visitor.post("/take/", {"a": "b"}, CONTENT_LENGTH=str(settings.MAX_BODY_BYTES + 1))
    assert (response.status_code, response.headers["Connection"]) == (413, "close")


@pytest.mark.parametrize("length", ["-1", "abc", "1e9"])
def test_a_forged_length_is_refused(visitor, length):
    assert visitor.post("/take/", {"a": "b"}, CONTENT_LENGTH=length).status_code == 400


def test_too_many_fields_and_too_long_ones_are_refused(visitor):
    assert visitor.post("/take/", {f"f{number}": "x" for number in range(2001)}).status_code == 400
    body = "a=" + "x" * (1024 * 1024 + 1)
    response = visitor.post("/take/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400


def test_a_form_without_its_token_is_refused(marburg):
    strict = Client(HTTP_HOST="marburg.localhost", enforce_csrf_checks=True)
    assert strict.post("/take/", {"a": "b"}).status_code == 403
    assert strict.post("/machines/").content == b"beep"


def test_citizens_are_led_to_the_sign_in_and_back(visitor):
    response = visitor.get("/en/citizens/?seite=2")
    assert response.headers["Location"] == "/en/anmelden/?weiter=%2Fen%2Fcitizens%2F%3Fseite%3D2"


def test_an_empty_form_posted_after_the_session_ended_leads_home_not_to_the_form(visitor):
    assert visitor.post("/citizens/").headers["Location"] == "/anmelden/?weiter=%2F"


def test_a_signed_in_citizen_may_enter(visitor):
    with city_scope("marburg"):
        account = accounts.sign_in(provider="x", subject="y", level="basic", attributes={}, now=timezone.now())
    signed_in(visitor, lambda response: sessions.open_for_citizen(response, str(account.id), "basic", timezone.now()))
    assert visitor.get("/citizens/").content.decode() == str(account.id)
    assert visitor.get("/clerks/").headers["Location"].startswith("/buero/anmelden/?weiter=")


def test_staff_with_the_role_may_enter(clerk):
    assert clerk.get("/clerks/").content == b"Petra Bauer"
    assert clerk.get("/staff/").content == b"Petra Bauer"
    assert clerk.get("/citizens/").status_code == 302


def test_staff_without_the_role_may_not(visitor):
    with city_scope("marburg"):
        made = officers.create(username="t", name="T", password="x" * 12, roles=["treasury"], now=timezone.now())
    signed_in(visitor, lambda response: sessions.open_for_officer(response, str(made.id), timezone.now()))
    assert visitor.get("/clerks/").status_code == 403
    assert visitor.get("/staff/").content == b"T"


def test_a_session_of_one_city_is_nothing_in_another(clerk, fulda):
    assert clerk.get("/staff/", HTTP_HOST="fulda.localhost").status_code == 302


def test_an_old_session_is_nothing(visitor):
    with city_scope("marburg"):
        made = officers.create(username="b", name="B", password="x" * 12, roles=[], now=timezone.now())
    long_ago = timezone.now() - timedelta(days=2)
    signed_in(visitor, lambda response: sessions.open_for_officer(response, str(made.id), long_ago))
    assert visitor.get("/staff/").status_code == 302


def test_the_operator_shows_a_token(visitor, settings):
    assert visitor.get("/operator/").status_code == 403
    settings.OPERATOR_TOKEN = "0123456789abcdef"
    refused = visitor.get("/operator/", HTTP_AUTHORIZATION="Bearer wrong")
    assert (refused.status_code, refused.headers["WWW-Authenticate"].partition(" ")[0]) == (401, "Basic")
    assert visitor.get("/operator/", HTTP_AUTHORIZATION="Bearer 0123456789abcdef").content == b"all well"


def test_what_a_view_declares_can_be_read():
    assert access.find_access(pages.for_clerks) == access.ViewAccess("officer", ("clerk", "head"))
    assert access.find_access(pages.with_secret) == access.ViewAccess("capability")
    assert access.find_access(pages.undeclared) is None


@pytest.mark.parametrize(
    "report",
    [
        {"csp-report": {"effective-directive": "img-src", "blocked-uri": "https://example.org/a?name=Erika"}},
        [
            {
                "type": "csp-violation",
                "body": {"effectiveDirective": "img-src", "blockedURL": "https://example.org/a?name=Erika"},
            }
        ],
    ],
)
def test_policy_reports_are_read_without_what_they_quote(report):
    from allmende.foundation.web.views import _read_reports

    assert _read_reports(report) == [("img-src", "https://example.org")]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[1]", b'{"csp-report": 7}', b"null", b"x" * 20_000])
def test_any_policy_report_is_absorbed(marburg, body):
    strict = Client(HTTP_HOST="marburg.localhost", enforce_csrf_checks=True)
    response = strict.post("/csp/", body, content_type="application/csp-report")
    assert response.status_code == 204
    assert json.dumps(response.content.decode()) == '""'


def test_a_deep_policy_report_is_absorbed(marburg):
    answer = Client(HTTP_HOST="marburg.localhost").post("/csp/", b"[" * 16_000, content_type="application/csp-report")
    assert answer.status_code == 204


def test_a_policy_report_cannot_write_the_log(marburg):
    from allmende.foundation.web.views import _read_reports

    forged = {"csp-report": {"effective-directive": "x\n00:00:00 info fake", "blocked-uri": "Erika Muster"}}
    assert _read_reports(forged) == [("unreadable", "unreadable")]


def test_a_nul_ends_at_the_door(visitor):
    assert visitor.post("/echo/", {"a": "b\0c", "d\0": ["\0", "e\u202c"]}).json() == {"a": ["bc"], "d": ["", "e"]}
    assert visitor.get("/echo/?a=%00b%E2%80%8B").json() == {"a": ["b"]}
    assert visitor.get("/any/%00/").status_code == 404
    assert visitor.get("/any/x/").status_code == 200


def test_behind_our_proxy_the_visitor_is_who_came_to_it(visitor, settings):
    forged = {"HTTP_X_FORWARDED_FOR": "10.0.0.1, 2001:db8::7", "REMOTE_ADDR": "192.0.2.1"}
    assert visitor.get("/whence/", **forged).content == b"192.0.2.1"
    settings.BEHIND_PROXY = True
    assert visitor.get("/whence/", **forged).content == b"2001:db8::7"
    for nonsense in ("", "unknown", "1.2.3.4, <script>"):
        forged["HTTP_X_FORWARDED_FOR"] = nonsense
        assert visitor.get("/whence/", **forged).content == b"192.0.2.1"


@pytest.mark.parametrize("length", ["²", "9" * 5000])
def test_a_length_no_machine_writes_is_refused(visitor, length):
    assert visitor.post("/take/", {"a": "b"}, CONTENT_LENGTH=length).status_code == 400


def test_a_wrong_method_gets_a_page_that_says_so(visitor):
    answer = visitor.get("/csp/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert answer.content.decode() == "So lässt sich diese Seite nicht öffnen.\n"
