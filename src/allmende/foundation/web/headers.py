"""Security headers, written once at start and put on every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from allmende.foundation.web.citations import bind_citations
from allmende.foundation.web.compression import compress

GetResponse = Callable[[HttpRequest], HttpResponseBase]

POLICY_HEADER = "Content-Security-Policy"


def build_policy(directives: Mapping[str, Iterable[str]]) -> str:
    """The header's value: `default-src 'none'; img-src 'self' data:`."""
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def show_frames(response: HttpResponseBase) -> None:
    """This page may show answers of its own origin inside it."""
    response.headers[POLICY_HEADER] = build_policy({**settings.SECURE_CSP, "frame-src": ["'self'"]})


def be_framed(response: HttpResponseBase) -> None:
    """This answer may stand inside a page of its own origin, and may itself show one such."""
    response.headers[POLICY_HEADER] = build_policy(
        {**settings.SECURE_CSP, "frame-src": ["'self'"], "frame-ancestors": ["'self'"]}
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"


class SecurityHeaders:
    """Content security policy, framing, sniffing, referrer, caching, which a view may have set before; citations, compression."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.headers = {
            POLICY_HEADER: build_policy(settings.SECURE_CSP),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            # Pages hold what people typed: no shared computer may keep them.
            "Cache-Control": "no-store",
        }
        if settings.HTTPS:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        bind_citations(response)
        compress(request, response)
        return response
