"""Start page, search and life situations."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from allmende.apps.cases import queries as cases
from allmende.apps.catalogue import queries as catalogue
from allmende.entrypoints.portal import life, matters, services
from allmende.entrypoints.portal.access import account_id
from allmende.entrypoints.portal.frame import render
from allmende.foundation.access import public
from allmende.foundation.limits import memory
from allmende.foundation.web import errors
from allmende.foundation.web.asked import city_key, language_of
from allmende.ui.kern import crumbs

SEARCHES_PER_MINUTE = 300


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The city's greeting, the search, the life situations, all services."""
    key, language, today = city_key(request), language_of(request), timezone.localdate()
    city = catalogue.get_city(city=key)
    cards = services.list_cards(key, today, language)
    account = account_id(request)
    running: tuple[matters.MatterLine, ...] = ()
    if account:
        lines = cases.list_cases(city=key, account_id=account, language=language, now=timezone.now(), today=today)
        running = tuple(matters.case_line(line, language) for line in lines if line.closed_at is None)[:3]
    welcome = city.texts.get("welcome")
    context = {
        "greeting": _("Willkommen in %(city)s") % {"city": city.name},
        "welcome": welcome.spoken(language)
        if welcome
        else _("Erledigen Sie Ihre Anliegen online. Zu jeder Zeit und ohne Termin."),
        "popular": [card for card in services.shown(cards) if not card.elsewhere][: services.MOST_POPULAR],
        "matters": running,
        "drafts": matters.drafts_here(request, language),
        "rooms": services.rooms_of(cards, language),
        "cards": services.shown(cards),
    }
    return render(request, "portal/home.html", context, city=city)


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Services that fit what was typed; without a query all of them."""
    key, language, now = city_key(request), language_of(request), timezone.now()
    query = request.GET.get("q", "").strip()[:200]
    if query and not memory.allow(
        "search", visitor(request), limit=SEARCHES_PER_MINUTE, per=timedelta(minutes=1), now=now
    ):
        return errors.too_many(request, 60)
    cards = services.list_cards(key, timezone.localdate(), language)
    found = services.find(cards, query, key, language) if query else cards
    words = ngettext("%(n)s Treffer für „%(query)s“", "%(n)s Treffer für „%(query)s“", len(found))
    if not found:
        words = _("Nichts gefunden für „%(query)s“")
    context = {
        "query": query,
        "cards": services.shown(found),
        "found_words": words % {"n": len(found), "query": query},
        "crumbs": crumbs([home_crumb()]),
    }
    return render(request, "portal/search.html", context)


@public
@require_safe
def life_situation(request: HttpRequest, room_id: str) -> HttpResponse:
    """The services of one life situation."""
    key, language = city_key(request), language_of(request)
    room = life.find(room_id)
    cards = tuple(
        card for card in services.list_cards(key, timezone.localdate(), language) if card.life_situation == room_id
    )
    if room is None or not cards:
        raise Http404
    context = {
        "room": services.room_of(room, language),
        "cards": services.shown(cards),
        "crumbs": crumbs([home_crumb()]),
    }
    return render(request, "portal/life_situation.html", context)


def home_crumb() -> tuple[str, str]:
    """The first step of every way."""
    return _("Start"), reverse("portal:home")


def visitor(request: HttpRequest) -> str:
    """Whose tries are counted: the address the request came from."""
    return str(request.META.get("REMOTE_ADDR", ""))
