"""Limits, city, language and access, in this order, before any view."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from allmende.domain.spelling.cleaning import clean
from allmende.foundation import access
from allmende.foundation.languages import PREFIXES
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.foundation.web import errors
from allmende.foundation.web.headers import GetResponse

OPERATORS = ("/health", "/ready", "/metrics", "/betrieb/")


class BodyLimit:
    """Refuses a body larger than any page needs, before a byte of it is read.

    The limit is far above what files of a page may have together: those are dropped while they arrive (`uploads`), so
    that the answer stands at the field and what was typed is kept. `allmende.most_bytes` in the environment, which no
    header can set, is a smaller limit for some pages.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.limit = settings.MAX_BODY_BYTES

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal() and len(length) < 20):
            return errors.bad_request(request)
        if int(length) > min(self.limit, request.META.get("allmende.most_bytes", self.limit)):
            return errors.too_large(request)
        return self.get_response(request)


class AddressOfVisitor:
    """Behind our own reverse proxy: who came to the proxy, not the proxy, is whose tries are counted.

    The last entry of `X-Forwarded-For` is the one our proxy wrote; what stands before it anybody can claim.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.BEHIND_PROXY:
            said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            with contextlib.suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ip_address(said))
        return self.get_response(request)


class CityOfHost:
    """Puts the host's city on the request and in scope. A host without a city sees the operator's few pages only.

    The operator's own addresses are the same at every host, and answered without asking the database for a city.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(OPERATORS):
            request.city = None  # type: ignore[attr-defined]
            request.urlconf = settings.OPERATOR_URLCONF
            return self.get_response(request)
        city = hosts.find_city(request.META.get("HTTP_HOST", ""))
        request.city = city  # type: ignore[attr-defined]
        if city is None:
            request.urlconf = settings.PLATFORM_URLCONF
            return self.get_response(request)
        with city_scope(city.key):
            return self.get_response(request)


class LanguageOfPath:
    """German, or English under `/en/`. The path alone decides: a link shows everybody the same page.

    The prefix becomes the script prefix: patterns are written once, and `reverse` puts the language back.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = (one for one, prefix in PREFIXES.items() if prefix and request.path_info.startswith(f"{prefix}/"))
        language = next(found, "de")
        request.LANGUAGE_CODE = language
        request.path_info = request.path_info.removeprefix(PREFIXES[language])
        before = get_script_prefix()
        set_script_prefix(f"{PREFIXES[language]}/")
        try:
            with translation.override(language):
                response = self.get_response(request)
        finally:
            set_script_prefix(before)
        response.headers.setdefault("Content-Language", language)
        return response


class Unanswered:
    """Says why another process had no answer, after the checks of host and form: `allmende.unanswered` is (why, rule)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        why, rule = request.META.get("allmende.unanswered", ("", ""))
        return errors.unanswered(request, rule, busy=why == "busy") if why else None


class AccessDeclared:
    """Refuses to run a view that does not say who may enter."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, _request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        if access.find_access(view) is None:
            name = getattr(view, "__qualname__", repr(view))
            raise ImproperlyConfigured(f"{name} does not declare who may enter (allmende.foundation.access)")


class CleanInput:
    """Cleans what was typed for every page (`spelling.cleaning.clean`), and answers a method an address does not know with a page.

    Signs nobody sees end here rather than in a name, a comparison or a query (PostgreSQL stores no NUL). A password passes
    here when it is set and when it is typed, so both are alike on every keyboard (NIST SP 800-63B §5.1.1.2 asks for one
    normal form). What machines send is taken as it is: signatures are made over it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not getattr(response, "content", b""):
            return errors.wrong_method(request, response.headers["Allow"])
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        if "\0" in request.path_info:
            raise Http404
        said: Any = request
        declared = access.find_access(view)
        if declared is not None and declared.kind == "machine":
            return
        query = request.META.get("QUERY_STRING", "")
        if "%" in query or not (query.isascii() and query.isprintable()):
            said.GET = _clean(request.GET)
        if request.method == "POST":
            said.POST = _clean(request.POST)


def _clean(typed: QueryDict) -> QueryDict:
    """The same without signs that carry no meaning, read-only as before."""
    cleaned = {clean(name): [clean(value) for value in values] for name, values in typed.lists()}
    if cleaned == dict(typed.lists()):
        return typed
    found = QueryDict(mutable=True)
    for name, values in cleaned.items():
        found.setlist(name, values)
    return QueryDict(found.urlencode())
