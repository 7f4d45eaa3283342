"""One service in our city: what runs, what is decided, what comes next; the way back, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import AdoptionLine, CityStanding
from allmende.entrypoints.studio.adoption import navigation
from allmende.entrypoints.studio.adoption.states import next_of, state_of
from allmende.entrypoints.studio.frame import STAFF, person_of, render
from allmende.foundation.access import officer
from allmende.foundation.languages import PREFIXES
from allmende.foundation.web.request import language_of
from allmende.ui.html import SafeString, prose
from allmende.ui.kern import badge
from allmende.ui.speak import spoken_date
from allmende.usecases import adopt_release


@officer(*STAFF)
@require_safe
def service(request: HttpRequest, service_id: str) -> HttpResponse:
    """The state of one service in words, with the next sensible step."""
    return _show(request, navigation.get_standing(request, service_id))


@officer(*navigation.ACTORS)
@require_POST
def retreat(request: HttpRequest, service_id: str) -> HttpResponse:
    """Back to the previous adoption. Cases stay on what they began with."""
    return _done(request, service_id, adopt_release.retreat, "zurueck")


@officer(*navigation.ACTORS)
@require_POST
def cancel(request: HttpRequest, service_id: str) -> HttpResponse:
    """The planned adoption does not come about."""
    return _done(request, service_id, adopt_release.cancel, "abgesagt")


@officer(*navigation.ACTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, service_id: str) -> HttpResponse:
    """No new applications from today on: asked once more before it is done."""
    if request.method == "POST":
        return _done(request, service_id, adopt_release.stop, "beendet")
    standing = navigation.get_standing(request, service_id)
    return render(request, "studio/adoption/stop.html", navigation.page(request, standing, "service"))


def _done(request: HttpRequest, service_id: str, act: Callable[..., Any], word: str) -> HttpResponse:
    standing = navigation.get_standing(request, service_id)
    done = act(person=person_of(request), service_id=service_id, now=timezone.now())
    if isinstance(done, list):
        return _show(request, standing, navigation.refusals(done, language_of(request)), status=422)
    return HttpResponseRedirect(f"{reverse('studio:adoption:service', args=[service_id])}?neues={word}")


def _show(
    request: HttpRequest, standing: CityStanding, refused: SafeString | str = "", status: int = 200
) -> HttpResponse:
    language = language_of(request)
    running, planned, previous = standing.running, standing.planned, standing.previous
    city = catalogue.get_city(city=standing.city)
    other = None if running or planned else city.not_ours(standing.service_id)
    context = {
        **navigation.page(request, standing, "service"),
        "refused": refused,
        "state": state_of(standing),
        "next": next_of(standing, language),
        "running": _adoption(running, language),
        "planned": _adoption(planned, language),
        "previous": _adoption(previous, language),
        "postponed": _postponed(standing, language),
        "withdrawn": running.release.withdrawn_reason if running and standing.withdrawn else "",
        "is_withdrawn": standing.withdrawn,
        "history": [_adoption(one, language) for one in standing.history],
        "releases": [_release(release, standing, language) for release in standing.releases],
        "elsewhere": other.who if other else "",
        "portal": _portal(standing, language),
    }
    return render(request, "studio/adoption/service.html", context, city=city, status=status)


def _portal(standing: CityStanding, language: str) -> str:
    """The service's page for citizens."""
    return f"{PREFIXES[language]}/leistungen/{standing.service_id}/" if standing.running else ""


def _adoption(line: AdoptionLine | None, language: str) -> dict[str, object] | None:
    if line is None:
        return None
    return {
        "id": line.id,
        "version": line.release.version,
        "sha": line.release.sha256,
        "since": spoken_date(line.since, language),
        "until": spoken_date(line.until, language) if line.until else "",
        "by": line.decided_by or _("Betrieb der Anlage"),
        "on": spoken_date(timezone.localdate(line.decided_at), language),
        "went_back": line.went_back,
        "differences": [(difference.text.spoken(language), difference.reason) for difference in line.differences],
    }


def _postponed(standing: CityStanding, language: str) -> dict[str, object] | None:
    found = standing.postponed
    if found is None:
        return None
    return {
        "version": found.release.version,
        "until": spoken_date(found.until, language),
        "reason": found.reason,
        "by": found.decided_by,
    }


def _release(line: Any, standing: CityStanding, language: str) -> dict[str, object]:
    words = {
        "coming": (_("kommt noch"), "info"),
        "released": (_("aktuell"), "success"),
        "superseded": (_("abgelöst"), "info"),
        "withdrawn": (_("zurückgezogen"), "danger"),
    }
    text, tone = words[line.state]
    mine = standing.running is not None and standing.running.release.id == line.id
    return {
        "version": line.version,
        "sha": line.sha256,
        "on": spoken_date(timezone.localdate(line.released_at), language),
        "from": spoken_date(line.effective_from, language) if line.effective_from else "",
        "note": prose(line.note.get(language) or line.note.get("de", "")),
        "state": badge(tone, text),  # type: ignore[arg-type]
        "mine": mine,
        "open": not mine and line.state != "withdrawn",
    }
