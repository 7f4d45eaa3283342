"""Error pages: said kindly, in the page's language; an unexpected error gets a reference number to tell on the phone.

The pages are the templates `errors/<status>.html` of the entry point; where one is missing or fails, plain text is sent.
"""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, loader

from allmende.domain.values import Text
from allmende.foundation import access, log, plugs
from allmende.foundation.plugs import sockets
from allmende.foundation.reference import new_reference
from allmende.foundation.tenancy.scopes import find_city_in_scope

_log = log.get_logger("web")

_WORDS = {
    400: Text.named("foundation.web.errors.status_400"),
    403: Text.named("foundation.web.errors.status_403"),
    404: Text.named("foundation.web.errors.status_404"),
    405: Text.named("foundation.web.errors.status_405"),
    413: Text.named("foundation.web.errors.status_413"),
    429: Text.named("foundation.web.errors.status_429"),
    500: Text.named("foundation.web.errors.status_500"),
    503: Text.named("foundation.web.errors.status_503"),
}


_CLOSED = Text.named("foundation.web.errors.closed")
_BUSY = Text.named("foundation.web.errors.busy")
_ENDED = Text.named("foundation.web.errors.ended")
_AGAIN = Text.named("foundation.web.errors.again")
_SURER = {"basic": "substantial", "substantial": "high"}
"""The next level somebody may sign in with, when theirs does not open what they ask for."""
_MOST_KEPT = 200_000
_KEEPING = ("capability", "citizen", "officer")
"""Views in which people type what is worth keeping."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: unreadable or forged input, too many fields."""
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not for this; or signed in no more, with the way to sign in. What was posted is kept."""
    ended = exception.sign_in if isinstance(exception, access.SessionEnded) else ""
    return _page(request, 403, words=_spoken(request, _ENDED) if ended else "", sign_in=ended, **_kept(request))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: unknown page; also for what exists but is not the visitor's, which reads the same.

    For a draft or case it offers the sign-in, a surer one, and the way back by number. What was posted is kept.
    """
    declared = _declared(request)
    if declared is None or declared.kind != "capability":
        return _page(request, 404, **_kept(request))
    session = getattr(request, "sign_in", None)
    known = session.level if session is not None and session.account_id else ""
    return _page(
        request,
        404,
        words=_spoken(request, _CLOSED),
        matter=True,
        known=bool(known),
        surer=_SURER.get(known, ""),
        may_sign_in=_may_sign_in(),
        **_kept(request),
    )


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: the address is there, but not for this method; `allowed` are those it knows."""
    response = _page(request, 405)
    response.headers["Allow"] = allowed
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """413: larger than any page accepts."""
    response = _page(request, 413)
    response.headers["Connection"] = "close"
    return response


def too_many(request: HttpRequest, wait_seconds: int) -> HttpResponse:
    """429: a rate limit was reached; says when to come back."""
    response = _page(request, 429)
    response.headers["Retry-After"] = str(wait_seconds)
    return response


def unanswered(request: HttpRequest, rule: str, *, busy: bool) -> HttpResponse:
    """503: the process that computes had no answer in time; `rule` is the expression it was at. What was posted is kept."""
    words = _spoken(request, _BUSY) if busy else ""
    response = _page(request, 503, words=words, busy=busy, rule=rule, **_kept(request))
    response.headers["Retry-After"] = "10"
    return response


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token does not fit: open too long, or cookies switched off. What was typed is kept.

    Only what a page of ours sent is offered again: a form forged elsewhere must not become one press of a button.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.META.get('HTTP_HOST', '')}"
    kept = _kept(request) if ours else {}
    return _page(request, 403, words=_spoken(request, _AGAIN), csrf=True, **kept)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference number, which the log has too. The log never holds the error's message."""
    reference = new_reference("F")
    error = sys.exc_info()[1]
    name, where = log.describe_error(error, message=settings.DEBUG_LOG) if error else ("", "")
    city = getattr(getattr(request, "city", None), "key", None)
    route = getattr(getattr(request, "resolver_match", None), "route", None)
    _log.error(
        "web.unexpected", reference=reference, error=name, where=where, city=city, route=route, method=request.method
    )
    return _page(request, 500, reference=reference)


def _may_sign_in() -> bool:
    return find_city_in_scope() is not None and plugs.is_plugged(sockets.IDENTITY)


def _declared(request: HttpRequest) -> access.ViewAccess | None:
    view = getattr(getattr(request, "resolver_match", None), "func", None)
    return access.find_access(view) if view else None


def _kept(request: HttpRequest) -> dict[str, Any]:
    """What a refused page had typed in: `kept` by field, to be sent once more, and `typed`, to be read; are there `files`?

    Empty when it is endless, holds passwords, or comes from no person.
    """
    declared = _declared(request)
    if request.method != "POST" or declared is None or declared.kind not in _KEEPING or not declared.keeps:
        return {}
    found = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    if sum(len(name) + len(value) for name, value in found) > _MOST_KEPT:
        return {}
    typed = [value for name, value in found if value and access.is_typed(name)]
    return {"kept": found, "typed": typed, "files": bool(found and request.FILES)}


def _spoken(request: HttpRequest, words: Text) -> str:
    return words.spoken(getattr(request, "LANGUAGE_CODE", "de"))


def _page(request: HttpRequest, status: int, *, words: str = "", **more: Any) -> HttpResponse:
    words = words or _spoken(request, _WORDS[status])
    context = {"status": status, "words": words, "city": getattr(request, "city", None), **more}
    try:
        return HttpResponse(
            loader.render_to_string([f"errors/{status}.html", "errors/base.html"], context, request), status=status
        )
    except TemplateDoesNotExist:
        return _plain(words, status, more)
    except Exception as error:  # noqa: BLE001 - an error page that fails must still answer
        _log.error(
            "web.error_page_failed",
            error=log.describe_error(error)[0],
            where=log.describe_error(error)[1],
            status=status,
        )
        return _plain(words, status, more)


def _plain(words: str, status: int, more: dict[str, Any]) -> HttpResponse:
    reference = f"\n\n{more['reference']}" if "reference" in more else ""
    return HttpResponse(f"{words}{reference}\n", status=status, content_type="text/plain; charset=utf-8")
