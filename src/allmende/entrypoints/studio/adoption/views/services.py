"""All services and how our city stands to each: the entry of this room."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import Standing
from allmende.entrypoints.studio.adoption import room
from allmende.entrypoints.studio.adoption.states import next_of, state_of
from allmende.entrypoints.studio.frame import STAFF, city_key, language_of, render
from allmende.foundation.access import officer
from allmende.ui.speak import spoken_date


@officer(*STAFF)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """What waits for a decision first, then what runs, then what our city could offer."""
    language = language_of(request)
    city = catalogue.get_city(city=city_key(request))
    found = _standings(city.key)
    waiting = [one for one in found if one.running and needs_somebody(one)]
    running = [one for one in found if one.running and not needs_somebody(one)]
    others = [one for one in found if not one.running]
    groups = [
        (_("Das wartet auf Sie"), _rows(waiting, language)),
        (_("Das läuft"), _rows(running, language)),
        (_("Das könnten wir anbieten"), _rows(others, language)),
    ]
    context: dict[str, object] = {"groups": groups if found else [], "city_name": city.name}
    return render(request, "studio/adoption/services.html", context, city=city)


def needs_somebody(standing: Standing) -> bool:
    """Is there something to decide that nobody has decided or put off?"""
    if standing.withdrawn or standing.overdue:
        return True
    return standing.offered_next is not None and not standing.planned and not standing.postponed


def _standings(city: str) -> list[Standing]:
    ids = dict.fromkeys(line.service_id for line in catalogue.list_releases(day=room.today()))
    return [catalogue.standing(city=city, service_id=service_id, day=room.today()) for service_id in ids]


def _rows(standings: Iterable[Standing], language: str) -> list[dict[str, object]]:
    rows = [_row(one, language) for one in standings]
    return sorted(rows, key=lambda row: str(row["name"]))


def _row(standing: Standing, language: str) -> dict[str, object]:
    running = standing.running
    return {
        "name": room.name_of(standing, language),
        "href": reverse("studio:adoption:service", args=[standing.service_id]),
        "state": state_of(standing),
        "next": next_of(standing, language),
        "version": running.release.version if running else "",
        "since": spoken_date(running.since, language) if running else "",
    }
