"""Search for a case, open or closed, whatever its tasks.

What is searched for is personal: it is posted, never in an address or a log, and held for half an hour in a signed cookie of
this session, so that the way back from a case leads to what was found.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from allmende.apps.catalogue import queries as catalogue
from allmende.entrypoints.office import rows
from allmende.entrypoints.office.frame import officer_of, render
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases.find_cases import find_cases

LONGEST = 100
HELD = timedelta(minutes=30)


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponseBase:
    """POST holds what was typed; GET shows what it finds."""
    if request.method == "POST":
        response = HttpResponseRedirect(reverse("office:search"))
        _hold(request, response, request.POST.get("suche", "").strip()[:LONGEST])
        return response
    return _page(request, _held(request))


def forget_search(response: HttpResponseBase) -> None:
    """Whoever signs out leaves no search behind."""
    response.delete_cookie(settings.SEARCH_COOKIE, samesite="Lax")


def _page(request: HttpRequest, typed: str) -> HttpResponse:
    key, language = city_key(request), language_of(request)
    context: dict[str, object] = {"search": typed}
    if typed:
        found = find_cases(city=key, officer=officer_of(request), typed=typed, now=timezone.now())
        cards = catalogue.list_services(city=key, day=timezone.localdate(), language=language)
        lines = rows.found_rows(found.lines, {card.id: card.title for card in cards}, language)
        context |= {"rows": lines, "count": len(lines), "more": found.more}
    return render(request, "office/search.html", context)


def _hold(request: HttpRequest, response: HttpResponseBase, typed: str) -> None:
    response.set_cookie(
        settings.SEARCH_COOKIE,
        signing.dumps(typed, salt=_salt(request)),
        max_age=HELD,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _held(request: HttpRequest) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(settings.SEARCH_COOKIE, ""), salt=_salt(request), max_age=HELD))
    except signing.BadSignature:
        return ""


def _salt(request: HttpRequest) -> str:
    """Of this session: the next person at the computer finds nothing held."""
    return f"office.search.{request.sign_in.pk}"  # type: ignore[attr-defined]
