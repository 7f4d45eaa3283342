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
from django.urls import set_script_prefix
from django.utils import translation

from allmende.foundation import access
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.foundation.web import errors
from allmende.foundation.web.headers import GetResponse

ENGLISH = "/en"
OPERATORS = ("/health", "/ready", "/metrics", "/betrieb/")


class BodyLimit:
    """Refuses a body larger than any page needs, before a byte of it is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.limit = settings.MAX_BODY_BYTES

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal() and len(length) < 20):
            return errors.bad_request(request)
        if int(length) > self.limit:
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
        english = request.path_info.startswith(ENGLISH + "/")
        language = "en" if english else "de"
        request.LANGUAGE_CODE = language
        if english:
            request.path_info = request.path_info.removeprefix(ENGLISH)
        set_script_prefix(ENGLISH + "/" if english else "/")
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


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


class ReadableInput:
    """Takes NUL characters out of what was typed, and answers a method an address does not know with a page.

    PostgreSQL stores no NUL in text or JSON, and none of our texts needs one: it ends here rather than in a query.
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
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            said.GET = _without_nul(request.GET)
        declared = access.find_access(view)
        if request.method != "POST" or (declared is not None and declared.kind == "machine"):
            return
        if any("\0" in text for name, values in request.POST.lists() for text in (name, *values)):
            said.POST = _without_nul(request.POST)


def _without_nul(typed: QueryDict) -> QueryDict:
    """The same without NUL characters, read-only as before."""
    found = QueryDict(mutable=True)
    for name, values in typed.lists():
        found.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    return QueryDict(found.urlencode())
