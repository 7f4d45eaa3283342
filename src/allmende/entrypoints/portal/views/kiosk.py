"""The device at the door of a site. It needs no script: a press is a form, the number stands until the page returns by itself."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from allmende.domain.values import BERLIN, Problem, spoken_clock
from allmende.entrypoints.portal.frame import render
from allmende.foundation.access import capability
from allmende.foundation.limits import memory
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases.booking import devices, kiosk, queue

PER_MINUTE = 60
STANDS, RENEWED = 30, 60
"""Seconds that a number stands, and after which the choice says anew how long it takes."""


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def draw_number(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET offers what is served now, POST gives a number for it."""
    city, now, language = city_key(request), timezone.now(), language_of(request)
    device = devices.find_device(key=token)
    if device is None:
        raise Http404
    site = device.site
    context: dict[str, Any] = {
        "site": site.name, "here": request.path, "seconds": RENEWED,
        "clock": spoken_clock(now.astimezone(BERLIN), language),
    }  # fmt: skip
    if request.method == "POST":
        if not memory.allow(
            "booking.kiosk", f"{city}:{device.id}", limit=PER_MINUTE, per=timedelta(minutes=1), now=now
        ):
            return errors.too_many(request, 60)
        issued = kiosk.draw(
            city=city,
            site=site,
            offer_key=request.POST.get("wofuer", "")[:60],
            key=request.POST.get("key", "")[:40],
            now=now,
        )
        if not isinstance(issued, Problem):
            words = {
                "number": issued.number,
                "wait": "" if issued.wait is None else _wait(issued.wait),
                "ahead": _ahead(issued.ahead),
                "seconds": STANDS,
            }
            return render(request, "portal/kiosk_number.html", context | words)
        context["problem"] = issued.text.spoken(language)
    return _choice(request, context, [
        (offer.offer.id, offer.offer.name.spoken(language)) for offer in kiosk.list_served(city=city, site=site, now=now)
    ], queue.waiting_time(site=site, now=now), queue.count_waiting(site=site, now=now))  # fmt: skip


def _choice(
    request: HttpRequest, context: dict[str, Any], offers: list[tuple[str, str]], wait: int | None, ahead: int
) -> HttpResponse:
    more = {
        "offers": offers, "key": secrets.token_urlsafe(16), "ahead": _ahead(ahead),
        "wait": "" if wait is None else _wait(wait),
    }  # fmt: skip
    return render(request, "portal/kiosk.html", context | more, status=409 if "problem" in context else 200)


def _wait(minutes: int) -> str:
    return ngettext("Etwa %(n)s Minute.", "Etwa %(n)s Minuten.", minutes) % {"n": minutes}


def _ahead(count: int) -> str:
    if not count:
        return _("Niemand wartet vor Ihnen.")
    return ngettext("%(n)s Person wartet vor Ihnen.", "%(n)s Personen warten vor Ihnen.", count) % {"n": count}
