"""Free times and a desk's calendar for other programs: read-only, nobody's name, documented by `openapi.json` beside them.

/api/termine/                      offers and sites
/api/termine/<offer>/zeiten/       free times
/api/termine/openapi.json          what these two say (OpenAPI 3.1)
/termin/kalender/<token>.ics        what is booked at one desk, for whoever has its key
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from allmende.apps.booking import queries
from allmende.domain.values import BERLIN
from allmende.entrypoints.portal.views.appointment import read_wish
from allmende.entrypoints.portal.views.home import visitor
from allmende.formats.calendar import CalendarEvent, write_calendar
from allmende.foundation.access import capability, public
from allmende.foundation.limits import memory
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key
from allmende.usecases.booking import find, webhook

PER_MINUTE, MINUTE = 120, timedelta(minutes=1)
MOST, MOST_DAYS, FRESH = 500, 60, 3
"""Times and days of one answer; so many seconds others may keep it."""
BEFORE, AHEAD = timedelta(days=7), timedelta(days=180)
"""What of a desk is in its calendar."""


@public
@require_safe
def offers(request: HttpRequest) -> HttpResponseBase:
    """What can be booked, and where."""
    if not _may(request):
        return errors.too_many(request, 60)
    sites = queries.list_sites()
    served = {
        site.id: {key for desk in queries.list_desks(site_id=site.id) if desk.active for key in desk.offers}
        for site in sites
    }
    return _answer(
        {
            "offers": [
                {
                    "id": offer.offer.id,
                    "name": dict(offer.offer.name),
                    "minutes": offer.offer.minutes,
                    "extras": [
                        {"id": extra.id, "name": dict(extra.name), "minutes": extra.minutes, "most": extra.most}
                        for extra in offer.offer.extras
                    ],
                    "wishes": [{"id": one.id, "name": dict(one.name)} for one in offer.offer.wishes],
                    "days_ahead": offer.offer.release.days_ahead,
                    "sites": [site.id for site in sites if offer.offer.id in served[site.id]],
                }
                for offer in queries.list_offers()
            ],
            "sites": [
                {"id": site.id, "name": site.name, "address": list(site.lines), "accessible": site.accessible}
                for site in sites
            ],
        }
    )


@public
@require_safe
def free_times(request: HttpRequest, offer: str) -> HttpResponseBase:
    """Free times of an offer, as the page lists them: `from`, `until` (days), `site`, `n_<extra>`, `w_<wish>`."""
    if not _may(request):
        return errors.too_many(request, 60)
    found = queries.find_offer(key=offer)
    if found is None:
        return _answer({"error": "unknown_offer", "message": "There is no such offer. /api/termine/ lists them."}, 404)
    today = timezone.localdate()
    since, until = _day(request, "from", today), _day(request, "until", None)
    site = request.GET.get("site", "")
    if since is None or (until is None and request.GET.get("until")) or (site and not site.isascii()):
        return _answer({"error": "bad_day", "message": "Days are written as 2026-12-03."}, 400)
    until = min(until or since + timedelta(days=MOST_DAYS), since + timedelta(days=MOST_DAYS))
    said = request.GET.copy()
    said["ort"], said["ab"] = site, ""
    wish, _wrong = read_wish(said, found)
    wish = find.Wish(wish.offer, wish.extras, sites=wish.sites, skills=wish.skills, since=since)
    times = find.list_free(
        city=city_key(request), wish=wish, channel="online", now=timezone.now(), most=MOST + 1, until=until
    )
    return _answer(
        {
            "offer": offer,
            "minutes": wish.minutes,
            "more": len(times) > MOST,
            "times": [
                {
                    "begins": free.slot.begins.astimezone(BERLIN).isoformat(),
                    "ends": free.slot.ends.astimezone(BERLIN).isoformat(),
                    "site": free.site.id,
                }
                for free in times[:MOST]
            ],
        }
    )


@public
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the two above."""
    return _answer(describe(request.build_absolute_uri("/").rstrip("/")))


@capability
@require_safe
def desk_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """What is booked at one desk, without names. A key that was replaced opens nothing."""
    found = queries.find_fed_desk(key=token)
    if found is None:
        raise Http404
    desk, site = found
    now = timezone.now()
    host = request.get_host().partition(":")[0]
    events = [
        CalendarEvent(
            uid=f"{booked.id}@{host}", begins=booked.begins, ends=booked.ends, summary=booked.offer.offer.name.spoken("de"),
            location=f"{site.name}, {desk.name}", sequence=int(booked.begins.timestamp()) // 60,
        )
        for booked in queries.list_of_desk(desk_id=desk.id, since=now - BEFORE, until=now + AHEAD)
    ]  # fmt: skip
    return HttpResponse(
        write_calendar(events, made_at=now),
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, max-age=60"},
    )


def describe(server: str) -> dict[str, Any]:
    """OpenAPI 3.1 of the read-only feed at that address, and of the messages to subscribers."""
    text, whole, names = (
        {"type": "string"},
        {"type": "integer"},
        {"type": "object", "additionalProperties": {"type": "string"}},
    )
    moment = {"type": "string", "format": "date-time", "description": "With the offset of Germany at that moment."}
    extra = _object(id=text, name=names, minutes=whole, most=whole)
    offer = _object(
        id=text, name=names, minutes=whole, extras=_list(extra), wishes=_list(_object(id=text, name=names)),
        days_ahead=whole, sites=_list(whole),
    )  # fmt: skip
    site = _object(id=whole, name=text, address=_list(text), accessible={"type": "boolean"})
    time = _object(begins=moment, ends=moment, site=whole)
    error = _object(error=text, message=text)
    day = {"type": ["string", "null"], "format": "date", "description": "null: any day of the site."}
    change = _object(
        type={"const": webhook.KIND}, timestamp=moment, data=_object(city=text, site=whole, day=day, feed=text)
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Allmende: free appointments", "version": "1",
            "description": "Read-only, without personal data. At most 120 requests a minute; answers may be kept for "
            f"{FRESH} seconds. "
            "A time that is listed can be booked at that moment on the page of the offer.",
        },
        "servers": [{"url": server}],
        "paths": {
            "/api/termine/": {
                "get": {
                    "operationId": "listOffers", "summary": "What can be booked, and where",
                    "responses": {"200": _says(_object(offers=_list(offer), sites=_list(site)))},
                }
            },
            "/api/termine/{offer}/zeiten/": {
                "get": {
                    "operationId": "listFreeTimes", "summary": "Free times, in order",
                    "parameters": [
                        {"name": "offer", "in": "path", "required": True, "schema": text},
                        *(
                            {"name": name, "in": "query", "schema": {"type": "string", "format": "date"}, "description": words}
                            for name, words in (("from", "From that day on; today without it."), ("until", "Until that day (included); at most 60 days."))
                        ),
                        {"name": "site", "in": "query", "schema": whole, "description": "At that site alone."},
                        {"name": "w_{wish}", "in": "query", "schema": {"const": "1"}, "description": "Only where a wish can be fulfilled, by its id."},
                        {"name": "n_{extra}", "in": "query", "schema": whole, "description": "How many of an extra, by its id."},
                    ],
                    "responses": {
                        "200": _says(_object(offer=text, minutes=whole, more={"type": "boolean"}, times=_list(time))),
                        "400": _says(error), "404": _says(error),
                    },
                }
            },
        },
        "webhooks": {
            webhook.KIND: {
                "post": {
                    "operationId": "availabilityChanged", "summary": "Free times of a site changed: read them anew",
                    "description": "Sent to the address that the city entered (Standard Webhooks 1.0). `webhook-signature` is `v1,` and the "
                    "Base64 of HMAC-SHA-256 over `webhook-id`.`webhook-timestamp`.body, with the bytes that follow `whsec_` in the secret as "
                    "Base64. `webhook-id` is the same at each try. Any answer but 2xx is tried again, with growing pauses. Times that are only "
                    "held while somebody types are not told, nor hours that merely pass.",
                    "parameters": [
                        {"name": name, "in": "header", "required": True, "schema": text}
                        for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
                    ],
                    "requestBody": {"required": True, "content": {"application/json": {"schema": change}}},
                    "responses": {"2XX": {"description": "It arrived."}},
                }
            },
        },
    }  # fmt: skip


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _says(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "JSON", "content": {"application/json": {"schema": schema}}}


def _may(request: HttpRequest) -> bool:
    return memory.allow("booking.api", visitor(request), limit=PER_MINUTE, per=MINUTE, now=timezone.now())


def _day(request: HttpRequest, name: str, usual: date | None) -> date | None:
    said = request.GET.get(name, "")
    if not said:
        return usual
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None


def _answer(said: dict[str, Any], status: int = 200) -> JsonResponse:
    answer = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    if status == 200:
        answer["Cache-Control"] = f"public, max-age={FRESH}"
    return answer
