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
from allmende.apps.catalogue.queries import ServiceCard
from allmende.domain.package import CityData
from allmende.entrypoints.portal import matters, services
from allmende.entrypoints.portal.access import account_id
from allmende.entrypoints.portal.frame import dialled, render
from allmende.foundation.access import public
from allmende.foundation.limits import memory
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.kern import crumbs

SEARCHES_PER_MINUTE = 300


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The city's greeting, the search, the life situations, all services."""
    key, language, today = city_key(request), language_of(request), timezone.localdate()
    city = catalogue.get_city(city=key)
    cards, german = services.list_cards(key, today, language), services.list_german(key, today, language)
    account = account_id(request)
    running: tuple[matters.MatterRow, ...] = ()
    if account:
        lines = cases.list_cases(city=key, account_id=account, language=language, now=timezone.now(), today=today)
        running = tuple(matters.case_line(line, language) for line in lines if line.closed_at is None)[:3]
    welcome = city.texts.get("welcome")
    context = {
        "greeting": _("Willkommen in %(city)s") % {"city": city.name},
        "welcome": welcome.spoken(language)
        if welcome
        else _("Erledigen Sie Ihre Anliegen online. Zu jeder Zeit und ohne Termin."),
        "popular": [card for card in services.shown(cards, german) if not card.elsewhere][: services.MOST_POPULAR],
        "matters": running,
        "drafts": matters.drafts_here(request, language),
        "rooms": services.rooms_of(cards, language),
        "cards": services.shown(cards, german) if len(cards) <= services.MOST_ON_ONE_LIST else (),
        "letters": services.by_letter(cards, german),
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
    german = services.list_german(key, timezone.localdate(), language)
    found = services.find(cards, query, language, german) if query else cards
    words = ngettext("%(n)s Treffer für „%(query)s“", "%(n)s Treffer für „%(query)s“", len(found))
    city = catalogue.get_city(city=key)
    context: dict[str, object] = {"query": query, "crumbs": crumbs([home_crumb()])}
    if found:
        letters = [] if query else services.by_letter(found, german)
        context |= {"cards": services.shown(found, german), "letters": letters}
    else:
        words = _("Nichts gefunden für „%(query)s“")
        context |= _not_found(query, cards, city, language)
    context["found_words"] = words % {"n": len(found), "query": query}
    return render(request, "portal/search.html", context, city=city)


def _not_found(query: str, cards: tuple[ServiceCard, ...], city: CityData, language: str) -> dict[str, object]:
    """What the city does not offer online, said plainly, and whom to ask instead."""
    title = services.find_not_offered(query, cards, language)
    said = {"service": title, "city": city.name}
    plainly = _("„%(service)s“ bietet %(city)s noch nicht online an.") if title else ""
    return {
        "not_offered": plainly % said if title else "",
        "phone": city.contact.phone,
        "phone_number": dialled(city.contact.phone),
        "email": city.contact.email,
    }


@public
@require_safe
def life_situation(request: HttpRequest, room_id: str) -> HttpResponse:
    """The services of one life situation."""
    key, language = city_key(request), language_of(request)
    cards = tuple(
        card for card in services.list_cards(key, timezone.localdate(), language) if card.life_situation == room_id
    )
    if room_id not in services.LIFE_SITUATIONS or not cards:
        raise Http404
    context = {
        "room": services.room_of(room_id, cards, language),
        "cards": services.shown(cards, services.list_german(key, timezone.localdate(), language)),
        "crumbs": crumbs([home_crumb()]),
    }
    return render(request, "portal/life_situation.html", context)


def home_crumb() -> tuple[str, str]:
    """The first step of every way."""
    return _("Start"), reverse("portal:home")


def visitor(request: HttpRequest) -> str:
    """Whose tries are counted: the address the request came from."""
    return str(request.META.get("REMOTE_ADDR", ""))
