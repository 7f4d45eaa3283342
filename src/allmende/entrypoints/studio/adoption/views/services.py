"""All services and how our city stands to each: the entry of this room."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import CityStanding, ReleaseLine
from allmende.domain.package import CityData
from allmende.entrypoints.studio.adoption import navigation
from allmende.entrypoints.studio.adoption.states import Next, needs_somebody, next_of, offer_of, state_of
from allmende.entrypoints.studio.frame import STAFF, render
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.kern import badge
from allmende.ui.speak import spoken_date

Row = Mapping[str, object]


@officer(*STAFF)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """What waits for a decision first, then what runs, then what our city could offer. Five statements, however many."""
    language = language_of(request)
    city = catalogue.get_city(city=city_key(request))
    found = catalogue.city_overview(city=city.key, day=navigation.today())
    offers = _offers(
        catalogue.list_releases(day=navigation.today()), {one.service_id for one in found if not _open(one)}
    )
    waiting = [one for one in found if one.running and needs_somebody(one)]
    running = [one for one in found if one.running and not needs_somebody(one)]
    coming = [one for one in found if not one.running and not _open(one)]
    groups = [
        (_("Das wartet auf Sie"), _rows(waiting, language)),
        (_("Das läuft"), _rows(running, language)),
        (_("Das kommt"), _rows(coming, language)),
        (_("Das könnten wir anbieten"), _offer_rows(offers, city, language)),
        (_("Dafür ist jemand anderes zuständig"), _elsewhere(offers, city, language)),
    ]
    context: dict[str, object] = {"groups": groups if found or offers else [], "city_name": city.name}
    return render(request, "studio/adoption/services.html", context, city=city)


def _open(standing: CityStanding) -> bool:
    """Could the city begin with it, and has it decided nothing yet?"""
    return standing.running is None and standing.planned is None and standing.postponed is None


def _offers(releases: Iterable[ReleaseLine], known: Collection[str]) -> list[ReleaseLine]:
    """The newest usable release of each service that is not known here."""
    found: dict[str, ReleaseLine] = {}
    for line in releases:
        if not line.withdrawn and line.service_id not in known:
            found.setdefault(line.service_id, line)
    return list(found.values())


def _rows(standings: Iterable[CityStanding], language: str) -> list[Row]:
    return _sorted(_row(standing, language) for standing in standings)


def _row(standing: CityStanding, language: str) -> Row:
    running = standing.running
    return {
        "name": navigation.name_of(standing, language),
        "href": reverse("studio:adoption:service", args=[standing.service_id]),
        "state": state_of(standing),
        "next": next_of(standing, language),
        "version": running.release.version if running else "",
        "since": spoken_date(running.since, language) if running else "",
    }


def _offer_rows(offers: Iterable[ReleaseLine], city: CityData, language: str) -> list[Row]:
    return _sorted(
        {
            "name": line.title.spoken(language),
            "href": reverse("studio:adoption:service", args=[line.service_id]),
            "state": badge("info", _("bieten wir nicht an")),
            "next": offer_of(line),
        }
        for line in offers
        if not city.not_ours(line.service_id)
    )


def _elsewhere(offers: Iterable[ReleaseLine], city: CityData, language: str) -> list[Row]:
    rows = []
    for line in offers:
        other = city.not_ours(line.service_id)
        if other:
            rows.append(
                {
                    "name": line.title.spoken(language),
                    "href": reverse("studio:adoption:service", args=[line.service_id]),
                    "state": badge("info", _("nicht unsere Aufgabe")),
                    "next": Next(_("Zuständig ist: %(who)s.") % {"who": other.who}),
                }
            )
    return _sorted(rows)


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row["name"]).casefold())
