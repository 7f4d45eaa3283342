"""Pages are compressed where nothing in them was chosen by the request, and never else."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from allmende.foundation.web.compression import LEAST_BYTES, compress

PAGE = "<p>Guten Tag, Erika Muster.</p>" * 60


def asked(method: str = "get", path: str = "/", accepts: str = "gzip, deflate, br", cookie: str = "") -> HttpRequest:
    headers = {"HTTP_ACCEPT_ENCODING": accepts}
    if cookie:
        headers["HTTP_COOKIE"] = cookie
    request: HttpRequest = getattr(RequestFactory(), method)(path, **headers)
    return request


def answered(request: HttpRequest, response: HttpResponse | None = None) -> HttpResponse:
    found = response or HttpResponse(PAGE)
    compress(request, found)
    return found


def test_a_page_is_smaller_and_the_same() -> None:
    response = answered(asked(cookie="allmende_sitzung=x"))
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) < len(PAGE) / 4
    assert gzip.decompress(response.content).decode() == PAGE


def test_caches_are_told_in_any_case() -> None:
    assert answered(asked()).headers["Vary"] == "Accept-Encoding"
    plain = answered(asked(accepts=""))
    assert (plain.headers["Vary"], plain.headers.get("Content-Encoding")) == ("Accept-Encoding", None)


@pytest.mark.parametrize("accepts", ["", "br", "gzip;q=0", "identity, gzip; q=0.0"])
def test_who_does_not_want_it_gets_the_page_as_it_is(accepts: str) -> None:
    assert answered(asked(accepts=accepts)).content.decode() == PAGE


@pytest.mark.parametrize(("method", "path"), [("get", "/suche/?q=muster"), ("post", "/antrag/")])
def test_what_the_request_chose_is_not_compressed_beside_what_is_secret(method: str, path: str) -> None:
    assert "Content-Encoding" not in answered(asked(method, path, cookie="allmende_sitzung=x")).headers


def test_a_page_that_is_nobodys_may_hold_what_was_searched() -> None:
    assert answered(asked(path="/suche/?q=muster")).headers["Content-Encoding"] == "gzip"


def test_the_length_tells_nothing_exactly() -> None:
    assert len({len(answered(asked()).content) for _ in range(40)}) > 5


def test_a_compressed_page_has_a_weak_tag() -> None:
    response = HttpResponse(PAGE, headers={"ETag": '"abc"', "Content-Length": str(len(PAGE))})
    answered(asked(), response)
    assert response.headers["ETag"] == 'W/"abc"'
    assert response.headers["Content-Length"] == str(len(response.content))


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("x" * (LEAST_BYTES - 1)),
        HttpResponse(PAGE, content_type="application/pdf"),
        HttpResponse(PAGE, status=404),
        HttpResponse(PAGE, headers={"Content-Encoding": "br"}),
    ],
    ids=["small", "pdf", "missing", "compressed"],
)
def test_the_rest_stays_as_it_is(response: HttpResponse) -> None:
    before = response.content, response.headers.get("Content-Encoding")
    compress(asked(), response)
    assert (response.content, response.headers.get("Content-Encoding")) == before


def test_what_is_streamed_is_left_alone() -> None:
    response = StreamingHttpResponse([PAGE.encode()])
    compress(asked(), response)
    assert "Content-Encoding" not in response.headers
