"""The studio's pages are answered elsewhere, in time, or it is said why not."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from allmende.config import staff
from allmende.config.studio import MOST_BODY, StudioPage, beside, read_question, write_answer
from allmende.formats.bundle import exchange
from allmende.foundation.identity import factors, officers, sessions
from allmende.foundation.processes.pool import Busy, Died, Pool, TooLong
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.foundation.web import errors, middleware
from tests.config.slow_pages import SLOW


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    # Two seconds: on a machine busy with other tests, the process has come to its rule when time is up.
    made = Pool(
        (sys.executable, "-m", "tests.config.slow_pages", "2"), size=2, most_per_key=1, most_waiting=2, seconds=30, patience=0.1,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    yield made
    made.close()


class Asked:
    """A pool that notes what it was asked, and has no answer for a reason."""

    def __init__(self, reason: Exception | None = None) -> None:
        self.reason, self.keys = reason, list[str]()

    def ask(self, question: bytes, *, key: str) -> bytes:
        self.keys.append(key)
        if self.reason is not None:
            raise self.reason
        return write_answer(StudioPage("200 OK", [], read_question(question)["PATH_INFO"].encode()))


def studio(pool: Any) -> Any:
    return beside(here, pool, lambda _environ: True)


def ask(application: Any, path: str, body: bytes = b"", **more: str) -> tuple[list[Any], bytes]:
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "HTTP_HOST": "Marburg.localhost:80",
        "wsgi.input": io.BytesIO(body), **more,
    }  # fmt: skip
    content = b"".join(application(environ, lambda status, headers: said.extend((status, headers))))
    return said, content


def here(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [repr(environ.get("allmende.unanswered", "here")).encode(), environ["wsgi.input"].read()]


def test_a_page_of_the_studio_is_answered_by_the_other_process(pool: Pool) -> None:
    said, content = ask(studio(pool), "/werkstatt/entwurf/", b"typed")
    assert said == ["200 OK", [("X-Kind", "POST")]]
    assert content == b"/werkstatt/entwurf/ typed"


def test_what_takes_too_long_ends_names_its_rule_and_keeps_what_was_typed(pool: Pool) -> None:
    _said, content = ask(studio(pool), "/werkstatt/lang/", b"typed")
    assert content == repr(("late", SLOW)).encode() + b"typed"
    assert ask(studio(pool), "/werkstatt/")[1] == b"/werkstatt/ "


@pytest.mark.parametrize("path", ["/", "/antrag/1/", "/werkstattx/", "/buero/", "/en/leistungen/"])
def test_citizens_and_offices_are_answered_here(path: str) -> None:
    asked = Asked()
    assert ask(studio(asked), path)[1] == b"'here'"
    assert asked.keys == []


@pytest.mark.parametrize("path", ["/werkstatt/", "/en/werkstatt/entwurf/1/"])
def test_each_city_has_its_own_places(path: str) -> None:
    asked = Asked()
    assert ask(studio(asked), path)[1] == path.encode()
    assert asked.keys == ["marburg.localhost"]


@pytest.mark.parametrize(("reason", "why"), [(Busy(), "busy"), (TooLong(), "late"), (Died(), "late")])
def test_without_an_answer_the_reason_is_told(reason: Exception, why: str) -> None:
    assert ask(studio(Asked(reason)), "/werkstatt/")[1] == repr((why, "")).encode()


class Unread(io.BytesIO):
    def read(self, *_size: Any) -> bytes:
        raise AssertionError


def test_nothing_is_read_of_what_somebody_sends_who_is_not_signed_in() -> None:
    asked, seen = Asked(), dict[str, Any]()

    def django(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        seen.update(environ)
        start_response("302 Found", [])
        return [b""]

    application = beside(django, asked, lambda _environ: False)  # type: ignore[arg-type]
    assert ask(application, "/werkstatt/", b"x" * 100, **{"wsgi.input": Unread()})[0][0] == "302 Found"
    assert (asked.keys, seen["allmende.most_bytes"]) == ([], MOST_BODY)


def test_a_larger_body_than_the_studio_needs_is_refused_unread_and_a_signed_release_is_not() -> None:
    asked, refused = Asked(), MOST_BODY + 1
    ask(studio(asked), "/werkstatt/", CONTENT_LENGTH=str(refused))
    assert asked.keys == []
    request = RequestFactory().post("/werkstatt/", CONTENT_LENGTH=str(refused), **{"allmende.most_bytes": MOST_BODY})
    assert middleware.BodyLimit(errors.page_not_found)(request).status_code == 413
    assert MOST_BODY > exchange.MOST_SIZE + 1_000_000


def test_staff_is_known_by_a_session_that_opens_something(
    marburg: City, fulda: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As Django's own client does: a test's connection is in the middle of a transaction.
    monkeypatch.setattr(staff, "close_old_connections", lambda: None)

    def shows(token: str, host: str = "marburg.localhost") -> bool:
        cookie = f"{settings.SESSION_COOKIE}={token}"
        return staff.is_staff(RequestFactory().post("/werkstatt/", HTTP_HOST=host, HTTP_COOKIE=cookie).META)

    with city_scope("marburg"):
        person = officers.create(
            username="d", name="D", password="a long password", roles=("gestaltung",), now=timezone.now()
        )
        assert isinstance(person, officers.Officer)
        response = HttpResponse()
        sessions.open_for_officer(response, str(person.pk), timezone.now())
    token = response.cookies[settings.SESSION_COOKIE].value
    assert shows(token)
    assert not shows("")
    assert not shows("x" * len(token))
    assert not shows(token, "fulda.localhost")
    assert not shows(token, "nowhere.localhost")
    City.objects.update(second_factor=[factors.EVERYBODY])
    hosts.forget()
    assert not shows(token)


@pytest.mark.parametrize("length", ["-1", "x", "9" * 12, "9" * 5000])
def test_an_unreadable_or_endless_body_is_refused_here(length: str) -> None:
    asked = Asked()
    ask(studio(asked), "/werkstatt/", CONTENT_LENGTH=length)
    assert asked.keys == []


def test_the_page_names_the_rule_in_words_and_offers_what_was_typed_again() -> None:
    request = RequestFactory().post("/werkstatt/", {"titel": "Mein Entwurf"})
    request.resolver_match = resolve("/werkstatt/")
    page = errors.unanswered(request, SLOW, busy=False)
    assert page.status_code == 503
    words = page.content.decode()
    assert "Der Entwurf rechnet zu lange" in words
    assert SLOW in words
    assert 'name="titel" value="Mein Entwurf"' in words
    assert "Andere Seiten der Werkstatt" in errors.unanswered(request, "", busy=True).content.decode()


def test_only_this_house_gives_a_reason_and_no_header_of_a_visitor_does() -> None:
    def status(**meta: Any) -> int | None:
        request = RequestFactory().get("/werkstatt/", **meta)
        answer = middleware.Unanswered(errors.page_not_found).process_view(request, lambda: None, (), {})
        return answer.status_code if answer else None

    assert status(headers={"allmende.unanswered": "late", "Allmende-Unanswered": "late"}) is None
    assert status(**{"allmende.unanswered": ("late", SLOW)}) == 503
