"""Pages compressed by the server itself, without becoming a way to read them.

Whoever sees the length of encrypted answers and can put text of his own into them learns by the length whether a guess occurs
elsewhere on the page (BREACH). So an answer is compressed only where nothing in it was chosen by this request: no query, no body;
or where the browser sent no cookie, so that the page is nobody's. What remains is covered besides: Django masks the CSRF token
anew on each page, cookies are `SameSite=Lax` (no foreign page can make a browser ask for a hundred variants), and each compressed
answer is longer by some random bytes.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

LEAST_BYTES = 500
MOST_RANDOM_BYTES = 100
KINDS = ("text/html", "text/css", "text/plain", "image/svg+xml", "application/json")
ACCEPTS = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


def compress(request: HttpRequest, response: HttpResponseBase) -> None:
    """Compress the answer where that is allowed and the browser wants it. `Vary` says so in any case."""
    if not _may_be(request, response):
        return
    patch_vary_headers(response, ("Accept-Encoding",))
    if not ACCEPTS.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        return
    assert isinstance(response, HttpResponse)
    smaller = compress_string(response.content, max_random_bytes=MOST_RANDOM_BYTES)
    if len(smaller) >= len(response.content):
        return
    response.content = smaller
    response.headers["Content-Encoding"] = "gzip"
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(smaller))
    tag = response.headers.get("ETag", "")
    if tag.startswith('"'):
        # The same page, not the same bytes (RFC 9110 § 8.8.3).
        response.headers["ETag"] = f"W/{tag}"


def _may_be(request: HttpRequest, response: HttpResponseBase) -> bool:
    if response.streaming or response.status_code != HTTPStatus.OK or not isinstance(response, HttpResponse):
        return False
    if "Content-Encoding" in response.headers or len(response.content) < LEAST_BYTES:
        return False
    if not response.headers.get("Content-Type", "").startswith(KINDS):
        return False
    chosen = bool(request.META.get("QUERY_STRING")) or request.method not in ("GET", "HEAD")
    return not chosen or not request.META.get("HTTP_COOKIE")
